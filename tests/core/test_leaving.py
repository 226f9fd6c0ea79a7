"""Changes of roles and deletions of accounts on which others depend."""

from __future__ import annotations

import pytest

from tests.core.organisation import HOUR, NOW, World, as_actor
from tms_core.actor import SYSTEM, Role
from tms_core.assignments.model import NewAssignment
from tms_core.assignments.use_cases import assign_student
from tms_core.errors import Conflict, Invalid, NotFound
from tms_core.sessions.commands import add_trainees, update_session
from tms_core.sessions.inputs import SessionChanges, TraineeList
from tms_core.sessions.model import SessionStatus
from tms_core.sessions.queries import get_session
from tms_core.users.model import NewUser, UserChanges
from tms_core.users.use_cases import add_admin, add_first_admin, delete_user, update_user


async def test_the_last_admin_must_stay_an_admin(world: World) -> None:
    admin = await world.admin()
    with pytest.raises(Conflict) as refusal:
        await world.app.run(update_user, as_actor(admin), admin.id, UserChanges(role=Role.TRAINER))
    assert refusal.value.code == "last_admin"
    with pytest.raises(Conflict) as refusal:
        await world.app.run(delete_user, SYSTEM, admin.id)
    assert refusal.value.code == "last_admin"
    await world.admin()
    assert await world.app.run(delete_user, SYSTEM, admin.id)


async def test_nobody_can_delete_themselves(world: World) -> None:
    admin, _ = await world.admin(), await world.admin()
    with pytest.raises(Conflict) as refusal:
        await world.app.run(delete_user, as_actor(admin), admin.id)
    assert refusal.value.code == "own_account"


@pytest.mark.parametrize("part", ["trainer", "trainee"])
async def test_a_role_that_sessions_depend_on_cannot_be_changed(world: World, part: str) -> None:
    boss, ana, eva = as_actor(await world.admin()), await world.trainer(), await world.trainee()
    session = await world.session(ana, eva)
    leaver = ana if part == "trainer" else eva
    with pytest.raises(Conflict) as refusal:
        await world.app.run(update_user, boss, leaver.id, UserChanges(role=Role.ADMIN))
    assert refusal.value.code == "has_scheduled_sessions"
    assert refusal.value.extra["session_ids"] == [session.id]
    await world.app.run(update_session, boss, session.id, SessionChanges(status=SessionStatus.CANCELLED))
    assert (
        await world.app.run(update_user, boss, leaver.id, UserChanges(role=Role.ADMIN))
    ).role is Role.ADMIN


async def test_a_role_that_assignments_depend_on_cannot_be_changed(world: World) -> None:
    boss, ana, eva = as_actor(await world.admin()), await world.trainer(), await world.trainee()
    await world.app.run(assign_student, boss, NewAssignment(student_id=eva.id, teacher_id=ana.id))
    for user, role in ((ana, Role.TRAINEE), (eva, Role.TRAINER)):
        with pytest.raises(Conflict) as refusal:
            await world.app.run(update_user, boss, user.id, UserChanges(role=role))
        assert refusal.value.code == "has_assignments"


async def test_a_trainer_with_scheduled_sessions_is_deleted_only_with_a_successor(world: World) -> None:
    boss, ana, rui = as_actor(await world.admin()), await world.trainer(), await world.trainer()
    first, second = await world.session(ana), await world.session(ana, start=NOW + 3 * HOUR)
    with pytest.raises(Conflict) as refusal:
        await world.app.run(delete_user, boss, ana.id)
    assert refusal.value.code == "has_scheduled_sessions"
    assert refusal.value.extra["session_ids"] == [first.id, second.id]
    for nobody in (ana.id, (await world.trainee()).id, 10**9):
        with pytest.raises(Invalid) as wrong:
            await world.app.run(delete_user, boss, ana.id, reassign_to=nobody)
        assert wrong.value.errors[0].field == "reassign_to"
    await world.app.run(delete_user, boss, ana.id, reassign_to=rui.id)
    for session in (first, second):
        assert (await world.app.read(get_session, boss, session.id)).trainer == rui.person


