"""What somebody should look at: plans that cannot work, and work that nobody has finished."""

from collections.abc import Iterable
from datetime import timedelta

from tms_core.analytics.model import Attention, DoubleBooking, SessionBrief
from tms_core.analytics.repository import AnalyticsRepository, Overlap
from tms_core.entity import PersonRef
from tms_core.sessions.repository import Booking, SessionReader
from tms_core.unit_of_work import ReadUnit
from tms_core.users.repository import UserReader

CONFLICT_HORIZON = timedelta(weeks=8)
"""How far clashes are looked for: the cost is that of what lies in this time, and later plans will change anyway."""
MAX_NAMED_PER_KIND = 5
"""So many of each kind are named; the others are counted."""


async def attention_of(uow: ReadUnit, led_by: int | None) -> Attention:
    """Everything, or what is the business of the trainer ``led_by``."""
    until = uow.now + CONFLICT_HORIZON
    clashes = await uow.repository(AnalyticsRepository).double_bookings(
        uow.now, until, led_by, MAX_NAMED_PER_KIND
    )
    unclosed = await uow.repository(AnalyticsRepository).unclosed(uow.now, led_by, MAX_NAMED_PER_KIND)
    temporary = (
        await uow.repository(AnalyticsRepository).with_temporary_passwords(MAX_NAMED_PER_KIND)
        if led_by is None
        else None
    )
    unassigned = (
        await uow.repository(AnalyticsRepository).unassigned_trainees(MAX_NAMED_PER_KIND)
        if led_by is None
        else None
    )
    return Attention(
        clashes=clashes.number,
        clashes_until=until,
        first_clashes=await _named(uow, clashes.first, led_by),
        unclosed_sessions=unclosed.number,
        last_unclosed_sessions=unclosed.first,
        temporary_passwords=temporary.number if temporary else None,
        first_temporary_passwords=temporary.first if temporary else [],
        unassigned_trainees=unassigned.number if unassigned else None,
        first_unassigned_trainees=unassigned.first if unassigned else [],
    )


async def _named(uow: ReadUnit, overlaps: Iterable[Overlap], led_by: int | None) -> list[DoubleBooking]:
    """With one question for each, which are ``MAX_NAMED_PER_KIND`` at most. What has been mended meanwhile is left out."""
    people = await uow.repository(UserReader).people({overlap.person_id for overlap in overlaps})
    found = []
    for session_id, person_id, during in overlaps:
        bookings = await uow.repository(SessionReader).bookings([person_id], during, exclude_session_id=0)
        own = [each for each in bookings if led_by in (None, each.trainer_id)]
        found.append(_double_booking(people.get(person_id), session_id, own))
    return [each for each in found if each]


def _double_booking(
    person: PersonRef | None, session_id: int, bookings: list[Booking]
) -> DoubleBooking | None:
    """A session and the one before it. ``bookings`` are by start, and all overlap with the session."""
    place = next((place for place, each in enumerate(bookings) if each.session_id == session_id), 0)
    if person is None or place == 0:
        return None
    return DoubleBooking(person=person, session=_brief(bookings[place]), other=_brief(bookings[place - 1]))


def _brief(booking: Booking) -> SessionBrief:
    return SessionBrief(
        id=booking.session_id,
        title=booking.title,
        scheduled_date=booking.scheduled_date,
        ends_at=booking.ends_at,
    )
