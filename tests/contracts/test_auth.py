"""Signing in: whom the store knows, which tokens are valid, and how many attempts failed."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.contracts.test_round_trips import a_user
from tests.contracts.transactions import change, look
from tests.core.organisation import PASSWORD, World, as_actor
from tests.patience import promised
from tms_core.actor import Actor, Role
from tms_core.application import Store
from tms_core.auth.model import (
    AuthReader,
    AuthRepository,
    OwnPassword,
    PasswordChange,
    PasswordReset,
    SignIn,
)
from tms_core.auth.sign_in import authenticate, sign_in, verify_token
from tms_core.auth.use_cases import admin_change_password, change_password, reset_password, sign_out
from tms_core.errors import NotAuthenticated
from tms_core.users.model import UserChanges, UserRepository
from tms_core.users.passwords import Credentials
from tms_core.users.use_cases import delete_user, update_user
from tms_core.validation.text import casefold_key

SECOND = timedelta(seconds=1)


async def caller(world: World, token: str) -> Actor:
    return (await authenticate(world.app, verify_token(world.app, token))).actor


async def is_over(world: World, token: str) -> bool:
    try:
        await caller(world, token)
    except NotAuthenticated as refusal:
        return refusal.code == "token_revoked"
    return False


async def token_of(world: World, username: str, password: str = PASSWORD) -> str:
    return (await sign_in(world.app, SignIn(username=username, password=password), "::1")).access_token


@pytest.mark.parametrize("name", ["Zofie", "ZOFIE", " zofie@example.org ", "ＺOFIE@example.ORG"])
async def test_users_are_found_by_username_or_address_in_any_spelling(store: Store, name: str) -> None:
    async with change(store) as uow:
        user = await uow.repository(UserRepository).add(a_user())
        await uow.repository(AuthRepository).save_credentials(
            credentials := Credentials(user_id=user.id, password_hash="hash")
        )
    async with look(store) as uow:
        assert await uow.repository(AuthReader).find_by_login(casefold_key(name.strip())) == (
            user,
            credentials,
        )
        for nobody in ("zofi", "zofie@example", "", "%", "_ofie", "Zofie"):
            assert await uow.repository(AuthReader).find_by_login(nobody) is None


async def test_after_a_rename_only_the_new_name_signs_in(world: World) -> None:
    boss = as_actor(await world.admin())
    user = await world.trainer(username="old", email="old@example.org")
    await world.app.run(update_user, boss, user.id, UserChanges(username="new", email="new@example.org"))
    for name in ("old", "old@example.org"):
        with pytest.raises(NotAuthenticated):
            await token_of(world, name)
    assert (await caller(world, await token_of(world, "new@example.org"))).id == user.id


async def test_an_identity_reflects_the_current_state_of_the_store(world: World) -> None:
    boss = as_actor(await world.admin())
    user = await world.trainer(username="ana")
    token = await token_of(world, "ana")
    before = await authenticate(world.app, verify_token(world.app, token))
    assert (before.actor.role, before.actor.must_change_password) == (Role.TRAINER, True)
    await world.app.run(update_user, boss, user.id, UserChanges(role=Role.TRAINEE))
    after = await authenticate(world.app, verify_token(world.app, token))
    assert after.actor.role is Role.TRAINEE
    assert after.position.epoch == before.position.epoch
    assert after.position.number > before.position.number


async def test_signing_out_ends_one_token_and_may_be_repeated(world: World) -> None:
    await world.admin(username="ana")
    gone, stays = await token_of(world, "ana"), await token_of(world, "ana")
    actor = await caller(world, gone)
    await world.app.run(sign_out, actor)
    await world.app.run(sign_out, actor)
    assert await is_over(world, gone)
    assert not await is_over(world, stays)


async def test_a_revoked_token_stays_revoked_until_it_would_have_expired(world: World) -> None:
    await world.admin(username="ana")
    first, second = await token_of(world, "ana"), await token_of(world, "ana")
    await world.app.run(sign_out, await caller(world, first))
    world.now += timedelta(hours=23)
    await world.app.run(sign_out, await caller(world, second))
    assert await is_over(world, first)
    world.now += timedelta(hours=2)
    with pytest.raises(NotAuthenticated, match="expired"):
        await caller(world, first)


@pytest.mark.parametrize("how", ["change", "admin", "reset", "delete"])
async def test_changing_the_password_or_deleting_the_account_ends_every_earlier_token(
    world: World, how: str
) -> None:
    boss = as_actor(await world.admin())
    user = await world.admin(username="ana")
    tokens = [await token_of(world, "ana"), await token_of(world, "ana")]
    actor = as_actor(user)
    fresh = None
    if how == "change":
        change_of_mind = PasswordChange(new_password="another", current_password=PASSWORD)
        fresh = (await world.app.run(change_password, actor, change_of_mind)).access_token
    elif how == "admin":
        new = OwnPassword(new_password="another")
        fresh = (await world.app.run(admin_change_password, actor, new)).access_token
    elif how == "reset":
        await world.app.run(reset_password, boss, user.id, PasswordReset(new_password="another"))
        fresh = await token_of(world, "ana", "another")
    else:
        await world.app.run(delete_user, boss, user.id)
    assert [await is_over(world, token) for token in tokens] == [True, True]
    assert fresh is None or (await caller(world, fresh)).id == user.id


async def test_an_outdated_hash_is_replaced_at_the_next_sign_in(world: World) -> None:
    user = await world.admin(username="ana")
    plain = Credentials(user_id=user.id, password_hash=f"plain${PASSWORD}", token_generation=4)
    async with change(world.store) as uow:
        await uow.repository(AuthRepository).save_credentials(plain)
    with pytest.raises(NotAuthenticated):
        await token_of(world, "ana", "wrong")
    token = await token_of(world, "ana")
    async with change(world.store) as uow:
        renewed = await uow.repository(AuthRepository).lock_credentials(user.id)
    assert renewed is not None
    assert renewed.password_hash.startswith("quick$")
    assert renewed.token_generation == 4
    assert not await is_over(world, token)
    assert not await is_over(world, await token_of(world, "ana"))


COMPOSED = "Grüße aus Köln"
DECOMPOSED = unicodedata.normalize("NFD", COMPOSED)


async def hash_of(world: World, user_id: int) -> str:
    async with change(world.store) as uow:
        credentials = await uow.repository(AuthRepository).lock_credentials(user_id)
    assert credentials is not None
    return credentials.password_hash


@pytest.mark.parametrize("chosen", [COMPOSED, DECOMPOSED])
@pytest.mark.parametrize("typed", [COMPOSED, DECOMPOSED])
async def test_a_password_is_the_same_on_every_keyboard(world: World, chosen: str, typed: str) -> None:
    user = await world.admin(username="ana", password=chosen)
    before = await hash_of(world, user.id)
    assert await token_of(world, "ana", typed)
    assert await hash_of(world, user.id) == before
    own = as_actor(user)
    change_of_mind = PasswordChange(current_password=typed, new_password="another one")
    assert await world.app.run(change_password, own, change_of_mind)


async def test_a_hash_of_another_form_is_replaced_when_that_form_is_typed(world: World) -> None:
    """Earlier versions hashed what was typed."""
    user = await world.admin(username="ana")
    hasher = world.app.services.passwords
    async with change(world.store) as uow:
        old = Credentials(user_id=user.id, password_hash=await hasher.hash(DECOMPOSED))
        await uow.repository(AuthRepository).save_credentials(old)
    with pytest.raises(NotAuthenticated):
        await token_of(world, "ana", COMPOSED)
    assert await token_of(world, "ana", DECOMPOSED)
    assert await hash_of(world, user.id) == await hasher.hash(COMPOSED)
    assert await token_of(world, "ana", COMPOSED)


async def test_a_temporary_password_ends_after_fourteen_days(world: World) -> None:
    boss = as_actor(await world.admin())
    user = await world.trainee(username="ana")
    world.now += timedelta(days=14) - SECOND
    assert await token_of(world, "ana")
    world.now += SECOND
    with pytest.raises(NotAuthenticated) as refusal:
        await token_of(world, "ana")
    assert refusal.value.code == "password_expired"
    with pytest.raises(NotAuthenticated) as refusal:
        await token_of(world, "ana", "wrong")
    assert refusal.value.code == "invalid_credentials"
    await world.app.run(reset_password, boss, user.id, PasswordReset(new_password="another one"))
    assert await token_of(world, "ana", "another one")
    await world.app.run(change_password, as_actor(user), PasswordChange(new_password="my own one"))
    world.now += timedelta(days=400)
    assert await token_of(world, "ana", "my own one")


async def test_a_temporary_password_of_unknown_age_is_as_old_as_the_account(world: World) -> None:
    user = await world.trainee(username="ana")
    async with change(world.store) as uow:
        stored = await uow.repository(AuthRepository).lock_credentials(user.id)
        assert stored is not None
        await uow.repository(AuthRepository).save_credentials(replace(stored, set_at=None))
    assert await token_of(world, "ana")
    world.now += timedelta(days=14)
    with pytest.raises(NotAuthenticated, match="too old"):
        await token_of(world, "ana")


async def test_a_name_of_a_million_accents_holds_up_nobody(world: World) -> None:
    accents = "a" + "\u0301\u0323" * 250_000
    with promised(5):
        for name, password in ((accents, "x"), ("ana", accents)):
            with pytest.raises(NotAuthenticated):
                await token_of(world, name, password)
