"""Writing the event log: the last statements before a commit.

Positions come from one row whose lock is held to the commit, so that they have no gaps and become visible in order.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import and_, bindparam, or_, update
from sqlalchemy.sql import Update

from tms_adapters.sql.compiled_query import writes
from tms_adapters.sql.connection import Connection
from tms_adapters.sql.row_mapper import insert_all
from tms_adapters.sql.tables.common import event_log
from tms_core.events import Event
from tms_core.feature import Features

CHECK_LENGTH = 16


@writes
def forget_payloads(types: tuple[tuple[str, str], ...]) -> Update:
    """Empty the payloads of events of these types (entity and name) that tell of one person."""
    personal = [and_(event_log.c.entity == entity, event_log.c.type == name) for entity, name in types]
    of_person = event_log.c.entity_id == bindparam("person_id")
    return update(event_log).where(of_person, or_(*personal)).values(payload=None)


async def forget_personal_events(connection: Connection, features: Features, events: Sequence[Event]) -> None:
    """Where people were deleted, empty what the log tells of them; that something happened to them stays."""
    deleted = [
        event.entity_id
        for event in events
        if (kind := features.events[event.type]).removes and kind.deletes_person(event)
    ]
    if deleted:
        personal = sorted((kind.entity, kind.name) for kind in features.events.values() if kind.personal)
        for person_id in deleted:
            await connection.run(forget_payloads(tuple(personal)), person_id=person_id)


async def write_events(
    connection: Connection, events: list[Event], actor_id: int | None, at: datetime
) -> tuple[int, str]:
    """Give ``events`` the next positions and keep them; the last position and its check."""
    ids = [uuid.uuid4().hex for _ in events]
    check = ids[-1][:CHECK_LENGTH]
    last = await connection.take_positions(len(events), check)
    first = last - len(events) + 1
    records = [
        _record(event, event_id, first + index, actor_id, at)
        for index, (event, event_id) in enumerate(zip(events, ids, strict=True))
    ]
    await insert_all(connection, event_log, records)
    return last, check


def _record(event: Event, event_id: str, pos: int, actor_id: int | None, at: datetime) -> dict[str, Any]:
    return {
        "pos": pos,
        "event_id": event_id,
        "type": event.type,
        "entity": event.entity,
        "entity_id": event.entity_id,
        "entity_version": event.entity_version,
        "actor_id": actor_id,
        "audience": _json({"roles": sorted(event.audience.roles), "users": sorted(event.audience.users)}),
        "payload": _json(event.data),
        "at": at,
    }


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
