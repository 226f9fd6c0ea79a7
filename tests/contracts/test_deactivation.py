"""Somebody who is deactivated is out at once, is offered for nothing new, and stays in everything that happened."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import replace

import pytest

from tests.contracts.test_auth import is_over, token_of
from tests.contracts.transactions import change
from tests.core.organisation import HOUR, NOW, World, as_actor
from tms_core.actor import SYSTEM, Role
from tms_core.analytics.queries import get_attention
from tms_core.assignments.model import NewAssignment
from tms_core.assignments.use_cases import assign_student
from tms_core.auth.model import PasswordReset, SignIn
from tms_core.auth.sign_in import sign_in
from tms_core.auth.use_cases import reset_password
from tms_core.entity import PageRequest
from tms_core.errors import FieldError, Invalid, NotAuthenticated, TmsError
from tms_core.sessions.commands import add_trainees, create_session, update_session
from tms_core.sessions.inputs import SessionChanges, TraineeList
from tms_core.sessions.model import NewSession
from tms_core.sessions.queries import get_session
from tms_core.users.model import User, UserChanges, UserFilter, UserOrder, UserRepository, UserStatus
from tms_core.users.passwords import CredentialsRepository
from tms_core.users.use_cases import delete_user, get_user, list_users, update_user

DEACTIVATED = UserChanges(status=UserStatus.DEACTIVATED)
ACTIVE = UserChanges(status=UserStatus.ACTIVE)


async def deactivate(world: World, user: User) -> User:
    return await world.app.run(update_user, SYSTEM, user.id, DEACTIVATED)


async def code_of(attempt: Awaitable[object]) -> str:
    try:
        await attempt
    except TmsError as refusal:
        return refusal.code
    return "done"


async def test_a_deactivated_user_is_signed_out_for_good_and_cannot_sign_in(world: World) -> None:
    user, other = await world.trainer(username="ana"), await world.trainer(username="eva")
    before, others = await token_of(world, "ana"), await token_of(world, "eva")
    assert (await deactivate(world, user)).status is UserStatus.DEACTIVATED
    assert await is_over(world, before)
    assert not await is_over(world, others)
    for name in ("ana", user.email):
        with pytest.raises(NotAuthenticated) as refusal:
            await token_of(world, name)
        assert refusal.value.code == "invalid_credentials"
    assert (await world.app.run(update_user, SYSTEM, user.id, ACTIVE)).status is UserStatus.ACTIVE
    assert await is_over(world, before)
    assert not await is_over(world, await token_of(world, "ana"))
    assert other.status is UserStatus.ACTIVE


async def test_a_deactivated_user_is_added_to_nothing_new(world: World) -> None:
    trainer, trainee, gone = (
        await world.trainer(),
        await world.trainee(),
        await world.trainee(first_name="Eva"),
    )
    left = await world.trainer(first_name="Ana")
    session = await world.session(trainer, trainee)
    for user in (gone, left):
        await deactivate(world, user)
    app = world.app
    new = NewSession(title="New", scheduled_date=NOW + 5 * HOUR, duration_minutes=30, trainer_id=left.id)
    enrolling = TraineeList(trainee_ids=(gone.id,))
    attempts = {
        "trainer_id": [
            app.run(create_session, SYSTEM, new),
            app.run(update_session, SYSTEM, session.id, SessionChanges(trainer_id=left.id)),
        ],
        "trainee_ids": [app.run(add_trainees, SYSTEM, session.id, enrolling)],
        "teacher_id": [
            app.run(assign_student, SYSTEM, NewAssignment(student_id=trainee.id, teacher_id=left.id))
        ],
        "student_id": [
            app.run(assign_student, SYSTEM, NewAssignment(student_id=gone.id, teacher_id=trainer.id))
        ],
        "reassign_to": [app.run(delete_user, SYSTEM, trainer.id, reassign_to=left.id)],
    }
    for field, tried in attempts.items():
        who = gone if field in ("trainee_ids", "student_id") else left
        for attempt in tried:
            with pytest.raises(Invalid) as refusal:
                await attempt
            assert refusal.value.errors == [FieldError(field, f"{who.name} has been deactivated")]


async def test_name_and_history_of_a_deactivated_user_stay(world: World) -> None:
    trainer, trainee = await world.trainer(), await world.trainee()
    coming, past = (
        await world.session(trainer, trainee),
        await world.session(trainer, trainee, start=NOW - 2 * HOUR),
    )
    for user in (trainer, trainee):
        await deactivate(world, user)
    for session in (coming, past):
        assert await world.app.read(get_session, SYSTEM, session.id) == session
    renamed = await world.app.run(update_session, SYSTEM, coming.id, SessionChanges(title="Renamed"))
    assert (renamed.trainer, renamed.trainees) == (trainer.person, [trainee.person])


async def test_the_last_active_admin_stays_active(world: World) -> None:
    first, second = await world.admin(), await world.admin()
    boss = as_actor(first)
    assert await code_of(world.app.run(update_user, boss, first.id, DEACTIVATED)) == "own_account"
    await world.app.run(update_user, boss, second.id, DEACTIVATED)
    for attempt in (
        world.app.run(update_user, SYSTEM, first.id, DEACTIVATED),
        world.app.run(update_user, SYSTEM, first.id, UserChanges(role=Role.TRAINER)),
        world.app.run(delete_user, SYSTEM, first.id),
    ):
        assert await code_of(attempt) == "last_admin"
    # One who is deactivated is not counted, and so can go.
    await world.app.run(update_user, boss, second.id, UserChanges(role=Role.TRAINER))
    assert await code_of(world.app.run(delete_user, boss, second.id)) == "done"


async def test_nobody_is_asked_to_care_about_deactivated_users(world: World) -> None:
    boss = as_actor(await world.admin())
    trainee = await world.trainee()
    before = await world.app.read(get_attention, boss)
    assert before.first_unassigned_trainees == [trainee.person]
    await deactivate(world, trainee)
    after = await world.app.read(get_attention, boss)
    assert (after.unassigned_trainees, after.first_unassigned_trainees) == (0, [])
    assert trainee.person not in after.first_temporary_passwords


async def test_lists_can_leave_deactivated_users_out_or_hold_nobody_else(world: World) -> None:
    stays, gone, other = [await world.trainee() for _ in range(3)]
    await deactivate(world, gone)
    for deactivated, expected in ((None, [stays, gone, other]), (False, [stays, other]), (True, [gone])):
        for q in (None, "trainee"):
            for order in (UserOrder.ID, UserOrder.NAME, UserOrder.EMAIL):
                wanted = UserFilter(roles=(Role.TRAINEE,), q=q, deactivated=deactivated, order=order)
                found = await world.app.read(list_users, SYSTEM, wanted, PageRequest())
                assert [user.id for user in found.items] == [user.id for user in expected]
                assert found.total == len(expected)


async def test_lists_can_hold_only_people_with_one_status(world: World) -> None:
    stays, gone = await world.trainee(), await world.trainee()
    await deactivate(world, gone)
    for status, expected in (
        (UserStatus.ACTIVE, [stays]),
        (UserStatus.DEACTIVATED, [gone]),
        (UserStatus.INVITED, []),
    ):
        for q in (None, "trainee"):
            for order in (UserOrder.ID, UserOrder.NAME):
                wanted = UserFilter(roles=(Role.TRAINEE,), q=q, status=status, order=order)
                found = await world.app.read(list_users, SYSTEM, wanted, PageRequest())
                assert [user.id for user in found.items] == [user.id for user in expected]
                assert found.total == len(expected)


@pytest.mark.parametrize("status", [UserStatus.INVITED, UserStatus.NO_SIGN_IN, UserStatus.DEACTIVATED])
async def test_somebody_without_a_password_can_be_given_one(world: World, status: UserStatus) -> None:
    boss, user = as_actor(await world.admin()), await world.trainee(username="eva")
    async with change(world.store) as uow:
        await uow.repository(CredentialsRepository).remove_credentials(user.id)
        await uow.repository(UserRepository).update(user, replace(user, status=status, version=2))
    attempt = SignIn(username="eva", password="a new one")
    assert await code_of(sign_in(world.app, attempt, "192.0.2.7")) == "invalid_credentials"
    if status is not UserStatus.DEACTIVATED:
        # There has to be a password first.
        assert await code_of(world.app.run(update_user, boss, user.id, ACTIVE)) == "validation_failed"
    result = await world.app.run(reset_password, boss, user.id, PasswordReset(new_password="a new one"))
    assert result.message == f"{user.name} has a password now."
    known = await world.app.read(get_user, boss, user.id)
    assert known.is_temporary_password
    if status is UserStatus.DEACTIVATED:
        assert known.status is UserStatus.DEACTIVATED
        assert await code_of(sign_in(world.app, attempt, "192.0.2.7")) == "invalid_credentials"
        await world.app.run(update_user, boss, user.id, ACTIVE)
    assert (await world.app.read(get_user, boss, user.id)).status is UserStatus.ACTIVE
    assert (await sign_in(world.app, attempt, "192.0.2.7")).force_password_change


async def test_a_password_cannot_be_given_to_nobody(world: World) -> None:
    boss = as_actor(await world.admin())
    assert await code_of(world.app.run(reset_password, boss, 10**9, PasswordReset())) == "not_found"


@pytest.mark.parametrize("status", [UserStatus.INVITED, UserStatus.NO_SIGN_IN])
async def test_only_active_and_deactivated_can_be_chosen(world: World, status: UserStatus) -> None:
    user = await world.trainee()
    with pytest.raises(Invalid) as refusal:
        await world.app.run(update_user, SYSTEM, user.id, UserChanges(status=status))
    assert refusal.value.errors == [FieldError("status", "must be active or deactivated")]
