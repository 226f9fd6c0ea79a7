"""Nobody is in two scheduled sessions at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from tms_core.actor import Actor
from tms_core.entity import Person
from tms_core.errors import Conflict
from tms_core.sessions.model import SessionStatus, TrainingSession
from tms_core.sessions.repository import Booking
from tms_core.sessions.schedule import Interval, next_free
from tms_core.unit_of_work import UnitOfWork

WINDOW = timedelta(days=7)
"""Longer than the longest session, so that every look makes headway."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """One person's session that is in the way; its title only where the caller may see it."""

    session_id: int
    title: str | None
    scheduled_date: datetime
    ends_at: datetime
    person: Person


async def check_free(
    uow: UnitOfWork, actor: Actor, session: TrainingSession, whom: Iterable[int], people: Mapping[int, Person]
) -> None:
    """See that ``whom`` are free for a session. They must be held, so that of several racers one wins.

    Raises ``Conflict`` ``schedule_conflict`` with every clash and the next start at which all are free.
    """
    if session.status is not SessionStatus.SCHEDULED:
        return
    bookings = await uow.sessions.bookings(whom, session.interval, besides=session.id)
    if not bookings:
        return
    free = await _first_free(uow, session)
    detail = f"{_names(bookings, people)} would be in two sessions at once. All are free from {free:%Y-%m-%dT%H:%MZ}."
    clashes = [_clash(booking, actor, people) for booking in bookings]
    raise Conflict("schedule_conflict", detail, conflicts=clashes, next_free=free)


async def _first_free(uow: UnitOfWork, session: TrainingSession) -> datetime:
    """Reads what is planned a week at a time: a gap is usually near."""
    wanted = session.interval
    length = wanted.end - wanted.start
    while True:
        week = Interval(wanted.start, wanted.start + WINDOW)
        busy = await uow.sessions.busy(session.people_ids, week, besides=session.id)
        start = next_free(wanted, busy)
        if start + length <= week.end:
            return start
        wanted = Interval(start, start + length)


def _clash(booking: Booking, actor: Actor, people: Mapping[int, Person]) -> Clash:
    visible = actor.is_admin or booking.trainer_id == actor.id
    return Clash(
        session_id=booking.session_id,
        title=booking.title if visible else None,
        scheduled_date=booking.scheduled_date,
        ends_at=booking.ends_at,
        person=people[booking.person_id],
    )


def _names(bookings: list[Booking], people: Mapping[int, Person]) -> str:
    names = list(dict.fromkeys(people[booking.person_id].name for booking in bookings))
    return names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"
