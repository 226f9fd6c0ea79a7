"""Programs that embed the core can subscribe a callback to events."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from tests.core.organisation import World
from tests.patience import HANGS
from tms_core.actor import SYSTEM
from tms_core.realtime.event_feed import EventFeed
from tms_core.realtime.visibility import CaughtUp, EventMessage, Message
from tms_core.users.use_cases import delete_user


@pytest.fixture
async def feed(world: World) -> AsyncIterator[EventFeed]:
    async with EventFeed(world.app) as feed:
        yield feed


async def until(condition: Callable[[], bool]) -> None:
    """Let other tasks run until the condition holds."""
    async with asyncio.timeout(HANGS):
        while not condition():  # noqa: ASYNC110 - any condition
            await asyncio.sleep(0.005)


def created(messages: list[Message]) -> list[str]:
    return [each.data.username for each in messages if isinstance(each, EventMessage)]  # type: ignore[attr-defined]


async def test_a_callback_receives_events_from_now_on(world: World) -> None:
    await world.trainee(username="before")
    told: list[Message] = []
    async with EventFeed(world.app) as feed:
        subscription = feed.subscribe(SYSTEM, told.append)
        await world.trainee(username="ines")
        await world.trainee(username="rui")
        await until(lambda: len(told) >= 2)
    assert created(told) == ["ines", "rui"]
    assert subscription.position == told[-1].position


async def test_it_resumes_from_the_position_of_an_earlier_one(world: World, feed: EventFeed) -> None:
    first: list[Message] = []
    subscription = feed.subscribe(SYSTEM, first.append)
    await world.trainee(username="ines")
    await until(lambda: bool(first))
    subscription.unsubscribe()
    await until(lambda: not subscription.is_active)
    await world.trainee(username="rui")
    second: list[Message] = []
    feed.subscribe(SYSTEM, second.append, since=subscription.position)
    await until(lambda: any(isinstance(each, CaughtUp) for each in second))
    assert (created(first), created(second)) == (["ines"], ["rui"])


async def test_an_error_in_a_callback_is_logged_and_does_not_end_it(
    world: World, feed: EventFeed, caplog: pytest.LogCaptureFixture
) -> None:
    told: list[Message] = []

    async def fails_at_first(message: Message) -> None:
        told.append(message)
        if len(told) == 1:
            raise ZeroDivisionError

    subscription = feed.subscribe(SYSTEM, fails_at_first)
    with caplog.at_level(logging.ERROR, "tms.feed"):
        await world.trainee(username="ines")
        await world.trainee(username="rui")
        await until(lambda: len(told) == 2)
    assert [record.exc_info[0] for record in caplog.records if record.exc_info] == [ZeroDivisionError]
    assert subscription.is_active


async def test_messages_wait_for_the_callback_and_each_other(world: World, feed: EventFeed) -> None:
    running, most, told = 0, 0, 0

    async def slow(_: Message) -> None:
        nonlocal running, most, told
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.01)
        running -= 1
        told += 1

    feed.subscribe(SYSTEM, slow)
    await world.trainees(5)
    await until(lambda: told >= 5)
    assert most == 1


async def test_nobody_is_called_after_unsubscribing_not_even_from_within(
    world: World, feed: EventFeed
) -> None:
    told: list[Message] = []

    def once(message: Message) -> None:
        told.append(message)
        subscription.unsubscribe()

    subscription = feed.subscribe(SYSTEM, once)
    await world.trainees(3)
    await until(lambda: not subscription.is_active)
    assert len(told) == 1


@pytest.mark.parametrize("ending", ["account", "feed"])
async def test_it_ends_with_the_account_and_with_the_feed(world: World, ending: str) -> None:
    trainee = await world.trainee()
    feed = EventFeed(world.app)
    end: Callable[[], Awaitable[object]] = {
        "account": lambda: world.app.run(delete_user, SYSTEM, trainee.id),
        "feed": lambda: feed.__aexit__(None, None, None),
    }[ending]
    async with feed:
        subscription = feed.subscribe(trainee.actor, lambda _: None)
        await asyncio.sleep(0)
        await end()
        await until(lambda: not subscription.is_active)
