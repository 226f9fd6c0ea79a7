"""Whether people can take part in a session: they exist, have the right role, and are in no other at that time."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from tms_core.actor import Actor, Role
from tms_core.entity import PersonRef
from tms_core.errors import Conflict, FieldError, Invalid
from tms_core.sessions.intervals import Interval, next_free
from tms_core.sessions.model import LEADERS, SessionStatus, TrainingSession
from tms_core.sessions.repository import Booking, SessionReader
from tms_core.unit_of_work import ReadUnit, UnitOfWork
from tms_core.users.model import User, UserRepository

FIRST_SEARCH_WINDOW = timedelta(days=7)
"""Longer than the longest session, so that every read makes progress."""


class ConflictKind(StrEnum):
    """What a time is taken by."""

    SESSION = "session"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleConflict:
    """A session of one person that conflicts; its title only if the caller may see it."""

    kind: ConflictKind = ConflictKind.SESSION
    session_id: int
    title: str | None
    scheduled_date: datetime
    ends_at: datetime
    person: PersonRef
    room: None = None
    occurrence: None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleConflicts:
    """The conflicts of a session, and the first start at which everybody is free; null if there are none."""

    conflicts: list[ScheduleConflict]
    next_free: datetime | None


async def checked_people(
    uow: UnitOfWork, session: TrainingSession, new_trainers: Iterable[int], new_trainees: Iterable[int]
) -> dict[int, PersonRef]:
    """Lock everyone in the session, and check that the new people have the right roles.

    Raises ``Invalid`` with every id that is not a trainer or trainee.
    """
    users = await uow.repository(UserRepository).lock(session.people_ids)
    check_roles(users, new_trainers, new_trainees)
    people = {user.id: user.person for user in users.values()}
    if missing := session.people_ids - people.keys():
        people |= await uow.repository(UserRepository).people(missing)
    return people


def check_roles(users: Mapping[int, User], trainers: Iterable[int], trainees: Iterable[int]) -> None:
    """Check that people have the required roles and are not deactivated; ``users`` contains those of them that
    exist. Raises ``Invalid`` with every id that does not fit."""
    deactivated = {user.id for user in users.values() if user.is_deactivated}

    def problem_of(user_id: int, what: str, roles: Collection[Role]) -> str | None:
        if user_id not in users or users[user_id].role not in roles:
            return f"{user_id} is not a {what}"
        return f"{users[user_id].name} has been deactivated" if user_id in deactivated else None

    errors = [
        FieldError("trainer_id", problem)
        for trainer_id in trainers
        if (problem := problem_of(trainer_id, "trainer", LEADERS))
    ]
    errors += [
        FieldError("trainee_ids", problem)
        for trainee_id in sorted(trainees)
        if (problem := problem_of(trainee_id, "trainee", (Role.TRAINEE,)))
    ]
    if errors:
        raise Invalid(errors)


async def check_available(
    uow: ReadUnit,
    actor: Actor,
    session: TrainingSession,
    person_ids: Iterable[int],
    people: Mapping[int, PersonRef],
    since: datetime | None = None,
) -> None:
    """Check that ``person_ids`` are free for a session, or for the part of it that is later than ``since``.

    They must be locked, so that only one of several concurrent units succeeds. Raises ``Conflict``
    ``schedule_conflict`` with every conflict and the next start at which all are free.
    """
    if session.status is not SessionStatus.SCHEDULED:
        return
    start = session.scheduled_date if since is None else max(session.scheduled_date, since)
    found = await find_schedule_conflicts(
        uow,
        actor,
        Interval(start, session.ends_at),
        person_ids,
        people,
        exclude_session_id=session.id,
        all_ids=session.people_ids,
    )
    if found.next_free is None:
        return
    detail = (
        f"{_names(found.conflicts)} would be in two sessions at once. "
        f"All are free from {found.next_free:%Y-%m-%dT%H:%MZ}."
    )
    raise Conflict("schedule_conflict", detail, conflicts=found.conflicts, next_free=found.next_free)


async def find_schedule_conflicts(
    uow: ReadUnit,
    actor: Actor,
    wanted: Interval,
    person_ids: Iterable[int],
    people: Mapping[int, PersonRef],
    *,
    exclude_session_id: int,
    all_ids: Collection[int] | None = None,
) -> ScheduleConflicts:
    """Sessions of ``person_ids`` that overlap ``wanted``, except ``exclude_session_id``; at most 100.

    ``people`` contains their names. At the next free start all of ``all_ids``, or else of ``person_ids``,
    are free.
    """
    person_ids = list(person_ids)
    bookings = await uow.repository(SessionReader).bookings(person_ids, wanted, exclude_session_id)
    return ScheduleConflicts(
        conflicts=[_conflict(booking, actor, people) for booking in bookings],
        next_free=await _first_free(uow, wanted, all_ids or person_ids, exclude_session_id)
        if bookings
        else None,
    )


async def _first_free(
    uow: ReadUnit, wanted: Interval, person_ids: Collection[int], exclude_session_id: int
) -> datetime:
    """The next start at which all are free. A gap is usually near, so one week of bookings is read first;
    then the window doubles each time, so that even for very busy people only a few reads are needed."""
    length = wanted.end - wanted.start
    window = FIRST_SEARCH_WINDOW
    while True:
        ahead = Interval(wanted.start, wanted.start + window)
        start = next_free(
            wanted, await uow.repository(SessionReader).busy(person_ids, ahead, exclude_session_id)
        )
        if start + length <= ahead.end:
            return start
        wanted = Interval(start, start + length)
        window *= 2


def _conflict(booking: Booking, actor: Actor, people: Mapping[int, PersonRef]) -> ScheduleConflict:
    visible = actor.is_admin or booking.trainer_id == actor.id
    return ScheduleConflict(
        session_id=booking.session_id,
        title=booking.title if visible else None,
        scheduled_date=booking.scheduled_date,
        ends_at=booking.ends_at,
        person=people[booking.person_id],
    )


def _names(conflicts: list[ScheduleConflict]) -> str:
    names = list(dict.fromkeys(conflict.person.name for conflict in conflicts))
    return names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"
