"""Which sign-ins the owner of an account is told of."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.core.organisation import PASSWORD, World, as_actor
from tests.mail.inbox import handled, mailing
from tests.mail.news import memory_store
from tms_core.actor import SYSTEM, Actor, Client
from tms_core.auth.known_devices import (
    KNOWN_FOR,
    NEW_SIGN_IN,
    KnownDeviceRepository,
    device_of,
    wide_network_of,
)
from tms_core.auth.model import PasswordChange, PasswordReset, SignIn
from tms_core.auth.sign_in import sign_in
from tms_core.auth.sign_ins import _forget
from tms_core.auth.use_cases import change_password, reset_password
from tms_core.organisation.model import Language
from tms_core.unit_of_work import UnitOfWork
from tms_core.use_cases import command
from tms_core.users.model import User, UserChanges
from tms_core.users.use_cases import update_user

WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
CHROME = f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/140.0.0.0 Safari/537.36"
NEWER_CHROME = CHROME.replace("140", "141")
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0"
SCRIPT = "python-httpx/0.28.1"
HOME, OFFICE, AWAY = "198.51.100.7", "203.0.113.9", "192.0.2.1"


@pytest.mark.parametrize(
    ("agent", "expected"),
    [
        (CHROME, "Chrome/Windows"),
        (f"{CHROME} Edg/140.0.0.0", "Edge/Windows"),
        (FIREFOX, "Firefox/Linux"),
        (f"Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) {WEBKIT} CriOS/140.0 Mobile/15E148", "Chrome/iPad"),
        (SCRIPT, "python-httpx/"),
        ("x" * 300, "x" * 80),
        ("()", "/"),
        ("", "/"),
    ],
)
def test_a_device_is_a_browser_and_a_system_without_versions(agent: str, expected: str) -> None:
    assert device_of(agent).key == expected


def test_a_network_is_wide() -> None:
    assert wide_network_of("198.51.100.7") == wide_network_of("198.51.7.100") == "198.51.0.0/16"
    assert wide_network_of("::ffff:198.51.100.7") == "198.51.0.0/16"
    assert wide_network_of("2001:db8:1::1") == wide_network_of("2001:db8:ffff::2") == "2001:db8::/32"
    assert wide_network_of("fe80::1%eth0") == "fe80::/32"
    assert wide_network_of("") == wide_network_of("unix") == ""


async def enter(world: World, user: User, address: str, agent: str, password: str = PASSWORD) -> bool:
    """Sign in; returns whether the owner is told."""
    before = (await world.store.log.state()).head.number
    attempt = SignIn(username=user.username, password=password)
    await sign_in(world.app, attempt, address, Client(address=address, agent=agent))
    written = await world.store.log.after(before, 10)
    return [each.event.type for each in written] == [NEW_SIGN_IN.name]


@command()
async def forget_devices(uow: UnitOfWork, actor: Actor, user_id: int) -> None:
    await uow.repository(KnownDeviceRepository).remove_all_of(user_id)


async def test_another_device_or_network_is_told_once(world: World) -> None:
    user = await world.trainee()
    sign_ins = [
        (HOME, CHROME, False),  # the first of the account
        (HOME, CHROME, False),
        (HOME, NEWER_CHROME, False),
        ("198.51.4.4", CHROME, False),
        (OFFICE, CHROME, True),
        (OFFICE, CHROME, False),
        (HOME, FIREFOX, True),
        (OFFICE, FIREFOX, False),  # both are known, if not together
        (AWAY, FIREFOX, True),
    ]
    assert [await enter(world, user, *each[:2]) for each in sign_ins] == [told for *_, told in sign_ins]


async def test_scripts_are_told_of_once_wherever_they_run(world: World) -> None:
    user = await world.trainee()
    assert not await enter(world, user, HOME, CHROME)
    assert not await enter(world, user, HOME, SCRIPT)  # from where the owner is
    other = await world.trainee()
    assert not await enter(world, other, HOME, CHROME)
    assert await enter(world, other, AWAY, SCRIPT)
    for number in range(5):
        assert not await enter(world, other, f"10.{number}.0.1", SCRIPT)


async def test_what_was_not_used_for_half_a_year_is_forgotten(world: World) -> None:
    user = await world.trainee()
    own = "staple of hay 7"
    await world.app.run(change_password, as_actor(user), PasswordChange(new_password=own))
    assert not await enter(world, user, HOME, CHROME, own)
    assert await enter(world, user, OFFICE, CHROME, own)
    world.now += KNOWN_FOR - timedelta(days=1)
    assert not await enter(world, user, HOME, CHROME, own)
    world.now += timedelta(days=2)
    await world.app.run(_forget, SYSTEM)
    assert not await enter(world, user, HOME, CHROME, own)
    assert await enter(world, user, OFFICE, CHROME, own)


async def test_accounts_that_were_used_before_devices_were_stored_are_known_by_their_sign_ins(
    world: World,
) -> None:
    user = await world.trainee()
    assert not await enter(world, user, HOME, CHROME)
    await world.app.run(forget_devices, SYSTEM, user.id)
    assert await enter(world, user, AWAY, FIREFOX)
    assert not await enter(world, user, HOME, CHROME)


async def test_the_owner_reads_when_from_what_and_from_where() -> None:
    world = World(memory_store())
    user = await world.trainee(language=Language.PORTUGUESE, time_zone="Asia/Kolkata")
    async with mailing(world) as inbox:
        assert not await enter(world, user, HOME, CHROME)
        assert await enter(world, user, AWAY, FIREFOX)
        await handled(world)
        assert inbox.subjects == ["Novo acesso a partir de Firefox em Linux"]
        text = inbox.text()
        for fact in (
            "segunda-feira, 4 de maio, 14:30 (Asia/Kolkata)",
            "Firefox em Linux",
            AWAY,
            "https://tms.test/app/account/password",
        ):
            assert fact in text
        await world.app.run(update_user, SYSTEM, user.id, UserChanges(language=Language.ENGLISH))
        await world.app.run(reset_password, SYSTEM, user.id, PasswordReset(new_password=PASSWORD))
        assert await enter(world, user, OFFICE, "")
        await handled(world)
        assert inbox.subjects[-1] == "New sign-in from an unknown device"
