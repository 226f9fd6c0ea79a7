"""Two processes on one database keep the same guarantees as one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.contracts.stores import OpenStore
from tests.contracts.test_idempotency import new_user, once
from tests.contracts.test_races import outcome, race, scheduled
from tests.contracts.transactions import look
from tests.core.organisation import HOUR, NOW, World, as_actor
from tms_core.actor import Role
from tms_core.entity import PageRequest
from tms_core.sessions.commands import add_trainees
from tms_core.sessions.inputs import TraineeList
from tms_core.sessions.queries import get_session
from tms_core.users.model import UserChanges, UserFilter, UserReader
from tms_core.users.use_cases import create_user, update_user


@pytest.fixture
async def worlds(opened: OpenStore) -> AsyncIterator[list[World]]:
    """The same organisation, as opened by each of two processes."""
    second = await opened.again()
    yield [World(opened.store), World(second)]
    await second.close()


async def test_they_see_each_others_changes_at_once(worlds: list[World]) -> None:
    first, second = worlds
    user = await first.trainer()
    for number in range(5):
        writer, reader = (first, second) if number % 2 else (second, first)
        name = f"name{number}"
        await writer.app.run(update_user, as_actor(user), user.id, UserChanges(first_name=name))
        async with look(reader.store) as uow:
            seen = await uow.repository(UserReader).get(user.id)
        assert seen is not None
        assert seen.first_name == name


async def test_forty_racers_for_one_hour_have_one_winner(worlds: list[World]) -> None:
    trainer = await worlds[0].trainer()
    result = await race(*(worlds[number % 2].plan(trainer) for number in range(40)))
    assert result == ["done"] + ["schedule_conflict"] * 39
    assert await scheduled(worlds[0]) == 1


async def test_twenty_racers_for_three_seats_fill_three(worlds: list[World]) -> None:
    trainer, trainees = await worlds[0].trainer(), await worlds[0].trainees(20)
    actor = as_actor(trainer)
    session = await worlds[0].session(trainer, capacity=3)
    result = await race(
        *(
            worlds[number % 2].app.run(
                add_trainees, actor, session.id, TraineeList(trainee_ids=(trainee.id,))
            )
            for number, trainee in enumerate(trainees)
        )
    )
    assert result == ["done"] * 3 + ["session_full"] * 17
    assert (await worlds[1].app.read(get_session, actor, session.id)).trainee_count == 3


async def test_ten_identical_requests_are_one(worlds: list[World]) -> None:
    boss = as_actor(await worlds[0].admin())
    answers = await asyncio.gather(
        *(worlds[number % 2].app.run_once(once(), create_user, boss, new_user()) for number in range(10))
    )
    assert answers == [b"ana"] * 10
    async with look(worlds[1].store) as uow:
        assert (
            await uow.repository(UserReader).page(UserFilter(roles=(Role.TRAINEE,)), PageRequest())
        ).total == 1


async def test_their_events_form_one_log(worlds: list[World], opened: OpenStore) -> None:
    trainers = [await worlds[0].trainer() for _ in range(4)]
    before = len(await opened.events())

    async def plan(number: int) -> str:
        start = NOW + HOUR * (number % 10)
        return await outcome(worlds[number % 2].plan(trainers[number % 4], start=start, title=str(number)))

    outcomes = await asyncio.gather(*(plan(number) for number in range(40)))
    told = await opened.events()
    assert [event.number for event in told] == list(range(1, len(told) + 1))
    planned = {event.data["title"] for event in told[before:]}
    assert planned == {str(number) for number, result in enumerate(outcomes) if result == "done"}
