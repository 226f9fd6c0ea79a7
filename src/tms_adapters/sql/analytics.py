"""Counting in SQL."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from tms_adapters.sql import attention, counting
from tms_adapters.sql.connection import Queries
from tms_adapters.sql.query import Query, Row
from tms_adapters.sql.stretches import bucket_start
from tms_adapters.sql.tallies import Tallies
from tms_core.analytics.model import SessionBrief
from tms_core.analytics.repository import (
    Absences,
    AttendanceBucket,
    Counted,
    CountedList,
    Delivery,
    EnrolmentCount,
    Overlap,
    SessionBucket,
    TimeBuckets,
)
from tms_core.entity import PersonRef
from tms_core.sessions.intervals import Interval
from tms_core.sessions.model import MAX_DURATION

T = TypeVar("T")


class SqlAnalytics:
    """See ``AnalyticsRepository``."""

    def __init__(self, connection: Queries, tallies: Tallies) -> None:
        self._connection = connection
        self._tallies = tallies

    async def users_by_role(self) -> dict[str, int]:
        """See ``AnalyticsRepository``."""
        return await self._tallies.read("users")

    async def sessions_by_status(self) -> dict[str, int]:
        """See ``AnalyticsRepository``."""
        return await self._tallies.read("sessions")

    async def sessions_by_start(self, counted: Counted, time_buckets: TimeBuckets) -> list[SessionBucket]:
        """See ``AnalyticsRepository``."""
        rows = await self._counted(counting.select_sessions_by_start, counted, **time_buckets._asdict())
        return [SessionBucket(bucket_start(row[0], time_buckets), *row[1:]) for row in rows]

    async def marks_by_start(self, counted: Counted, time_buckets: TimeBuckets) -> list[AttendanceBucket]:
        """See ``AnalyticsRepository``."""
        rows = await self._counted(counting.select_marks_by_start, counted, **time_buckets._asdict())
        return [AttendanceBucket(bucket_start(row[0], time_buckets), *row[1:]) for row in rows]

    async def deliveries(self, counted: Counted) -> list[Delivery]:
        """See ``AnalyticsRepository``."""
        rows = await self._counted(counting.select_marks_by_trainer, counted)
        marks = {row[0]: row[1:] for row in rows}
        work = await self._counted(counting.select_deliveries, counted)
        return [Delivery(*row, *marks.get(row[0], (0, 0))) for row in work]

    async def absences(self, counted: Counted, most: int) -> list[Absences]:
        """See ``AnalyticsRepository``."""
        rows = await self._counted(counting.select_absences, counted, most=most)
        return [Absences(*row) for row in rows]

    async def enrolments_of(self, trainee_id: int, now: datetime) -> list[EnrolmentCount]:
        """See ``AnalyticsRepository``."""
        rows = await self._connection.scan(counting.select_enrolments_of(), trainee=trainee_id, now=now)
        return [
            EnrolmentCount(status, mark, bool(ahead), enrolments, seconds // 60, first)
            for status, mark, ahead, enrolments, seconds, first in rows
        ]

    async def double_bookings(
        self, now: datetime, until: datetime, led_by: int | None, most: int
    ) -> CountedList[Overlap]:
        """See ``AnalyticsRepository``."""
        statement = attention.select_double_bookings(led_by is not None)
        times = {"now": now, "since": now - MAX_DURATION, "until": until}
        rows = await self._connection.scan(statement, **times, trainer=led_by, most=most)
        return _found(rows, lambda row: Overlap(row[0], row[1], Interval(row[2], row[3])))

    async def unclosed(self, now: datetime, led_by: int | None, most: int) -> CountedList[SessionBrief]:
        """See ``AnalyticsRepository``."""
        statement = attention.select_unclosed(led_by is not None)
        rows = await self._connection.scan(statement, now=now, trainer=led_by, most=most)
        return _found(
            rows, lambda row: SessionBrief(id=row[0], title=row[1], scheduled_date=row[2], ends_at=row[3])
        )

    async def with_temporary_passwords(self, most: int) -> CountedList[PersonRef]:
        """See ``AnalyticsRepository``."""
        rows = await self._connection.scan(attention.select_temporary(), most=most)
        return _found(rows, _person)

    async def unassigned_trainees(self, most: int) -> CountedList[PersonRef]:
        """See ``AnalyticsRepository``."""
        rows = await self._connection.scan(attention.select_unassigned(), most=most)
        return _found(rows, _person)

    async def _counted(self, ask: Any, counted: Counted, **values: int) -> list[Row]:
        shape, asked = counting.question(counted)
        statement: Query = ask(shape)
        return await self._connection.scan(statement, **asked, **values)


def _found(rows: list[Row], make: Callable[[Sequence[Any]], T]) -> CountedList[T]:
    """Rows that begin with how many there are in all."""
    return CountedList(rows[0][0] if rows else 0, [make(row[1:]) for row in rows])


def _person(row: Sequence[Any]) -> PersonRef:
    user_id, name = row
    return PersonRef(id=user_id, name=name)
