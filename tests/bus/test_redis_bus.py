"""Redis carries wake-up hints between processes; without it everything still works."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest

from tests.patience import HANGS, check_promise
from tests.services import Redis
from tms_adapters.redis_bus import RedisBus
from tms_core.events import Position


@pytest.fixture
def redis() -> Iterator[Redis]:
    """A Redis that the test may stop or freeze."""
    with Redis() as server:
        yield server


def at(number: int) -> Position:
    return Position("epoch", number, "check")


async def until(condition: Callable[[], bool], seconds: float = HANGS) -> float:
    """Wait for the condition; returns the seconds it took."""
    began = time.monotonic()
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - a condition on another connection
            await asyncio.sleep(0.005)
    return time.monotonic() - began


class Ear:
    """Counts the hints received."""

    def __init__(self, bus: RedisBus) -> None:
        self.heard = 0
        bus.subscribe(self.wake)

    def wake(self) -> None:
        self.heard += 1


async def test_a_hint_reaches_this_process_at_once_and_the_others_soon(redis_server: Redis) -> None:
    name = uuid4().hex
    async with RedisBus(redis_server.url(), name) as here, RedisBus(redis_server.url(), name) as there:
        near, far = Ear(here), Ear(there)
        await until(lambda: here.hears_everyone and there.hears_everyone)
        before = near.heard, far.heard
        await here.publish(at(1))
        assert near.heard == before[0] + 1
        await until(lambda: far.heard > before[1])


async def test_installations_that_share_a_redis_do_not_hear_each_other(redis_server: Redis) -> None:
    async with (
        RedisBus(redis_server.url(), uuid4().hex) as here,
        RedisBus(redis_server.url(), uuid4().hex) as there,
    ):
        await until(lambda: here.hears_everyone and there.hears_everyone)
        far = Ear(there)
        await here.publish(at(1))
        await asyncio.sleep(0.2)
        assert far.heard == 0


async def test_a_start_does_not_wait_for_redis_and_publishing_never_fails() -> None:
    with Redis() as gone:
        url = gone.url()
    async with RedisBus(url, "x") as bus:
        near = Ear(bus)
        began = time.monotonic()
        for number in range(100):
            await bus.publish(at(number))
        check_promise(0.5, time.monotonic() - began)
        assert near.heard == 100
        await asyncio.sleep(0.5)
        assert not bus.hears_everyone


@pytest.mark.slow
@pytest.mark.parametrize("how", ["killed", "frozen"])
async def test_it_notices_when_redis_goes_away_and_comes_back(redis: Redis, how: str) -> None:
    async with RedisBus(redis.url(), "x") as here, RedisBus(redis.url(), "x") as there:
        await until(lambda: here.hears_everyone and there.hears_everyone)
        if how == "killed":
            redis.kill()
        else:
            os.kill(redis.pid, signal.SIGSTOP)
        await until(lambda: not here.hears_everyone and not there.hears_everyone)
        await here.publish(at(1))
        if how == "killed":
            redis.start()
        else:
            os.kill(redis.pid, signal.SIGCONT)
        await until(lambda: here.hears_everyone and there.hears_everyone)
        far = Ear(there)
        await here.publish(at(2))
        await until(lambda: far.heard > 0)


async def test_nothing_is_stored_in_redis(redis: Redis) -> None:
    async with RedisBus(redis.url(), "x") as bus:
        await until(lambda: bus.hears_everyone)
        await bus.publish(at(1))
        await asyncio.sleep(0.1)
        assert await bus._redis.dbsize() == 0
