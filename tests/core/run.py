"""Asynchronous tests inside Hypothesis tests, which are synchronous."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from tests.core.organisation import World
from tms_adapters.memory import MemoryStore


def run_in_memory(prove: Callable[[World], Awaitable[None]]) -> None:
    """Run a coroutine function on an empty organisation in memory."""

    async def fresh() -> None:
        await prove(World(MemoryStore()))

    asyncio.run(fresh())
