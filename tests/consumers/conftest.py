"""Every test that takes ``open_app`` runs on memory, SQLite and MariaDB."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from tests.consumers.ledger import memory_store, sql_store
from tests.core.organisation import services
from tms_core.application import Application, Store
from tms_core.application.feature import Consumer

OpenApp = Callable[..., Awaitable[Application]]


@pytest.fixture(params=["memory", "sqlite", pytest.param("mariadb", marks=pytest.mark.services)])
async def open_app(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[OpenApp]:
    """Opens the same store with the given consumers each time, as another process would."""
    opened: list[Store] = []
    url = f"sqlite:///{tmp_path}/tms.db"
    if request.param == "mariadb":
        url = request.getfixturevalue("fresh_mariadb_url")()

    async def another(*consumers: Consumer) -> Application:
        if request.param != "memory":
            opened.append(await sql_store(url, *consumers))
        elif not opened:
            opened.append(memory_store(*consumers))
        return Application(opened[-1], services())

    yield another
    for store in opened:
        await store.close()
