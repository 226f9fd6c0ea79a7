"""Users are added and deleted; the sessions they took part in stay."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.contracts.test_round_trips import a_user
from tests.contracts.transactions import change, look
from tests.core.organisation import HOUR, NOW, World, as_actor
from tms_core.actor import SYSTEM, Role
from tms_core.analytics.model import SessionCounts, UserCounts
from tms_core.analytics.queries import count_sessions, count_users
from tms_core.application import Store
from tms_core.assignments.model import AssignmentReader, NewAssignment
from tms_core.assignments.use_cases import assign_student
from tms_core.auth.model import AuditFilter, AuthReader, SignIn
from tms_core.auth.sign_in import sign_in
from tms_core.entity import PageRequest, PersonRef
from tms_core.errors import NotAuthenticated
from tms_core.sessions.attendance import mark_attendance
from tms_core.sessions.commands import delete_session, update_session
from tms_core.sessions.enrolment import AttendanceStatus
from tms_core.sessions.inputs import Attendance, SessionChanges
from tms_core.sessions.model import SessionStatus
from tms_core.sessions.queries import get_session
from tms_core.sessions.repository import SessionReader
from tms_core.users.model import UserChanges, UserFilter, UserReader, UserRepository
from tms_core.users.use_cases import delete_user, update_user

DAY = timedelta(days=1)


async def test_a_store_is_empty_only_until_the_first_user(store: Store) -> None:
    async with look(store) as uow:
        assert await uow.repository(UserReader).is_empty()
    async with change(store) as uow:
        user = await uow.repository(UserRepository).add(a_user())
    async with change(store) as uow:
        await uow.repository(UserRepository).remove(user, NOW)
        assert not await uow.repository(UserReader).is_empty()
    async with look(store) as uow:
        assert not await uow.repository(UserReader).is_empty()


async def test_removed_users_keep_their_name_but_are_not_found(store: Store) -> None:
    async with change(store) as uow:
        user = await uow.repository(UserRepository).add(a_user())
        other = await uow.repository(UserRepository).add(a_user(username="other", email="other@example.org"))
    async with change(store) as uow:
        await uow.repository(UserRepository).remove(user, NOW)
    async with change(store) as uow:
        assert await uow.repository(UserReader).people([user.id, other.id, other.id, 10**9]) == {
            user.id: PersonRef(id=user.id, name="Deleted user"),
            other.id: other.person,
        }
        assert await uow.repository(UserReader).get(user.id) is None
        assert await uow.repository(UserRepository).lock([user.id, other.id, 10**9]) == {other.id: other}
        found = await uow.repository(UserReader).page(UserFilter(q="zofie"), PageRequest())
        assert found.items == [other]  # of the same name
        assert await uow.repository(UserReader).people([]) == {}
        assert await uow.repository(UserRepository).lock([]) == {}


async def test_only_existing_admins_are_locked(world: World) -> None:
    first, second, third = [await world.admin() for _ in range(3)]
    boss = as_actor(first)
    await world.app.run(update_user, boss, second.id, UserChanges(role=Role.TRAINER))
    await world.app.run(delete_user, boss, third.id)
    async with change(world.store) as uow:
        assert await uow.repository(UserRepository).lock_admins() == [first.id]


async def test_a_deleted_user_is_removed_from_future_sessions_and_stays_in_past_ones(world: World) -> None:
    boss = as_actor(await world.admin())
    trainer, trainee, other = await world.trainer(), await world.trainee(), await world.trainee()
    past = await world.session(trainer, trainee, other, start=NOW - HOUR)
    coming = await world.session(trainer, trainee, other, start=NOW + HOUR)
    await world.app.run(
        mark_attendance,
        as_actor(trainer),
        past.id,
        Attendance(records=({"trainee_id": trainee.id, "status": AttendanceStatus.LATE},)),
    )
    await world.app.run(assign_student, boss, NewAssignment(student_id=trainee.id, teacher_id=trainer.id))
    await world.app.run(delete_user, boss, trainee.id)

    past = await world.app.read(get_session, boss, past.id)
    coming = await world.app.read(get_session, boss, coming.id)
    assert past.trainees == [PersonRef(id=trainee.id, name="Deleted user"), other.person]
    assert past.attendance[0].status is AttendanceStatus.LATE
    assert coming.trainees == [other.person]
    async with look(world.store) as uow:
        assert await uow.repository(AssignmentReader).of_person(trainee.id) == []
        log = await uow.repository(AuthReader).password_log_page(
            AuditFilter(user_id=trainee.id), PageRequest()
        )
        assert [line.action for line in log.items] == ["created"]
    with pytest.raises(NotAuthenticated):
        await sign_in(world.app, SignIn(username=trainee.username, password="correct horse"), "::1")


async def test_sessions_of_a_deleted_trainer_go_to_the_successor(world: World) -> None:
    boss = as_actor(await world.admin())
    leaver, successor = await world.trainer(), await world.trainer()
    held = await world.session(leaver, start=NOW - HOUR)
    await world.app.run(update_session, boss, held.id, SessionChanges(status=SessionStatus.COMPLETED))
    coming = await world.session(leaver)
    await world.app.run(delete_user, boss, leaver.id, reassign_to=successor.id)
    assert (await world.app.read(get_session, boss, coming.id)).trainer == successor.person
    assert (await world.app.read(get_session, boss, held.id)).trainer.name == "Deleted user"
    async with look(world.store) as uow:
        assert await uow.repository(SessionReader).scheduled_of(successor.id, NOW) == [coming.id]
        assert await uow.repository(SessionReader).scheduled_of(leaver.id, NOW) == []


async def test_counters_follow_every_change(world: World) -> None:
    assert await world.app.read(count_users, SYSTEM) == UserCounts()
    assert await world.app.read(count_sessions, SYSTEM) == SessionCounts()
    boss = as_actor(await world.admin())
    trainer, trainee = await world.trainer(), await world.trainee()
    gone = await world.trainee()
    await world.app.run(update_user, boss, trainee.id, UserChanges(role=Role.TRAINER))
    await world.app.run(delete_user, boss, gone.id)
    first, second, third, fourth = [
        await world.session(trainer, start=NOW + HOUR * hour) for hour in range(4)
    ]
    await world.app.run(update_session, boss, first.id, SessionChanges(status=SessionStatus.COMPLETED))
    await world.app.run(update_session, boss, second.id, SessionChanges(status=SessionStatus.CANCELLED))
    await world.app.run(update_session, boss, second.id, SessionChanges(status=SessionStatus.SCHEDULED))
    await world.app.run(update_session, boss, third.id, SessionChanges(status=SessionStatus.CANCELLED))
    await world.app.run(delete_session, boss, fourth.id)
    assert await world.app.read(count_users, SYSTEM) == UserCounts(admin=1, trainer=2)
    assert await world.app.read(count_sessions, SYSTEM) == SessionCounts(
        scheduled=1, completed=1, cancelled=1
    )


async def test_only_sessions_that_have_not_ended_are_handed_over(world: World) -> None:
    """One that was held but never completed was still held by the trainer who leaves, and the successor may have been
    busy then."""
    boss = as_actor(await world.admin())
    leaver, successor = await world.trainer(), await world.trainer()
    held = await world.session(leaver, start=NOW - 180 * DAY)
    await world.session(successor, start=NOW - 180 * DAY)
    running = await world.session(leaver, start=NOW - HOUR / 2)
    coming = await world.session(leaver)
    await world.app.run(delete_user, boss, leaver.id, reassign_to=successor.id)
    for session in (running, coming):
        assert (await world.app.read(get_session, boss, session.id)).trainer == successor.person
    assert (await world.app.read(get_session, boss, held.id)).trainer.name == "Deleted user"


async def test_a_trainer_whose_sessions_have_all_ended_is_deleted_without_a_successor(world: World) -> None:
    boss = as_actor(await world.admin())
    leaver = await world.trainer()
    await world.session(leaver, start=NOW - 2 * HOUR)
    await world.app.run(delete_user, boss, leaver.id)


async def test_a_session_that_ended_long_ago_does_not_keep_somebody_in_their_role(world: World) -> None:
    boss = as_actor(await world.admin())
    trainer, trainee = await world.trainer(), await world.trainee()
    await world.session(trainer, trainee, start=NOW - 180 * DAY)
    for user, role in ((trainee, Role.TRAINER), (trainer, Role.TRAINEE)):
        assert (await world.app.run(update_user, boss, user.id, UserChanges(role=role))).role is role
