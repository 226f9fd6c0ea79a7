"""Queries for the dashboard's numbers."""

from collections.abc import Iterable
from datetime import timedelta

from tms_core.actor import ALL_ROLES, Actor, Role
from tms_core.analytics.model import (
    Attention,
    DoubleBooking,
    MarkCounts,
    Overview,
    SessionBrief,
    SessionCounts,
    TraineeProgress,
    UserCounts,
    hours,
)
from tms_core.analytics.overview import RequestedPeriod, overview_of
from tms_core.analytics.repository import AnalyticsRepository, EnrolmentCount, Overlap
from tms_core.assignments.model import AssignmentFilter, AssignmentReader
from tms_core.entity import PageRequest, PersonRef
from tms_core.errors import NotFound
from tms_core.organisation.model import organisation_of
from tms_core.sessions.enrolment import AttendanceStatus
from tms_core.sessions.model import SessionStatus
from tms_core.sessions.repository import Booking, SessionReader
from tms_core.unit_of_work import ReadUnit
from tms_core.use_cases import query
from tms_core.users.model import UserReader

CONFLICT_HORIZON = timedelta(weeks=8)
"""How far ahead to look for double bookings. The cost grows with this time, and
later plans will change anyway."""
EMPTY_HORIZON = timedelta(weeks=2)
"""How far ahead to look for sessions without trainees. Further ahead, there is time to find some."""
MAX_NAMED_PER_KIND = 5
"""How many items of each kind are listed; beyond that there is only a count."""
ATTENDED = (AttendanceStatus.PRESENT, AttendanceStatus.LATE)


@query(Role.ADMIN)
async def count_users(uow: ReadUnit, actor: Actor) -> UserCounts:
    """Number of users by role."""
    return UserCounts(**await uow.repository(AnalyticsRepository).users_by_role())


@query(Role.ADMIN)
async def count_sessions(uow: ReadUnit, actor: Actor) -> SessionCounts:
    """Number of sessions by status."""
    return SessionCounts(**await uow.repository(AnalyticsRepository).sessions_by_status())


@query(Role.ADMIN, Role.TRAINER)
async def get_overview(uow: ReadUnit, actor: Actor, requested: RequestedPeriod) -> Overview:
    """Statistics for a period: of all sessions for admins, of the sessions they lead for trainers.

    A session belongs to the period in which it starts. Without ``to`` the period ends now; without ``from`` it starts on
    the Monday that makes it twelve ISO weeks, the last of which contains ``to``. It is at most 5 years (1830 days) long.
    Weeks, weekdays and hours are those of ``time_zone``, by default the organisation's, with daylight saving time.

    The attendance rate is present and late, divided by present, late and absent. Excused and missing marks do not count,
    nor do cancelled sessions. It is null if there are no marks. "Delivered" counts completed sessions only.
    """
    time_zone = requested.time_zone or (await organisation_of(uow)).time_zone
    period = requested.resolve(uow.now, time_zone)
    return await overview_of(uow, period, trainer_id=None if actor.is_admin else actor.user_id)


@query(Role.ADMIN, Role.TRAINER)
async def get_attention(uow: ReadUnit, actor: Actor) -> Attention:
    """What needs attention: counts, and the first few of each kind.

    Clashes are double bookings in the scheduled sessions of the next eight weeks: one for every person with a session that
    starts while another of theirs is running. Unclosed sessions have ended and are neither completed nor cancelled.
    Empty sessions are scheduled in the next two weeks and have no trainees. Trainers only get these three, for the
    sessions they lead.
    """
    return await _attention_of(uow, led_by=None if actor.is_admin else actor.user_id)


