"""Which time an overview covers, and how a time zone divides it into weeks and hours."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from math import floor, gcd

from tms_core.analytics.repository import TimeBuckets
from tms_core.errors import Invalid
from tms_core.time_zones import TimeZoneName, known_time_zone, zone_named
from tms_core.validation import InstantUtc, validate

DEFAULT_WEEKS = 12
WEEK = timedelta(days=7)
MAX_PERIOD_DAYS = 5 * 366
HOUR = 3600
DAY = 24 * HOUR


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From ``start`` up to, not including, ``end`` (both UTC), seen in ``time_zone`` (an IANA name)."""

    start: datetime
    end: datetime
    time_zone: str

    def local(self, posix: float) -> datetime:
        """What clocks in the zone show at an instant, given in seconds since 1970 in UTC."""
        return datetime.fromtimestamp(posix, zone_named(self.time_zone))

    @property
    def mondays(self) -> list[date]:
        """The first day of every ISO week that the period touches, in order."""
        last = monday(self.end - timedelta.resolution, self.time_zone)
        first = monday(self.start, self.time_zone)
        return [first + WEEK * week for week in range((last - first) // WEEK + 1)]

    @property
    def time_buckets(self) -> TimeBuckets:
        """The longest stretches of time in which no hour of the zone begins half-way.

        An hour nearly everywhere, beginning when clocks in the zone show a full one; less where they were moved
        by less than an hour, or at an odd minute.
        """
        begins = floor(self.start.timestamp()) - HOUR
        ahead = self._offset(begins)
        changes = list(self._changes(begins, floor(self.end.timestamp())))
        moments = [at + ahead for at, _ in changes]
        return TimeBuckets(
            length=gcd(HOUR, *moments, *(offset - ahead for _, offset in changes)), ahead=ahead
        )

    def _changes(self, at: int, end: int) -> Iterator[tuple[int, int]]:
        """When clocks change, and how many seconds they are ahead of UTC from then on."""
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
        """How many seconds the zone is ahead of UTC at an instant."""
        ahead = self.local(posix).utcoffset() or timedelta()
        return ahead // timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestedPeriod:
    """What a caller asks for. Without ``to`` the period ends now; without ``from_`` it begins with the Monday
    that makes it twelve ISO weeks, the last of them that of ``to``; without ``time_zone`` it is the organisation's."""

    from_: InstantUtc | None = None
    to: InstantUtc | None = None
    time_zone: TimeZoneName | None = None

    def __post_init__(self) -> None:
        validate(self)

    def resolve(self, now: datetime, time_zone: str) -> Period:
        """The period, with what was left out filled in. Raises ``Invalid`` when it is empty or too long."""
        time_zone = self.time_zone or known_time_zone(time_zone)
        end = self.to or now
        start = self.from_ or _weeks_before(end, time_zone)
        if start >= end:
            raise Invalid.field("from", f"must be before to ({'sent' if self.to else 'now, unless sent'})")
        if end - start > timedelta(days=MAX_PERIOD_DAYS):
            raise Invalid.field("from", f"must be at most 5 years ({MAX_PERIOD_DAYS} days) before to")
        return Period(start=start, end=end, time_zone=time_zone)


def monday(instant: datetime, time_zone: str) -> date:
    """The first day of the ISO week in which an instant lies, for people in that zone."""
    local = instant.astimezone(zone_named(time_zone)).date()
    return local - timedelta(days=local.weekday())


def _weeks_before(end: datetime, time_zone: str) -> datetime:
    first = monday(end - timedelta.resolution, time_zone) - WEEK * (DEFAULT_WEEKS - 1)
    return datetime.combine(first, time(), zone_named(time_zone)).astimezone(UTC)
