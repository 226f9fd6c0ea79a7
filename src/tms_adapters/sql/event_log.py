"""The event log: written by the last statements before a commit, read by position.

Positions come from a single row that stays locked until the commit, so they have no gaps and become visible
in order.
"""

import logging
import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple, Protocol

import msgspec
from sqlalchemy import and_, bindparam, or_, select, update
from sqlalchemy.sql import Delete, Select, Update

from tms_adapters.sql.compiled_query import reads, writes
from tms_adapters.sql.feature import Connection, first
from tms_adapters.sql.row_mapper import insert_all
from tms_adapters.sql.tables import event_log, stream_head
from tms_core.actor import Role
from tms_core.application.feature import Features
from tms_core.errors import Invalid
from tms_core.events import Audience, Event, LoggedEvent, LogState, Position, resync

CHECK_LENGTH = 16


@writes
def forget_payloads(types: tuple[tuple[str, str], ...]) -> Update:
    """Clear the payloads of a person's events of these types (entity and name)."""
    personal = [and_(event_log.c.entity == entity, event_log.c.type == name) for entity, name in types]
    of_person = event_log.c.entity_id == bindparam("person_id")
    return update(event_log).where(of_person, or_(*personal)).values(payload=None, values_before=None)


async def forget_personal_events(connection: Connection, features: Features, deleted: Iterable[int]) -> None:
    """Clear what the log says about deleted people; the events themselves stay."""
    personal = tuple(sorted((kind.entity, kind.name) for kind in features.events.values() if kind.personal))
    for person_id in deleted:
        await connection.run(forget_payloads(personal), person_id=person_id)


async def write_events(
    connection: Connection, events: list[Event], actor_id: int | None, at: datetime
) -> tuple[int, str]:
    """Insert ``events`` at the next positions; returns the last position and its check."""
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
        "values_before": None if event.before is None else _json(event.before),
        "at": at,
    }


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


log = logging.getLogger("tms.events")

PRUNE_BATCH_SIZE = 1000
"""Events deleted per transaction, so that the head of the log is never locked for long."""
BEGINNING = "0"
"""The check of position 0, where an empty log starts."""


class StoredEvent(NamedTuple):
    """A row of the log; ``audience``, ``payload`` and ``values_before`` are JSON."""

    pos: int
    event_id: str
    type: str
    entity: str
    entity_id: int
    entity_version: int | None
    actor_id: int | None
    audience: str
    payload: str | None
    at: datetime
    values_before: str | None


class StoredAudience(msgspec.Struct):
    """An event's audience as stored."""

    roles: frozenset[Role]
    users: frozenset[int]


_audience = msgspec.json.Decoder(StoredAudience).decode
_plain: msgspec.json.Decoder[Any] = msgspec.json.Decoder(dict[str, Any])


class Database(Protocol):
    """The database that contains the log."""

    def reader(self) -> Any:
        """A connection in autocommit mode."""

    def writer(self) -> Any:
        """A connection with a transaction that is rolled back unless it is committed."""


@reads(LogState)
def select_state() -> Select[Any]:
    """The head and the floor of the log."""
    head = stream_head.c
    position = (
        head.epoch.label("head__epoch"),
        head.pos.label("head__number"),
        head.last_check.label("head__check"),
    )
    return select(*position, head.floor_pos.label("floor")).where(head.id == 1)


@reads(StoredEvent)
def select_after() -> Select[Any]:
    """The events after a position."""
    columns = [event_log.c[name] for name in StoredEvent._fields]
    found = select(*columns).where(event_log.c.pos > bindparam("number")).order_by(event_log.c.pos)
    return found.limit(bindparam("most"))


@reads(str)
def select_id() -> Select[Any]:
    """The id of one event."""
    return select(event_log.c.event_id).where(event_log.c.pos == bindparam("number"))


