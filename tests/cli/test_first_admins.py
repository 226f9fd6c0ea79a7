"""An installation starts with one admin, and whoever has access to the machine can add more."""

from __future__ import annotations

import asyncio

import pytest

from tests.core.organisation import PASSWORD, World, as_actor
from tms_adapters.memory import MemoryStore
from tms_core.actor import SYSTEM, Role
from tms_core.auth.model import AuditFilter, SignIn
from tms_core.auth.sign_in import sign_in
from tms_core.auth.use_cases import list_password_log
from tms_core.entity import PageRequest
from tms_core.errors import Invalid, NotPermitted
from tms_core.users.model import NewUser
from tms_core.users.passwords import PasswordAction
from tms_core.users.use_cases import add_admin, add_first_admin
from tms_web.cli import CommandError
from tms_web.cli.accounts import first_admin

ALICE = {"username": "alice", "email": "alice@example.org", "first_name": "Alice", "last_name": "Liddell"}


@pytest.fixture
def world() -> World:
    return World(MemoryStore())


def nothing() -> None:
    """A terminal that accepts every announcement."""


def username_and_password(shown: str) -> list[str]:
    return [line.split()[-1] for line in shown.splitlines()]


async def test_an_empty_installation_gets_an_admin_with_a_temporary_password(world: World) -> None:
    shown: list[str] = []
    assert await first_admin(world.app, nothing, shown.append)
    username, password = username_and_password(shown[0])
    attempt = SignIn(username=username, password=password)
    answer = await sign_in(world.app, attempt, "10.0.0.1")
    assert answer.force_password_change
    assert (username, answer.user.email, answer.user.role) == ("admin", "admin@localhost", Role.ADMIN)


async def test_an_installation_that_has_or_had_users_gets_no_admin(world: World) -> None:
    await world.trainee()
    shown: list[str] = []
    assert not await first_admin(world.app, nothing, shown.append)
    assert shown == []


async def test_one_of_ten_concurrent_attempts_adds_the_admin(world: World) -> None:
    shown: list[str] = []
    tried = await asyncio.gather(*(first_admin(world.app, nothing, shown.append) for _ in range(10)))
    assert (tried.count(True), len(shown)) == (1, 1)


async def test_an_admin_whose_password_cannot_be_shown_is_not_added(world: World) -> None:
    def broken_terminal() -> None:
        raise CommandError("Nobody is reading.")

    shown: list[str] = []
    with pytest.raises(CommandError):
        await first_admin(world.app, broken_terminal, shown.append)
    assert shown == []
    assert await first_admin(world.app, nothing, lambda _: None)


async def test_the_password_has_the_required_length() -> None:
    world = World(MemoryStore(), password_min_length=40)
    shown: list[str] = []
    await first_admin(world.app, nothing, shown.append)
    assert len(username_and_password(shown[0])[1]) == 40


async def test_a_password_chosen_on_the_command_line_is_not_temporary(world: World) -> None:
    new = NewUser(**ALICE, role=Role.ADMIN, password=PASSWORD)
    user = await world.app.run(add_admin, SYSTEM, new)
    assert user.temporary_password is None
    answer = await sign_in(world.app, SignIn(username="alice", password=PASSWORD), "10.0.0.1")
    assert not answer.force_password_change
    assert answer.user == user.user
    log = await world.app.read(list_password_log, SYSTEM, AuditFilter(user_id=user.id), PageRequest(limit=9))
    assert [entry.details for entry in log.items] == ["A password was chosen."]


async def test_a_generated_password_is_temporary_and_returned(world: World) -> None:
    user = await world.app.run(add_admin, SYSTEM, NewUser(**ALICE, role=Role.ADMIN))
    assert user.temporary_password
    attempt = SignIn(username="alice", password=user.temporary_password)
    assert (await sign_in(world.app, attempt, "10.0.0.1")).force_password_change


async def test_the_password_policy_applies_here_too(world: World) -> None:
    with pytest.raises(Invalid, match="password"):
        await world.app.run(add_admin, SYSTEM, NewUser(**ALICE, role=Role.ADMIN, password="alice"))


async def test_the_password_log_says_that_the_system_did_it(world: World) -> None:
    await first_admin(world.app, nothing, lambda _: None)
    log = await world.app.read(list_password_log, SYSTEM, AuditFilter(), PageRequest())
    assert [(record.action, record.performed_by) for record in log.items] == [(PasswordAction.CREATED, None)]


@pytest.mark.parametrize("role", [Role.TRAINER, Role.TRAINEE])
async def test_only_admins_may_add_an_admin(world: World, role: Role) -> None:
    actor = as_actor(await world.user(role))
    with pytest.raises(NotPermitted):
        await world.app.run(add_first_admin, actor)
    with pytest.raises(NotPermitted):
        await world.app.run(add_admin, actor, NewUser(**ALICE, role=Role.ADMIN))
