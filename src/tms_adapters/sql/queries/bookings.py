"""The queries for people in sessions: who is in which session at what time (trainers in ``sessions``, trainees in the
copied columns of ``seats``), who sees whom, and what is recorded about a trainee."""

from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import bindparam, column, literal, or_, select, union, union_all
from sqlalchemy.sql import ColumnElement, CompoundSelect, Select
from sqlalchemy.sql.elements import Label

from tms_adapters.sql.column_types import Choice
from tms_adapters.sql.compiled_query import reads, within
from tms_adapters.sql.feature import Queries
from tms_adapters.sql.queries.session_rows import SEATS
from tms_adapters.sql.queries.sessions import ENROLLED, KEPT, TIME
from tms_adapters.sql.row_mapper import placeholders
from tms_adapters.sql.tables import seats, sessions
from tms_core.sessions.enrolment import Enrolment, EnrolmentState
from tms_core.sessions.intervals import Interval
from tms_core.sessions.model import MAX_DURATION, SessionStatus
from tms_core.sessions.repository import (
    Booking,
    DiscardedMark,
    SessionAct,
    SessionActKind,
    act_order,
    discarded_in,
)

T = TypeVar("T")
MAX_CONFLICTS = 100
TAKEN = seats.join(sessions, sessions.c.id == seats.c.session_id)


def _leading(count: int) -> list[ColumnElement[bool]]:
    return [
        sessions.c.trainer_id.in_(placeholders("person", count)),
        sessions.c.status == SessionStatus.SCHEDULED,
        *_overlapping(sessions),
        KEPT,
        sessions.c.id != bindparam("exclude_session_id"),
    ]


def _taking_part(count: int) -> list[ColumnElement[bool]]:
    return [
        seats.c.trainee_id.in_(placeholders("person", count)),
        seats.c.session_status == SessionStatus.SCHEDULED,
        *_overlapping(seats),
        ENROLLED,
        seats.c.session_id != bindparam("exclude_session_id"),
    ]


def _overlapping(table: Any) -> list[ColumnElement[bool]]:
    """Overlap with a time. The lower bound on the start is redundant, but limits the
    range that the index has to scan."""
    return [
        table.c.scheduled_date > bindparam("since", type_=TIME),
        table.c.scheduled_date < bindparam("end", type_=TIME),
        table.c.ends_at > bindparam("start", type_=TIME),
    ]


@reads(Booking)
def select_bookings(count: int) -> CompoundSelect[Any]:
    """The bookings of ``count`` people that overlap a time, by start, session and person."""
    session = (
        sessions.c.id.label("session_id"),
        sessions.c.title,
        sessions.c.trainer_id,
        sessions.c.scheduled_date,
        sessions.c.ends_at,
    )
    led = select(*session, sessions.c.trainer_id.label("person_id")).where(*_leading(count))
    taken = (
        select(*session, seats.c.trainee_id)
        .select_from(seats.join(sessions, sessions.c.id == seats.c.session_id))
        .where(*_taking_part(count))
    )
    order: list[ColumnElement[Any]] = [column(name) for name in ("scheduled_date", "session_id", "person_id")]
    return union_all(led, taken).order_by(*order).limit(MAX_CONFLICTS)


@reads(Interval)
def select_busy(count: int) -> CompoundSelect[Any]:
    """The intervals of those bookings, by start."""
    led = select(*_interval(sessions)).where(*_leading(count))
    taken = select(*_interval(seats)).where(*_taking_part(count))
    return union(led, taken).order_by(column("start"), column("end"))


def _interval(table: Any) -> tuple[Label[Any], Label[Any]]:
    return table.c.scheduled_date.label("start"), table.c.ends_at.label("end")


@reads(int)
def select_trainees_led() -> Select[Any]:
    """Everyone who takes part in a session led by one trainer."""
    with_sessions = seats.join(sessions, sessions.c.id == seats.c.session_id)
    found = select(seats.c.trainee_id).distinct().select_from(with_sessions)
    return found.where(sessions.c.trainer_id == bindparam("person"), ENROLLED)


@reads(int)
def select_leaders() -> Select[Any]:
    """Everyone who leads a session that one trainee takes part in."""
    with_sessions = seats.join(sessions, sessions.c.id == seats.c.session_id)
    found = select(sessions.c.trainer_id).distinct().select_from(with_sessions)
    return found.where(seats.c.trainee_id == bindparam("person"), ENROLLED)


