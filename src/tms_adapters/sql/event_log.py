"""Reading the event log, and forgetting what is too old."""

import logging
from datetime import datetime
from typing import Any, Protocol

import msgspec
from sqlalchemy import bindparam, select, update
from sqlalchemy.sql import Delete, Select, Update

from tms_adapters.sql.connection import Connection
from tms_adapters.sql.events import CHECK_LENGTH
from tms_adapters.sql.query import Row, query
from tms_adapters.sql.tables import event_log, stream_head
from tms_core.actor import Role
from tms_core.auth.events import resync
from tms_core.errors import Invalid
from tms_core.events import Audience, Event, LoggedEvent, Position
from tms_core.realtime.log import PAYLOADS, LogState

log = logging.getLogger("tms.events")

PRUNED_AT_ONCE = 1000
"""Events that go in one transaction, so that nobody waits long for the head of the log."""
BEGINNING = "0"
"""The check of position 0, where a new log begins."""
COLUMNS = (
    event_log.c.pos,
    event_log.c.event_id,
    event_log.c.type,
    event_log.c.entity,
    event_log.c.entity_id,
    event_log.c.entity_version,
    event_log.c.actor_id,
    event_log.c.audience,
    event_log.c.payload,
    event_log.c.at,
)


class StoredAudience(msgspec.Struct):
    """The audience as it is kept."""

    roles: frozenset[Role]
    users: frozenset[int]


_audience = msgspec.json.Decoder(StoredAudience).decode
_payloads = {kind: msgspec.json.Decoder(of) for kind, of in PAYLOADS.items()}
_plain: msgspec.json.Decoder[Any] = msgspec.json.Decoder(dict[str, Any])


class Database(Protocol):
    """Where the log is."""

    def reader(self) -> Any:
        """A connection on which every statement stands for itself."""

    def writer(self) -> Any:
        """A connection with a transaction that is undone unless it is committed."""


@query
def select_state() -> Select[Any]:
    """The head of the log, and its floor."""
    head = stream_head.c
    return select(head.epoch, head.pos, head.last_check, head.floor_pos).where(head.id == 1)


@query
def select_after() -> Select[Any]:
    """The events that follow a position."""
    found = select(*COLUMNS).where(event_log.c.pos > bindparam("number")).order_by(event_log.c.pos)
    return found.limit(bindparam("most"))


@query
def select_id() -> Select[Any]:
    """The id of one event."""
    return select(event_log.c.event_id).where(event_log.c.pos == bindparam("number"))


@query
def select_first_young() -> Select[Any]:
    """The oldest event that is young enough to stay, looked for from the oldest on."""
    young = event_log.c.at >= bindparam("before", type_=event_log.c.at.type)
    return select(event_log.c.pos).where(young).order_by(event_log.c.pos).limit(1)


@query
def delete_before() -> Delete:
    """The events below a position."""
    return event_log.delete().where(event_log.c.pos < bindparam("floor"))


@query
def raise_floor() -> Update:
    """Say that nothing can be resumed from below a position any more."""
    lower = stream_head.c.floor_pos < bindparam("floor")
    return update(stream_head).where(stream_head.c.id == 1, lower).values(floor_pos=bindparam("floor"))


class SqlEventLog:
    """See ``EventLog``."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.epoch = ""
        """Which log this is, as of the last look at its state."""

    async def state(self) -> LogState:
        """See ``EventLog``."""
        async with self._database.reader() as connection:
            return await self._state(connection)

    async def after(self, number: int, limit: int) -> list[LoggedEvent]:
        """See ``EventLog``."""
        async with self._database.reader() as connection:
            rows = await connection.rows(select_after(), number=number, most=limit)
        return [_logged(self.epoch, row) for row in rows]

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
            rows = await connection.rows(select_id(), number=number)
        return str(rows[0][0])[:CHECK_LENGTH] if rows else None

    async def prune(self, keep: int, before: datetime) -> int:
        """See ``EventLog``. Raises ``TransactionConflict`` when another process is just doing the same."""
        async with self._database.writer() as connection:
            state = await self._state(connection)
            young = await connection.rows(select_first_young(), before=before)
            first_to_stay = max(state.head.number - keep + 1, young[0][0] if young else state.head.number)
            floor = min(first_to_stay, state.head.number, max(state.floor, 1) + PRUNED_AT_ONCE)
            if floor <= max(state.floor, 1):
                return 0
            gone = (await connection.run(delete_before(), floor=floor)).matched
            await connection.run(raise_floor(), floor=floor)
            await connection.commit()
            return int(gone)

    async def _state(self, connection: Connection) -> LogState:
        epoch, number, check, floor = (await connection.rows(select_state()))[0]
        self.epoch = str(epoch)
        return LogState(head=Position(epoch, number, check), floor=floor)


def _logged(epoch: str, row: Row) -> LoggedEvent:
    number, event_id, *about, actor_id, audience, payload, at = row
    told_to = _audience(audience)
    return LoggedEvent(
        position=Position(epoch, number, event_id[:CHECK_LENGTH]),
        event_id=event_id,
        event=_event(about, Audience(roles=told_to.roles, users=told_to.users), payload),
        actor_id=actor_id,
        at=at,
    )


def _event(about: Row, audience: Audience, payload: str | None) -> Event:
    """What an older version wrote, and this one cannot read, asks those concerned to read everything anew."""
    kind, entity, entity_id, version = about
    try:
        data = None if payload is None else _payloads.get(kind, _plain).decode(payload)
    except (msgspec.DecodeError, Invalid):
        log.exception("an event of type %s cannot be read", kind)
        return resync(entity_id, audience, "unreadable_event")
    return Event(
        type=kind,
        entity=entity,
        entity_id=entity_id,
        entity_version=version,
        audience=audience,
        data=data,
    )