@query(*ALL_ROLES)
async def get_progress(uow: ReadUnit, actor: Actor, trainee_id: int) -> TraineeProgress:
    """A trainee's progress: for admins, the trainers to whom the trainee is assigned, and the trainee.

    A session is held if it is completed or if this trainee is marked in it, and attended if the mark is present or late.
    Hours attended are those that have passed, or the minutes that were recorded for this trainee if those are fewer. The attendance rate is
    defined as in the overview. Cancelled sessions do not count.
    """
    trainee = await uow.repository(UserReader).get(trainee_id)
    if trainee is None or trainee.role is not Role.TRAINEE or not await _follows(uow, actor, trainee_id):
        raise NotFound("trainee")
    return progress_of(
        trainee.person, await uow.repository(AnalyticsRepository).enrolments_of(trainee_id, uow.now)
    )


async def _follows(uow: ReadUnit, actor: Actor, trainee_id: int) -> bool:
    """Whether the actor may see a trainee's progress."""
    if actor.is_admin or actor.id == trainee_id:
        return True
    if actor.role is not Role.TRAINER:
        return False
    pair = AssignmentFilter(student_id=trainee_id, teacher_id=actor.user_id)
    return bool((await uow.repository(AssignmentReader).page(pair, PageRequest(limit=1, count=False))).items)


async def _attention_of(uow: ReadUnit, led_by: int | None) -> Attention:
    """Everything that needs attention, or only what concerns the trainer ``led_by``."""
    until = uow.now + CONFLICT_HORIZON
    clashes = await uow.repository(AnalyticsRepository).double_bookings(
        uow.now, until, led_by, MAX_NAMED_PER_KIND
    )
    unclosed = await uow.repository(AnalyticsRepository).unclosed(uow.now, led_by, MAX_NAMED_PER_KIND)
    empty = await uow.repository(AnalyticsRepository).without_trainees(
        uow.now, uow.now + EMPTY_HORIZON, led_by, MAX_NAMED_PER_KIND
    )
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
        empty_sessions=empty.number,
        first_empty_sessions=empty.first,
        temporary_passwords=temporary.number if temporary else None,
        first_temporary_passwords=temporary.first if temporary else [],
        unassigned_trainees=unassigned.number if unassigned else None,
        first_unassigned_trainees=unassigned.first if unassigned else [],
    )


async def _named(uow: ReadUnit, overlaps: Iterable[Overlap], led_by: int | None) -> list[DoubleBooking]:
    """The details of these overlaps, with one query each; there are at most ``MAX_NAMED_PER_KIND``. Overlaps
    that have been resolved meanwhile are left out."""
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
    """A session and the one before it. ``bookings`` are ordered by start, and all overlap the session."""
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


def progress_of(trainee: PersonRef, enrolments: Iterable[EnrolmentCount]) -> TraineeProgress:
    """A trainee's progress, added up from their enrolments. A session is held if it has started, and is
    completed or this trainee is marked in it."""
    enrolments = [enrolment for enrolment in enrolments if enrolment.status is not SessionStatus.CANCELLED]
    held = [
        enrolment
        for enrolment in enrolments
        if not enrolment.ahead and (enrolment.status is SessionStatus.COMPLETED or enrolment.mark)
    ]
    attended = [enrolment for enrolment in held if enrolment.mark in ATTENDED]
    upcoming = [
        enrolment
        for enrolment in enrolments
        if enrolment.status is SessionStatus.SCHEDULED and enrolment.ahead
    ]
    marks = MarkCounts(**{mark.value: _number(held, mark) for mark in AttendanceStatus})
    return TraineeProgress(
        trainee=trainee,
        held=sum(enrolment.enrolments for enrolment in held),
        attended=marks.attended,
        attendance_rate=marks.attendance_rate,
        hours_attended=hours(sum(enrolment.seconds for enrolment in attended)),
        marks=marks,
        unmarked=_number(held, None),
        upcoming=sum(enrolment.enrolments for enrolment in upcoming),
        next_at=min((enrolment.first for enrolment in upcoming), default=None),
    )


def _number(enrolments: Iterable[EnrolmentCount], mark: AttendanceStatus | None) -> int:
    return sum(enrolment.enrolments for enrolment in enrolments if enrolment.mark is mark)
