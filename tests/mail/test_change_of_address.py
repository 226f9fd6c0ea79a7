"""A new e-mail address is only used once the link that was sent there has been followed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.core.organisation import PASSWORD, World, as_actor
from tests.mail.inbox import Inbox, handled, mailing
from tests.mail.test_passwords_by_mail import SecurityLines, set_password
from tms_core.account_mails.address_change import (
    cancel_email_change,
    confirm_email,
    send_email_confirmation,
)
from tms_core.account_mails.model import EmailConfirmation
from tms_core.actor import SYSTEM, Actor
from tms_core.assignments.model import NewAssignment
from tms_core.assignments.use_cases import assign_student, list_assignments
from tms_core.auth.model import OwnPassword, PasswordChange, PasswordReset
from tms_core.auth.use_cases import admin_change_password, change_password, get_me, reset_password
from tms_core.entity import PageRequest
from tms_core.errors import Conflict, NotFound, NotPermitted, Throttled, TmsError
from tms_core.users.model import User, UserChanges, UserFilter, UserStatus
from tms_core.users.use_cases import delete_user, get_user, list_users, update_user

NEW = "new@example.org"
CONFIRM = "Confirm your new e-mail address"
CHANGING = "Your e-mail address is to be changed"
CHANGED = "Your e-mail address was changed"


async def ask(world: World, user: User, email: str = NEW) -> User:
    """Ask for another address, as somebody does for themselves."""
    changes = UserChanges(email=email, current_password=PASSWORD)
    return await world.app.run(update_user, as_actor(user), user.id, changes)


async def confirm(world: World, token: str) -> None:
    await world.app.run(confirm_email, SYSTEM, EmailConfirmation(token=token))


async def refused(world: World, token: str) -> str:
    with pytest.raises(TmsError) as refusal:
        await confirm(world, token)
    return refusal.value.code


async def stored(world: World, user: User) -> User:
    return await world.app.read(get_me, as_actor(user))


def link_to(inbox: Inbox, address: str) -> str:
    """The token in the latest mail to an address."""
    return inbox.token(max(n for n, each in enumerate(inbox.addresses) if each == address))


async def test_a_new_address_waits_until_its_link_is_followed(world: World) -> None:
    user = await world.trainee(first_name="Inês")
    log = SecurityLines()
    world.app.services = replace(world.app.services, security_log=log)
    async with mailing(world) as inbox:
        asked = await ask(world, user)
        assert (asked.email, asked.pending_email) == (user.email, NEW)
        await handled(world)
        mails = dict(zip(inbox.addresses, inbox.subjects, strict=True))
        assert mails == {NEW: CONFIRM, user.email: CHANGING}
        assert NEW in inbox.text(inbox.addresses.index(user.email))
        assert await stored(world, user) == asked
        await confirm(world, link_to(inbox, NEW))
        now = await stored(world, user)
        assert (now.email, now.pending_email, now.version) == (NEW, None, asked.version + 1)
        assert await refused(world, link_to(inbox, NEW)) == "link_expired"
        await handled(world)
        assert (inbox.addresses[2:], inbox.subjects[2:]) == ([user.email], [CHANGED])
        assert NEW in inbox.text()
    assert [(each.event, each.outcome, dict(each.details)) for each in log.records] == [
        ("email_change", "success", {"step": "requested"}),
        ("email_change", "success", {}),
        ("email_change", "failure", {}),
    ]


async def test_another_case_of_ones_own_address_needs_no_link(world: World) -> None:
    user = await world.trainee()
    async with mailing(world) as inbox:
        asked = await ask(world, user, user.email.upper())
        assert (asked.email, asked.pending_email) == (user.email.upper(), None)
        await handled(world)
        assert inbox.mails == []


End = Callable[[World, User, Inbox], Awaitable[Any]]


async def _time(world: World, user: User, inbox: Inbox) -> None:
    world.now += timedelta(hours=24)


async def _newer_link(world: World, user: User, inbox: Inbox) -> None:
    await world.app.run(send_email_confirmation, as_actor(user), user.id)
    await handled(world)
    assert inbox.subjects[-1] == CONFIRM


async def _another_address(world: World, user: User, inbox: Inbox) -> None:
    await ask(world, user, "other@example.org")


async def _cancel(world: World, user: User, inbox: Inbox) -> None:
    kept = await world.app.run(cancel_email_change, as_actor(user), user.id)
    assert kept.pending_email is None
    with pytest.raises(Conflict) as refusal:
        await world.app.run(cancel_email_change, as_actor(user), user.id)
    assert refusal.value.code == "no_pending_email"


async def _new_password(world: World, user: User, inbox: Inbox) -> None:
    changed = PasswordChange(current_password=PASSWORD, new_password="staple of hay 7")
    await world.app.run(change_password, as_actor(user), changed)


async def _reset(world: World, user: User, inbox: Inbox) -> None:
    await world.app.run(reset_password, SYSTEM, user.id, PasswordReset())


async def _admin(world: World, user: User, inbox: Inbox) -> None:
    changed = await world.app.run(update_user, SYSTEM, user.id, UserChanges(email="third@example.org"))
    assert (changed.email, changed.pending_email) == ("third@example.org", None)


async def _deactivation(world: World, user: User, inbox: Inbox) -> None:
    await world.app.run(update_user, SYSTEM, user.id, UserChanges(status=UserStatus.DEACTIVATED))


async def _deletion(world: World, user: User, inbox: Inbox) -> None:
    await world.app.run(delete_user, SYSTEM, user.id)


ENDS: list[End] = [
    _time,
    _newer_link,
    _another_address,
    _cancel,
    _new_password,
    _reset,
    _admin,
    _deactivation,
    _deletion,
]


async def test_a_link_ends_whatever_comes_before_it_is_followed(world: World) -> None:
    async with mailing(world) as inbox:
        for number, end in enumerate(ENDS):
            user = await world.trainee()
            address = f"new{number}@example.org"
            await ask(world, user, address)
            await handled(world)
            token = link_to(inbox, address)
            await end(world, user, inbox)
            assert await refused(world, token) == "link_expired", end.__name__
            await handled(world)
        for wrong in ("x" * 43, "", "\ud800"):
            assert await refused(world, wrong) == "link_expired"


async def test_a_link_for_one_thing_does_nothing_else(world: World) -> None:
    """Whoever reads the mail of a new address cannot set the password with it."""
    user = await world.trainee()
    async with mailing(world) as inbox:
        await ask(world, user)
        await handled(world)
        token = link_to(inbox, NEW)
        with pytest.raises(TmsError) as refusal:
            await set_password(world, token)
        assert refusal.value.code == "link_expired"
        await confirm(world, token)


async def test_an_address_that_is_taken_is_answered_like_a_free_one_and_its_owner_is_told(
    world: World,
) -> None:
    user, owner, former = [await world.trainee() for _ in range(3)]
    await world.app.run(update_user, SYSTEM, former.id, UserChanges(status=UserStatus.DEACTIVATED))
    async with mailing(world) as inbox:
        for taken in (owner, former):
            asked = await ask(world, user, taken.email.upper())
            assert (asked.email, asked.pending_email) == (user.email, taken.email.upper())
            await handled(world)
        assert sorted(zip(inbox.addresses, inbox.subjects, strict=True)) == sorted(
            [
                (user.email, CHANGING),
                (owner.email, "Somebody wanted to use your e-mail address"),
                (user.email, CHANGING),
            ]
        )
        told = inbox.text(inbox.addresses.index(owner.email))
        assert owner.username in told
        assert user.username not in told


async def test_an_address_that_somebody_else_gets_meanwhile_is_refused(world: World) -> None:
    user, other = await world.trainee(), await world.trainee()
    async with mailing(world) as inbox:
        await ask(world, user)
        await handled(world)
        await world.app.run(update_user, SYSTEM, other.id, UserChanges(email=NEW.upper()))
        assert await refused(world, link_to(inbox, NEW)) == "email_taken"
        assert (await stored(world, user)).pending_email == NEW
        await world.app.run(update_user, SYSTEM, other.id, UserChanges(email=other.email))
        await confirm(world, link_to(inbox, NEW))
        assert (await stored(world, user)).email == NEW


async def test_five_links_an_hour_are_sent_to_new_addresses(world: World) -> None:
    """They go to addresses that may be anybody's."""
    user = await world.trainee()
    me = as_actor(user)
    async with mailing(world) as inbox:
        await ask(world, user)
        await handled(world)
        for _ in range(4):
            await world.app.run(send_email_confirmation, me, user.id)
        with pytest.raises(Throttled) as refusal:
            await world.app.run(send_email_confirmation, me, user.id)
        assert refusal.value.code == "too_many_mails"
        await ask(world, user, "other@example.org")
        await handled(world)
        assert "other@example.org" not in inbox.addresses
        world.now += timedelta(hours=1, seconds=1)
        await world.app.run(send_email_confirmation, me, user.id)
        await handled(world)
        await confirm(world, link_to(inbox, "other@example.org"))


