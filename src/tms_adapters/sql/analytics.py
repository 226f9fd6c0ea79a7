"""Counting in SQL."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TypeVar

from tms_adapters.sql import analytics_queries, attention
from tms_adapters.sql.compiled_query import Query
from tms_adapters.sql.connection import Queries
from tms_adapters.sql.counters import Counters
from tms_adapters.sql.feature import SqlFeature
from tms_adapters.sql.time_buckets import bucket_start
from tms_core.analytics.feature import ANALYTICS
from tms_core.analytics.model import SessionBrief
from tms_core.analytics.repository import (
    Absences,
    AnalyticsRepository,
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
from tms_core.sessions.model import MAX_DURATION

T = TypeVar("T")


class SqlAnalytics:
    """See ``AnalyticsRepository``."""

    def __init__(self, connection: Queries, counters: Counters) -> None:
        self._connection = connection
        self._counters = counters

    async def users_by_role(self) -> dict[str, int]:
        """See ``AnalyticsRepository``."""
        return await self._counters.read("users")

    async def sessions_by_status(self) -> dict[str, int]:
        """See ``AnalyticsRepository``."""
        return await self._counters.read("sessions")

    async def sessions_by_start(self, counted: Counted, time_buckets: TimeBuckets) -> list[SessionBucket]:
        """See ``AnalyticsRepository``."""
        found = await self._counted(
            analytics_queries.select_sessions_by_start, counted, **time_buckets._asdict()
        )
        return [SessionBucket(bucket_start(at, time_buckets), *counts) for at, *counts in found]

    async def marks_by_start(self, counted: Counted, time_buckets: TimeBuckets) -> list[AttendanceBucket]:
        """See ``AnalyticsRepository``."""
        found = await self._counted(
            analytics_queries.select_marks_by_start, counted, **time_buckets._asdict()
        )
        return [AttendanceBucket(bucket_start(at, time_buckets), *counts) for at, *counts in found]

    async def deliveries(self, counted: Counted) -> list[Delivery]:
        """See ``AnalyticsRepository``."""
        found = await self._counted(analytics_queries.select_marks_by_trainer, counted)
        marks = {trainer_id: (attended, rated) for trainer_id, attended, rated in found}
        work = await self._counted(analytics_queries.select_deliveries, counted)
        return [Delivery(*each, *marks.get(each.trainer_id, (0, 0))) for each in work]

    async def absences(self, counted: Counted, most: int) -> list[Absences]:
        """See ``AnalyticsRepository``."""
        return await self._counted(analytics_queries.select_absences, counted, most=most)

    async def enrolments_of(self, trainee_id: int, now: datetime) -> list[EnrolmentCount]:
        """See ``AnalyticsRepository``."""
        rows = await self._connection.scan(
            analytics_queries.select_enrolments_of(), trainee=trainee_id, now=now
        )
        return [
            EnrolmentCount(status, mark, bool(ahead), seats, seconds // 60, first)
            for status, mark, ahead, seats, seconds, first in rows
        ]

    async def double_bookings(
        self, now: datetime, until: datetime, led_by: int | None, most: int
    ) -> CountedList[Overlap]:
        """See ``AnalyticsRepository``."""
        statement = attention.select_double_bookings(led_by is not None)
        times = {"now": now, "since": now - MAX_DURATION, "until": until}
        rows = await self._connection.scan(statement, **times, trainer=led_by, most=most)
        return _found(rows)

    async def unclosed(self, now: datetime, led_by: int | None, most: int) -> CountedList[SessionBrief]:
        """See ``AnalyticsRepository``."""
        statement = attention.select_unclosed(led_by is not None)
        rows = await self._connection.scan(statement, now=now, trainer=led_by, most=most)
        return _found(rows)

    async def with_temporary_passwords(self, most: int) -> CountedList[PersonRef]:
        """See ``AnalyticsRepository``."""
        rows = await self._connection.scan(attention.select_temporary(), most=most)
        return _found(rows)

    async def unassigned_trainees(self, most: int) -> CountedList[PersonRef]:
        """See ``AnalyticsRepository``."""
        rows = await self._connection.scan(attention.select_unassigned(), most=most)
        return _found(rows)

    async def _counted(
        self, ask: Callable[[analytics_queries.Shape], Query[T]], counted: Counted, **values: int
    ) -> list[T]:
        shape, asked = analytics_queries.question(counted)
        return await self._connection.scan(ask(shape), **asked, **values)


def _found(rows: Iterable[tuple[int, T]]) -> CountedList[T]:
    """Rows that say beside each how many there are in all."""
    of_all, first = 0, []
    for of_all, each in rows:  # noqa: B007 - the same beside each of them
        first.append(each)
    return CountedList(of_all, first)


FEATURE = SqlFeature(
    feature=ANALYTICS,
    repositories={AnalyticsRepository: lambda unit: SqlAnalytics(unit.connection, unit.counters)},
)
