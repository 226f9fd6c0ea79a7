"""Guessing passwords: however many guesses are made at once, at most ten a minute are looked at."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.contracts.stores import OpenStore, ReadEvents
from tests.contracts.transactions import change
from tests.core.organisation import NOW, PASSWORD, QuickHasher, World, as_actor
from tms_core.actor import Client
from tms_core.auth.model import OwnPassword, PasswordChange, SignIn
from tms_core.auth.sign_in import sign_in
from tms_core.auth.use_cases import admin_change_password, change_password
from tms_core.errors import Throttled, TmsError, Unavailable
from tms_core.users.model import User
from tms_core.users.throttle import STREAK_LIMIT, ThrottleRepository, account_target, network_of

SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)
SCHOOL, HOME = "10.0.0.1", "10.9.9.9"


class Leisurely(QuickHasher):
    """Takes some time, as a real one does, and more for the right password; counts how often it is used."""

    used = 0

    async def verify(self, password_hash: str | None, password: str) -> bool:
        self.used += 1
        fits = await super().verify(password_hash, password)
        await asyncio.sleep(0.02 if fits else 0.001)
        return fits


@pytest.fixture
def hasher(world: World) -> Leisurely:
    hasher = Leisurely()
    world.app.services = replace(world.app.services, passwords=hasher)
    return hasher


async def outcome(attempt: Awaitable[object]) -> str:
    try:
        await attempt
    except TmsError as refusal:
        return refusal.code
    return "signed in"


def enter(world: World, name: str, password: str, address: str = SCHOOL) -> Awaitable[str]:
    attempt, client = SignIn(username=name, password=password), Client(address=address)
    return outcome(sign_in(world.app, attempt, network_of(address), client))


async def outcomes(*attempts: Awaitable[str]) -> Counter[str]:
    return Counter(await asyncio.gather(*attempts))


LOOKED_AT = {"invalid_credentials": 10}


async def test_of_300_guesses_at_once_for_one_account_ten_are_looked_at(
    world: World, hasher: Leisurely
) -> None:
    await world.admin(username="ana")
    guesses = [f"guess {number}" for number in range(299)]
    found = await outcomes(*(enter(world, "ana", each) for each in [*guesses, PASSWORD]))
    assert found == LOOKED_AT | {"too_many_attempts": 290}
    assert hasher.used == 10


async def test_of_guesses_at_once_for_many_accounts_ten_are_looked_at(
    world: World, hasher: Leisurely
) -> None:
    """The right passwords among those that come too late look like the wrong ones."""
    await world.admin(username="ana")
    names = [f"name{number}" for number in range(60)]
    found = await outcomes(
        *(enter(world, each, "a guess") for each in [*names, *names]), enter(world, "ana", PASSWORD)
    )
    assert found == LOOKED_AT | {"too_many_attempts": 111}
    assert hasher.used == 10


@pytest.mark.parametrize("exists", [True, False], ids=["an account", "nobody"])
async def test_an_account_is_one_whatever_is_typed(world: World, exists: bool) -> None:
    if exists:
        await world.admin(username="kim", email="kim@example.org")
    spellings = ["kim", " kim", "KIM ", "ｋｉｍ", "k\u200bim"]
    if exists:
        spellings += ["kim@example.org", " KIM@example.org"]
    attempts = [(each, f"10.0.{number}.1") for number, each in enumerate(spellings * 4)]
    found = [await enter(world, name, "a guess", address) for name, address in attempts]
    assert Counter(found)["invalid_credentials"] == 10


async def test_thirty_people_who_sign_in_at_once_from_one_address_all_get_in(
    world: World, hasher: Leisurely
) -> None:
    people = await world.trainees(30)
    for number in range(9):
        await enter(world, f"name{number}", "a slip")
    found = await outcomes(*(enter(world, person.username, PASSWORD) for person in people))
    assert found == {"signed in": 30}


async def test_slips_among_many_who_sign_in_at_once_keep_nobody_out(world: World, hasher: Leisurely) -> None:
    people = await world.trainees(30)
    slips = (enter(world, person.username, "a slip") for person in people[:9])
    found = await outcomes(*slips, *(enter(world, person.username, PASSWORD) for person in people))
    assert found == {"signed in": 30, "invalid_credentials": 9}


async def test_past_the_limit_right_and_wrong_passwords_look_alike(world: World, hasher: Leisurely) -> None:
    await world.admin(username="ana")
    for _ in range(10):
        await enter(world, "ana", "wrong")
    refusals = []
    for password in ("wrong", PASSWORD):
        with pytest.raises(Throttled) as refusal:
            await sign_in(world.app, SignIn(username="ana", password=password), SCHOOL)
        refusals.append((refusal.value.code, refusal.value.detail, refusal.value.retry_after))
    assert refusals[0] == refusals[1]
    assert hasher.used == 10
    world.now += 61 * SECOND
    assert await enter(world, "ana", PASSWORD) == "signed in"


async def test_one_address_alone_does_not_keep_the_owner_out_elsewhere(world: World) -> None:
    await world.admin(username="ana")
    assert (await outcomes(*(enter(world, "ana", "wrong") for _ in range(40))))["invalid_credentials"] == 10
    assert await enter(world, "ana", PASSWORD, HOME) == "signed in"


async def test_addresses_that_guess_together_share_ten_guesses_for_an_account(world: World) -> None:
    await world.admin(username="ana")
    addresses = [f"10.0.{number}.1" for number in range(30)]
    guesses = [enter(world, "ana", "wrong", address) for address in addresses]
    assert (await outcomes(*guesses))["invalid_credentials"] == 10
    for password in ("wrong", PASSWORD):
        assert await enter(world, "ana", password, HOME) == "too_many_attempts"
    world.now += 61 * SECOND
    assert await enter(world, "ana", PASSWORD, HOME) == "signed in"


@pytest.mark.parametrize(
    ("before", "now", "gets_in"),
    [
        (HOME, HOME, True),
        ("2001:db8:1:2::5", "2001:db8:1:2:8000::6", True),  # the same customer's network
        ("2001:db8:1:2::5", "2001:db8:1:3::5", False),
        ("::ffff:10.9.9.9", HOME, True),
        (HOME, "10.9.9.8", False),
    ],
)
async def test_guesses_from_elsewhere_do_not_keep_the_owner_out_of_a_known_address(
    world: World, before: str, now: str, gets_in: bool
) -> None:
    ana = await world.admin(username="ana")
    assert await enter(world, "ana", PASSWORD, before) == "signed in"
    for number in range(30):
        await enter(world, "ana", "wrong", f"10.0.{number}.1")
    assert await enter(world, "ana", PASSWORD, now) == ("signed in" if gets_in else "too_many_attempts")
    await long_streak(world, "ana", ana)
    assert await enter(world, "ana", PASSWORD, now) == ("signed in" if gets_in else "too_many_attempts")


async def test_an_address_is_known_for_thirty_days(world: World) -> None:
    patient = replace(world.app.services.organisation, temporary_password_lifetime=400 * DAY)
    world.app.services = replace(world.app.services, organisation=patient)
    await world.admin(username="ana")
    await world.admin(username="eva")
    assert await enter(world, "ana", PASSWORD, HOME) == "signed in"
    assert await enter(world, "eva", PASSWORD, "10.9.9.8") == "signed in"
    for days, address, expected in (
        (29, HOME, "signed in"),
        (1, "10.9.9.8", "too_many_attempts"),
        (30, HOME, "too_many_attempts"),
    ):
        world.now += days * DAY
        for number in range(30):
            await enter(world, "ana", "wrong", f"10.0.{number}.1")
        assert await enter(world, "ana", PASSWORD, address) == expected


async def test_a_known_address_has_a_limit_of_its_own(world: World, hasher: Leisurely) -> None:
    await world.admin(username="ana")
    assert await enter(world, "ana", PASSWORD, HOME) == "signed in"
    for number in range(30):
        await enter(world, "ana", "wrong", f"10.0.{number}.1")
    used = hasher.used
    assert await outcomes(*(enter(world, "ana", "wrong", HOME) for _ in range(30))) == LOOKED_AT | {
        "too_many_attempts": 20
    }
    assert hasher.used == used + 10


async def test_a_wrong_current_password_counts_as_a_guess(world: World, hasher: Leisurely) -> None:
    ana = await world.admin(username="ana")
    own = as_actor(ana)
    await world.app.run(admin_change_password, own, OwnPassword(new_password="my own one"))

    def change(current: str) -> Awaitable[str]:
        wanted = PasswordChange(current_password=current, new_password="my next one")
        return outcome(world.app.run(change_password, own, wanted))

    found = await outcomes(*(change(f"guess {number}") for number in range(30)))
    assert found == {"wrong_current_password": 10, "too_many_attempts": 20}
    assert await change("my own one") == "too_many_attempts"
    assert hasher.used == 10
    assert await enter(world, "ana", "my own one", HOME) == "too_many_attempts"
    world.now += 61 * SECOND
    assert await change("my own one") == "signed in"


async def test_strangers_who_guess_do_not_keep_the_owner_from_changing_the_password(world: World) -> None:
    ana = await world.admin(username="ana")
    for number in range(30):
        await enter(world, "ana", "wrong", f"10.0.{number}.1")
    wanted = PasswordChange(current_password=PASSWORD, new_password="my own one")
    assert await outcome(world.app.run(change_password, as_actor(ana), wanted)) == "signed in"


@pytest.mark.parametrize("back", [timedelta(seconds=90), timedelta(hours=2), 400 * DAY])
async def test_failures_in_the_future_do_not_count_after_the_clock_was_set_back(
    world: World, back: timedelta
) -> None:
    await world.admin(username="ana")
    for _ in range(10):
        await enter(world, "ana", "wrong")
    world.now -= back
    assert await enter(world, "ana", PASSWORD) == "signed in"
    assert await enter(world, "ana", "wrong") == "invalid_credentials"
    world.now += back
    assert await enter(world, "ana", PASSWORD) == "signed in", "the failure before has deleted those"


def unknown(world: World, name: str) -> str:
    """The target of guesses at a name that nobody has."""
    return f"name:{world.app.services.security_log.hash_of(name)}"


async def long_streak(world: World, name: str, user: User | None = None) -> None:
    """A hundred failures in a row, the last of them just now and the others before."""
    target = account_target(user.id) if user else unknown(world, name)
    async with change(world.store) as uow:
        for _ in range(STREAK_LIMIT - 1):
            await uow.repository(ThrottleRepository).lengthen_streak(target, NOW, DAY)
    world.now += timedelta(hours=1)
    assert await enter(world, name, "wrong", "10.1.0.1") == "invalid_credentials"


@pytest.mark.parametrize("exists", [True, False], ids=["an account", "nobody"])
async def test_after_a_hundred_failures_in_a_row_there_is_one_attempt_in_each_growing_pause(
    world: World, hasher: Leisurely, exists: bool
) -> None:
    await long_streak(world, "ana", await world.admin(username="ana") if exists else None)
    waits = []
    for _ in range(13):
        used = hasher.used
        with pytest.raises(Throttled) as refusal:
            await sign_in(world.app, SignIn(username="ana", password=PASSWORD), HOME)
        assert hasher.used == used
        waits.append(refusal.value.retry_after)
        world.now += timedelta(seconds=refusal.value.retry_after)
        found = await outcomes(*(enter(world, "ana", "wrong", f"10.2.{number}.1") for number in range(20)))
        assert found == {"invalid_credentials": 1, "too_many_attempts": 19}
        assert hasher.used == used + 1
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]


class Held(Leisurely):
    """Takes as long as is wished for the right password."""

    def __init__(self) -> None:
        self.released = asyncio.Event()

    async def verify(self, password_hash: str | None, password: str) -> bool:
        fits = await super().verify(password_hash, password)
        if fits:
            await self.released.wait()
        return fits


async def test_guesses_under_way_when_the_hundredth_fails_tell_nothing_and_lengthen_no_pause(
    world: World,
) -> None:
    ana, hasher = await world.admin(username="ana"), Held()
    world.app.services = replace(world.app.services, passwords=hasher)
    async with change(world.store) as uow:
        for _ in range(STREAK_LIMIT - 4):
            await uow.repository(ThrottleRepository).lengthen_streak(account_target(ana.id), NOW, DAY)
    right = asyncio.ensure_future(enter(world, "ana", PASSWORD, HOME))
    guesses = [enter(world, "ana", "wrong", f"10.2.{number}.1") for number in range(9)]
    assert await outcomes(*guesses) == {"invalid_credentials": 4, "too_many_attempts": 5}
    hasher.released.set()
    assert await right == "too_many_attempts"
    world.now += SECOND
    assert await enter(world, "ana", PASSWORD, HOME) == "signed in"


async def test_the_right_password_after_a_pause_ends_the_streak(world: World) -> None:
    await long_streak(world, "ana", await world.admin(username="ana"))
    assert await enter(world, "ana", PASSWORD, HOME) == "too_many_attempts"
    world.now += SECOND
    assert await enter(world, "ana", PASSWORD, HOME) == "signed in"
    for _ in range(8):
        assert await enter(world, "ana", "wrong", HOME) == "invalid_credentials"
    assert await enter(world, "ana", PASSWORD, HOME) == "signed in"


async def test_failures_are_in_a_row_if_less_than_a_day_lies_between_them(world: World) -> None:
    await long_streak(world, "ana", await world.admin(username="ana"))
    world.now += DAY + SECOND
    for _ in range(9):
        assert await enter(world, "ana", "wrong") == "invalid_credentials"
    assert await enter(world, "ana", PASSWORD) == "signed in"


async def test_the_owner_is_told_once_of_a_hundred_failures_in_a_row(
    world: World, events: ReadEvents
) -> None:
    ana = await world.trainee(username="ana")
    await long_streak(world, "ana", ana)
    world.now += SECOND
    assert await enter(world, "ana", "wrong") == "invalid_credentials"
    [told] = [event for event in await events() if event.type == "sign_in_warning"]
    assert (told.users, told.data) == ([ana.id], {"user_id": ana.id, "failures": STREAK_LIMIT})


async def test_a_failure_that_cannot_be_recorded_keeps_its_place(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A store that can be read but not written does not allow more guesses."""
    await world.admin(username="ana")
    run = world.app.run

    async def full(command: object, *rest: object) -> object:
        if getattr(command, "__name__", "") == "_record":
            raise Unavailable
        return await run(command, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(world.app, "run", full)
    monkeypatch.setattr("tms_core.security.places.MAX_WAIT_SECONDS", 0.05)
    found = await outcomes(*(enter(world, "ana", f"guess {number}") for number in range(30)))
    assert found == {"unavailable": 10, "too_many_attempts": 20}
    assert await enter(world, "ana", PASSWORD) == "too_many_attempts"
    assert await enter(world, "somebody.else", "wrong", HOME) == "unavailable"


async def test_processes_share_ten_guesses(
    opener: Callable[[], Awaitable[OpenStore]],
) -> None:
    opened = await opener()
    stores = [opened.store, await opened.again()]
    worlds = [World(store) for store in stores]
    try:
        await worlds[0].admin(username="ana")
        for world in worlds:
            world.app.services = replace(world.app.services, passwords=Leisurely())
        guesses = [enter(worlds[number % 2], "ana", f"guess {number}") for number in range(60)]
        assert (await outcomes(*guesses))["invalid_credentials"] == 10
        for world in worlds:
            assert await enter(world, "ana", PASSWORD) == "too_many_attempts"
    finally:
        for store in {id(store): store for store in stores}.values():
            await store.close()


async def test_processes_share_the_attempt_after_a_pause(
    opener: Callable[[], Awaitable[OpenStore]],
) -> None:
    opened = await opener()
    stores = [opened.store, await opened.again()]
    worlds = [World(store) for store in stores]
    try:
        await long_streak(worlds[0], "ana", await worlds[0].admin(username="ana"))
        now = worlds[0].now + 2 * SECOND
        for world in worlds:
            world.now = now
            world.app.services = replace(world.app.services, passwords=Leisurely())
        guesses = [
            enter(worlds[number % 2], "ana", f"guess {number}", f"10.3.{number}.1") for number in range(20)
        ]
        assert (await outcomes(*guesses))["invalid_credentials"] == 1
    finally:
        for store in {id(store): store for store in stores}.values():
            await store.close()


async def test_old_failures_and_streaks_are_deleted(world: World) -> None:
    for number in range(5):
        await enter(world, f"name{number}", "wrong")
    world.now += DAY + SECOND
    await enter(world, "somebody.else", "wrong", HOME)
    async with world.store.writer(world.app.services, world.now) as uow:
        throttle = uow.repository(ThrottleRepository)
        again = await throttle.lengthen_streak(unknown(world, "name0"), world.now, 400 * DAY)
        current = await throttle.lengthen_streak(unknown(world, "somebody.else"), world.now, 400 * DAY)
    assert (again.before, again.after.failures, current.after.failures) == (None, 1, 2)