@reads(int)
def select_first_young() -> Select[Any]:
    """The oldest event that is recent enough to keep, searching from the oldest."""
    young = event_log.c.at >= bindparam("before", type_=event_log.c.at.type)
    return select(event_log.c.pos).where(young).order_by(event_log.c.pos).limit(1)


@writes
def delete_before() -> Delete:
    """The events below a position."""
    return event_log.delete().where(event_log.c.pos < bindparam("floor"))


@writes
def raise_floor() -> Update:
    """Raise the floor: clients cannot resume from positions below it."""
    lower = stream_head.c.floor_pos < bindparam("floor")
    return update(stream_head).where(stream_head.c.id == 1, lower).values(floor_pos=bindparam("floor"))


class SqlEventLog:
    """See ``EventLog``."""

    def __init__(self, database: Database, features: Features) -> None:
        self._database = database
        self._payloads = {
            kind.name: msgspec.json.Decoder(kind.payload)
            for kind in features.events.values()
            if kind.payload is not None
        }
        self.epoch = ""
        """Identifies this log, as of the last time its state was read."""

    async def state(self) -> LogState:
        """See ``EventLog``."""
        async with self._database.reader() as connection:
            return await self._state(connection)

    async def after(self, number: int, limit: int) -> list[LoggedEvent]:
        """See ``EventLog``."""
        async with self._database.reader() as connection:
            rows = await connection.rows(select_after(), number=number, most=limit)
        return [self._logged(row) for row in rows]

    async def check_at(self, number: int) -> str | None:
        """See ``EventLog``."""
        async with self._database.reader() as connection:
            state = await self._state(connection)
            if number == state.head.number:
                return state.head.check
            if number < state.floor:
                return None
            if number == 0:
                return BEGINNING
            event_id = await first(connection, select_id(), number=number)
        return event_id[:CHECK_LENGTH] if event_id else None

    async def prune(self, keep: int, before: datetime, up_to: int | None = None) -> int:
        """See ``EventLog``. Raises ``TransactionConflict`` if another
        process is pruning at the same time."""
        async with self._database.writer() as connection:
            state = await self._state(connection)
            young = await first(connection, select_first_young(), before=before)
            first_to_stay = max(state.head.number - keep + 1, young or state.head.number)
            floor = min(first_to_stay, state.head.number, max(state.floor, 1) + PRUNE_BATCH_SIZE)
            if up_to is not None:
                floor = min(floor, up_to + 1)
            if floor <= max(state.floor, 1):
                return 0
            gone = (await connection.run(delete_before(), floor=floor)).matched
            await connection.run(raise_floor(), floor=floor)
            await connection.commit()
            return int(gone)

    async def _state(self, connection: Connection) -> LogState:
        [state] = await connection.rows(select_state())
        self.epoch = state.head.epoch
        return state

    def _logged(self, stored: StoredEvent) -> LoggedEvent:
        return LoggedEvent(
            position=Position(self.epoch, stored.pos, stored.event_id[:CHECK_LENGTH]),
            event_id=stored.event_id,
            event=self._event(stored),
            actor_id=stored.actor_id,
            at=stored.at,
        )

    def _event(self, stored: StoredEvent) -> Event:
        """An event that this version cannot read (another version wrote it) becomes a request to its
        audience to reload everything."""
        told_to = _audience(stored.audience)
        audience = Audience(roles=told_to.roles, users=told_to.users)
        decoder = self._payloads.get(stored.type, _plain)
        try:
            data = None if stored.payload is None else decoder.decode(stored.payload)
        except (msgspec.DecodeError, Invalid):
            log.exception("an event of type %s cannot be read", stored.type)
            return resync(stored.entity_id, audience, "unreadable_event")
        return Event(
            type=stored.type,
            entity=stored.entity,
            entity_id=stored.entity_id,
            entity_version=stored.entity_version,
            audience=audience,
            data=data,
            before=None if stored.values_before is None else _plain.decode(stored.values_before),
        )
