"""Action items: every store finds what a simple reference implementation finds."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from tests.contracts.transactions import look
from tests.core.organisation import HOUR, NOW, World, as_actor
from tms_core.actor import SYSTEM
from tms_core.analytics.queries import get_attention
from tms_core.analytics.repository import AnalyticsRepository, Overlap
from tms_core.application import Store
from tms_core.assignments.model import NewAssignment
from tms_core.assignments.use_cases import assign_student
from tms_core.sessions.commands import remove_trainee
from tms_core.sessions.events import SessionView
from tms_core.sessions.intervals import Interval
from tms_core.sessions.model import SessionStatus
from tms_core.users.use_cases import delete_user

UNTIL = NOW + 20 * HOUR


def plain(sessions: list[SessionView], led_by: int | None = None) -> list[Overlap]:
    """Everybody who starts a session during one of their earlier ones."""
    coming = [
        session
        for session in sorted(sessions, key=lambda each: (each.scheduled_date, each.id))
        if session.status is SessionStatus.SCHEDULED
        and session.ends_at > NOW
        and session.scheduled_date < UNTIL
        and led_by in (None, session.trainer_id)
    ]
    return [
        Overlap(session.id, person_id, Interval(session.scheduled_date, session.ends_at))
        for place, session in enumerate(coming)
        for person_id in sorted({session.trainer_id, *session.trainee_ids})
        if any(
            person_id in (earlier.trainer_id, *earlier.trainee_ids)
            and earlier.ends_at > session.scheduled_date
            for earlier in coming[:place]
        )
    ]


async def test_double_bookings_match_the_reference_implementation(store: Store) -> None:
    world, random = World(store), Random(11)
    trainers, trainees = [await world.trainer() for _ in range(3)], await world.trainees(4)
    sessions = [
        await world.session(
            random.choice(trainers),
            *random.sample(trainees, random.randrange(4)),
            start=NOW + HOUR / 2 * random.randrange(-6, 50),
            minutes=random.choice((15, 30, 60, 60, 300)),
            status=random.choice([SessionStatus.SCHEDULED, *SessionStatus]),
        )
        for _ in range(90)
    ]
    async with look(store) as uow:
        found = await uow.repository(AnalyticsRepository).double_bookings(NOW, UNTIL, None, 1000)
        some = await uow.repository(AnalyticsRepository).double_bookings(NOW, UNTIL, None, 3)
        own = await uow.repository(AnalyticsRepository).double_bookings(NOW, UNTIL, trainers[0].id, 1000)
    expected = plain(sessions)
    assert len(expected) > 10
    assert (found.number, found.first) == (len(expected), expected)
    assert (some.number, some.first) == (len(expected), expected[:3])
    assert own.first == plain(sessions, led_by=trainers[0].id)


async def test_a_conflict_names_both_sessions_and_consecutive_sessions_do_not_conflict(store: Store) -> None:
    world = World(store)
    trainer, other, trainee = await world.trainer(), await world.trainer(), await world.trainee()
    long = await world.session(trainer, trainee, start=NOW + HOUR, minutes=180, title="Long")
    await world.session(trainer, start=NOW + 4 * HOUR, title="Right after it")
    late = await world.session(other, trainee, start=NOW + 3 * HOUR, title="Late")
    seen = await world.app.read(get_attention, SYSTEM)
    [clash] = seen.first_clashes
    assert (seen.clashes, clash.person) == (1, trainee.person)
    assert (clash.session.id, clash.session.title, clash.other.id) == (late.id, "Late", long.id)
    for leader in (trainer, other):
        theirs = await world.app.read(get_attention, as_actor(leader))
        assert (theirs.clashes, theirs.first_clashes) == (0, [])


async def test_unclosed_sessions_have_ended_and_are_listed_latest_first(store: Store) -> None:
    world = World(store)
    trainer, other = await world.trainer(), await world.trainer()
    ended = [await world.session(trainer, start=NOW - HOUR * hours) for hours in (30, 1, 5)]
    foreign = await world.session(other, start=NOW - 3 * HOUR)
    await world.session(trainer, start=NOW - HOUR / 2)
    for status in (SessionStatus.COMPLETED, SessionStatus.CANCELLED):
        await world.session(trainer, start=NOW - 2 * HOUR, status=status)
    seen = await world.app.read(get_attention, SYSTEM)
    assert seen.unclosed_sessions == 4
    order = [ended[1].id, foreign.id, ended[2].id, ended[0].id]
    assert [each.id for each in seen.last_unclosed_sessions] == order
    own = await world.app.read(get_attention, as_actor(trainer))
    assert [each.id for each in own.last_unclosed_sessions] == [ended[1].id, ended[2].id, ended[0].id]
    async with look(store) as uow:
        some = await uow.repository(AnalyticsRepository).unclosed(NOW, None, 2)
    assert (some.number, [each.id for each in some.first]) == (4, order[:2])


async def test_empty_sessions_start_within_two_weeks_and_are_listed_by_start(store: Store) -> None:
    world = World(store)
    trainer, other, trainee = await world.trainer(), await world.trainer(), await world.trainee()
    ahead = [await world.session(trainer, start=NOW + HOUR * hours) for hours in (30, 1)]
    foreign = await world.session(other, start=NOW + 3 * HOUR)
    left = await world.session(trainer, trainee, start=NOW + 2 * HOUR)
    await world.session(trainer, trainee, start=NOW + 4 * HOUR)
    await world.session(trainer, start=NOW - HOUR / 2)
    await world.session(trainer, start=NOW + timedelta(weeks=2))
    await world.session(trainer, start=NOW + 2 * HOUR, status=SessionStatus.CANCELLED)
    await world.app.run(remove_trainee, SYSTEM, left.id, trainee.id)
    seen = await world.app.read(get_attention, SYSTEM)
    order = [ahead[1].id, left.id, foreign.id, ahead[0].id]
    assert (seen.empty_sessions, [each.id for each in seen.first_empty_sessions]) == (4, order)
    own = await world.app.read(get_attention, as_actor(trainer))
    assert [each.id for each in own.first_empty_sessions] == [ahead[1].id, left.id, ahead[0].id]
    until = NOW + timedelta(weeks=2)
    async with look(store) as uow:
        some = await uow.repository(AnalyticsRepository).without_trainees(NOW, until, None, 2)
    assert (some.number, [each.id for each in some.first]) == (4, order[:2])


async def test_only_admins_see_people_with_temporary_passwords_and_unassigned_trainees(
    store: Store,
) -> None:
    world = World(store)
    trainer, cared_for, alone, gone = await world.trainer(), *await world.trainees(3)
    pair = NewAssignment(student_id=cared_for.id, teacher_id=trainer.id)
    await world.app.run(assign_student, SYSTEM, pair)
    await world.app.run(delete_user, SYSTEM, gone.id)
    seen = await world.app.read(get_attention, SYSTEM)
    assert seen.clashes_until - NOW == timedelta(weeks=8)
    assert (seen.unassigned_trainees, seen.first_unassigned_trainees) == (1, [alone.person])
    everyone = [trainer.person, cared_for.person, alone.person]
    assert (seen.temporary_passwords, seen.first_temporary_passwords) == (3, everyone)
    theirs = await world.app.read(get_attention, as_actor(trainer))
    assert (theirs.unassigned_trainees, theirs.temporary_passwords) == (None, None)
    assert theirs.first_unassigned_trainees == theirs.first_temporary_passwords == []
