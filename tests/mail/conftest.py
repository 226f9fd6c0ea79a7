"""Every test that takes ``open_world`` runs on memory, SQLite and MariaDB."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from tests.core.organisation import World
from tests.mail.news import memory_store, sql_store
from tms_core.application import Store

OpenWorld = Callable[..., Awaitable[World]]


@pytest.fixture(params=["memory", "sqlite", pytest.param("mariadb", marks=pytest.mark.services)])
async def world(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[World]:
    """An organisation whose features include one that sends news, on each kind of store."""
    store: Store
    if request.param == "memory":
        store = memory_store()
    else:
        url = f"sqlite:///{tmp_path}/tms.db"
        if request.param == "mariadb":
            url = request.getfixturevalue("fresh_mariadb_url")()
        store = await sql_store(url)
    yield World(store)
    await store.close()
