"""The tables of notifications and their statements."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Boolean, Column, Index, String, Table, and_, bindparam, func, or_, select
from sqlalchemy.sql import ColumnElement, Delete, Select, Update

from tms_adapters.sql.column_types import BigId, JsonChanges, JsonIntegers, JsonObject, UtcDateTime
from tms_adapters.sql.compiled_query import reads, writes
from tms_adapters.sql.row_mapper import RowMapper, placeholders
from tms_adapters.sql.tables import KEYED, OPTIONS, PERSON, metadata
from tms_core.notifications.kinds import REPLY_RECEIVED
from tms_core.notifications.model import SESSION, Notification

notifications = Table(
    "notifications",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("user_id", BigId, nullable=False, info=PERSON),
    Column("kind", String(40), nullable=False),
    Column("topic", String(100), nullable=False),
    Column("subject_type", String(20), nullable=False),
    Column("subject_id", BigId, nullable=False),
    Column("subject_title", String(100), nullable=False),
    Column("actor_id", BigId, info=PERSON),
    Column("changes", JsonChanges),
    Column("known", JsonObject),
    Column("created_at", UtcDateTime, nullable=False),
    Column("held_until", UtcDateTime, nullable=False),
    Column("read_at", UtcDateTime),
    Column("on_screen", Boolean(create_constraint=False), nullable=False),
    Column("by_mail", Boolean(create_constraint=False), nullable=False),
    Index(None, "user_id", "created_at", "id"),
    Index(None, "topic", "held_until"),
    Index(None, "subject_id", "subject_type"),
    Index(None, "created_at"),
    **OPTIONS,
)

notification_preferences = Table(
    "notification_preferences",
    metadata,
    Column("user_id", BigId, primary_key=True, autoincrement=False, info=PERSON),
    Column("kinds", JsonObject),
    Column("minutes_before", JsonIntegers),
    **KEYED,
)

ROWS = RowMapper(notifications, Notification)
TOLD = notifications.c


def _time(name: str) -> Any:
    return bindparam(name, type_=TOLD.created_at.type)


def _shown_to(unread: bool) -> list[ColumnElement[bool]]:
    """What is listed to one person."""
    mine = [TOLD.user_id == bindparam("user"), TOLD.created_at >= _time("since"), TOLD.on_screen]
    return [*mine, TOLD.read_at.is_(None)] if unread else mine


def _up_to(at: str, id_: str, *, included: bool) -> ColumnElement[bool]:
    """Older by time, then by id."""
    last = TOLD.id <= bindparam(id_) if included else TOLD.id < bindparam(id_)
    return or_(TOLD.created_at < _time(at), and_(TOLD.created_at == _time(at), last))


@reads(Notification)
def select_page(unread: bool, after: bool) -> Select[Any]:
    """A page of what one person was told on the screen, newest first."""
    conditions = _shown_to(unread)
    if after:
        conditions.append(_up_to("after_at", "after_id", included=False))
    found = select(*ROWS.columns).where(*conditions).order_by(TOLD.created_at.desc(), TOLD.id.desc())
    return found.limit(bindparam("limit")).offset(bindparam("skip"))


@reads(int)
def count_shown(unread: bool) -> Select[Any]:
    """How many there are."""
    return select(func.count()).select_from(notifications).where(*_shown_to(unread))


@reads(Notification)
def select_all_of() -> Select[Any]:
    """The last things that one person was told by any way."""
    mine = select(*ROWS.columns).where(TOLD.user_id == bindparam("user"))
    return mine.order_by(TOLD.created_at.desc(), TOLD.id.desc()).limit(bindparam("most"))


def _about_session(of_one: bool) -> list[ColumnElement[bool]]:
    """What people were told about a session, or one of them, without replies."""
    about = [
        TOLD.subject_id == bindparam("session"),
        TOLD.subject_type == SESSION,
        TOLD.kind != REPLY_RECEIVED.name,
    ]
    return [*about, TOLD.user_id == bindparam("user")] if of_one else about


@reads(Notification)
def select_about_session(of_one: bool, after: bool) -> Select[Any]:
    """A page of what one person was told about a session, or of what each was told last, newest first."""
    conditions = _about_session(of_one)
    if not of_one:
        newest = select(func.max(TOLD.id)).where(*conditions).group_by(TOLD.user_id)
        conditions = [TOLD.id.in_(newest)]
    if after:
        conditions.append(TOLD.id < bindparam("after_id"))
    found = select(*ROWS.columns).where(*conditions).order_by(TOLD.id.desc())
    return found.limit(bindparam("limit")).offset(bindparam("skip"))


@reads(int)
def count_about_session(of_one: bool) -> Select[Any]:
    """How many there are."""
    number = func.count() if of_one else func.count(TOLD.user_id.distinct())
    return select(number).select_from(notifications).where(*_about_session(of_one))


@reads(Notification)
def select_by_ids(count: int) -> Select[Any]:
    """Some notifications."""
    return select(*ROWS.columns).where(TOLD.id.in_(placeholders("id", count)))


@reads(Notification)
def select_held() -> Select[Any]:
    """The notifications about a topic that are still held at a time."""
    found = select(*ROWS.columns).where(TOLD.topic == bindparam("topic"), TOLD.held_until > _time("at"))
    return found.order_by(TOLD.id)


class Added(NamedTuple):
    """A new notification of a person."""

    user_id: int
    id: int


@reads(Added)
def select_added() -> Select[Any]:
    """The newest notification about a topic of each person."""
    newest = select(TOLD.user_id, func.max(TOLD.id).label("id")).where(TOLD.topic == bindparam("topic"))
    return newest.group_by(TOLD.user_id)


@reads(int)
def select_unread(count: int) -> Select[Any]:
    """Those of these notifications that are one person's, and unread."""
    mine = (TOLD.user_id == bindparam("user"), TOLD.read_at.is_(None))
    return select(TOLD.id).where(TOLD.id.in_(placeholders("id", count)), *mine).order_by(TOLD.id)


