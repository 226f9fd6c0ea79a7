"""Forgotten passwords and invitations: links that work once, and are nowhere but in the mail."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any

import pytest

from tests.core.organisation import PASSWORD, World, as_actor
from tests.mail.inbox import handled, mailing
from tests.mail.news import held_for, memory_store
from tests.web.conftest import SECRET, Web, some_settings
from tms_adapters.security import JwtTokens
from tms_core.account_mails.model import ForgottenPassword, PasswordByLink
from tms_core.account_mails.use_cases import (
    forget_links,
    forgot_password,
    invite_user,
    set_password_by_link,
)
from tms_core.actor import SYSTEM, Client, Role
from tms_core.application import Application
from tms_core.auth.model import OwnPassword, PasswordReset, SignIn
from tms_core.auth.sign_in import sign_in
from tms_core.auth.use_cases import admin_change_password, reset_password
from tms_core.errors import Conflict, Invalid, NotAuthenticated, Throttled
from tms_core.security.log import SecurityRecord
from tms_core.users.model import NewUser, User, UserChanges, UserStatus
from tms_core.users.use_cases import create_user, delete_user, update_user
from tms_web.app import create_asgi_app

NEW = "staple of hay 7"


class SecurityLines:
    """A security log that a test can read."""

    def __init__(self) -> None:
        self.records: list[SecurityRecord] = []

    def write(self, record: SecurityRecord) -> None:
        self.records.append(record)

    def hash_of(self, typed_name: str) -> str:
        return "hash"


async def forget(world: World, name: str, network: str = "192.0.2.1") -> None:
    await forgot_password(world.app, ForgottenPassword(username=name), network, Client(address=network))


async def set_password(world: World, token: str, password: str = NEW) -> None:
    chosen = PasswordByLink(token=token, new_password=password)
    await world.app.run(set_password_by_link, SYSTEM, chosen)


async def enters(world: World, user: User, password: str) -> bool:
    try:
        await sign_in(world.app, SignIn(username=user.username, password=password), "192.0.2.9")
    except NotAuthenticated:
        return False
    return True


async def expired(world: World, token: str) -> bool:
    with pytest.raises(Invalid) as refusal:
        await set_password(world, token)
    return refusal.value.code == "link_expired"


async def test_a_forgotten_password_is_set_through_a_link_that_works_once(world: World) -> None:
    user = await world.trainee(first_name="Inês")
    async with mailing(world) as inbox:
        await forget(world, f" {user.email.upper()} ")
        await handled(world)
        assert inbox.subjects == ["A new password for your account"]
        token = inbox.token()
        with pytest.raises(Invalid) as refusal:
            await set_password(world, token, "123456")
        assert refusal.value.code == "password_common"
        await set_password(world, token)
        assert await expired(world, token)
        await handled(world)
        assert inbox.subjects[1:] == ["Your password was changed"]
    assert await enters(world, user, NEW)
    assert not await enters(world, user, PASSWORD)


async def test_a_link_ends_with_time_a_newer_one_a_sign_in_or_another_password(world: World) -> None:
    admin, user = await world.admin(), await world.trainee()
    async with mailing(world) as inbox:

        async def another() -> str:
            before = inbox.subjects.count("A new password for your account")
            world.now += timedelta(hours=2)
            await forget(world, user.username)
            await handled(world)
            assert inbox.subjects.count("A new password for your account") == before + 1
            last = max(n for n, each in enumerate(inbox.subjects) if each.startswith("A new password"))
            return inbox.token(last)

        old = await another()
        world.now += timedelta(minutes=30)
        assert await expired(world, old)
        old = await another()
        await another()
        assert await expired(world, old)
        old = await another()
        world.now += timedelta(seconds=1)
        assert await enters(world, user, PASSWORD)
        assert await expired(world, old)
        old = await another()
        world.now += timedelta(seconds=1)
        await world.app.run(reset_password, as_actor(admin), user.id, PasswordReset())
        assert await expired(world, old)
        assert await expired(world, "x" * 43)
        assert await expired(world, "")


async def test_a_link_ends_when_the_account_gets_another_address_or_is_deactivated(world: World) -> None:
    admin, user = await world.admin(), await world.trainee()
    async with mailing(world) as inbox:

        async def another() -> str:
            world.now += timedelta(hours=2)
            await forget(world, user.username)
            await handled(world)
            last = max(n for n, each in enumerate(inbox.subjects) if each.startswith("A new password"))
            return inbox.token(last)

        async def change(changes: UserChanges) -> None:
            await world.app.run(update_user, as_actor(admin), user.id, changes)
            await handled(world)

        old = await another()
        await change(UserChanges(email="third@example.org"))
        assert await expired(world, old)
        old = await another()
        await change(UserChanges(status=UserStatus.DEACTIVATED))
        assert await expired(world, old)
        await change(UserChanges(status=UserStatus.ACTIVE))
        assert await expired(world, old)
        old = await another()
        for status in (UserStatus.DEACTIVATED, UserStatus.ACTIVE):
            await world.app.run(update_user, as_actor(admin), user.id, UserChanges(status=status))
        await handled(world)
        assert await expired(world, old)
        await change(UserChanges(email="fourth@example.org"))
        await set_password(world, await another())


async def test_after_a_clock_was_set_back_a_forgotten_password_can_still_be_set(world: World) -> None:
    admin, user = await world.admin(), await world.trainee()
    async with mailing(world) as inbox:
        right, wrong = world.now, world.now + timedelta(days=400)
        world.now = wrong
        await world.app.run(reset_password, as_actor(admin), user.id, PasswordReset(new_password=PASSWORD))
        assert await enters(world, user, PASSWORD)
        for number in range(20):
            await forget(world, user.username if number < 3 else "nobody")
        await handled(world)
        from_the_future = inbox.token()
        world.now = right
        assert await expired(world, from_the_future)
        count = len(inbox.mails)
        await forget(world, user.username)
        await handled(world)
        assert inbox.subjects[count:] == ["A new password for your account"]
        await set_password(world, inbox.token())


async def test_an_invitation_follows_a_corrected_address_and_five_an_hour_are_sent(world: World) -> None:
    admin = await world.admin()
    names = {"username": "rui", "first_name": "Rui", "last_name": ""}
    async with mailing(world) as inbox:
        new = NewUser(role=Role.TRAINEE, invite=True, email="stranger@example.org", **names)  # type: ignore[arg-type]
        user = await world.app.run(create_user, as_actor(admin), new)
        await handled(world)
        to_a_stranger = inbox.token()
        await world.app.run(update_user, as_actor(admin), user.id, UserChanges(email="rui@example.org"))
        assert await expired(world, to_a_stranger)
        await handled(world)
        assert await expired(world, to_a_stranger)
        for _ in range(3):
            await world.app.run(invite_user, as_actor(admin), user.id)
        with pytest.raises(Throttled) as refusal:
            await world.app.run(invite_user, as_actor(admin), user.id)
        assert refusal.value.code == "too_many_mails"
        await handled(world)
        invitations = [n for n, each in enumerate(inbox.subjects) if each.endswith("invites you")]
        assert len(invitations) == 5
        assert inbox.mails[invitations[1]]["To"].addresses[0].addr_spec == "rui@example.org"
        world.now += timedelta(hours=1)
        await world.app.run(invite_user, as_actor(admin), user.id)
        await handled(world)
        await set_password(world, inbox.token())


async def test_nobody_can_tell_whether_there_is_an_account(world: World) -> None:
    """Neither from the answer, nor from what is done before it is given."""
    user, former = await world.trainee(), await world.trainee()
    await world.app.run(update_user, SYSTEM, former.id, UserChanges(status="deactivated"))  # type: ignore[typeddict-item]
    held_for(world, timedelta())
    answers, steps = set(), []
    for name in (user.username, "nobody", former.username, "x" * 5000, "\ud800", ""):
        before = (await world.store.log.state()).head.number
        client = Client(address="192.0.2.1")
        answer = await forgot_password(world.app, ForgottenPassword(username=name), "192.0.2.1", client)
        answers.add(answer.message)
        steps.append((await world.store.log.state()).head.number - before)
    assert (len(answers), set(steps)) == (1, {1})
    async with mailing(world) as inbox:
        await forget(world, user.username)
        await forget(world, "nobody")
        await handled(world)
        assert inbox.addresses == [user.email]


async def test_an_account_gets_three_mails_an_hour_and_an_address_twenty_looks(world: World) -> None:
    user, other = await world.trainee(), await world.trainee()
    log = SecurityLines()
    world.app.services = replace(world.app.services, security_log=log)
    async with mailing(world) as inbox:
        for number in range(5):
            await forget(world, user.username, f"192.0.2.{number}")
        await handled(world)
        assert len(inbox.mails) == 3
        for _ in range(25):
            await forget(world, "nobody", "198.51.100.1")
        await forget(world, other.username, "198.51.100.1")
        await handled(world)
        assert len(inbox.mails) == 3
        world.now += timedelta(hours=1, seconds=1)
        await forget(world, other.username, "198.51.100.1")
        await forget(world, user.username, "192.0.2.1")
        await handled(world)
        assert len(inbox.mails) == 5
    outcomes = [record.outcome for record in log.records if record.event == "password_link"]
    assert outcomes.count(outcomes[0]) == 5 + 20 + 2
    assert [str(each) for each in outcomes].count("throttled") == 6
    world.now += timedelta(hours=3)
    assert await world.app.run(forget_links, SYSTEM) > 0
    assert await world.app.run(forget_links, SYSTEM) == 0


async def test_somebody_invited_chooses_the_first_password(world: World) -> None:
    admin = await world.admin()
    async with mailing(world) as inbox:
        new = NewUser(
            username="rui",
            email="rui@example.org",
            role=Role.TRAINEE,
            first_name="Rui",
            last_name="",
            language="pt",  # type: ignore[arg-type]
            invite=True,
        )
        user = await world.app.run(create_user, as_actor(admin), new)
        assert (user.status, user.is_temporary_password, user.temporary_password) == ("invited", False, None)
        await handled(world)
        assert inbox.subjects == ["Convite de Training Management System"]
        assert f"{admin.name} enviou-lhe um convite." in inbox.text()
        first = inbox.token()
        world.now += timedelta(days=13)
        await world.app.run(invite_user, as_actor(admin), user.id)
        await handled(world)
        assert f"{admin.name} enviou-lhe um convite." in inbox.text()
        assert await expired(world, first)
        world.now += timedelta(days=13)
        await set_password(world, inbox.token())
        assert await enters(world, user, NEW)
        with pytest.raises(Conflict) as refusal:
            await world.app.run(invite_user, as_actor(admin), user.id)
        assert refusal.value.code == "already_active"
    with pytest.raises(Invalid):
        NewUser(**{**asdict(new), "password": "correct horse"})


async def test_invitations_end_after_fourteen_days_and_need_a_public_url(world: World) -> None:
    names = {"username": "rui", "email": "rui@example.org", "first_name": "Rui", "last_name": ""}
    new = NewUser(role=Role.TRAINEE, invite=True, **names)  # type: ignore[arg-type]
    with pytest.raises(Conflict) as refusal:
        await world.app.run(create_user, SYSTEM, new)
    assert refusal.value.code == "no_public_url"
    async with mailing(world) as inbox:
        user = await world.app.run(create_user, SYSTEM, new)
        await handled(world)
        world.now += timedelta(days=14)
        assert await expired(world, inbox.token())
        await world.app.run(delete_user, SYSTEM, user.id)
        await handled(world)


async def test_whoever_did_not_do_it_themselves_is_told(world: World) -> None:
    admin, user = await world.admin(), await world.trainee()
    async with mailing(world) as inbox:
        await world.app.run(admin_change_password, as_actor(admin), OwnPassword(new_password=NEW))
        await handled(world)
        await world.app.run(reset_password, as_actor(admin), user.id, PasswordReset())
        await handled(world)
        await world.app.run(update_user, as_actor(admin), user.id, UserChanges(email="new@example.org"))
        await handled(world)
        assert inbox.subjects == [
            "Your password was changed",
            "An admin gave your account a temporary password",
            "Your e-mail address was changed",
        ]
        assert inbox.addresses == [admin.email, user.email, user.email]
        assert "new@example.org" in inbox.text()


async def test_no_token_is_in_any_row_answer_or_log_line(
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    world = World(memory_store())
    world.app = Application(
        world.store, replace(world.app.services, tokens=JwtTokens(SECRET)), clock=lambda: world.now
    )
    web = Web(world, create_asgi_app(world.app, some_settings()))
    admin = await world.admin()
    await web.token(admin)
    assert (await web.call("GET", "/auth/options")).json()["forgot_password"] is False
    async with mailing(world) as inbox:
        assert (await web.call("GET", "/auth/options")).json()["forgot_password"] is True
        answers = []

        async def call(method: str, path: str, by: User | None = None, **options: Any) -> Any:
            answers.append(await web.call(method, path, by, **options))
            return answers[-1]

        invited = {"username": "rui", "email": "rui@example.org", "role": "trainee", "first_name": "Rui"}
        body = {**invited, "last_name": "", "invite": True}
        created = await call("POST", "/users/", admin, json=body)
        assert (created.status_code, created.json()["status"]) == (201, "invited")
        both = await call("POST", "/users/", admin, json={**body, "password": "correct horse"})
        assert both.status_code == 422
        for name in (admin.username, "nobody"):
            asked = await call("POST", "/auth/forgot-password", json={"username": name})
            assert asked.status_code == 202
        await handled(world)
        tokens = [inbox.token(number) for number in range(len(inbox.mails))]
        assert len(tokens) == 2
        for path in ("/outbox/", "/users/", "/audit/passwords", "/consumers/"):
            await call("GET", path, admin)
        stored = [row for table in world.store._data._tables.values() for row in table.items()]
        stored += list(await world.store.log.after(0, 1000))
        wrong = await call("POST", "/auth/set-password", json={"token": "x" * 43, "new_password": NEW})
        assert (wrong.status_code, wrong.json()["code"]) == (422, "link_expired")
        done = await call("POST", "/auth/set-password", json={"token": tokens[0], "new_password": NEW})
        assert done.status_code == 200
        token = done.json()["access_token"]
        me = await web.call("GET", "/auth/me", headers={"Authorization": f"Bearer {token}"})
        assert (me.json()["username"], me.json()["status"]) == ("rui", "active")
    printed = capsys.readouterr()
    everything = json.dumps([answer.text for answer in answers]) + repr(stored) + caplog.text + printed.err
    assert "rui@example.org" in everything
    for each in tokens:
        assert each not in everything
