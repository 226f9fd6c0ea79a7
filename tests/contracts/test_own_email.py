"""Nobody changes their own e-mail address without their password: whoever has the address can take over the account."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.core.organisation import PASSWORD, World, as_actor
from tms_core.actor import SYSTEM, Role
from tms_core.auth.model import PasswordReset
from tms_core.auth.use_cases import reset_password
from tms_core.errors import Invalid, NotAuthenticated, NotPermitted, TmsError
from tms_core.security.log import Outcome, SecurityRecord
from tms_core.unit_of_work import PasswordHasher
from tms_core.users.model import UserChanges
from tms_core.users.use_cases import get_user, update_user

NEW = "new@example.org"


class Lines:
    """A security log that tests can read."""

    def __init__(self) -> None:
        self.written: list[SecurityRecord] = []

    def hash_of(self, typed_name: str) -> str:
        return typed_name

    def write(self, record: SecurityRecord) -> None:
        self.written.append(record)


@pytest.mark.parametrize("role", [Role.TRAINER, Role.TRAINEE])
async def test_ones_own_address_needs_the_password(world: World, role: Role) -> None:
    log = Lines()
    world.app.services = replace(world.app.services, security_log=log)
    user = await world.user(role)
    me = as_actor(user)
    for proof, code in (({}, None), ({"current_password": "wrong"}, "wrong_current_password")):
        changes: Any = {"email": NEW, "first_name": "Neu", **proof}
        with pytest.raises(Invalid) as refusal:
            await world.app.run(update_user, me, user.id, changes)
        assert [error.field for error in refusal.value.errors] == ["current_password"]
        assert code in (None, refusal.value.code)
        assert await world.app.read(get_user, me, user.id) == user
    changed = await world.app.run(update_user, me, user.id, UserChanges(email=NEW, current_password=PASSWORD))
    assert changed.email == NEW
    assert [(line.event, line.outcome) for line in log.written] == [
        ("email_change", Outcome.FAILURE),
        ("email_change", Outcome.SUCCESS),
    ]


async def test_only_a_few_addresses_of_others_can_be_found_by_trying(world: World) -> None:
    """One more than the limit is refused without being looked at, taken or not."""
    others, user = [await world.trainee() for _ in range(12)], await world.trainee()

    async def tried(email: str) -> str:
        changes = UserChanges(email=email, current_password=PASSWORD)
        try:
            await world.app.run(update_user, as_actor(user), user.id, changes)
        except TmsError as refusal:
            return refusal.code
        return "changed"

    limit = world.app.services.organisation.sign_in_failures
    answers = [await tried(other.email.upper()) for other in others[:limit]]
    assert answers == ["email_taken"] * limit
    assert [await tried(others[-1].email), await tried(NEW)] == ["too_many_attempts"] * 2
    world.now += timedelta(minutes=2)
    assert await tried(NEW) == "changed"
    assert await tried(NEW.upper()) == "changed"


async def test_sending_the_same_address_again_needs_no_password(world: World) -> None:
    user = await world.trainee()
    changes = UserChanges(email=f" {user.email} ", first_name="Neu")
    assert (await world.app.run(update_user, as_actor(user), user.id, changes)).first_name == "Neu"


async def test_admins_change_addresses_at_once(world: World) -> None:
    admin, user = await world.admin(), await world.trainee()
    boss = as_actor(admin)
    assert (await world.app.run(update_user, boss, user.id, UserChanges(email=NEW))).email == NEW
    changed = await world.app.run(update_user, boss, admin.id, UserChanges(email="boss@example.org"))
    assert changed.email == "boss@example.org"


async def test_a_password_is_never_tried_on_somebody_else(world: World) -> None:
    trainer, other = await world.trainer(), await world.trainee()
    for password in (PASSWORD, "wrong"):
        changes = UserChanges(email=NEW, current_password=password)
        with pytest.raises(NotPermitted):
            await world.app.run(update_user, as_actor(trainer), other.id, changes)
    assert await world.app.read(get_user, as_actor(other), other.id) == other


async def test_a_password_that_is_reset_meanwhile_proves_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = await world.trainee()
    hasher: PasswordHasher = world.app.services.passwords
    verify = hasher.verify

    async def reset_meanwhile(password_hash: str | None, password: str) -> bool:
        is_right = await verify(password_hash, password)
        await world.app.run(reset_password, SYSTEM, user.id, PasswordReset(new_password="another one"))
        return is_right

    monkeypatch.setattr(hasher, "verify", reset_meanwhile)
    with pytest.raises(NotAuthenticated):
        await world.app.run(
            update_user, as_actor(user), user.id, UserChanges(email=NEW, current_password=PASSWORD)
        )
