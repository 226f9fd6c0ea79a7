"""Names are compared as people read them: regardless of case, width and invisible characters."""

from __future__ import annotations

import pytest

from tests.contracts.transactions import change, look
from tests.core.organisation import NOW, World, as_actor
from tms_core.actor import Role
from tms_core.application import Store
from tms_core.assignments.model import NewAssignment
from tms_core.assignments.use_cases import assign_student
from tms_core.entity import PageRequest
from tms_core.errors import Conflict
from tms_core.sessions.inputs import SessionFilter
from tms_core.sessions.repository import SessionReader
from tms_core.unit_of_work import UnitOfWork
from tms_core.users.model import UserChanges, UserFilter, UserReader, UserRepository
from tms_core.users.use_cases import delete_user, update_user

SAME = [
    ("jose", "JOSE"),
    ("José", "jose\u0301"),  # composed and decomposed
    ("ABC", "ＡＢＣ"),  # full width
    ("straße", "STRASSE"),
    ("ﬁona", "fiona"),  # a ligature
    ("ΣΊΣΥΦΟΣ", "σίσυφος"),  # final sigma
    ("abc", "abc\ufe0f"),  # an invisible variation selector
    ("abc", "a\u034fbc"),  # an invisible joiner
    ("José", "Jose\u034f\u0301"),  # and one that keeps the accent apart
]
DIFFERENT = [("José", "jose"), ("ana.b", "anab"), ("ﬀix", "fix"), ("ана", "ana"), ("山田太", "山田犬")]


@pytest.mark.parametrize(("first", "second"), SAME)
async def test_usernames_that_read_alike_are_one(world: World, first: str, second: str) -> None:
    await world.trainer(username=first)
    with pytest.raises(Conflict) as refusal:
        await world.trainee(username=second)
    assert refusal.value.code == "username_taken"


@pytest.mark.parametrize(("first", "second"), DIFFERENT)
async def test_usernames_that_read_differently_are_two(world: World, first: str, second: str) -> None:
    assert (await world.trainer(username=first)).id != (await world.trainer(username=second)).id


async def test_invisible_characters_do_not_make_another_address(world: World) -> None:
    await world.trainer(email="ana@example.org")
    with pytest.raises(Conflict) as refusal:
        await world.trainer(email="a\u00adna@EXAMPLE.org")
    assert refusal.value.code == "email_taken"


async def test_a_rename_to_a_taken_name_is_refused_too(world: World) -> None:
    admin = await world.admin()
    ana, rui = await world.trainer(username="Ana"), await world.trainer(email="rui@example.org")
    for user, changes, code in (
        (rui, UserChanges(username="ANA"), "username_taken"),
        (ana, UserChanges(email="Rui@example.org"), "email_taken"),
    ):
        with pytest.raises(Conflict) as refusal:
            await world.app.run(update_user, as_actor(admin), user.id, changes)
        assert refusal.value.code == code
        assert refusal.value.detail.endswith(".")


async def test_a_user_can_keep_their_own_name(world: World) -> None:
    ana = await world.admin(username="ana", email="ana@example.org")
    changes = UserChanges(username="ANA", email="ANA@example.org")
    changed = await world.app.run(update_user, as_actor(ana), ana.id, changes)
    assert (changed.username, changed.email) == ("ANA", "ANA@example.org")


async def test_names_become_available_when_they_are_given_up(world: World) -> None:
    admin, ana = await world.admin(), await world.trainer(username="ana", email="ana@example.org")
    await world.app.run(update_user, as_actor(admin), ana.id, UserChanges(username="ana.maria"))
    other = await world.trainer(username="Ana")
    await world.app.run(delete_user, as_actor(admin), ana.id)
    await world.trainer(email="Ana@example.org", username="Ana.Maria")
    await world.app.run(delete_user, as_actor(admin), other.id)
    await world.trainer(username="ana")


async def test_names_can_be_swapped_in_one_transaction(store: Store) -> None:
    world = World(store)
    ana, rui = await world.trainer(username="ana"), await world.trainer(username="rui")
    async with change(store) as uow:
        await uow.repository(UserRepository).update(ana, away := ana.with_changes(NOW, username="somebody"))
        await uow.repository(UserRepository).update(rui, rui.with_changes(NOW, username="ana"))
        await uow.repository(UserRepository).update(away, away.with_changes(NOW, username="rui"))
    async with look(store) as uow:
        page = await uow.repository(UserReader).page(UserFilter(roles=(Role.TRAINER,)), PageRequest())
    assert [user.username for user in page.items] == ["rui", "ana"]


async def test_the_second_assignment_of_a_pair_is_refused(world: World) -> None:
    admin, trainer, trainee = await world.admin(), await world.trainer(), await world.trainee()
    pair = NewAssignment(student_id=trainee.id, teacher_id=trainer.id)
    await world.app.run(assign_student, as_actor(admin), pair)
    with pytest.raises(Conflict) as refusal:
        await world.app.run(assign_student, as_actor(admin), pair)
    assert refusal.value.code == "already_assigned"


async def test_emoji_that_differ_are_different_and_accents_are_not(world: World) -> None:
    trainer = await world.trainer()
    for title in ("🦊", "🐻", "jose", "José"):
        await world.session(trainer, title=title)
    async with look(world.store) as uow:
        for wanted, found in (("🦊", ["🦊"]), ("🐻", ["🐻"]), ("jose", ["José", "jose"])):
            assert await titles_with(uow, wanted) == found


async def titles_with(uow: UnitOfWork, q: str) -> list[str]:
    page = await uow.repository(SessionReader).page(SessionFilter(q=q), PageRequest())
    return [view.title for view in page.items]
