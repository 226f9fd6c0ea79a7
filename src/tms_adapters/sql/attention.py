"""What needs attention, each kind in one statement that counts all and brings the first."""

from typing import Any, NamedTuple

from sqlalchemy import bindparam, exists, func, literal_column, select, union_all
from sqlalchemy.sql import ColumnElement, Select

from tms_adapters.sql.compiled_query import reads, within
from tms_adapters.sql.tables.assignments import assignments
from tms_adapters.sql.tables.sessions import seats, sessions
from tms_adapters.sql.tables.users import users
from tms_core.actor import Role
from tms_core.analytics.model import SessionBrief
from tms_core.analytics.repository import Overlap
from tms_core.entity import PersonRef
from tms_core.sessions.model import SessionStatus

TIME = sessions.c.scheduled_date.type
NOW: ColumnElement[Any] = bindparam("now", type_=TIME)
BY_STATUS = "FORCE INDEX (ix_sessions_status_scheduled_date_id)"
ALL = func.count().over().label("of_all")
"""How many rows there are, before the limit, beside each of them."""


class FoundOverlap(NamedTuple):
    """One of all double bookings."""

    of_all: int
    first: Overlap


class FoundSession(NamedTuple):
    """One of all sessions that need attention."""

    of_all: int
    first: SessionBrief


class FoundPerson(NamedTuple):
    """One of all people who do."""

    of_all: int
    first: PersonRef


@reads(FoundOverlap)
def select_double_bookings(of_one: bool) -> Select[Any]:
    """Who begins a session before the end of all that they began earlier. The longest of the sessions before decides,
    which need not be the last one."""
    session = sessions.c.id, sessions.c.scheduled_date, sessions.c.ends_at
    led = _coming(select(*session, sessions.c.trainer_id.label("person")), of_one)
    # Adding 0 leaves one way to join: from the sessions to come to their seats.
    joined = sessions.join(seats, seats.c.session_id == sessions.c.id + 0)
    taken = _coming(select(*session, seats.c.trainee_id.label("person")).select_from(joined), of_one)
    booked = union_all(led, taken).subquery("booked")
    before = func.max(booked.c.ends_at, type_=TIME).over(
        partition_by=booked.c.person, order_by=(booked.c.scheduled_date, booked.c.id), rows=(None, -1)
    )
    each = select(booked, before.label("busy_until")).subquery("each_one")
    columns = (
        each.c.id.label("first__session_id"),
        each.c.person.label("first__person_id"),
        each.c.scheduled_date.label("first__during__start"),
        each.c.ends_at.label("first__during__end"),
    )
    clashing = select(ALL, *columns).where(each.c.busy_until > each.c.scheduled_date)
    return clashing.order_by(each.c.scheduled_date, each.c.id, each.c.person).limit(bindparam("most"))


def _coming(found: Select[Any], of_one: bool) -> Select[Any]:
    """The lower bound on the start says nothing new, but lets the index begin there."""
    found = found.with_hint(sessions, BY_STATUS, "mysql").where(
        sessions.c.status == SessionStatus.SCHEDULED,
        sessions.c.scheduled_date > bindparam("since", type_=TIME),
        sessions.c.scheduled_date < bindparam("until", type_=TIME),
        sessions.c.ends_at > NOW,
    )
    return found.where(sessions.c.trainer_id == bindparam("trainer")) if of_one else found


@reads(FoundSession)
def select_unclosed(of_one: bool) -> Select[Any]:
    """Sessions that have ended, and that nobody has closed."""
    columns = sessions.c.id, sessions.c.title, sessions.c.scheduled_date, sessions.c.ends_at
    found = select(ALL, *within("first", columns)).with_hint(sessions, BY_STATUS, "mysql")
    found = found.where(
        sessions.c.status == SessionStatus.SCHEDULED,
        sessions.c.scheduled_date < NOW,
        sessions.c.ends_at <= NOW,
    )
    if of_one:
        found = found.where(sessions.c.trainer_id == bindparam("trainer"))
    return found.order_by(sessions.c.scheduled_date.desc(), sessions.c.id.desc()).limit(bindparam("most"))


@reads(FoundPerson)
def select_temporary() -> Select[Any]:
    """People whose password is temporary."""
    found = select(ALL, *within("first", (users.c.id, users.c.name)))
    found = found.where(users.c.is_temporary_password.is_(True), users.c.deleted_at.is_(None))
    return found.order_by(users.c.id).limit(bindparam("most"))


@reads(FoundPerson)
def select_unassigned() -> Select[Any]:
    """Trainees without a trainer."""
    cared_for = exists(literal_column("1")).where(assignments.c.student_id == users.c.id)
    found = select(ALL, *within("first", (users.c.id, users.c.name)))
    found = found.where(users.c.role == Role.TRAINEE, users.c.deleted_at.is_(None), ~cared_for)
    return found.order_by(users.c.id).limit(bindparam("most"))
