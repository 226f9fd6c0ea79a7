"""Statements for consumers of the event log. Leases and positions are compared and set by single updates: row locks are local
to a node of a Galera cluster, whereas of two such updates at most one is committed."""

from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.sql import ColumnElement, Delete, Select, Update

from tms_adapters.sql.compiled_query import reads, writes
from tms_adapters.sql.row_mapper import placeholders
from tms_adapters.sql.tables import consumers, event_log, set_aside_events, stream_head
from tms_core.consumers.model import ConsumerStatus, SetAsideEvent

STORED = [column for column in consumers.columns if column.name in ConsumerStatus.__slots__]
EVENT = [set_aside_events.c[name] for name in SetAsideEvent.__slots__]


@reads(ConsumerStatus)
def select_statuses() -> Select[Any]:
    """All consumers, with what is ahead of them."""
    mine = select(func.count()).where(set_aside_events.c.consumer == consumers.c.name)
    next_event = select(event_log.c.at).where(event_log.c.pos == consumers.c.position + 1)
    return (
        select(
            *STORED,
            stream_head.c.pos.label("head"),
            stream_head.c.floor_pos.label("floor"),
            next_event.scalar_subquery().label("waiting_since"),
            mine.scalar_subquery().label("set_aside"),
            mine.where(set_aside_events.c.retry_requested).scalar_subquery().label("retries"),
        )
        .where(stream_head.c.id == 1)
        .order_by(consumers.c.name)
    )


class Bounds(NamedTuple):
    """The head and the floor of the log."""

    head: int
    floor: int


@reads(Bounds)
def select_bounds() -> Select[Any]:
    """The head and the floor of the log."""
    columns = (stream_head.c.pos.label("head"), stream_head.c.floor_pos.label("floor"))
    return select(*columns).where(stream_head.c.id == 1)


@reads(SetAsideEvent)
def select_set_aside(requested: bool) -> Select[Any]:
    """The oldest events that a consumer has set aside."""
    found = select(*EVENT).where(set_aside_events.c.consumer == bindparam("name"))
    if requested:
        found = found.where(set_aside_events.c.retry_requested)
    return found.order_by(set_aside_events.c.position).limit(bindparam("most"))


class Key(NamedTuple):
    """Identifies an event that was set aside."""

    consumer: str
    position: int


@reads(Key)
def select_pruned() -> Select[Any]:
    """Events that were set aside and are not in the log any more."""
    events = set_aside_events.c
    floor = select(stream_head.c.floor_pos).where(stream_head.c.id == 1).scalar_subquery()
    found = select(events.consumer, events.position).where(events.position < floor)
    return found.order_by(events.position).limit(bindparam("most"))


def _value(name: str) -> Any:
    return bindparam(f"new_{name}", type_=consumers.c[name].type)


@writes
def update_lease() -> Update:
    """Take a lease that is free, ours, or over."""
    row = consumers.c
    free = or_(
        row.holder.is_(None),
        row.held_until.is_(None),
        row.holder == bindparam("holder"),
        row.held_until < bindparam("now", type_=row.held_until.type),
        row.held_until > bindparam("impossible", type_=row.held_until.type),
    )
    values = {name: _value(name) for name in ("holder", "held_until")}
    return consumers.update().where(row.name == bindparam("the_name"), free).values(values)


@writes
def clear_leases() -> Update:
    """Give up all leases of one process."""
    mine = consumers.c.holder == bindparam("the_holder")
    return consumers.update().where(mine).values(holder=None, held_until=None)


MOVED = ("position", "held_until", "tries", "retry_at", "error_type", "error")


@writes
def update_position() -> Update:
    """Move a consumer whose lease is ours, and that is still where we think it is."""
    row = consumers.c
    expected: tuple[ColumnElement[bool], ...] = (
        row.name == bindparam("the_name"),
        row.holder == bindparam("the_holder"),
        row.position == bindparam("from_position"),
    )
    return consumers.update().where(*expected).values({name: _value(name) for name in MOVED})


@writes
def add_to_missed() -> Update:
    """Count events that were pruned too early."""
    more = consumers.c.missed + bindparam("more")
    return (
        consumers.update()
        .where(consumers.c.name == bindparam("the_name"))
        .values(missed=more, missed_at=_value("missed_at"))
    )


@writes
def update_set_aside(columns: tuple[str, ...], one: bool) -> Update:
    """Change one event that was set aside, or all of a consumer."""
    events = set_aside_events.c
    found = set_aside_events.update().where(events.consumer == bindparam("the_name"))
    if one:
        found = found.where(events.position == bindparam("the_position"))
    values: dict[str, Any] = {name: bindparam(f"new_{name}", type_=events[name].type) for name in columns}
    if "error" in columns:
        values["tries"] = events.tries + 1
    return found.values(values)


@writes
def delete_set_aside(count: int) -> Delete:
    """Remove a consumer's events at these positions."""
    events = set_aside_events.c
    listed = events.position.in_(placeholders("position", count))
    return set_aside_events.delete().where(events.consumer == bindparam("name"), listed)
