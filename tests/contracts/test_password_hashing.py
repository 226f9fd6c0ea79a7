"""Hashing a password takes tens of milliseconds, so nobody waits for it: it never happens inside a transaction."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from tests.contracts.transactions import change
from tests.core.organisation import PASSWORD, QuickHasher, World, as_actor
from tests.patience import HANGS
from tms_core.actor import SYSTEM, Actor
from tms_core.application.idempotency import IdempotentRequest
from tms_core.auth.model import AuthRepository, OwnPassword, PasswordChange, PasswordReset, SignIn
from tms_core.auth.sign_in import sign_in
from tms_core.auth.use_cases import admin_change_password, change_password, reset_password
from tms_core.errors import NotAuthenticated
from tms_core.users.model import NewUser, User, UserChanges
from tms_core.users.passwords import Credentials
from tms_core.users.throttle import ThrottleRepository
from tms_core.users.use_cases import FIRST_ADMIN, add_admin, add_first_admin, create_user, update_user
from tms_demo.seed import seed_demo

NEW = NewUser(
    username="rui",
    email="rui@example.org",
    role=FIRST_ADMIN.role,
    first_name="Rui",
    last_name="Costa",
)


class Watched(QuickHasher):
    """Changes somebody else each time it is used, which would wait for ever while a transaction is open."""

    def __init__(self, world: World, other: User | None) -> None:
        self._world = world
        self._other = other
        self.used = 0

    async def hash(self, password: str) -> str:
        await self._change_somebody()
        return await super().hash(password)

    async def verify(self, password_hash: str | None, password: str) -> bool:
        await self._change_somebody()
        return await super().verify(password_hash, password)

    async def _change_somebody(self) -> None:
        self.used += 1
        async with asyncio.timeout(HANGS):
            if self._other is None:
                async with change(self._world.store) as uow:
                    await uow.repository(ThrottleRepository).end_streak("nobody")
            else:
                named = UserChanges(first_name=f"Name {self.used}")
                await self._world.app.run(update_user, SYSTEM, self._other.id, named)


def watched(world: World, other: User | None = None) -> Watched:
    hasher = Watched(world, other)
    world.app.services = replace(world.app.services, passwords=hasher)
    return hasher


@pytest.mark.parametrize("keyed", [False, True], ids=["", "with an idempotency key"])
async def test_creating_changing_and_resetting_passwords_hold_up_nobody(world: World, keyed: bool) -> None:
    user, other = await world.admin(), await world.trainee()
    boss = as_actor(user)
    hasher = watched(world, other)
    calls = (
        (create_user, (NEW,)),
        (change_password, (PasswordChange(current_password=PASSWORD, new_password="my own one"),)),
        (admin_change_password, (OwnPassword(new_password="my next one"),)),
        (reset_password, (user.id, PasswordReset())),
        (reset_password, (other.id, PasswordReset(new_password="a temporary one"))),
    )
    for number, (command, arguments) in enumerate(calls):
        before = hasher.used
        if keyed:
            request = IdempotentRequest(key=f"key{number}", fingerprint="", render=lambda _: b"done")
            assert await world.app.run_once(request, command, boss, *arguments) == b"done"
            once = hasher.used
            assert await world.app.run_once(request, command, boss, *arguments) == b"done"
            assert hasher.used == once, "a repeated request is answered without hashing again"
        else:
            await world.app.run(command, boss, *arguments)
        assert hasher.used > before


async def test_signing_in_and_replacing_an_outdated_hash_hold_up_nobody(world: World) -> None:
    user, other = await world.admin(username="ana"), await world.trainee()
    async with change(world.store) as uow:
        plain = Credentials(user_id=user.id, password_hash=f"plain${PASSWORD}")
        await uow.repository(AuthRepository).save_credentials(plain)
    watched(world, other)
    await sign_in(world.app, SignIn(username="ana", password=PASSWORD), "::1")
    async with change(world.store) as uow:
        renewed = await uow.repository(AuthRepository).lock_credentials(user.id)
    assert renewed is not None
    assert renewed.password_hash.startswith("quick$")


async def test_adding_the_first_accounts_holds_up_nobody(world: World) -> None:
    hasher = watched(world)
    assert await world.app.run(add_first_admin, SYSTEM)
    assert await world.app.run(add_first_admin, SYSTEM) is None
    assert hasher.used == 1
    await world.app.run(add_admin, SYSTEM, NEW)
    assert hasher.used == 2


async def test_the_demo_hashes_its_passwords_before_it_fills_the_store(world: World) -> None:
    hasher = watched(world)
    assert len(await world.app.run(seed_demo, SYSTEM)) == 3
    assert hasher.used == 4


class Overtaken(QuickHasher):
    """While the first password is being hashed, an admin resets the user's password."""

    def __init__(self, world: World, boss: Actor, user: User) -> None:
        self._world = world
        self._boss: Actor | None = boss
        self._user = user

    async def hash(self, password: str) -> str:
        if boss := self._boss:
            self._boss = None
            await self._world.app.run(
                reset_password, boss, self._user.id, PasswordReset(new_password="a reset one")
            )
        return await super().hash(password)


async def test_a_password_that_was_reset_meanwhile_is_not_overwritten(world: World) -> None:
    boss, user = as_actor(await world.admin()), await world.trainee(username="ana")
    world.app.services = replace(world.app.services, passwords=Overtaken(world, boss, user))
    with pytest.raises(NotAuthenticated) as refusal:
        await world.app.run(change_password, as_actor(user), PasswordChange(new_password="my own one"))
    assert refusal.value.code == "token_revoked"
    assert await sign_in(world.app, SignIn(username="ana", password="a reset one"), "::1")
