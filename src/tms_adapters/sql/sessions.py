"""Training sessions in SQL: the tables ``sessions`` and ``seats``."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple, TypeVar

from tms_adapters.sql.compiled_query import Query
from tms_adapters.sql.feature import Changes, Queries, SqlFeature, UniqueViolation, read_counts
from tms_adapters.sql.queries import sessions as lists
from tms_adapters.sql.queries.bookings import SqlPeopleInSessions, select_bookings, select_busy
from tms_adapters.sql.queries.search import Candidates, find_sessions
from tms_adapters.sql.queries.session_rows import (
    COPIED,
    ROWS,
    SEATS,
    erase_hidden_notes,
    fill_rosters,
    lock_by_ids,
    purge_from,
    select_discarding,
    select_outdated,
    select_rosters,
    select_seats,
    update_seat,
    update_seats,
)
from tms_adapters.sql.queries.sessions import NO_SEARCH, select_view
from tms_adapters.sql.row_mapper import (
    complete,
    delete_where,
    in_list,
    insert_all,
    insert_one,
    padded_in_list,
    update_by_id,
)
from tms_adapters.sql.tables import seats, sessions
from tms_core.entity import Page, PageRequest, split_page, total_from
from tms_core.sessions.enrolment import Enrolment, EnrolmentState
from tms_core.sessions.events import SessionView
from tms_core.sessions.feature import SESSIONS
from tms_core.sessions.inputs import SessionFilter
from tms_core.sessions.intervals import Interval
from tms_core.sessions.model import MAX_DURATION, TrainingSession
from tms_core.sessions.refusals import external_id_taken
from tms_core.sessions.repository import (
    Booking,
    SessionRepository,
)
from tms_core.validation.text import search_words

T = TypeVar("T")


class PlacedSeat(NamedTuple):
    """A seat with its place in the order."""

    place: int
    seat: Enrolment


class SqlSessions(SqlPeopleInSessions):
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
        taken: dict[int, list[Enrolment]] = {session.id: [] for session in found}
        for session_id, seat in await self._connection.rows(select_rosters(len(ids)), **in_list("id", ids)):
            if session_id in taken:
                taken[session_id].append(seat)
        for session in found:
            roster = tuple(seat for seat in taken[session.id] if seat.state is EnrolmentState.ENROLLED)
            others = tuple(seat for seat in taken[session.id] if seat.state is not EnrolmentState.ENROLLED)
            complete(session, roster=roster, unenrolled=others)
        return {session.id: session for session in found}

    async def add(self, session: TrainingSession) -> TrainingSession:
        """See ``SessionRepository``."""
        try:
            added = replace(session, id=await insert_one(self._connection, sessions, ROWS.values(session)))
        except UniqueViolation as error:
            raise external_id_taken() from error
        await self._insert_seats(added, _placed(added).values())
        self._counts["sessions", added.status] += 1
        return added

    async def update(self, before: TrainingSession, after: TrainingSession) -> None:
        """See ``SessionRepository``."""
        changes = ROWS.changes(before, after)
        try:
            await self._connection.run(update_by_id(sessions, tuple(changes)), row_id=after.id, **changes)
        except UniqueViolation as error:
            raise external_id_taken() from error
        copied = {f"new_{COPIED[name]}": value for name, value in changes.items() if name in COPIED}
        if copied and (before.roster or before.unenrolled):
            columns = tuple(COPIED[name] for name in changes if name in COPIED)
            await self._connection.run(update_seats(columns), session=after.id, **copied)
        if before.roster != after.roster or before.unenrolled != after.unenrolled:
            await self._update_roster(before, after)
        self._counts["sessions", before.status] -= 1
        self._counts["sessions", after.status] += 1

    async def _update_roster(self, before: TrainingSession, after: TrainingSession) -> None:
        """Unchanged rows are not written: somebody else may be marking the same roster."""
        old = _placed(before)
        newcomers = []
        for trainee_id, placed in _placed(after).items():
            known = old.pop(trainee_id, None)
            if known is None:
                newcomers.append(placed)
            elif known != placed:
                changes = {**SEATS.changes(known.seat, placed.seat), "place": placed.place}
                values = {f"new_{name}": value for name, value in changes.items()}
                await self._connection.run(
                    update_seat(tuple(changes)), session=after.id, trainee=trainee_id, **values
                )
        for trainee_id in old:
            gone = delete_where(seats, ("session_id", "trainee_id"))
            await self._connection.run(gone, session_id=after.id, trainee_id=trainee_id)
        await self._insert_seats(after, newcomers)

    async def _insert_seats(self, session: TrainingSession, placed: Iterable[PlacedSeat]) -> None:
        copied = {column: getattr(session, name) for name, column in COPIED.items()}
        records = [
            {"session_id": session.id, "place": place, **SEATS.values(seat), **copied}
            for place, seat in placed
        ]
        await insert_all(self._connection, seats, records)

    async def remove(self, session: TrainingSession, now: datetime) -> None:
        """See ``SessionRepository``."""
        gone = {"deleted_at": now, "external_id": None}
        await self._connection.run(update_by_id(sessions, tuple(gone)), row_id=session.id, **gone)
        copied = update_seats(("session_deleted_at",))
        await self._connection.run(copied, session=session.id, new_session_deleted_at=now)
        self._counts["sessions", session.status] -= 1

    async def purge(self, before: datetime, most: int) -> int:
        """See ``SessionRepository``."""
        ids = await self._connection.rows(select_outdated(most), before=before)
        if ids:
            padded = padded_in_list(ids)
            for table, column in ((seats, "session_id"), (sessions, "id")):
                gone = purge_from(table, column, len(padded))
                await self._connection.run(gone, **in_list("id", padded))
        return len(ids)

    async def erase_hidden_notes(self, trainee_id: int) -> None:
        """See ``SessionRepository``."""
        await self._connection.run(erase_hidden_notes(), person=trainee_id)
        for session_id, seat in await self._connection.rows(select_discarding(), person=trainee_id):
            cleared = {"new_discarded": seat.without_past_notes().discarded}
            update = update_seat(("discarded",))
            await self._connection.run(update, session=session_id, trainee=trainee_id, **cleared)

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
        found = await self._candidates(narrowed, words) if words else NO_SEARCH
        if found.ids == []:
            return Page(items=[], total=0 if page.count else None, next=None)
        rows, total = await self._found(narrowed, words, found, page)
        items, last = split_page(rows, page.limit)
        await self._fill_rosters(items)
        return Page(items=items, total=total, next=(last.scheduled_date, last.id) if last else None)

    async def _candidates(self, wanted: SessionFilter, words: tuple[str, ...]) -> Candidates:
        of_one = wanted.trainer_id is not None or wanted.trainee_id is not None
        in_all = sum((await self._count()).values())
        return await find_sessions(self._connection, words, in_all, of_one)

    async def _found(
        self, wanted: SessionFilter, words: tuple[str, ...], found: Candidates, page: PageRequest
    ) -> tuple[list[SessionView], int | None]:
        """One row more than a page, and the total if it is requested."""
        total, skip, after = None, page.skip, page.after
        if found.ids and page.count and after is None:
            # Every match is looked up to count them, and only once.
            shape, values = lists.question(wanted, words, found)
            ask = self._connection.rows if found.quick else self._connection.scan
            ids = await ask(lists.select_ids(shape), **values)
            total, ids, skip = len(ids), ids[skip : skip + page.limit + 1], 0
            if not ids:
                return [], total
            wanted, words = SessionFilter(ascending=wanted.ascending), ()
            found = Candidates((), ids, quick=True)
        shape, values = lists.question(wanted, words, found, after, paged=True)
        ask_page = self._connection.rows if found.quick else self._connection.scan
        rows = await ask_page(lists.select_page(shape), limit=page.limit + 1, skip=skip, **values)
        if total is None:
            total = total_from(page, len(rows))
        if page.count and total is None:
            total = await self._total(wanted, words, found)
        return rows, total

    async def _total(self, wanted: SessionFilter, words: tuple[str, ...], found: Candidates) -> int:
        """The total. Counts by status come from counters that every change keeps
        up to date, so they are cheap."""
        if not words and wanted == SessionFilter(
            status=wanted.status, ascending=wanted.ascending, q=wanted.q
        ):
            kept = await self._count()
            return sum(n for status, n in kept.items() if wanted.status in (None, status))
        shape, values = lists.question(wanted, words, found)
        ask = self._connection.rows if words and found.quick else self._connection.scan
        [total] = await ask(lists.count_all(shape), **values)
        return total

    async def _count(self) -> dict[str, int]:
        """The number of sessions of each status."""
        return await read_counts(self._connection, self._counts, "sessions")

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


def _placed(session: TrainingSession) -> dict[int, PlacedSeat]:
    """All seats of a session by trainee. The enrolled ones come first, in their order."""
    everyone = (*session.roster, *session.unenrolled)
    return {seat.trainee_id: PlacedSeat(place, seat) for place, seat in enumerate(everyone)}


FEATURE = SqlFeature(
    feature=SESSIONS,
    tables=(sessions, seats),
    repositories={SessionRepository: lambda unit: SqlSessions(unit.connection, unit.counts)},
)
