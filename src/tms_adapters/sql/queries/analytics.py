"""Counts of what starts in a period. Indexes on the start are used, so the cost depends on the size of the
period rather than that of the tables."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, bindparam, case, cast, func, literal_column, or_, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import ColumnElement, Select
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from tms_adapters.sql.compiled_query import reads
from tms_adapters.sql.queries.sessions import ENROLLED, KEPT
from tms_adapters.sql.tables import seats, sessions, users
from tms_core.analytics.repository import Absences, Counted, EnrolmentCount, TimeBuckets
from tms_core.sessions.enrolment import AttendanceStatus
from tms_core.sessions.model import SessionStatus

YEAR_ZERO = timedelta(days=719_528) // timedelta(seconds=1)
"""Seconds from the year 0, where MariaDB's count starts, to 1970. Division of non-negative numbers rounds
the same way in every database."""
TIME = sessions.c.scheduled_date.type
DONE = sessions.c.status == SessionStatus.COMPLETED
NOW: ColumnElement[Any] = bindparam("now", type_=TIME)
ABSENT = seats.c.status == AttendanceStatus.ABSENT
ATTENDED = or_(seats.c.status == AttendanceStatus.PRESENT, seats.c.status == AttendanceStatus.LATE)
RATED = seats.c.status != AttendanceStatus.EXCUSED
LEADER = (sessions.c.trainer_id + 0).label("leader")
"""Adding 0 prevents the use of an index on the trainer, which SQLite would otherwise scan as a whole."""


class Seconds(FunctionElement[int]):
    """A time column as whole seconds since the year 0."""

    name = "seconds"
    type = BigInteger()
    inherit_cache = True


def seconds_so_far(table: Any) -> ColumnElement[int]:
    """How many seconds of a session have passed at the parameter ``now``."""
    start, end = table.c.scheduled_date, table.c.ends_at
    return case(
        (end <= NOW, Seconds(end) - Seconds(start)), (start < NOW, Seconds(NOW) - Seconds(start)), else_=0
    )


PASSED = seconds_so_far(seats)
GIVEN = seats.c.minutes * 60
SECONDS_THERE = case((GIVEN < PASSED, GIVEN), else_=PASSED)
"""How long a trainee was in a session so far: as marked, but never longer than the session; or all of it."""


class TimeBucket(FunctionElement[int]):
    """The number of the bucket that a time falls into, from the time and the ``ahead``
    and ``length`` of the buckets."""

    name = "time_bucket"
    type = BigInteger()
    inherit_cache = True


@compiles(Seconds, "mysql")
def _seconds_in_mysql(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    return f"TO_SECONDS({compiler.process(element.clauses, **kw)})"


@compiles(Seconds, "sqlite")
def _seconds_in_sqlite(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    return f"(CAST(strftime('%s', {compiler.process(element.clauses, **kw)}) AS INTEGER) + {YEAR_ZERO})"


@compiles(TimeBucket, "mysql")
def _bucket_in_mysql(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    times, ahead, length = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"({times} + {ahead}) DIV {length}"


@compiles(TimeBucket, "sqlite")
def _bucket_in_sqlite(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    times, ahead, length = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"({times} + {ahead}) / {length}"


def bucket_of(times: ColumnElement[Any]) -> ColumnElement[int]:
    """The number of the bucket that a time falls into; the parameters are the fields of ``TimeBuckets``."""
    return TimeBucket(Seconds(times), *(bindparam(name, type_=BigInteger()) for name in ("ahead", "length")))


def bucket_start(bucket: int, time_buckets: TimeBuckets) -> int:
    """The start of a bucket, in seconds since 1970."""
    return bucket * time_buckets.length - time_buckets.ahead - YEAR_ZERO


BUCKET = bucket_of(sessions.c.scheduled_date).label("bucket")


class SessionsIn(NamedTuple):
    """The sessions that start in one bucket."""

    bucket: int
    scheduled: int
    completed: int
    cancelled: int
    seconds: int


class MarksIn(NamedTuple):
    """The attendance marks of the sessions in one bucket."""

    bucket: int
    present: int
    absent: int
    late: int
    excused: int


class Delivered(NamedTuple):
    """What one trainer completed."""

    trainer_id: int
    name: str
    sessions: int
    seconds: int


class MarksOf(NamedTuple):
    """The attendance marks in one trainer's sessions."""

    leader: int
    attended: int
    rated: int


@dataclass(frozen=True)
class Shape:
    """Which conditions a count has besides the period."""

    trainer: bool
    status: bool


def question(counted: Counted) -> tuple[Shape, dict[str, Any]]:
    """The shape of a count, and its parameters."""
    shape = Shape(trainer=counted.trainer_id is not None, status=counted.status is not None)
    named = {"trainer": counted.trainer_id, "status": counted.status}
    values = {name: value for name, value in named.items() if value is not None}
    return shape, {"start": counted.start, "end": counted.end, "now": counted.now, **values}


