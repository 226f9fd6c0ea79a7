"""The overview: resolves the requested period, and adds up counts by week and hour in a time zone."""

import asyncio
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from math import floor, gcd

from tms_core.analytics.model import (
    BusiestHour,
    MarkCounts,
    NoShow,
    Overview,
    SessionCounts,
    Totals,
    TrainerNumbers,
    WeekNumbers,
    hours,
    share,
)
from tms_core.analytics.repository import (
    Absences,
    AnalyticsRepository,
    AttendanceBucket,
    Counted,
    Delivery,
    SessionBucket,
    TimeBuckets,
)
from tms_core.entity import PersonRef
from tms_core.errors import Invalid
from tms_core.sessions.model import SessionStatus
from tms_core.unit_of_work import ReadUnit
from tms_core.validation import InstantUtc, TimeZoneName, known_time_zone, validate, zone_named

DEFAULT_WEEKS = 12
WEEK = timedelta(days=7)
MAX_PERIOD_DAYS = 5 * 366
HOUR = 3600
DAY = 24 * HOUR


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From ``start`` (inclusive) to ``end`` (exclusive), both UTC, seen in ``time_zone`` (an IANA name)."""

    start: datetime
    end: datetime
    time_zone: str

    def local(self, posix: float) -> datetime:
        """Local time in the zone at an instant, given as seconds since 1970 in UTC."""
        return datetime.fromtimestamp(posix, zone_named(self.time_zone))

    @property
    def mondays(self) -> list[date]:
        """The first day of every ISO week that the period overlaps, in order."""
        last = monday(self.end - timedelta.resolution, self.time_zone)
        first = monday(self.start, self.time_zone)
        return [first + WEEK * week for week in range((last - first) // WEEK + 1)]

    @property
    def time_buckets(self) -> TimeBuckets:
        """The longest buckets such that no local hour of the zone starts inside one.

        Nearly everywhere they are full local hours; shorter if clocks were changed by less than an hour, or
        not at a full hour.
        """
        begins = floor(self.start.timestamp()) - HOUR
        ahead = self._offset(begins)
        changes = list(self._changes(begins, floor(self.end.timestamp())))
        moments = [at + ahead for at, _ in changes]
        return TimeBuckets(
            length=gcd(HOUR, *moments, *(offset - ahead for _, offset in changes)), ahead=ahead
        )

    def _changes(self, at: int, end: int) -> Iterator[tuple[int, int]]:
        """Each clock change in the period: when it happens, and the new UTC offset in seconds."""
        offset = self._offset(at)
        while at < end:
            later = min(at + DAY, end)
            if (changed := self._offset(later)) != offset:
                offset = changed
                yield (
                    at + bisect_left(range(at, later), True, key=lambda t: self._offset(t) == changed),
                    changed,
                )
            at = later

    def _offset(self, posix: int) -> int:
        """The zone's UTC offset at an instant, in seconds."""
        ahead = self.local(posix).utcoffset() or timedelta()
        return ahead // timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestedPeriod:
    """The period that a caller requests. By default ``to`` is now, ``from_`` the Monday that makes it twelve
    ISO weeks, the last of which contains ``to``, and ``time_zone`` the organisation's."""

    from_: InstantUtc | None = None
    to: InstantUtc | None = None
    time_zone: TimeZoneName | None = None

    def __post_init__(self) -> None:
        validate(self)

    def resolve(self, now: datetime, time_zone: str) -> Period:
        """The period, with defaults for what was omitted. Raises ``Invalid`` if it is empty or too long."""
        time_zone = self.time_zone or known_time_zone(time_zone)
        end = self.to or now
        start = self.from_ or _weeks_before(end, time_zone)
        if start >= end:
            raise Invalid.field("from", f"must be before to ({'sent' if self.to else 'now, unless sent'})")
        if end - start > timedelta(days=MAX_PERIOD_DAYS):
            raise Invalid.field("from", f"must be at most 5 years ({MAX_PERIOD_DAYS} days) before to")
        return Period(start=start, end=end, time_zone=time_zone)


def monday(instant: datetime, time_zone: str) -> date:
    """The first day of the ISO week that contains an instant, in local time."""
    local = instant.astimezone(zone_named(time_zone)).date()
    return local - timedelta(days=local.weekday())


def _weeks_before(end: datetime, time_zone: str) -> datetime:
    first = monday(end - timedelta.resolution, time_zone) - WEEK * (DEFAULT_WEEKS - 1)
    return datetime.combine(first, time(), zone_named(time_zone)).astimezone(UTC)


MAX_NO_SHOWS = 20
WEEKDAYS = 7
HOURS = 24


