"""The stores under test, and direct access to their event logs."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import asyncmy
import msgspec

from tms_adapters.memory import MemoryStore
from tms_core.application import Store
from tms_core.events import LoggedEvent

COLUMNS = "pos, event_id, type, entity, entity_id, entity_version, actor_id, audience, payload, values_before"
SELECT = f"SELECT {COLUMNS} FROM event_log ORDER BY pos"


@dataclass(frozen=True, kw_only=True)
class StoredEvent:
    """A row of the event log, however it is stored. ``data`` and ``before`` are what they are after a round trip through
    JSON."""

    number: int
    event_id: str
    type: str
    entity: str
    entity_id: int
    entity_version: int | None
    actor_id: int | None
    roles: list[str]
    users: list[int]
    data: Any
    before: Any


ReadEvents = Callable[[], Awaitable[list[StoredEvent]]]


@dataclass(frozen=True)
class OpenStore:
    """A store, a way to read its whole event log, and a way to open it again as another process would."""

    store: Store
    events: ReadEvents
    again: Callable[[], Awaitable[Store]]


async def in_memory() -> OpenStore:
    store = MemoryStore()

    async def events() -> list[StoredEvent]:
        return [_from_memory(entry) for entry in await store.log.after(0, 1_000_000)]

    async def again() -> Store:
        return store  # nobody else can reach it

    return OpenStore(store, events, again)


async def in_sqlite(path: Path) -> OpenStore:
    """``path`` is a migrated file."""
    from tms_adapters.sql import open_store

    async def events() -> list[StoredEvent]:
        with sqlite3.connect(path) as connection:
            return [_from_row(row) for row in connection.execute(SELECT)]

    again = partial(open_store, f"sqlite:///{path}")
    return OpenStore(await again(), events, again)


async def in_mariadb(url: str) -> OpenStore:
    """``url`` names a migrated database."""
    from tms_adapters.sql import open_store

    async def events() -> list[StoredEvent]:
        address = urlsplit(url)
        async with asyncmy.connect(
            host=address.hostname, port=address.port, user=address.username, database=address.path.strip("/")
        ) as connection:
            cursor = connection.cursor()
            await cursor.execute(SELECT)
            return [_from_row(row) for row in await cursor.fetchall()]

    again = partial(open_store, url)
    return OpenStore(await again(), events, again)


def _from_memory(entry: LoggedEvent) -> StoredEvent:
    event = entry.event
    return StoredEvent(
        number=entry.position.number,
        event_id=entry.event_id,
        type=event.type,
        entity=event.entity,
        entity_id=event.entity_id,
        entity_version=event.entity_version,
        actor_id=entry.actor_id,
        roles=sorted(event.audience.roles),
        users=sorted(event.audience.users),
        data=json.loads(msgspec.json.encode(event.data)),
        before=json.loads(msgspec.json.encode(event.before)),
    )


def _from_row(row: tuple[Any, ...]) -> StoredEvent:
    number, event_id, kind, entity, entity_id, entity_version, actor_id, audience, payload, before = row
    audience = json.loads(audience)
    return StoredEvent(
        number=number,
        event_id=event_id,
        type=kind,
        entity=entity,
        entity_id=entity_id,
        entity_version=entity_version,
        actor_id=actor_id,
        roles=sorted(audience["roles"]),
        users=sorted(audience["users"]),
        data=None if payload is None else json.loads(payload),
        before=None if before is None else json.loads(before),
    )
