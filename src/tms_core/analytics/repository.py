"""Port: counting."""

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, NamedTuple, Protocol, TypeVar

from tms_core.analytics.model import SessionBrief
from tms_core.entity import PersonRef
from tms_core.sessions.model import AttendanceStatus, Interval, SessionStatus
from tms_core.unit_of_work import ReadPort

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What is counted: sessions that begin from ``start`` on and before ``end``, perhaps only those that one
    trainer leads or that have one status."""

    start: datetime
    end: datetime
    trainer_id: int | None = None
    status: SessionStatus | None = None


class TimeBuckets(NamedTuple):
    """Time in equal parts of ``length`` seconds, as clocks divide it that are ``ahead`` seconds ahead of UTC: a
    stretch begins ``ahead`` seconds before 1970, and so on in both directions."""

    length: int
    ahead: int


class SessionBucket(NamedTuple):
    """The sessions that begin in one stretch of time. ``at`` is its first second, in seconds since 1970 in UTC;
    ``minutes`` are those of the completed ones."""

    at: int
    scheduled: int
    completed: int
    cancelled: int
    minutes: int


class AttendanceBucket(NamedTuple):
    """The marks of sessions that begin in one stretch of time; ``at`` as above."""

    at: int
    present: int
    absent: int
    late: int
    excused: int


class Delivery(NamedTuple):
    """What one trainer delivered: completed sessions, their minutes, and among the marks of all of the trainer's
    sessions those of trainees who came (``attended``) and these with those who did not (``rated``)."""

    trainer_id: int
    name: str
    sessions: int
    minutes: int
    attended: int
    rated: int


class Absences(NamedTuple):
    """How often one trainee was marked absent, of the marks that are present, late or absent (``rated``)."""

    trainee_id: int
    name: str
    absences: int
    rated: int


class EnrolmentCount(NamedTuple):
    """Seats of one trainee that have session status, mark and ``ahead`` in common: how many, their minutes, and
    when the first of them begins. ``ahead`` are sessions that begin later than now."""

    status: SessionStatus
    mark: AttendanceStatus | None
    ahead: bool
    enrolments: int
    minutes: int
    first: datetime


class CountedList(NamedTuple, Generic[T]):
    """How many there are, and the first of them."""

    number: int
    first: list[T]


class Overlap(NamedTuple):
    """A person who is in a session that begins while another one of theirs still runs."""

    session_id: int
    person_id: int
    during: Interval


class AnalyticsRepository(ReadPort, Protocol):
    """Counts. The first two cost the same however much there is, the others in proportion to what they count;
    temporary passwords in proportion to the people there are.

    Cancelled sessions have no marks here, whatever was marked before they were cancelled.
    """

    async def users_by_role(self) -> dict[str, int]:
        """Role → number of people; roles nobody has may be missing."""

    async def sessions_by_status(self) -> dict[str, int]:
        """Status → number of sessions; statuses no session has may be missing."""

    async def sessions_by_start(self, counted: Counted, time_buckets: TimeBuckets) -> list[SessionBucket]:
        """Sessions by stretch, in order; stretches in which none begins are missing."""

    async def marks_by_start(self, counted: Counted, time_buckets: TimeBuckets) -> list[AttendanceBucket]:
        """Marks by stretch, in order; stretches without any are missing."""

    async def deliveries(self, counted: Counted) -> list[Delivery]:
        """By trainer, those who delivered most minutes first, then by id; trainers who completed none are missing."""

    async def absences(self, counted: Counted, most: int) -> list[Absences]:
        """By trainee, most absences first, then the fewest marks, then by id; at most ``most``, none without any."""

    async def enrolments_of(self, trainee_id: int, now: datetime) -> list[EnrolmentCount]:
        """Everything one trainee takes part in."""

    async def double_bookings(
        self, now: datetime, until: datetime, led_by: int | None, most: int
    ) -> CountedList[Overlap]:
        """Among the scheduled sessions that have not ended and begin before ``until``, perhaps only those that one
        trainer leads: every person and session that begins while an earlier one (by start, then id) of theirs
        runs. By start, session and person; the first ``most``."""

    async def unclosed(self, now: datetime, led_by: int | None, most: int) -> CountedList[SessionBrief]:
        """Sessions that have ended and are still scheduled, perhaps only those that one trainer leads; the last
        ``most`` by start, the latest first."""

    async def with_temporary_passwords(self, most: int) -> CountedList[PersonRef]:
        """People who have not chosen a password of their own, by id; the first ``most``."""

    async def unassigned_trainees(self, most: int) -> CountedList[PersonRef]:
        """Trainees in nobody's care, by id; the first ``most``."""
