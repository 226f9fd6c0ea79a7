"""Training sessions, in memory."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from itertools import count
from typing import NamedTuple

from tms_adapters.memory.feature import MemoryFeature
from tms_adapters.memory.tables import USERS, Data, TableKey, Touch, add_to, page_of, person_of
from tms_core.entity import Page, PageRequest
from tms_core.errors import TransactionConflict
from tms_core.sessions.enrolment import Enrolment
from tms_core.sessions.events import SessionView, to_view
from tms_core.sessions.feature import SESSIONS as SESSIONS_FEATURE
from tms_core.sessions.inputs import SessionFilter
from tms_core.sessions.intervals import Interval
from tms_core.sessions.model import SessionStatus, TrainingSession, search_key_of
from tms_core.sessions.refusals import external_id_taken
from tms_core.sessions.repository import (
    Booking,
    DiscardedMark,
    SessionAct,
    SessionActKind,
    SessionRepository,
    act_order,
    discarded_in,
)
from tms_core.validation.text import is_in_name, search_words, sort_key


class DeletedSession(NamedTuple):
    """A deleted session, which nobody sees any more."""

    session: TrainingSession
    deleted_at: datetime


SESSIONS: TableKey[int, TrainingSession] = TableKey("sessions")
SESSIONS_OF: TableKey[int, frozenset[int]] = TableKey("sessions_of")
DELETED_SESSIONS: TableKey[int, DeletedSession] = TableKey("deleted_sessions")
EXTERNAL_IDS: TableKey[str, int] = TableKey("external_ids_of_sessions")
STATUS_COUNTS: TableKey[SessionStatus, int] = TableKey("status_counts")
MAX_CONFLICTS = 100


class MemorySessions:
    """Implements ``SessionRepository``."""

    def __init__(self, touch: Touch, ids: "count[int]") -> None:
        self._touch = touch
        self._ids = ids

    async def lock(self, session_ids: Iterable[int]) -> dict[int, TrainingSession]:
        sessions = (await self._touch())[SESSIONS]
        return {key: session for key in sorted(set(session_ids)) if (session := sessions.get(key))}

    async def add(self, session: TrainingSession) -> TrainingSession:
        data = await self._touch()
        session = replace(session, id=next(self._ids))
        _keep(data, session)
        return session

    async def update(self, before: TrainingSession, after: TrainingSession) -> None:
        data = await self._touch()
        _check_unchanged(data, before)
        _drop(data, before)
        _keep(data, after)

    async def remove(self, session: TrainingSession, now: datetime) -> None:
        data = await self._touch()
        _check_unchanged(data, session)
        _drop(data, session)
        data[DELETED_SESSIONS].put(session.id, DeletedSession(replace(session, external_id=None), now))

    async def purge(self, before: datetime, most: int) -> int:
        deleted = (await self._touch())[DELETED_SESSIONS]
        outdated = [key for key, each in deleted.items() if each.deleted_at < before][:most]
        for key in outdated:
            deleted.drop(key)
        return len(outdated)

    async def erase_hidden_notes(self, trainee_id: int) -> None:
        data = await self._touch()
        for session in list(data[SESSIONS].values()):
            cleared = _without_notes(session, trainee_id, past=True)
            if cleared != session:
                data[SESSIONS].put(session.id, cleared)
        for key, (session, deleted_at) in list(data[DELETED_SESSIONS].items()):
            cleared = _without_notes(session, trainee_id, past=False)
            data[DELETED_SESSIONS].put(key, DeletedSession(cleared, deleted_at))

    async def view(self, session_id: int) -> SessionView | None:
        data = await self._touch()
        session = data[SESSIONS].get(session_id)
        return _view(data, session) if session else None

    async def page(self, wanted: SessionFilter, page: PageRequest) -> Page[SessionView]:
        data = await self._touch()
        found = (session for session in _candidates(data, wanted) if _matches(data, session, wanted))
        cut = page_of(found, lambda each: (each.scheduled_date, each.id), page, ascending=wanted.ascending)
        return Page(items=[_view(data, session) for session in cut.items], total=cut.total, next=cut.next)

    async def bookings(
        self, people: Iterable[int], during: Interval, exclude_session_id: int
    ) -> list[Booking]:
        data = await self._touch()
        found = [
            (session, person_id)
            for person_id in set(people)
            for session in _scheduled(data, person_id)
            if session.id != exclude_session_id and session.interval.overlaps(during)
        ]
        found.sort(key=lambda each: (each[0].scheduled_date, each[0].id, each[1]))
        return [_booking(session, person_id) for session, person_id in found[:MAX_CONFLICTS]]

    async def busy(self, people: Iterable[int], during: Interval, exclude_session_id: int) -> list[Interval]:
        data = await self._touch()
        taken = {
            session.id: session.interval
            for person_id in people
            for session in _scheduled(data, person_id)
            if session.id != exclude_session_id and session.interval.overlaps(during)
        }
        return sorted(taken.values())

    async def trainees_led_by(self, trainer_id: int) -> list[int]:
        data = await self._touch()
        led = (session for session in _sessions_of(data, trainer_id) if session.trainer_id == trainer_id)
        return sorted({trainee_id for session in led for trainee_id in session.trainee_ids})

    async def leaders_of(self, trainee_id: int) -> list[int]:
        data = await self._touch()
        taken = (session for session in _sessions_of(data, trainee_id) if trainee_id in session.trainee_ids)
        return sorted({session.trainer_id for session in taken})

    async def scheduled_of(self, person_id: int, now: datetime) -> list[int]:
        data = await self._touch()
        return sorted(session.id for session in _scheduled(data, person_id) if session.ends_at > now)

    async def noted_of(self, trainee_id: int) -> list[int]:
        data = await self._touch()
        return sorted(
            session.id
            for session in _sessions_of(data, trainee_id)
            for enrolment in session.roster
            if enrolment.trainee_id == trainee_id and (enrolment.note or enrolment.reply_note)
        )

    async def discarded_marks_of(self, person_id: int) -> list[DiscardedMark]:
        data = await self._touch()
        return [
            mark
            for session in sorted(data[SESSIONS].values(), key=lambda each: (each.scheduled_date, each.id))
            for enrolment in (*session.roster, *session.unenrolled)
            if enrolment.trainee_id == person_id
            for mark in discarded_in(session.id, session.title, session.scheduled_date, enrolment)
        ]

    async def acts_of(self, person_id: int) -> list[SessionAct]:
        data = await self._touch()
        found = {act for session in data[SESSIONS].values() for act in _acts_in(session, person_id)}
        return sorted(found, key=act_order)


def _acts_in(session: TrainingSession, person_id: int) -> Iterable[SessionAct]:
    done = [
        (SessionActKind.CREATED, session.created_by, session.created_at),
        (SessionActKind.CLOSED, session.closed_by, session.closed_at),
    ]
    for each in (*session.roster, *session.unenrolled):
        done.append((SessionActKind.ADDED, each.added_by, each.added_at))
        done.append((SessionActKind.MARKED, each.marked_by, each.marked_at))
    for action, by, at in done:
        if by == person_id:
            date = session.scheduled_date
            yield SessionAct(
                session_id=session.id, title=session.title, scheduled_date=date, action=action, at=at
            )


def _without_notes(session: TrainingSession, trainee_id: int, *, past: bool) -> TrainingSession:
    """Without the notes about a trainee; if ``past``, without those on marks that count no more."""

    def cleared(enrolments: tuple[Enrolment, ...]) -> tuple[Enrolment, ...]:
        return tuple(each if each.trainee_id != trainee_id else without_notes(each) for each in enrolments)

    def without_notes(enrolment: Enrolment) -> Enrolment:
        left = enrolment.without_past_notes()
        return left if past else replace(left, note=None, reply_note=None)

    return replace(session, roster=cleared(session.roster), unenrolled=cleared(session.unenrolled))


def _sessions_of(data: Data, person_id: int) -> Iterable[TrainingSession]:
    for session_id in data[SESSIONS_OF].get(person_id) or ():
        if session := data[SESSIONS].get(session_id):
            yield session


def _scheduled(data: Data, person_id: int) -> Iterable[TrainingSession]:
    return (each for each in _sessions_of(data, person_id) if each.status is SessionStatus.SCHEDULED)


def _candidates(data: Data, wanted: SessionFilter) -> Iterable[TrainingSession]:
    """All sessions, or only those of one person if the filter names one."""
    named = (wanted.led_by, wanted.taken_by, wanted.trainer_id, wanted.trainee_id)
    person_id = next((person_id for person_id in named if person_id is not None), None)
    return data[SESSIONS].values() if person_id is None else _sessions_of(data, person_id)


def _matches(data: Data, session: TrainingSession, wanted: SessionFilter) -> bool:
    return (
        wanted.status in (None, session.status)
        and wanted.trainer_id in (None, session.trainer_id)
        and wanted.led_by in (None, session.trainer_id)
        and (wanted.trainee_id is None or wanted.trainee_id in session.trainee_ids)
        and (wanted.taken_by is None or wanted.taken_by in session.trainee_ids)
        and (wanted.taken_by is None or wanted.trainee_id in (None, wanted.taken_by))
        and (wanted.from_ is None or session.ends_at > wanted.from_)
        and (wanted.to is None or session.scheduled_date < wanted.to)
        and (wanted.q is None or _has_words(data, session, wanted.q, wanted.taken_by))
    )


def _has_words(data: Data, session: TrainingSession, q: str, taken_by: int | None) -> bool:
    """Whether every word is in the session's text or in the name of its trainer or of a trainee; of the
    trainees only ``taken_by``, if given."""
    trainees = [each for each in session.trainee_ids if taken_by in (None, each)]
    people = [user for user_id in (session.trainer_id, *trainees) if (user := data[USERS].get(user_id))]
    text, names = search_key_of(session), [sort_key(user.name) for user in people]
    return all(word in text or any(is_in_name(word, name) for name in names) for word in search_words(q))


def _view(data: Data, session: TrainingSession) -> SessionView:
    people = {user_id: person for user_id in session.people_ids if (person := person_of(data, user_id))}
    return to_view(session, people)


def _booking(session: TrainingSession, person_id: int) -> Booking:
    return Booking(
        session_id=session.id,
        title=session.title,
        trainer_id=session.trainer_id,
        scheduled_date=session.scheduled_date,
        ends_at=session.ends_at,
        person_id=person_id,
    )


def _check_unchanged(data: Data, session: TrainingSession) -> None:
    stored = data[SESSIONS].get(session.id)
    if stored is None or stored.version != session.version:
        raise TransactionConflict


def _keep(data: Data, session: TrainingSession) -> None:
    """Raises ``Conflict`` ``external_id_taken``."""
    if session.external_id is not None:
        if data[EXTERNAL_IDS].get(session.external_id) is not None:
            raise external_id_taken()
        data[EXTERNAL_IDS].put(session.external_id, session.id)
    data[SESSIONS].put(session.id, session)
    add_to(data[STATUS_COUNTS], session.status, 1)
    for person_id in session.people_ids:
        theirs = data[SESSIONS_OF].get(person_id) or frozenset()
        data[SESSIONS_OF].put(person_id, theirs | {session.id})


def _drop(data: Data, session: TrainingSession) -> None:
    data[SESSIONS].drop(session.id)
    if session.external_id is not None:
        data[EXTERNAL_IDS].drop(session.external_id)
    add_to(data[STATUS_COUNTS], session.status, -1)
    for person_id in session.people_ids:
        theirs = data[SESSIONS_OF].get(person_id) or frozenset()
        data[SESSIONS_OF].put(person_id, theirs - {session.id})


FEATURE = MemoryFeature(
    feature=SESSIONS_FEATURE,
    repositories={SessionRepository: lambda unit: MemorySessions(unit.touch, unit.ids(SESSIONS))},
)
