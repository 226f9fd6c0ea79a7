"""Analytics in SQL."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import bindparam, exists, func, literal_column, select, union_all
from sqlalchemy.sql import ColumnElement, Select

from tms_adapters.sql.compiled_query import Query, reads, within
from tms_adapters.sql.feature import Changes, Queries, SqlFeature, read_counts
from tms_adapters.sql.queries import analytics as analytics_queries
from tms_adapters.sql.queries.analytics import bucket_start
from tms_adapters.sql.queries.sessions import ENROLLED, KEPT
from tms_adapters.sql.queries.user_list import LIVING, NOT_DEACTIVATED
from tms_adapters.sql.tables import assignments, seats, sessions, users
from tms_core.actor import Role
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
from tms_core.sessions.model import MAX_DURATION, SessionStatus

TIME = sessions.c.scheduled_date.type
NOW: ColumnElement[Any] = bindparam("now", type_=TIME)
BY_STATUS = "FORCE INDEX (ix_sessions_status_scheduled_date_id)"
ALL = func.count().over().label("of_all")
"""The total number of rows before the limit, repeated in each row."""


T = TypeVar("T")


class FoundOverlap(NamedTuple):
    """One double booking, and the total number of them."""

    of_all: int
    first: Overlap


class FoundSession(NamedTuple):
    """One session that needs attention, and the total number of them."""

    of_all: int
    first: SessionBrief


class FoundPerson(NamedTuple):
    """One person who needs attention, and the total number of them."""

    of_all: int
    first: PersonRef


@reads(FoundOverlap)
def select_double_bookings(of_one: bool) -> Select[Any]:
    """Sessions that start before an earlier session of the same person has ended. What counts is the latest
    end of all earlier sessions, which need not be that of the previous one."""
    session = sessions.c.id, sessions.c.scheduled_date, sessions.c.ends_at
    led = _coming(select(*session, sessions.c.trainer_id.label("person")), of_one)
    # Adding 0 leaves only one join order: from the upcoming sessions to their seats.
    joined = sessions.join(seats, seats.c.session_id == sessions.c.id + 0)
    taken = _coming(
        select(*session, seats.c.trainee_id.label("person")).select_from(joined).where(ENROLLED), of_one
    )
    booked = union_all(led, taken).subquery("booked")
    before = func.max(booked.c.ends_at, type_=TIME).over(
        partition_by=booked.c.person, order_by=(booked.c.scheduled_date, booked.c.id), rows=(None, -1)
    )
    each = select(booked, before.label("busy_until")).subquery("each_one")
    columns = (
        each.c.id.label("first__session_id"),
        each.c.person.label("first__person_id"),
        each.c.scheduled_date.label("first__during__start"),
        each.c.ends_at.label("first__during__end"),
    )
    clashing = select(ALL, *columns).where(each.c.busy_until > each.c.scheduled_date)
    return clashing.order_by(each.c.scheduled_date, each.c.id, each.c.person).limit(bindparam("most"))


def _coming(found: Select[Any], of_one: bool) -> Select[Any]:
    """Restrict to the scheduled sessions of the time in question. The lower bound on the start is redundant,
    but limits the range that the index has to scan."""
    found = found.with_hint(sessions, BY_STATUS, "mysql").where(
        sessions.c.status == SessionStatus.SCHEDULED,
        sessions.c.scheduled_date > bindparam("since", type_=TIME),
        sessions.c.scheduled_date < bindparam("until", type_=TIME),
        sessions.c.ends_at > NOW,
        KEPT,
    )
    return found.where(sessions.c.trainer_id == bindparam("trainer")) if of_one else found


@reads(FoundSession)
def select_unclosed(of_one: bool) -> Select[Any]:
    """Sessions that have ended and are still scheduled."""
    columns = sessions.c.id, sessions.c.title, sessions.c.scheduled_date, sessions.c.ends_at
    found = select(ALL, *within("first", columns)).with_hint(sessions, BY_STATUS, "mysql")
    found = found.where(
        sessions.c.status == SessionStatus.SCHEDULED,
        sessions.c.scheduled_date < NOW,
        sessions.c.ends_at <= NOW,
        KEPT,
    )
    if of_one:
        found = found.where(sessions.c.trainer_id == bindparam("trainer"))
    return found.order_by(sessions.c.scheduled_date.desc(), sessions.c.id.desc()).limit(bindparam("most"))


@reads(FoundSession)
def select_without_trainees(of_one: bool) -> Select[Any]:
    """Scheduled sessions of a period that nobody attends."""
    columns = sessions.c.id, sessions.c.title, sessions.c.scheduled_date, sessions.c.ends_at
    attended = exists(literal_column("1")).where(seats.c.session_id == sessions.c.id, ENROLLED)
    found = select(ALL, *within("first", columns)).with_hint(sessions, BY_STATUS, "mysql")
    found = found.where(
        sessions.c.status == SessionStatus.SCHEDULED,
        sessions.c.scheduled_date >= NOW,
        sessions.c.scheduled_date < bindparam("until", type_=TIME),
        KEPT,
        ~attended,
    )
    if of_one:
        found = found.where(sessions.c.trainer_id == bindparam("trainer"))
    return found.order_by(sessions.c.scheduled_date, sessions.c.id).limit(bindparam("most"))


@reads(FoundPerson)
def select_temporary() -> Select[Any]:
    """People whose password is temporary."""
    found = select(ALL, *within("first", (users.c.id, users.c.name)))
    found = found.where(users.c.is_temporary_password.is_(True), LIVING, NOT_DEACTIVATED)
    return found.order_by(users.c.id).limit(bindparam("most"))


@reads(FoundPerson)
def select_unassigned() -> Select[Any]:
    """Trainees without a trainer."""
    cared_for = exists(literal_column("1")).where(assignments.c.student_id == users.c.id)
    found = select(ALL, *within("first", (users.c.id, users.c.name)))
    found = found.where(users.c.role == Role.TRAINEE, LIVING, NOT_DEACTIVATED, ~cared_for)
    return found.order_by(users.c.id).limit(bindparam("most"))


class SqlAnalytics:
    """See ``AnalyticsRepository``."""

    def __init__(self, connection: Queries, counts: Changes) -> None:
        self._connection = connection
        self._counts = counts

    async def users_by_role(self) -> dict[str, int]:
        """See ``AnalyticsRepository``."""
        return await read_counts(self._connection, self._counts, "users")

    async def sessions_by_status(self) -> dict[str, int]:
        """See ``AnalyticsRepository``."""
        return await read_counts(self._connection, self._counts, "sessions")

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
        return [row._replace(ahead=bool(row.ahead)) for row in rows]

    async def double_bookings(
        self, now: datetime, until: datetime, led_by: int | None, most: int
    ) -> CountedList[Overlap]:
        """See ``AnalyticsRepository``."""
        statement = select_double_bookings(led_by is not None)
        times = {"now": now, "since": now - MAX_DURATION, "until": until}
        rows = await self._connection.scan(statement, **times, trainer=led_by, most=most)
        return _found(rows)

    async def unclosed(self, now: datetime, led_by: int | None, most: int) -> CountedList[SessionBrief]:
        """See ``AnalyticsRepository``."""
        statement = select_unclosed(led_by is not None)
        rows = await self._connection.scan(statement, now=now, trainer=led_by, most=most)
        return _found(rows)

    async def without_trainees(
        self, now: datetime, until: datetime, led_by: int | None, most: int
    ) -> CountedList[SessionBrief]:
        """See ``AnalyticsRepository``."""
        statement = select_without_trainees(led_by is not None)
        rows = await self._connection.scan(statement, now=now, until=until, trainer=led_by, most=most)
        return _found(rows)

    async def with_temporary_passwords(self, most: int) -> CountedList[PersonRef]:
        """See ``AnalyticsRepository``."""
        rows = await self._connection.scan(select_temporary(), most=most)
        return _found(rows)

    async def unassigned_trainees(self, most: int) -> CountedList[PersonRef]:
        """See ``AnalyticsRepository``."""
        rows = await self._connection.scan(select_unassigned(), most=most)
        return _found(rows)

    async def _counted(
        self, ask: Callable[[analytics_queries.Shape], Query[T]], counted: Counted, **values: int
    ) -> list[T]:
        shape, asked = analytics_queries.question(counted)
        return await self._connection.scan(ask(shape), **asked, **values)


def _found(rows: Iterable[tuple[int, T]]) -> CountedList[T]:
    """Rows that each repeat the total, as a counted list."""
    of_all, first = 0, []
    for of_all, each in rows:  # noqa: B007 - the same in every row
        first.append(each)
    return CountedList(of_all, first)


FEATURE = SqlFeature(
    feature=ANALYTICS,
    repositories={AnalyticsRepository: lambda unit: SqlAnalytics(unit.connection, unit.counts)},
)
