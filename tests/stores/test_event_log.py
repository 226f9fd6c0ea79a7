"""What can happen to an event log while a process is running."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.contracts.event_observers import drained
from tests.core.organisation import World, as_actor
from tms_adapters.sql import migrate, open_store
from tms_core.realtime.feed import Feed
from tms_core.realtime.reader import Reader
from tms_core.realtime.visibility import EventMessage, Message, Resync, current_actor
from tms_core.users.model import User


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "tms.db"


@pytest.fixture
async def world(path: Path) -> AsyncIterator[World]:
    url = f"sqlite:///{path}"
    await migrate(url)
    store = await open_store(url)
    yield World(store)
    await store.close()


async def reading(feed: Feed[Message], user: User, since: str | None = None) -> Reader[Message]:
    actor = as_actor(user)
    return await feed.open(lambda: current_actor(feed.application, actor), since, lambda: None)


def alter(path: Path, *statements: str) -> None:
    with sqlite3.connect(path) as connection:
        for statement in statements:
            connection.execute(statement)


@pytest.mark.parametrize(
    "statements",
    [
        ["UPDATE stream_head SET epoch = 'another'"],
        [
            "UPDATE stream_head SET last_check = 'another'",
            "UPDATE event_log SET event_id = 'x' WHERE pos = 4",
        ],
        ["UPDATE stream_head SET pos = 3", "DELETE FROM event_log WHERE pos > 3"],
    ],
    ids=["another database", "another history", "a backup"],
)
async def test_readers_must_reload_when_the_log_is_replaced(
    world: World, path: Path, statements: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tms_core.realtime.log_tailer.CATCH_UP_TIMEOUT_SECONDS", 0.3)
    admin = await world.admin()
    await world.trainee()
    async with Feed(world.app, lambda message: message) as feed:
        since = str(feed.head)
        reader = await reading(feed, admin)
        alter(path, *statements)
        messages: list[Message] = []
        while not messages:
            messages = await drained(feed, reader)
            await feed._tail._pause(0)
        assert messages == [Resync(reason="log_reset", position=str(feed.head))]
        assert not (await reading(feed, admin, since)).resumed
        await world.trainee()
        (message, *_) = await drained(feed, reader)
        assert isinstance(message, EventMessage)
        assert message.type == "user_created"


async def test_readers_of_an_unreadable_event_must_reload(world: World, path: Path) -> None:
    admin, trainee = await world.admin(), await world.trainee()
    async with Feed(world.app, lambda message: message) as feed:
        since = str(feed.head)
    await world.trainer()
    alter(path, """UPDATE event_log SET payload = '{"of": "another version"}' WHERE type = 'user_created'""")
    async with Feed(world.app, lambda message: message) as feed:
        messages = await drained(feed, await reading(feed, admin, since))
        assert isinstance(messages[0], Resync)
        assert messages[0].reason == "unreadable_event"
        hidden = await drained(feed, await reading(feed, trainee, since))
        assert len(hidden) == 1  # caught up, and nothing else