@reads(SessionsIn)
def select_sessions_by_start(shape: Shape) -> Select[Any]:
    """Sessions by bucket and status."""
    counts = [_number(sessions.c.status == status).label(status.value) for status in SessionStatus]
    seconds = _sum(case((DONE, seconds_so_far(sessions)))).label("seconds")
    columns: list[ColumnElement[Any]] = [BUCKET, *counts, seconds]
    return _by_bucket(_found(select(*columns), shape))


@reads(MarksIn)
def select_marks_by_start(shape: Shape) -> Select[Any]:
    """Attendance marks by bucket and kind."""
    columns: list[ColumnElement[Any]] = [BUCKET]
    columns += [_number(seats.c.status == mark).label(mark.value) for mark in AttendanceStatus]
    return _by_bucket(_marked(select(*columns), shape))


@reads(Delivered)
def select_deliveries(shape: Shape) -> Select[Any]:
    """What each trainer completed."""
    amounts = func.count().label("sessions"), _sum(seconds_so_far(sessions)).label("seconds")
    done = _found(select(LEADER, *amounts), shape).where(DONE)
    work = done.group_by(literal_column("leader")).subquery("work")
    leader = work.c.leader.label("trainer_id")
    found = select(leader, _name_of(work.c.leader), work.c.sessions, work.c.seconds)
    return found.order_by(work.c.seconds.desc(), work.c.leader)


@reads(MarksOf)
def select_marks_by_trainer(shape: Shape) -> Select[Any]:
    """For each trainer's sessions: the number of marks that count as attended,
    and of those that count at all."""
    amounts = _number(ATTENDED).label("attended"), _number(RATED).label("rated")
    return _marked(select(LEADER, *amounts), shape).group_by(literal_column("leader"))


@reads(Absences)
def select_absences(shape: Shape) -> Select[Any]:
    """The trainees with the most absences."""
    amounts = _number(ABSENT).label("absences"), _number(RATED).label("rated")
    counted = _marked(select(seats.c.trainee_id, *amounts), shape).group_by(seats.c.trainee_id)
    theirs = counted.having(_number(ABSENT) > 0).subquery("theirs")
    trainee = theirs.c.trainee_id
    found = select(trainee, _name_of(trainee), theirs.c.absences, theirs.c.rated)
    return found.order_by(theirs.c.absences.desc(), theirs.c.rated, trainee).limit(bindparam("most"))


@reads(EnrolmentCount)
def select_enrolments_of() -> Select[Any]:
    """One trainee's seats, grouped by status, mark and ``ahead``."""
    ahead = (seats.c.scheduled_date > NOW).label("ahead")
    seconds = _sum(SECONDS_THERE)
    first = func.min(seats.c.scheduled_date, type_=TIME)
    alike = seats.c.session_status.label("status"), seats.c.status.label("mark")
    amounts = func.count().label("enrolments"), seconds.label("seconds"), first.label("first")
    found = select(*alike, ahead, *amounts)
    mine = found.where(seats.c.trainee_id == bindparam("trainee"), ENROLLED)
    return mine.group_by(seats.c.session_status, seats.c.status, literal_column("ahead"))


def _found(found: Select[Any], shape: Shape) -> Select[Any]:
    """Restrict to the sessions in the period. MariaDB is told which index to use, because for a long period
    it wrongly expects a full table scan to be faster."""
    index = f"ix_sessions_{'trainer_id_' if shape.trainer else ''}scheduled_date_id"
    return found.with_hint(sessions, f"FORCE INDEX ({index})", "mysql").where(*_conditions(shape))


def _marked(found: Select[Any], shape: Shape) -> Select[Any]:
    """Restrict to the marked seats of those sessions. Adding 0 leaves only one join order: from the sessions
    in the period to their seats. Otherwise a database may read all seats and look up their sessions."""
    joined = found.select_from(sessions.join(seats, seats.c.session_id == sessions.c.id + 0))
    marked = (sessions.c.status != SessionStatus.CANCELLED, seats.c.status.is_not(None), ENROLLED)
    return _found(joined, shape).where(*marked)


def _conditions(shape: Shape) -> Iterable[ColumnElement[bool]]:
    yield sessions.c.scheduled_date >= bindparam("start", type_=TIME)
    yield sessions.c.scheduled_date < bindparam("end", type_=TIME)
    yield KEPT
    if shape.trainer:
        yield sessions.c.trainer_id == bindparam("trainer")
    if shape.status:
        yield sessions.c.status == bindparam("status", type_=sessions.c.status.type)


def _name_of(user_id: ColumnElement[int]) -> ColumnElement[str]:
    """A subquery rather than a join, because MariaDB might start the join with all users."""
    return select(users.c.name).where(users.c.id == user_id).scalar_subquery().label("name")


def _number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(case((condition, 1)))


def _sum(amount: ColumnElement[int]) -> ColumnElement[int]:
    """The sum as an integer; MariaDB returns a decimal."""
    return cast(func.coalesce(func.sum(amount), 0), BigInteger)


def _by_bucket(found: Select[Any]) -> Select[Any]:
    """Group by name: MySQL does not recognise two expressions with parameters as equal."""
    bucket: ColumnElement[Any] = literal_column("bucket")
    return found.group_by(bucket).order_by(bucket)
