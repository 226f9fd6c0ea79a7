"""Only one process at a time changes the schema, even across the nodes of a cluster, where ``GET_LOCK`` does not work."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from tests.patience import promised
from tests.services import MariaDB
from tms_adapters.sql import migrate, open_store
from tms_adapters.sql.maintenance.migration_lock import cluster_lock
from tms_core.errors import Unavailable

pytestmark = pytest.mark.services

MODULE = "tms_adapters.sql.maintenance.migration_lock"


@pytest.fixture(autouse=True)
def in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, seconds in (("POLL", 0.05), ("HEARTBEAT", 0.1)):
        monkeypatch.setattr(f"{MODULE}.{name}_SECONDS", seconds)


@pytest.fixture
async def url(fresh_mariadb_url: Callable[[], str]) -> str:
    address = fresh_mariadb_url()
    await migrate(address)
    return address


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[AsyncConnection]:
    engine = create_async_engine(url, poolclass=NullPool)
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        yield connection


async def test_twenty_processes_hold_the_lock_one_after_the_other(url: str) -> None:
    holders = 0

    async def work() -> None:
        nonlocal holders
        async with connected(url) as connection, cluster_lock(connection):
            holders += 1
            await asyncio.sleep(0.01)
            assert holders == 1
            holders -= 1

    await asyncio.gather(*(work() for _ in range(20)))


async def test_a_process_waits_for_the_lock_only_while_its_holder_works(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"{MODULE}.WAIT_SECONDS", 2.0)
    async with connected(url) as connection, cluster_lock(connection):
        with pytest.raises(Unavailable) as refused:
            async with connected(url) as other, cluster_lock(other):
                pytest.fail("two hold it")
    assert "another process has been changing its schema" in refused.value.cause


async def test_a_lock_whose_holder_died_is_taken_over(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{MODULE}.ABANDONED_SECONDS", 1.0)
    async with connected(url) as connection, cluster_lock(connection):
        await connection.invalidate()
    async with connected(url) as connection, cluster_lock(connection):
        pass


async def test_a_start_skips_hosts_that_are_frozen_or_gone(
    mariadb: MariaDB, fresh_mariadb_url: Callable[[], str], silent_port: int
) -> None:
    hosts = f":{silent_port},127.0.0.1:1,127.0.0.1:{mariadb.port}/"
    url = fresh_mariadb_url().replace(f":{mariadb.port}/", hosts)
    with promised(8):
        await migrate(url)
        store = await open_store(url)
    await store.close()


@pytest.fixture
def silent_port() -> Iterator[int]:
    """An address that accepts connections and never responds, like a frozen host."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        yield listening.getsockname()[1]
