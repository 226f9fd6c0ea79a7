"""A request that is sent twice is executed once."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.contracts.stores import ReadEvents
from tests.contracts.transactions import change, look, unit
from tests.core.organisation import NOW, World, as_actor
from tms_core.actor import Role
from tms_core.application import Store
from tms_core.application.idempotency import IdempotencyRepository, IdempotentRequest, StoredResponse
from tms_core.entity import PageRequest
from tms_core.errors import Conflict, Invalid
from tms_core.users.model import NewUser, User, UserFilter, UserReader
from tms_core.users.use_cases import create_user

DAY = timedelta(days=1)


def a_claim(**fields: object) -> StoredResponse:
    given = {"caller_id": 1, "key": "a", "fingerprint": "one", "body": b"", "created_at": NOW}
    return StoredResponse(**(given | fields))


def once(fingerprint: str = "one", key: str = "a key") -> IdempotentRequest:
    return IdempotentRequest(key=key, fingerprint=fingerprint, render=lambda user: user.username.encode())


def new_user(name: str = "ana") -> NewUser:
    return NewUser(
        username=name,
        email=f"{name}@example.org",
        role=Role.TRAINEE,
        first_name=name,
        last_name="Silva",
        password="correct horse",
    )


async def trainees(world: World) -> list[User]:
    async with look(world.store) as uow:
        return (await uow.repository(UserReader).page(UserFilter(roles=(Role.TRAINEE,)), PageRequest())).items


async def test_a_key_is_claimed_once_by_each_caller(store: Store) -> None:
    async with change(store) as uow:
        assert await uow.repository(IdempotencyRepository).claim(a_claim(), forget_before=NOW - DAY)
        await uow.repository(IdempotencyRepository).store(1, "a", b"first")
    async with change(store) as uow:
        assert not await uow.repository(IdempotencyRepository).claim(
            a_claim(fingerprint="two"), forget_before=NOW - DAY
        )
        assert await uow.repository(IdempotencyRepository).claim(
            a_claim(caller_id=2), forget_before=NOW - DAY
        )
        assert await uow.repository(IdempotencyRepository).claim(a_claim(key="A"), forget_before=NOW - DAY)
        assert await uow.repository(IdempotencyRepository).get(1, "a") == a_claim(body=b"first")


async def test_a_claim_that_was_not_committed_is_released(store: Store) -> None:
    async with unit(store) as uow:
        assert await uow.repository(IdempotencyRepository).claim(a_claim(), forget_before=NOW - DAY)
    async with change(store) as uow:
        assert await uow.repository(IdempotencyRepository).claim(a_claim(), forget_before=NOW - DAY)


async def test_stored_responses_are_deleted_after_their_time(store: Store) -> None:
    async with change(store) as uow:
        assert await uow.repository(IdempotencyRepository).claim(a_claim(), forget_before=NOW - DAY)
        later = a_claim(key="b", created_at=NOW + DAY)
        assert await uow.repository(IdempotencyRepository).claim(later, forget_before=NOW)
    async with change(store) as uow:
        again = a_claim(created_at=NOW + DAY + timedelta(seconds=1))
        assert await uow.repository(IdempotencyRepository).claim(
            again, forget_before=NOW + timedelta(seconds=1)
        )
        await uow.repository(IdempotencyRepository).store(1, "a", b"second")
        assert not await uow.repository(IdempotencyRepository).claim(
            later, forget_before=NOW + timedelta(seconds=1)
        )
    async with look(store) as uow:
        assert await uow.repository(IdempotencyRepository).get(1, "a") == replace(again, body=b"second")


async def test_claiming_a_key_that_is_being_claimed_waits_for_the_outcome(store: Store) -> None:
    claimed = asyncio.Event()

    async def slow() -> None:
        async with change(store) as uow:
            await uow.repository(IdempotencyRepository).claim(a_claim(), forget_before=NOW - DAY)
            claimed.set()
            await asyncio.sleep(0.05)
            await uow.repository(IdempotencyRepository).store(1, "a", b"slow")

    async def late() -> StoredResponse | None:
        await claimed.wait()
        async with change(store) as uow:
            assert not await uow.repository(IdempotencyRepository).claim(a_claim(), forget_before=NOW - DAY)
            return await uow.repository(IdempotencyRepository).get(1, "a")

    _, seen = await asyncio.gather(slow(), late())
    assert seen == a_claim(body=b"slow")


async def test_a_repeated_request_gets_the_first_response(world: World, events: ReadEvents) -> None:
    boss = as_actor(await world.admin())
    first = await world.app.run_once(once(), create_user, boss, new_user())
    told = await events()
    assert await world.app.run_once(once(), create_user, boss, new_user("another")) == first == b"ana"
    assert await events() == told
    assert [user.username for user in await trainees(world)] == ["ana"]


async def test_another_request_with_the_same_key_is_refused(world: World) -> None:
    boss = as_actor(await world.admin())
    await world.app.run_once(once(), create_user, boss, new_user())
    with pytest.raises(Invalid) as refusal:
        await world.app.run_once(once("two"), create_user, boss, new_user("rui"))
    assert refusal.value.code == "idempotency_key_reused"
    assert len(await trainees(world)) == 1


async def test_a_refused_request_may_be_repeated_with_its_key(world: World) -> None:
    boss = as_actor(await world.admin())
    await world.trainer(username="ana")
    with pytest.raises(Conflict):
        await world.app.run_once(once(), create_user, boss, new_user())
    assert await world.app.run_once(once("two"), create_user, boss, new_user("rui")) == b"rui"


async def test_after_a_day_a_key_can_be_reused(world: World) -> None:
    boss = as_actor(await world.admin())
    await world.app.run_once(once(), create_user, boss, new_user())
    world.now += DAY + timedelta(seconds=1)
    assert await world.app.run_once(once("two"), create_user, boss, new_user("rui")) == b"rui"


async def test_ten_identical_concurrent_requests_are_one(world: World, events: ReadEvents) -> None:
    boss = as_actor(await world.admin())
    answers = await asyncio.gather(
        *(world.app.run_once(once(), create_user, boss, new_user()) for _ in range(10))
    )
    assert answers == [b"ana"] * 10
    assert [user.username for user in await trainees(world)] == ["ana"]
    told = [event.type for event in await events()]
    assert told.count("user_created") == 2  # the admin, and the one
