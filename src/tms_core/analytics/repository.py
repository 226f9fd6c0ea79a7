"""Port: counts for analytics."""

from dataclasses import dataclass
from datetime import datetime
from math import floor
from typing import Generic, NamedTuple, Protocol, TypeVar

from tms_core.analytics.model import SessionBrief
from tms_core.entity import PersonRef
from tms_core.sessions.enrolment import AttendanceStatus
from tms_core.sessions.intervals import Interval
from tms_core.sessions.model import SessionStatus
from tms_core.unit_of_work import ReadPort

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """The sessions to count: those that start from ``start`` on and before ``end``, optionally only those
    that one trainer leads or that have one status. Of sessions that are still running, only the time until
    ``now`` counts."""

    start: datetime
    end: datetime
    now: datetime
    trainer_id: int | None = None
    status: SessionStatus | None = None


class TimeBuckets(NamedTuple):
    """Time divided into buckets of ``length`` seconds, aligned to a clock that is ``ahead`` seconds ahead of
    UTC: one bucket starts ``ahead`` seconds before 1970, and the others follow in both directions."""

    length: int
    ahead: int


class SessionBucket(NamedTuple):
    """The sessions that start in one bucket. ``at`` is the start of the bucket in seconds since 1970 (UTC);
    ``seconds`` is how long the completed ones took so far."""

    at: int
    scheduled: int
    completed: int
    cancelled: int
    seconds: int


class AttendanceBucket(NamedTuple):
    """The attendance marks of sessions that start in one bucket; ``at`` as in ``SessionBucket``."""

    at: int
    present: int
    absent: int
    late: int
    excused: int


class Delivery(NamedTuple):
    """What one trainer delivered: the number of completed sessions and how long they took so far, and, of the marks in
    all of the trainer's sessions, how many count as attended and how many count at all (``rated``)."""

    trainer_id: int
    name: str
    sessions: int
    seconds: int
    attended: int
    rated: int


class Absences(NamedTuple):
    """How often one trainee was marked absent, out of the marks that are
    present, late or absent (``rated``)."""

    trainee_id: int
    name: str
    absences: int
    rated: int


class EnrolmentCount(NamedTuple):
    """One trainee's enrolments with the same session status, mark and ``ahead``: how many, how long the
    trainee was there (until now, and as marked if it was part of the time), and the start of the first.
    ``ahead`` are sessions that start later than now."""

    status: SessionStatus
    mark: AttendanceStatus | None
    ahead: bool
    enrolments: int
    seconds: int
    first: datetime


def seconds_so_far(interval: Interval, now: datetime) -> int:
    """How many seconds of an interval have passed, counted in whole seconds of the clock as databases do."""
    return max(0, floor(min(interval.end, now).timestamp()) - floor(interval.start.timestamp()))


class CountedList(NamedTuple, Generic[T]):
    """The total number, and the first items."""

    number: int
    first: list[T]


class Overlap(NamedTuple):
    """A person and their session that starts while an earlier one of theirs is still running."""

    session_id: int
    person_id: int
    during: Interval


class AnalyticsRepository(ReadPort, Protocol):
    """Counts for analytics.

    The first two take constant time, the others time proportional to what they count; temporary passwords
    take time proportional to the number of users. Cancelled sessions have no marks here, even if they were
    marked before being cancelled.
    """

    async def users_by_role(self) -> dict[str, int]:
        """Role → number of people; unused roles may be missing."""

    async def sessions_by_status(self) -> dict[str, int]:
        """Status → number of sessions; unused statuses may be missing."""

    async def sessions_by_start(self, counted: Counted, time_buckets: TimeBuckets) -> list[SessionBucket]:
        """Sessions by bucket, in order; buckets without sessions are missing."""

    async def marks_by_start(self, counted: Counted, time_buckets: TimeBuckets) -> list[AttendanceBucket]:
        """Marks by bucket, in order; buckets without marks are missing."""

    async def deliveries(self, counted: Counted) -> list[Delivery]:
        """By trainer, most delivered time first, then by id; trainers without
        completed sessions are missing."""

    async def absences(self, counted: Counted, most: int) -> list[Absences]:
        """By trainee, most absences first, then fewest marks, then by id; at most
        ``most``; only trainees with absences."""

    async def enrolments_of(self, trainee_id: int, now: datetime) -> list[EnrolmentCount]:
        """All enrolments of one trainee, grouped."""

    async def double_bookings(
        self, now: datetime, until: datetime, led_by: int | None, most: int
    ) -> CountedList[Overlap]:
        """Of the scheduled sessions that have not ended and start before ``until``, optionally only those
        that one trainer leads: every person and session that starts while an earlier one (by start, then id)
        of theirs is running. By start, session and person; the first ``most``."""

    async def unclosed(self, now: datetime, led_by: int | None, most: int) -> CountedList[SessionBrief]:
        """Sessions that have ended and are still scheduled, optionally only those that one trainer leads;
        the latest ``most`` by start, latest first."""

    async def without_trainees(
        self, now: datetime, until: datetime, led_by: int | None, most: int
    ) -> CountedList[SessionBrief]:
        """Scheduled sessions that start from ``now`` to before ``until`` and have no trainees, optionally only
        those that one trainer leads; the first ``most`` by start."""

    async def with_temporary_passwords(self, most: int) -> CountedList[PersonRef]:
        """People whose password is temporary, by id; the first ``most``."""

    async def unassigned_trainees(self, most: int) -> CountedList[PersonRef]:
        """Trainees who are not assigned to a trainer, by id; the first ``most``."""
