"""Counting in SQL."""

from datetime import datetime
from typing import Any

from tms_adapters.sql import counting
from tms_adapters.sql.connection import Queries
from tms_adapters.sql.query import Query, Row
from tms_adapters.sql.stretches import beginning
from tms_adapters.sql.tallies import Tallies
from tms_core.analytics.repository import (
    Absences,
    Counted,
    Delivery,
    MarksAt,
    SeatsOf,
    SessionsAt,
    Stretches,
)


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

    async def sessions_by_start(self, counted: Counted, stretches: Stretches) -> list[SessionsAt]:
        """See ``AnalyticsRepository``."""
        rows = await self._counted(counting.select_sessions_by_start, counted, **stretches._asdict())
        return [SessionsAt(beginning(row[0], stretches), *row[1:]) for row in rows]

    async def marks_by_start(self, counted: Counted, stretches: Stretches) -> list[MarksAt]:
        """See ``AnalyticsRepository``."""
        rows = await self._counted(counting.select_marks_by_start, counted, **stretches._asdict())
        return [MarksAt(beginning(row[0], stretches), *row[1:]) for row in rows]

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

    async def seats_of(self, trainee_id: int, now: datetime) -> list[SeatsOf]:
        """See ``AnalyticsRepository``."""
        rows = await self._connection.scan(counting.select_seats_of(), trainee=trainee_id, now=now)
        return [
            SeatsOf(status, mark, bool(ahead), seats, seconds // 60, first)
            for status, mark, ahead, seats, seconds, first in rows
        ]

    async def _counted(self, ask: Any, counted: Counted, **values: int) -> list[Row]:
        shape, asked = counting.question(counted)
        statement: Query = ask(shape)
        return await self._connection.scan(statement, **asked, **values)
