"""Every test that takes ``store``, ``world`` or ``events`` runs on memory, SQLite and MariaDB."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.contracts.guard import watched_units
from tests.contracts.stores import OpenStore, ReadEvents, in_mariadb, in_memory, in_sqlite
from tests.core.organisation import World
from tests.services import MariaDB
from tms_core.application import Store

STORES = ["memory", "sqlite", pytest.param("mariadb", marks=pytest.mark.services)]
TEMPLATE = "tms_template"


@pytest.fixture(autouse=True)
def booking_without_event_fails() -> Iterator[None]:
    """In all tests of this package."""
    with watched_units():
        yield


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file that contains only the schema, to be copied."""
    from tms_adapters.sql import migrate

    path = tmp_path_factory.mktemp("sqlite") / "empty.db"
    asyncio.run(migrate(f"sqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def mariadb_schema(mariadb: MariaDB) -> str:
    """The SQL that creates a database named `TEMPLATE` with only the schema in it: migrating each database would take
    several times as long."""
    from tms_adapters.sql import migrate

    asyncio.run(migrate(mariadb.url(TEMPLATE)))
    return mariadb.dump(TEMPLATE)


@pytest.fixture
def migrated_mariadb_url(
    mariadb: MariaDB, mariadb_schema: str, fresh_mariadb_url: Callable[[], str]
) -> Callable[[], str]:
    """Returns URLs of new databases that contain only the schema."""

    def migrated() -> str:
        url = fresh_mariadb_url()
        mariadb.execute(mariadb_schema.replace(f"`{TEMPLATE}`", f"`{url.rpartition('/')[2]}`"))
        return url

    return migrated


@pytest.fixture(params=STORES)
def opener(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Awaitable[OpenStore]]:
    """Opens an empty store of each kind."""
    if request.param == "memory":
        return in_memory
    if request.param == "sqlite":
        empty = request.getfixturevalue("migrated_sqlite")
        return partial(in_sqlite, Path(shutil.copy(empty, tmp_path / "tms.db")))
    url = request.getfixturevalue("migrated_mariadb_url")()
    return partial(in_mariadb, url)


@pytest.fixture
async def opened(opener: Callable[[], Awaitable[OpenStore]]) -> AsyncIterator[OpenStore]:
    opened = await opener()
    yield opened
    await opened.store.close()


@pytest.fixture
def store(opened: OpenStore) -> Store:
    return opened.store


@pytest.fixture
def events(opened: OpenStore) -> ReadEvents:
    """Reads the store's whole event log."""
    return opened.events


@pytest.fixture
def world(store: Store) -> World:
    return World(store)
