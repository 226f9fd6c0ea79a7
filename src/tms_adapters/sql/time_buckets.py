"""Time as whole numbers, for databases that need to know no time zone."""

from datetime import timedelta
from typing import Any

from sqlalchemy import BigInteger, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import ColumnElement
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from tms_core.analytics.repository import TimeBuckets

YEAR_ZERO = timedelta(days=719_528) // timedelta(seconds=1)
"""How many seconds before 1970 MariaDB begins to count. Numbers that are never negative divide alike everywhere."""


class Seconds(FunctionElement[int]):
    """A column of times as whole seconds since the year 0."""

    name = "seconds"
    type = BigInteger()
    inherit_cache = True


class TimeBucket(FunctionElement[int]):
    """The number of the bucket that a time falls into: of times, their ``ahead`` and ``length``."""

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
    """The bucket that a time falls into; the parameters are the fields of ``TimeBuckets``."""
    return TimeBucket(Seconds(times), *(bindparam(name, type_=BigInteger()) for name in ("ahead", "length")))


def bucket_start(bucket: int, time_buckets: TimeBuckets) -> int:
    """When a bucket begins, in seconds since 1970."""
    return bucket * time_buckets.length - time_buckets.ahead - YEAR_ZERO
