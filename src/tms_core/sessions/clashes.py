"""Nobody is in two scheduled sessions at once."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from tms_core.actor import Actor
from tms_core.entity import Person
from tms_core.errors import Conflict
from tms_core.sessions.model import SessionStatus, TrainingSession
from tms_core.sessions.repository import Booking
from tms_core.sessions.schedule import Interval, next_free
from tms_core.unit_of_work import UnitOfWork

FIRST_LOOK = timedelta(days=7)
"""Longer than the longest session, so that every look makes headway."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """One person's session that is in the way; its title only where the caller may see it."""

    session_id: int
    title: str | None
    scheduled_date: datetime
    ends_at: datetime
    person: Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflicts:
    """What is in the way of a session, and the first start at which all are free; null where nothing is."""

    conflicts: list[Clash]
    next_free: datetime | None


async def check_free(
    uow: UnitOfWork, actor: Actor, session: TrainingSession, whom: Iterable[int], people: Mapping[int, Person]
) -> None:
    """See that ``whom`` are free for a session. They must be held, so that of several racers one wins.

    Raises ``Conflict`` ``schedule_conflict`` with every clash and the next start at which all are free.
    """
    if session.status is not SessionStatus.SCHEDULED:
        return
    found = await conflicts_of(
        uow, actor, session.interval, whom, people, besides=session.id, all_ids=session.people_ids
    )
    if found.next_free is None:
        return
    detail = (
        f"{_names(found.conflicts)} would be in two sessions at once. "
        f"All are free from {found.next_free:%Y-%m-%dT%H:%MZ}."
    )
    raise Conflict("schedule_conflict", detail, conflicts=found.conflicts, next_free=found.next_free)


async def conflicts_of(
    uow: UnitOfWork,
    actor: Actor,
    wanted: Interval,
    whom: Iterable[int],
    people: Mapping[int, Person],
    *,
    besides: int,
    all_ids: Collection[int] | None = None,
) -> Conflicts:
    """The sessions of ``whom`` that are in the way of ``wanted``, at most 100, without the session ``besides``.

    ``people`` holds their names. The next free start is one at which all of ``all_ids`` are free, or else of ``whom``.
    """
    whom = list(whom)
    bookings = await uow.sessions.bookings(whom, wanted, besides)
    return Conflicts(
        conflicts=[_clash(booking, actor, people) for booking in bookings],
        next_free=await _first_free(uow, wanted, all_ids or whom, besides) if bookings else None,
    )


async def _first_free(uow: UnitOfWork, wanted: Interval, whom: Collection[int], besides: int) -> datetime:
    """Reads what is planned a week at a time, since a gap is usually near, and then further and further ahead, so
    that the looks stay few however long people are busy."""
    length = wanted.end - wanted.start
    look = FIRST_LOOK
    while True:
        ahead = Interval(wanted.start, wanted.start + look)
        start = next_free(wanted, await uow.sessions.busy(whom, ahead, besides))
        if start + length <= ahead.end:
            return start
        wanted = Interval(start, start + length)
        look *= 2


def _clash(booking: Booking, actor: Actor, people: Mapping[int, Person]) -> Clash:
    visible = actor.is_admin or booking.trainer_id == actor.id
    return Clash(
        session_id=booking.session_id,
        title=booking.title if visible else None,
        scheduled_date=booking.scheduled_date,
        ends_at=booking.ends_at,
        person=people[booking.person_id],
    )


def _names(clashes: list[Clash]) -> str:
    names = list(dict.fromkeys(clash.person.name for clash in clashes))
    return names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"