async def test_only_admins_and_the_person_see_and_decide_about_the_new_address(world: World) -> None:
    admin, trainer, user, other = (
        await world.admin(),
        await world.trainer(),
        await world.trainee(),
        await world.trainee(),
    )
    await world.app.run(assign_student, SYSTEM, NewAssignment(student_id=user.id, teacher_id=trainer.id))
    boss, teacher, me = as_actor(admin), as_actor(trainer), as_actor(user)
    every = PageRequest(limit=10)

    async def shown(reader: Actor) -> set[str | None]:
        found = [await world.app.read(get_user, reader, user.id)]
        if reader is not me:
            listed = (await world.app.read(list_users, reader, UserFilter(), every)).items
            found += [each for each in listed if each.id == user.id]
        found += [each.student for each in (await world.app.read(list_assignments, reader, every)).items]
        assert len(found) == (2 if reader is me else 3)
        return {each.pending_email for each in found}

    async with mailing(world) as inbox:
        await ask(world, user)
        await handled(world)
        assert [await shown(each) for each in (boss, me, teacher)] == [{NEW}, {NEW}, {None}]
        for command in (send_email_confirmation, cancel_email_change):
            with pytest.raises(NotPermitted):
                await world.app.run(command, teacher, user.id)
            with pytest.raises(NotFound):
                await world.app.run(command, as_actor(other), user.id)
        await world.app.run(send_email_confirmation, boss, user.id)
        await handled(world)
        assert inbox.addresses.count(NEW) == 2
        await world.app.run(cancel_email_change, boss, user.id)
        assert [await shown(each) for each in (boss, me)] == [{None}, {None}]


async def test_what_admins_change_needs_no_link(world: World) -> None:
    admin = await world.admin()
    async with mailing(world) as inbox:
        boss = as_actor(admin)
        await world.app.run(admin_change_password, boss, OwnPassword(new_password="staple of hay 7"))
        changed = await world.app.run(update_user, boss, admin.id, UserChanges(email=NEW))
        assert (changed.email, changed.pending_email) == (NEW, None)
        await handled(world)
        assert (inbox.addresses[-1], inbox.subjects[-1]) == (admin.email, CHANGED)