@reads(int)
def scheduled_ids() -> Select[Any]:
    """The scheduled sessions that a person leads or takes part in and that have not ended."""
    led = select(sessions.c.id).where(
        sessions.c.trainer_id == bindparam("person"),
        sessions.c.status == SessionStatus.SCHEDULED,
        *_unfinished(sessions),
        KEPT,
    )
    taken = select(seats.c.session_id).where(
        seats.c.trainee_id == bindparam("person"),
        seats.c.session_status == SessionStatus.SCHEDULED,
        *_unfinished(seats),
        ENROLLED,
    )
    both = union(led, taken).subquery()
    return select(both.c.id).order_by(both.c.id)


def _unfinished(table: Any) -> list[ColumnElement[bool]]:
    """The lower bound on the start is redundant, but limits the range that the index has to scan."""
    return [
        table.c.scheduled_date > bindparam("since", type_=TIME),
        table.c.ends_at > bindparam("now", type_=TIME),
    ]


@reads(int)
def noted_ids() -> Select[Any]:
    """The sessions in which there is a note about one trainee, or their own."""
    noted = or_(seats.c.note.is_not(None), seats.c.reply_note.is_not(None))
    mine = seats.c.trainee_id == bindparam("person")
    return select(seats.c.session_id).where(mine, noted, ENROLLED).order_by(seats.c.session_id)


class PastEnrolment(NamedTuple):
    """What is stored of a trainee and a session in which marks of theirs were discarded."""

    session_id: int
    title: str
    scheduled_date: datetime
    seat: Enrolment


@reads(PastEnrolment)
def select_discarded() -> Select[Any]:
    """The sessions in which marks of one person were discarded."""
    session = sessions.c.id.label("session_id"), sessions.c.title, sessions.c.scheduled_date
    found = select(*session, *within("seat", SEATS.columns)).select_from(TAKEN)
    had_marks = or_(seats.c.state == EnrolmentState.REMOVED, seats.c.discarded.is_not(None))
    mine = seats.c.trainee_id == bindparam("person"), had_marks, KEPT
    return found.where(*mine).order_by(sessions.c.scheduled_date, sessions.c.id)


ACT = Choice(SessionActKind)


@reads(SessionAct)
def select_acts() -> CompoundSelect[Any]:
    """What one person did to sessions. Reads the whole tables: it is for the export of a person's data alone."""
    done = (
        (SessionActKind.CREATED, sessions, sessions.c.created_by, sessions.c.created_at),
        (SessionActKind.CLOSED, sessions, sessions.c.closed_by, sessions.c.closed_at),
        (SessionActKind.ADDED, TAKEN, seats.c.added_by, seats.c.added_at),
        (SessionActKind.MARKED, TAKEN, seats.c.marked_by, seats.c.marked_at),
    )
    session = sessions.c.id.label("session_id"), sessions.c.title, sessions.c.scheduled_date
    return union(
        *(
            select(*session, literal(action, ACT).label("action"), at.label("at"))
            .select_from(source)
            .where(by == bindparam("person"), KEPT)
            for action, source, by, at in done
        )
    )


class SqlPeopleInSessions:
    """The part of ``SessionRepository`` that tells what one person has to do with sessions."""

    _connection: Queries

    async def trainees_led_by(self, trainer_id: int) -> list[int]:
        """See ``SessionRepository``."""
        return sorted(await self._connection.rows(select_trainees_led(), person=trainer_id))

    async def leaders_of(self, trainee_id: int) -> list[int]:
        """See ``SessionRepository``."""
        return sorted(await self._connection.rows(select_leaders(), person=trainee_id))

    async def scheduled_of(self, person_id: int, now: datetime) -> list[int]:
        """See ``SessionRepository``."""
        return await self._connection.rows(
            scheduled_ids(), person=person_id, now=now, since=now - MAX_DURATION
        )

    async def noted_of(self, trainee_id: int) -> list[int]:
        """See ``SessionRepository``."""
        return await self._connection.rows(noted_ids(), person=trainee_id)

    async def discarded_marks_of(self, person_id: int) -> list[DiscardedMark]:
        """See ``SessionRepository``."""
        found = await self._connection.rows(select_discarded(), person=person_id)
        return [mark for past in found for mark in discarded_in(*past)]

    async def acts_of(self, person_id: int) -> list[SessionAct]:
        """See ``SessionRepository``."""
        return sorted(await self._connection.scan(select_acts(), person=person_id), key=act_order)
