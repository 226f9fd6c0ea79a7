"""The table of what the people of sessions know about them, and its statements."""

from typing import Any

from sqlalchemy import Column, Index, Integer, String, Table, and_, bindparam, or_, select
from sqlalchemy.sql import Select, Update

from tms_adapters.sql.column_types import BigId, JsonIntegers, UtcDateTime
from tms_adapters.sql.compiled_query import reads, within, writes
from tms_adapters.sql.queries.sessions import KEPT
from tms_adapters.sql.row_mapper import placeholders
from tms_adapters.sql.tables import KEYED, PERSON, metadata, sessions
from tms_core.notifications.facts import FIELDS
from tms_core.notifications.model import FollowedSession
from tms_core.sessions.model import SessionStatus

followed_sessions = Table(
    "followed_sessions",
    metadata,
    Column("session_id", BigId, primary_key=True, autoincrement=False),
    Column("version", Integer, nullable=False),
    Column("title", String(100), nullable=False),
    Column("scheduled_date", UtcDateTime, nullable=False),
    Column("duration_minutes", Integer, nullable=False),
    Column("trainer_id", BigId, nullable=False, info=PERSON),
    Column("class_link", String(500)),
    Column("location", String(200)),
    Column("people_ids", JsonIntegers, nullable=False),
    Column("checked_at", UtcDateTime, nullable=False),
    Column("next_due_at", UtcDateTime, nullable=False),
    Index(None, "next_due_at"),
    **KEYED,
)

FACTS = [followed_sessions.c[name] for name in FIELDS]
FOLLOWED = [column for column in followed_sessions.columns if column.name not in FIELDS]
NEXT_DUE_AT = followed_sessions.c.next_due_at


def _time(name: str) -> Any:
    return bindparam(name, type_=NEXT_DUE_AT.type)


@reads(FollowedSession)
def select_followed() -> Select[Any]:
    """What the people of a session were told."""
    found = select(*FOLLOWED, *within("facts", FACTS))
    return found.where(followed_sessions.c.session_id == bindparam("session"))


@reads(FollowedSession)
def select_due(most: int) -> Select[Any]:
    """The sessions that are due first, locked until the transaction ends."""
    found = select(*FOLLOWED, *within("facts", FACTS)).where(followed_sessions.c.next_due_at <= _time("now"))
    return found.order_by(NEXT_DUE_AT, followed_sessions.c.session_id).limit(most).with_for_update()


@writes
def update_followed(columns: tuple[str, ...]) -> Update:
    """Change what the people of a session were told."""
    values = {name: bindparam(f"new_{name}", type_=followed_sessions.c[name].type) for name in columns}
    one = followed_sessions.c.session_id == bindparam("session")
    return followed_sessions.update().where(one).values(values)


@writes
def hasten_followed(count: int) -> Update:
    """Have sessions looked at earlier."""
    listed = followed_sessions.c.session_id.in_(placeholders("session", count))
    return (
        followed_sessions.update().where(listed, _time("due") < NEXT_DUE_AT).values(next_due_at=_time("due"))
    )


TAKES_PLACE = and_(KEPT, sessions.c.status != SessionStatus.CANCELLED)


@reads(int)
def select_outdated_followed(most: int) -> Select[Any]:
    """The sessions that have changed since their people were told, or do not take place any more."""
    joined = followed_sessions.outerjoin(
        sessions, and_(sessions.c.id == followed_sessions.c.session_id, TAKES_PLACE)
    )
    changed = or_(sessions.c.id.is_(None), sessions.c.version != followed_sessions.c.version)
    found = select(followed_sessions.c.session_id).select_from(joined).where(changed)
    return found.order_by(followed_sessions.c.session_id).limit(most)


@reads(int)
def select_not_followed(most: int) -> Select[Any]:
    """The sessions that take place, are not over, and whose people were told nothing."""
    joined = sessions.outerjoin(followed_sessions, followed_sessions.c.session_id == sessions.c.id)
    ahead = (sessions.c.scheduled_date > _time("earliest"), sessions.c.ends_at > _time("now"))
    unknown = followed_sessions.c.session_id.is_(None)
    found = select(sessions.c.id).select_from(joined).where(*ahead, TAKES_PLACE, unknown)
    return found.order_by(sessions.c.id).limit(most)
