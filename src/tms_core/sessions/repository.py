"""Port: storage of training sessions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from tms_core.entity import Page, PageRequest
from tms_core.sessions.enrolment import Enrolment, PastMark
from tms_core.sessions.events import SessionView
from tms_core.sessions.inputs import SessionFilter
from tms_core.sessions.intervals import Interval
from tms_core.sessions.model import TrainingSession
from tms_core.unit_of_work import ReadPort
from tms_core.validation import EARLIEST


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """A person's scheduled session that conflicts with another one."""

    session_id: int
    title: str
    trainer_id: int
    scheduled_date: datetime
    ends_at: datetime
    person_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscardedMark(PastMark):
    """The attendance mark of somebody who was removed from a session."""

    session_id: int
    title: str
    scheduled_date: datetime


def discarded_in(
    session_id: int, title: str, scheduled_date: datetime, enrolment: Enrolment
) -> Iterable[DiscardedMark]:
    """The discarded marks of a trainee in one session, oldest first."""
    for mark in enrolment.past_marks:
        yield DiscardedMark(
            session_id=session_id,
            title=title,
            scheduled_date=scheduled_date,
            status=mark.status,
            minutes=mark.minutes,
            note=mark.note,
            marked_at=mark.marked_at,
            marked_by=mark.marked_by,
        )


class SessionActKind(StrEnum):
    """What somebody did to a session."""

    CREATED = "created"
    CLOSED = "closed"
    ADDED = "trainee_added"
    MARKED = "attendance_marked"


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionAct:
    """Something that a person did to a session according to the session itself; ``at`` is None if that is not known."""

    session_id: int
    title: str
    scheduled_date: datetime
    action: SessionActKind
    at: datetime | None


def act_order(act: SessionAct) -> tuple[int, str, datetime]:
    """Acts by session, action and time."""
    return (act.session_id, act.action, act.at or EARLIEST)


class SessionReader(ReadPort, Protocol):
    """Reads training sessions. Deleted ones are absent, and so are trainees who are not enrolled."""

    async def view(self, session_id: int) -> SessionView | None:
        """One session as an admin sees it."""

    async def page(self, wanted: SessionFilter, page: PageRequest) -> Page[SessionView]:
        """Sessions by start, then id; newest first unless ``ascending``. The
        key is ``(scheduled_date, id)``."""

    async def bookings(
        self, people: Iterable[int], during: Interval, exclude_session_id: int
    ) -> list[Booking]:
        """Scheduled sessions of ``people`` that overlap ``during``, except ``exclude_session_id``, by
        start, id and person; at most 100."""

    async def busy(self, people: Iterable[int], during: Interval, exclude_session_id: int) -> list[Interval]:
        """When ``people`` are in scheduled sessions that overlap ``during``, except
        ``exclude_session_id``, by start."""

    async def trainees_led_by(self, trainer_id: int) -> list[int]:
        """Ids of everyone who takes part in a session that this trainer leads, in order."""

    async def leaders_of(self, trainee_id: int) -> list[int]:
        """Ids of everyone who leads a session that this trainee takes part in, in order."""

    async def scheduled_of(self, person_id: int, now: datetime) -> list[int]:
        """Ids of the scheduled sessions that a person leads or takes part in, and that end after ``now``."""

    async def noted_of(self, trainee_id: int) -> list[int]:
        """Ids of the sessions in which the mark or the reply of this trainee has a note."""

    async def discarded_marks_of(self, person_id: int) -> list[DiscardedMark]:
        """The marks of a person that were discarded when they were removed from sessions, by start and id of the
        session, oldest first."""

    async def acts_of(self, person_id: int) -> list[SessionAct]:
        """What a person did to sessions, each act at one time once, by session, action and time."""


class SessionRepository(SessionReader, Protocol):
    """Training sessions with their rosters."""

    async def lock(self, session_ids: Iterable[int]) -> dict[int, TrainingSession]:
        """The sessions found among ``session_ids``, locked against other writers until the unit ends."""

    async def add(self, session: TrainingSession) -> TrainingSession:
        """Store a new session; returns it with its id. Raises ``Conflict`` ``external_id_taken``."""

    async def update(self, before: TrainingSession, after: TrainingSession) -> None:
        """Store a new version; only the differences from ``before`` are written. Raises ``Conflict``
        ``external_id_taken``."""

    async def remove(self, session: TrainingSession, now: datetime) -> None:
        """Delete a session. From now on it is absent for everybody, and its ``external_id`` is free, but it is
        kept until ``purge`` erases it."""

    async def purge(self, before: datetime, most: int) -> int:
        """Erase at most ``most`` of the sessions that were deleted before ``before``; returns how many."""

    async def erase_hidden_notes(self, trainee_id: int) -> None:
        """Erase the notes on a trainee's marks that were discarded, and on those in deleted sessions."""
