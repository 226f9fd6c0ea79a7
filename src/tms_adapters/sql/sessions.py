"""Training sessions in SQL: the tables ``sessions`` and ``seats``."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from hashlib import blake2b
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import bindparam, select, update
from sqlalchemy.sql import Select, Update

from tms_adapters.sql.compiled_query import Query, reads, within, writes
from tms_adapters.sql.connection import Queries
from tms_adapters.sql.feature import Changes, SqlFeature, read_counts
from tms_adapters.sql.queries import sessions as lists
from tms_adapters.sql.queries.search import find_sessions
from tms_adapters.sql.queries.sessions import (
    fill_rosters,
    scheduled_ids,
    select_bookings,
    select_busy,
    select_leaders,
    select_seats,
    select_trainees_led,
    select_view,
)
from tms_adapters.sql.row_mapper import (
    RowMapper,
    complete,
    delete_where,
    in_list,
    insert_all,
    insert_one,
    padded_in_list,
    placeholders,
    update_by_id,
)
from tms_adapters.sql.tables import seats, sessions
from tms_core.entity import Page, PageRequest, split_page
from tms_core.sessions.events import SessionView
from tms_core.sessions.feature import SESSIONS
from tms_core.sessions.inputs import SessionFilter
from tms_core.sessions.model import MAX_DURATION, Enrolment, Interval, TrainingSession, search_key_of
from tms_core.sessions.repository import Booking, SessionRepository
from tms_core.text import search_words

T = TypeVar("T")


def digest_of(key: str) -> int:
    """A number that identifies a text: 63 bits of its hash."""
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest()) >> 1


ROWS = RowMapper(
    sessions,
    TrainingSession,
    {
        "ends_at": attrgetter("ends_at"),
        "search_key": search_key_of,
        "text_digest": lambda session: digest_of(search_key_of(session)),
    },
)
SEATS = RowMapper(seats, Enrolment)
COPIED = {"scheduled_date": "scheduled_date", "ends_at": "ends_at", "status": "session_status"}
"""What a seat copies from its session: session column → seat column."""


@reads(TrainingSession)
def lock_by_ids(count: int) -> Select[Any]:
    """``count`` sessions by id, in id order, locked until the transaction ends."""
    found = select(*ROWS.columns).where(sessions.c.id.in_(placeholders("id", count)))
    return found.order_by(sessions.c.id).with_for_update()


class TakenSeat(NamedTuple):
    """A seat with the id of its session."""

    session_id: int
    seat: Enrolment


@reads(TakenSeat)
def select_rosters(count: int) -> Select[Any]:
    """The seats of ``count`` sessions, in the order in which trainees were added."""
    found = select(seats.c.session_id, *within("seat", SEATS.columns)).where(
        seats.c.session_id.in_(placeholders("id", count))
    )
    return found.order_by(seats.c.session_id, seats.c.place)


@writes
def update_seats(columns: tuple[str, ...]) -> Update:
    """Update all seats of a session."""
    values = {name: bindparam(f"new_{name}", type_=seats.c[name].type) for name in columns}
    return update(seats).where(seats.c.session_id == bindparam("session")).values(values)


@writes
def update_seat(columns: tuple[str, ...]) -> Update:
    """Update one seat."""
    one = (seats.c.session_id == bindparam("session"), seats.c.trainee_id == bindparam("trainee"))
    values = {name: bindparam(f"new_{name}", type_=seats.c[name].type) for name in columns}
    return update(seats).where(*one).values(values)


class SqlSessions:
    """See ``SessionRepository``."""

    def __init__(self, connection: Queries, counts: Changes) -> None:
        self._connection = connection
        self._counts = counts

    async def lock(self, session_ids: Iterable[int]) -> dict[int, TrainingSession]:
        """See ``SessionRepository``."""
        wanted = sorted(set(session_ids))
        if not wanted:
            return {}
        ids = padded_in_list(wanted)
        found = await self._connection.rows(lock_by_ids(len(ids)), **in_list("id", ids))
        rosters: dict[int, list[Enrolment]] = {session.id: [] for session in found}
        for session_id, seat in await self._connection.rows(select_rosters(len(ids)), **in_list("id", ids)):
            rosters[session_id].append(seat)
        for session in found:
            complete(session, roster=tuple(rosters[session.id]))
        return {session.id: session for session in found}

    async def add(self, session: TrainingSession) -> TrainingSession:
        """See ``SessionRepository``."""
        added = replace(session, id=await insert_one(self._connection, sessions, ROWS.values(session)))
        await self._insert_seats(added, range(len(added.roster)))
        self._counts["sessions", added.status] += 1
        return added

    async def update(self, before: TrainingSession, after: TrainingSession) -> None:
        """See ``SessionRepository``."""
        changes = ROWS.changes(before, after)
        await self._connection.run(update_by_id(sessions, tuple(changes)), row_id=after.id, **changes)
        copied = {f"new_{COPIED[name]}": value for name, value in changes.items() if name in COPIED}
        if copied and before.roster:
            columns = tuple(COPIED[name] for name in changes if name in COPIED)
            await self._connection.run(update_seats(columns), session=after.id, **copied)
        if before.roster != after.roster:
            await self._update_roster(before, after)
        self._counts["sessions", before.status] -= 1
        self._counts["sessions", after.status] += 1

    async def _update_roster(self, before: TrainingSession, after: TrainingSession) -> None:
        """Unchanged rows are not written: somebody else may be marking the same roster."""
        old = {seat.trainee_id: (place, seat) for place, seat in enumerate(before.roster)}
        newcomers = []
        for place, seat in enumerate(after.roster):
            known = old.pop(seat.trainee_id, None)
            if known is None:
                newcomers.append(place)
            elif known != (place, seat):
                changes = {**SEATS.changes(known[1], seat), "place": place}
                values = {f"new_{name}": value for name, value in changes.items()}
                await self._connection.run(
                    update_seat(tuple(changes)), session=after.id, trainee=seat.trainee_id, **values
                )
        for trainee_id in old:
            gone = delete_where(seats, ("session_id", "trainee_id"))
            await self._connection.run(gone, session_id=after.id, trainee_id=trainee_id)
        await self._insert_seats(after, newcomers)

    async def _insert_seats(self, session: TrainingSession, places: Iterable[int]) -> None:
        copied = {column: getattr(session, name) for name, column in COPIED.items()}
        records = [
            {"session_id": session.id, "place": place, **SEATS.values(session.roster[place]), **copied}
            for place in places
        ]
        await insert_all(self._connection, seats, records)

    async def remove(self, session: TrainingSession) -> None:
        """See ``SessionRepository``."""
        await self._connection.run(delete_where(seats, ("session_id",)), session_id=session.id)
        await self._connection.run(delete_where(sessions, ("id",)), id=session.id)
        self._counts["sessions", session.status] -= 1

    async def view(self, session_id: int) -> SessionView | None:
        """See ``SessionRepository``."""
        found = await self._connection.rows(select_view(), id=session_id)
        await self._fill_rosters(found)
        return next(iter(found), None)

    async def page(self, wanted: SessionFilter, page: PageRequest) -> Page[SessionView]:
        """See ``SessionRepository``."""
        narrowed = lists.narrowed(wanted)
        if narrowed is None:
            return Page(items=[], total=0 if page.count else None, next=None)
        words = search_words(narrowed.q or "")
        of_one = narrowed.trainer_id is not None or narrowed.trainee_id is not None
        found_ids = await find_sessions(self._connection, words) if words and not of_one else None
        if found_ids == []:
            return Page(items=[], total=0 if page.count else None, next=None)
        total = await self._total(narrowed, words, found_ids) if page.count else None
        shape, values = lists.question(narrowed, words, found_ids, after=page.after)
        ask = self._connection.scan if shape.words and not shape.found else self._connection.rows
        found = await ask(lists.select_page(shape), limit=page.limit + 1, skip=page.skip, **values)
        items, last = split_page(found, page.limit)
        await self._fill_rosters(items)
        return Page(items=items, total=total, next=(last.scheduled_date, last.id) if last else None)

    async def _total(self, wanted: SessionFilter, words: tuple[str, ...], found_ids: list[int] | None) -> int:
        """The total. Counts by status come from counters that every change keeps
        up to date, so they are cheap."""
        if not words and wanted == SessionFilter(
            status=wanted.status, ascending=wanted.ascending, q=wanted.q
        ):
            kept = await read_counts(self._connection, self._counts, "sessions")
            return sum(n for status, n in kept.items() if wanted.status in (None, status))
        shape, values = lists.question(wanted, words, found_ids)
        [total] = await self._connection.scan(lists.count_all(shape), **values)
        return total

    async def _fill_rosters(self, views: list[SessionView]) -> None:
        """Read the seats of all sessions in a single query."""
        if views:
            ids = padded_in_list([view.id for view in views])
            fill_rosters(views, await self._connection.rows(select_seats(len(ids)), **in_list("id", ids)))

    async def bookings(
        self, people: Iterable[int], during: Interval, exclude_session_id: int
    ) -> list[Booking]:
        """See ``SessionRepository``."""
        return await self._booked(select_bookings, people, during, exclude_session_id)

    async def busy(self, people: Iterable[int], during: Interval, exclude_session_id: int) -> list[Interval]:
        """See ``SessionRepository``."""
        return await self._booked(select_busy, people, during, exclude_session_id)

    async def _booked(
        self, ask: Callable[[int], Query[T]], people: Iterable[int], during: Interval, exclude_session_id: int
    ) -> list[T]:
        """Sessions last at most a day, so sessions that started earlier than that are not searched."""
        ids = padded_in_list(sorted(people))
        return await self._connection.rows(
            ask(len(ids)),
            since=during.start - MAX_DURATION,
            start=during.start,
            end=during.end,
            exclude_session_id=exclude_session_id,
            **in_list("person", ids),
        )

    async def trainees_led_by(self, trainer_id: int) -> list[int]:
        """See ``SessionRepository``."""
        return sorted(await self._connection.rows(select_trainees_led(), person=trainer_id))

    async def leaders_of(self, trainee_id: int) -> list[int]:
        """See ``SessionRepository``."""
        return sorted(await self._connection.rows(select_leaders(), person=trainee_id))

    async def scheduled_of(self, person_id: int, now: datetime) -> list[int]:
        """See ``SessionRepository``."""
        return await self._connection.rows(scheduled_ids(), person=person_id, now=now)


FEATURE = SqlFeature(
    feature=SESSIONS,
    tables=(sessions, seats),
    repositories={SessionRepository: lambda unit: SqlSessions(unit.connection, unit.counts)},
)