async def test_a_successor_must_be_free_unless_conflicts_are_allowed(world: World) -> None:
    boss, ana, rui = as_actor(await world.admin()), await world.trainer(), await world.trainer()
    await world.session(ana, start=NOW + 5 * HOUR)
    session = await world.session(ana)
    await world.session(rui)
    with pytest.raises(Conflict) as refusal:
        await world.app.run(delete_user, boss, ana.id, reassign_to=rui.id)
    assert refusal.value.code == "schedule_conflict"
    assert (await world.app.read(get_session, boss, session.id)).trainer == ana.person
    await world.app.run(delete_user, boss, ana.id, reassign_to=rui.id, allow_conflicts=True)
    assert (await world.app.read(get_session, boss, session.id)).trainer == rui.person


async def test_only_trainers_lead_and_only_trainees_are_enrolled(world: World) -> None:
    admin, ana, (eva, zoe) = await world.admin(), await world.trainer(), await world.trainees(2)
    boss = as_actor(admin)
    session = await world.session(ana, eva)
    run = world.app.run
    for changes, field in (
        (SessionChanges(trainer_id=eva.id), "trainer_id"),
        (SessionChanges(trainer_id=zoe.id), "trainer_id"),
        (SessionChanges(trainer_id=10**9), "trainer_id"),
        (SessionChanges(trainee_ids=(ana.id,)), "trainee_ids"),
        (SessionChanges(trainee_ids=(eva.id, admin.id)), "trainee_ids"),
        (SessionChanges(trainee_id=10**9), "trainee_ids"),
    ):
        with pytest.raises(Invalid) as refusal:
            await run(update_session, boss, session.id, changes)
        assert [error.field for error in refusal.value.errors] == [field]
    with pytest.raises(Invalid):
        await run(add_trainees, boss, session.id, TraineeList(trainee_ids=(ana.id,)))
    assert (
        await run(update_session, boss, session.id, SessionChanges(trainer_id=admin.id))
    ).trainer_id == admin.id


@pytest.mark.parametrize("meanwhile", ["another role", "gone"])
async def test_a_reopened_session_needs_its_people_in_their_roles(world: World, meanwhile: str) -> None:
    boss, ana, eva = as_actor(await world.admin()), await world.trainer(), await world.trainee()
    session = await world.session(ana, eva, status=SessionStatus.CANCELLED)
    for user, role in ((ana, Role.TRAINEE), (eva, Role.TRAINER)):
        if meanwhile == "gone":
            await world.app.run(delete_user, boss, user.id)
        else:
            await world.app.run(update_user, boss, user.id, UserChanges(role=role))
    with pytest.raises(Invalid) as refusal:
        await world.app.run(update_session, boss, session.id, SessionChanges(status=SessionStatus.SCHEDULED))
    assert [error.field for error in refusal.value.errors] == ["trainer_id", "trainee_ids"]


async def test_deleted_users_are_not_found(world: World) -> None:
    boss, ana = as_actor(await world.admin()), await world.trainer()
    await world.app.run(delete_user, boss, ana.id)
    for attempt in (
        world.app.run(delete_user, boss, ana.id),
        world.app.run(update_user, boss, ana.id, UserChanges(first_name="x")),
    ):
        with pytest.raises(NotFound):
            await attempt


async def test_the_first_admin_is_added_only_if_there_was_never_a_user(world: World) -> None:
    first = await world.app.run(add_first_admin, SYSTEM)
    assert first is not None
    assert first.temporary_password
    assert (first.role, first.is_temporary_password) == (Role.ADMIN, True)
    assert await world.app.run(add_first_admin, SYSTEM) is None


@pytest.mark.parametrize("password", [None, "a chosen one"])
async def test_an_admin_added_on_the_command_line_keeps_a_chosen_password(
    world: World, password: str | None
) -> None:
    new = NewUser(
        username="root",
        email="root@example.org",
        role=Role.ADMIN,
        first_name="R",
        last_name="T",
        password=password,
    )
    added = await world.app.run(add_admin, SYSTEM, new)
    assert added.is_temporary_password == (added.temporary_password is not None) == (password is None)
