"""Waiting for what consumers do in the background."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from tests.consumers.ledger import handled
from tests.patience import HANGS
from tms_core.actor import SYSTEM
from tms_core.application import Application
from tms_core.consumers.follower import Pace
from tms_core.consumers.model import ConsumerStatus
from tms_core.consumers.use_cases import get_statuses

QUICK = Pace(poll=0.02, retries=(0.01, 0.02), save=0.05)


async def until(is_so: Callable[[], Awaitable[bool]]) -> None:
    """Return once it is so."""
    async with asyncio.timeout(HANGS):
        while True:
            if await is_so():
                return
            await asyncio.sleep(0.01)


async def status_of(app: Application, consumer: str = "clerk") -> ConsumerStatus:
    """What the store knows of a consumer; it must have been registered."""
    [found] = [each for each in await app.read(get_statuses, SYSTEM) if each.name == consumer]
    return found


async def until_registered(app: Application, consumer: str = "clerk") -> None:
    """Return once the consumer has a position."""

    async def is_so() -> bool:
        return any(each.name == consumer for each in await app.read(get_statuses, SYSTEM))

    await until(is_so)


async def until_handled(app: Application, positions: list[int], consumer: str = "clerk") -> None:
    """Return once a consumer has handled as many events; fails unless it was these, once each and in this order."""

    async def is_so() -> bool:
        return len(await handled(app, consumer)) >= len(positions)

    await until(is_so)
    assert await handled(app, consumer) == positions


async def until_position(app: Application, position: int, consumer: str = "clerk") -> None:
    """Return once a consumer has come so far."""

    async def is_so() -> bool:
        return (await status_of(app, consumer)).position >= position

    await until(is_so)
