"""The results of analytics queries. Rates are fractions of one, rounded to four digits; hours to two."""

from dataclasses import dataclass
from datetime import date, datetime

from tms_core.entity import PersonRef


@dataclass(frozen=True, slots=True, kw_only=True)
class UserCounts:
    """Number of users by role."""

    admin: int = 0
    trainer: int = 0
    trainee: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionCounts:
    """Number of sessions by status."""

    scheduled: int = 0
    completed: int = 0
    cancelled: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkCounts:
    """Number of attendance marks of each kind."""

    present: int = 0
    absent: int = 0
    late: int = 0
    excused: int = 0

    @property
    def attended(self) -> int:
        """Marks that are present or late."""
        return self.present + self.late

    @property
    def rated(self) -> int:
        """Marks that count towards the attendance rate: present, late and absent."""
        return self.attended + self.absent

    @property
    def attendance_rate(self) -> float | None:
        """``attended`` divided by ``rated``; None if nothing is rated."""
        return share(self.attended, self.rated)


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Totals for the whole period."""

    sessions: SessionCounts
    hours_delivered: float
    attendance_rate: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekNumbers:
    """One ISO week, Monday to Sunday. The first and the last only count what is in the period."""

    week: str
    starts_on: date
    sessions: SessionCounts
    attendance_rate: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainerNumbers:
    """What one trainer delivered."""

    trainer: PersonRef
    sessions_delivered: int
    hours_delivered: float
    attendance_rate: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BusiestHour:
    """The hour of the week in which most sessions start."""

    weekday: int
    hour: int
    sessions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NoShow:
    """A trainee who was marked absent, and how often."""

    trainee: PersonRef
    absences: int
    marked: int
    absence_rate: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """Statistics for a period, by week and hour in a time zone. Sessions belong to
    the period in which they start."""

    starts_at: datetime
    ends_at: datetime
    time_zone: str
    totals: Totals
    weeks: list[WeekNumbers]
    trainers: list[TrainerNumbers]
    busiest: BusiestHour | None
    week_grid: list[list[int]]
    no_shows: list[NoShow]


@dataclass(frozen=True, slots=True, kw_only=True)
class TraineeProgress:
    """A trainee's progress. Cancelled sessions do not count."""

    trainee: PersonRef
    held: int
    attended: int
    attendance_rate: float | None
    hours_attended: float
    marks: MarkCounts
    unmarked: int
    upcoming: int
    next_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionBrief:
    """A session in brief."""

    id: int
    title: str
    scheduled_date: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubleBooking:
    """A person with a session that starts before another of theirs has ended."""

    person: PersonRef
    session: SessionBrief
    other: SessionBrief


@dataclass(frozen=True, slots=True, kw_only=True)
class Attention:
    """What needs attention: counts, and the first few of each kind."""

    clashes: int
    clashes_until: datetime
    first_clashes: list[DoubleBooking]
    unclosed_sessions: int
    last_unclosed_sessions: list[SessionBrief]
    empty_sessions: int
    first_empty_sessions: list[SessionBrief]
    temporary_passwords: int | None
    first_temporary_passwords: list[PersonRef]
    unassigned_trainees: int | None
    first_unassigned_trainees: list[PersonRef]


def share(part: int, whole: int) -> float | None:
    """``part`` divided by ``whole``; None if ``whole`` is 0."""
    return round(part / whole, 4) if whole else None


def hours(seconds: int) -> float:
    """Seconds converted to hours."""
    return round(seconds / 3600, 2)