@reads(datetime)
def select_time() -> Select[Any]:
    """When one of a person's notifications was created."""
    return select(TOLD.created_at).where(TOLD.id == bindparam("id"), TOLD.user_id == bindparam("user"))


@writes
def mark(count: int) -> Update:
    """Mark notifications as read."""
    return notifications.update().where(TOLD.id.in_(placeholders("id", count))).values(read_at=_time("now"))


@writes
def mark_up_to(timed: bool) -> Update:
    """Mark a person's notifications as read up to one; ``timed``: by time, then by id, or else by id alone."""
    older = _up_to("last_at", "last_id", included=True) if timed else TOLD.id <= bindparam("last_id")
    mine = (TOLD.user_id == bindparam("user"), TOLD.read_at.is_(None))
    return notifications.update().where(*mine, older).values(read_at=_time("now"))


@writes
def update_all(columns: tuple[str, ...], count: int) -> Update:
    """Change notifications."""
    values = {name: bindparam(f"new_{name}", type_=TOLD[name].type) for name in columns}
    return notifications.update().where(TOLD.id.in_(placeholders("id", count))).values(values)


@writes
def release(count: int) -> Update:
    """End the hold of notifications."""
    ids = TOLD.id.in_(placeholders("id", count))
    return notifications.update().where(ids).values(held_until=TOLD.created_at)


@writes
def delete_by_ids(count: int) -> Delete:
    """Remove notifications."""
    return notifications.delete().where(TOLD.id.in_(placeholders("id", count)))


@writes
def delete_about_person() -> Delete:
    """Remove what others were told about a person."""
    return notifications.delete().where(
        TOLD.subject_id == bindparam("person"), TOLD.subject_type == bindparam("type")
    )


@writes
def delete_topics() -> Delete:
    """Remove what was told about a range of topics."""
    return notifications.delete().where(TOLD.topic >= bindparam("first"), TOLD.topic < bindparam("after"))


@reads(int)
def select_old(most: int) -> Select[Any]:
    """Notifications from before a time."""
    return select(TOLD.id).where(TOLD.created_at < _time("before")).order_by(TOLD.created_at).limit(most)


class ChosenRow(NamedTuple):
    """What somebody has chosen."""

    user_id: int
    kinds: dict[str, dict[str, bool]]
    minutes_before: tuple[int, ...] | None


@reads(ChosenRow)
def select_preferences(count: int) -> Select[Any]:
    """What some people have chosen."""
    row = notification_preferences.c
    found = select(row.user_id, row.kinds, row.minutes_before)
    return found.where(row.user_id.in_(placeholders("user", count)))
