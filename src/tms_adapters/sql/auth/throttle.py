"""Failed attempts at passwords in SQL."""

import hashlib
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Column, Index, Integer, String, Table, bindparam, func, literal, or_, select
from sqlalchemy.sql import CompoundSelect, Delete, Select, Update

from tms_adapters.sql.auth.sign_ins import sign_ins
from tms_adapters.sql.column_types import BigId, UtcDateTime
from tms_adapters.sql.compiled_query import reads, writes
from tms_adapters.sql.feature import Queries, UniqueViolation, first
from tms_adapters.sql.row_mapper import delete_where, insert_all, insert_one
from tms_adapters.sql.tables import KEYED, OPTIONS, metadata
from tms_core.errors import TransactionConflict
from tms_core.users.throttle import Failures, Guess, Lengthened, Streak

# Subjects and origins are digests, so that they have one length. A typed name arrives as a keyed hash already.
sign_in_failures = Table(
    "sign_in_failures",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("subject", String(64), nullable=False),
    Column("origin", String(64)),
    Column("at", UtcDateTime, nullable=False),
    Index(None, "subject", "at"),
    Index(None, "at"),
    **OPTIONS,
)

sign_in_streaks = Table(
    "sign_in_streaks",
    metadata,
    Column("subject", String(64), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last_at", UtcDateTime, nullable=False),
    Index(None, "last_at"),
    **KEYED,
)


class Found(NamedTuple):
    """Failures of one subject from one origin; the ``origin`` ``STREAK`` marks a streak, which ends at ``last_at``."""

    subject: str
    origin: str
    number: int
    last_at: datetime


STREAK = "streak"
NOWHERE = ""


@reads(Found)
def select_failures() -> CompoundSelect[Any]:
    """The failures of two subjects within a period, and the streak of the first."""
    failed, streak = sign_in_failures.c, sign_in_streaks.c
    period = (
        failed.at > bindparam("since", type_=failed.at.type),
        failed.at <= bindparam("until", type_=failed.at.type),
    )
    origin = func.coalesce(failed.origin, NOWHERE).label("origin")
    recent = (
        select(failed.subject, origin, func.count().label("number"), func.max(failed.at).label("last_at"))
        .where(or_(failed.subject == bindparam("target"), failed.subject == bindparam("origin")), *period)
        .group_by(failed.subject, failed.origin)
    )
    row = select(streak.subject, literal(STREAK), streak.failures, streak.last_at)
    return recent.union_all(row.where(streak.subject == bindparam("target")))


@reads(str)
def select_addresses() -> Select[Any]:
    """The addresses that a user has signed in from after ``since``."""
    row = sign_ins.c
    recent = row.created_at > bindparam("since", type_=row.created_at.type)
    return select(row.address).distinct().where(row.user_id == bindparam("user_id"), recent)


@reads(Streak)
def lock_streak() -> Select[Any]:
    """A streak, locked until the transaction ends."""
    streak = sign_in_streaks.c
    found = select(streak.failures, streak.last_at).where(streak.subject == bindparam("subject"))
    return found.with_for_update()


@writes
def update_streak() -> Update:
    """Set the length and the end of a streak."""
    streak = sign_in_streaks.c
    values = {
        "failures": bindparam("failures"),
        "last_at": bindparam("last_at", type_=streak.last_at.type),
    }
    return sign_in_streaks.update().where(streak.subject == bindparam("the_subject")).values(values)


@writes
def forget_outside(table: Table, column: str) -> Delete:
    """Delete the rows whose time in ``column`` is before ``earliest`` or after ``latest``."""
    at = table.c[column]
    earliest, latest = bindparam("earliest", type_=at.type), bindparam("latest", type_=at.type)
    return table.delete().where(or_(at < earliest, at > latest))


class SqlThrottle:
    """See ``ThrottleRepository``."""

    def __init__(self, connection: Queries) -> None:
        self._connection = connection

    async def failures(self, guess: Guess, since: datetime, until: datetime) -> Failures:
        """See ``ThrottleRepository``."""
        target, origin = _digest(guess.target), _digest(guess.origin)
        found = await self._connection.rows(
            select_failures(), target=target, origin=origin, since=since, until=until
        )
        at_target = [row for row in found if row.subject == target and row.origin != STREAK]
        return Failures(
            own=sum(row.number for row in at_target if row.origin in (origin, NOWHERE)),
            others=tuple(row.number for row in at_target if row.origin not in (origin, NOWHERE)),
            origin=sum(row.number for row in found if row.subject == origin),
            streak=next(
                (Streak(failures=row.number, last_at=row.last_at) for row in found if row.origin == STREAK),
                None,
            ),
        )

    async def addresses_of(self, user_id: int, since: datetime) -> list[str]:
        """See ``ThrottleRepository``."""
        return await self._connection.rows(select_addresses(), user_id=user_id, since=since)

    async def lengthen_streak(self, subject: str, at: datetime, memory: timedelta) -> Lengthened:
        """See ``ThrottleRepository``."""
        key = _digest(subject)
        before = found = await first(self._connection, lock_streak(), subject=key)
        if before is not None and abs(at - before.last_at) > memory:
            before = None
        after = Streak(failures=before.failures + 1 if before else 1, last_at=at)
        if found is None:
            row = {"subject": key, "failures": after.failures, "last_at": at}
            try:
                await insert_one(self._connection, sign_in_streaks, row)
            except UniqueViolation as error:
                raise TransactionConflict from error
        else:
            await self._connection.run(update_streak(), the_subject=key, failures=after.failures, last_at=at)
        return Lengthened(before, after)

    async def end_streak(self, subject: str) -> None:
        """See ``ThrottleRepository``."""
        await self._connection.run(delete_where(sign_in_streaks, ("subject",)), subject=_digest(subject))

    async def add_failure(self, guess: Guess, at: datetime, window: timedelta, memory: timedelta) -> None:
        """See ``ThrottleRepository``."""
        for table, column, reach in (
            (sign_in_failures, "at", window),
            (sign_in_streaks, "last_at", memory),
        ):
            forget = forget_outside(table, column)
            await self._connection.run(forget, earliest=at - reach, latest=at + reach)
        origin = _digest(guess.origin) if guess.origin else None
        records = [{"subject": _digest(each), "origin": origin, "at": at} for each in guess.subjects]
        await insert_all(self._connection, sign_in_failures, records)


def _digest(subject: str) -> str:
    return hashlib.sha256(subject.encode(errors="surrogatepass")).hexdigest()