async def overview_of(
    uow: ReadUnit, period: Period, trainer_id: int | None = None, status: SessionStatus | None = None
) -> Overview:
    """Statistics for a period: of all sessions, or only those of one trainer or with one status.

    The cost is proportional to the number of sessions in the period, so it should be limited. Sessions and
    marks are read one after the other: a change made in between may be in one and not in the other. What a
    session that has not started says of attendance, in rows of earlier versions, does not count.
    """
    counted = Counted(start=period.start, end=period.end, now=uow.now, trainer_id=trainer_id, status=status)
    begun = replace(counted, end=min(period.end, uow.now + timedelta.resolution))
    time_buckets = period.time_buckets
    sessions = await uow.repository(AnalyticsRepository).sessions_by_start(counted, time_buckets)
    marks = await uow.repository(AnalyticsRepository).marks_by_start(begun, time_buckets)
    deliveries = await uow.repository(AnalyticsRepository).deliveries(begun)
    absences = await uow.repository(AnalyticsRepository).absences(begun, MAX_NO_SHOWS)
    # In a thread, because five years have more than 40,000 hours.
    return await asyncio.to_thread(build_overview, period, sessions, marks, deliveries, absences)


@dataclass(slots=True)
class _Sums:
    """Sums for a week or for the whole period."""

    sessions: list[int] = field(default_factory=lambda: [0, 0, 0])
    marks: list[int] = field(default_factory=lambda: [0, 0, 0, 0])

    @property
    def session_counts(self) -> SessionCounts:
        scheduled, completed, cancelled = self.sessions
        return SessionCounts(scheduled=scheduled, completed=completed, cancelled=cancelled)

    @property
    def attendance_rate(self) -> float | None:
        present, absent, late, excused = self.marks
        return MarkCounts(present=present, absent=absent, late=late, excused=excused).attendance_rate


def build_overview(
    period: Period,
    sessions: Iterable[SessionBucket],
    marks: Iterable[AttendanceBucket],
    deliveries: Iterable[Delivery],
    absences: Iterable[Absences],
) -> Overview:
    """Build the overview from these counts. Their buckets must be
    ``period.time_buckets``, or parts of them."""
    mondays = period.mondays
    weeks, total, seconds = [_Sums() for _ in mondays], _Sums(), 0
    grid = [[0] * HOURS for _ in range(WEEKDAYS)]
    for at, *by_status, delivered in sessions:
        local = period.local(at)
        grid[local.weekday()][local.hour] += by_status[0] + by_status[1]
        seconds += delivered
        for sums in (weeks[_week(local.date(), mondays)], total):
            sums.sessions = [have + more for have, more in zip(sums.sessions, by_status, strict=True)]
    for at, *by_kind in marks:
        for sums in (weeks[_week(period.local(at).date(), mondays)], total):
            sums.marks = [have + more for have, more in zip(sums.marks, by_kind, strict=True)]
    return Overview(
        starts_at=period.start,
        ends_at=period.end,
        time_zone=period.time_zone,
        totals=Totals(
            sessions=total.session_counts,
            hours_delivered=hours(seconds),
            attendance_rate=total.attendance_rate,
        ),
        weeks=[_week_numbers(monday, sums) for monday, sums in zip(mondays, weeks, strict=True)],
        trainers=[_trainer(delivery) for delivery in deliveries],
        busiest=_busiest(grid),
        week_grid=grid,
        no_shows=[_no_show(each) for each in absences],
    )


def _week(day: date, mondays: list[date]) -> int:
    return (day.toordinal() - mondays[0].toordinal()) // WEEKDAYS


def _week_numbers(monday: date, sums: _Sums) -> WeekNumbers:
    year, week, _ = monday.isocalendar()
    return WeekNumbers(
        week=f"{year}-W{week:02}",
        starts_on=monday,
        sessions=sums.session_counts,
        attendance_rate=sums.attendance_rate,
    )


def _busiest(grid: list[list[int]]) -> BusiestHour | None:
    """The hour with the most sessions, the earliest in the week if several have as many;
    None if there are no sessions."""
    most = max(map(max, grid))
    if not most:
        return None
    day = next(day for day, row in enumerate(grid) if most in row)
    return BusiestHour(weekday=day + 1, hour=grid[day].index(most), sessions=most)


def _trainer(delivery: Delivery) -> TrainerNumbers:
    return TrainerNumbers(
        trainer=PersonRef(id=delivery.trainer_id, name=delivery.name),
        sessions_delivered=delivery.sessions,
        hours_delivered=hours(delivery.seconds),
        attendance_rate=share(delivery.attended, delivery.rated),
    )


def _no_show(found: Absences) -> NoShow:
    return NoShow(
        trainee=PersonRef(id=found.trainee_id, name=found.name),
        absences=found.absences,
        marked=found.rated,
        absence_rate=share(found.absences, found.rated) or 0.0,
    )
