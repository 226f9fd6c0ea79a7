"""Processes that die at any moment lose no effect, and repeat none."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from enum import Enum, auto
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from tests.consumers.ledger import NEWS, NOISE, clerk, happen, memory_store, sql_store
from tests.consumers.waiting import QUICK, status_of, until, until_handled, until_registered
from tests.core.organisation import services
from tests.patience import HANGS, check_promise
from tms_core.actor import SYSTEM
from tms_core.application import Application, StoreUnit
from tms_core.application.feature import Start
from tms_core.consumers.model import Lease
from tms_core.consumers.runner import Consumers
from tms_core.consumers.use_cases import handle_events, take_lease
from tms_core.events import LoggedEvent
from tms_core.unit_of_work import Services, UnitOfWork

ROOT = Path(__file__).parents[2]


class Crash(Enum):
    """When a process dies, relative to the step that it takes."""

    NEVER = auto()
    IN_THE_HANDLER = auto()
    BEFORE_THE_COMMIT = auto()
    AFTER_THE_COMMIT = auto()


class Died(BaseException):
    """The process is gone."""


def dying(
    writer: Callable[[Services, datetime], AbstractAsyncContextManager[StoreUnit]], crash: Crash
) -> Callable[[Services, datetime], AbstractAsyncContextManager[StoreUnit]]:
    """The same transactions, in which the process dies at the commit."""

    @asynccontextmanager
    async def writing(services: Services, now: datetime, **options: bool) -> AsyncIterator[StoreUnit]:
        async with writer(services, now, **options) as unit:
            commit: Callable[[int | None], Awaitable[Any]] = unit.commit

            async def and_die(actor_id: int | None) -> Any:
                if crash is Crash.AFTER_THE_COMMIT:
                    await commit(actor_id)
                raise Died

            unit.commit = and_die  # type: ignore[method-assign]
            yield unit

    return writing


Step = tuple[Crash, int, int]
"""How a process dies, how many events it reads, and how many more are recorded before that."""

steps = some.lists(
    some.tuples(some.sampled_from(Crash), some.integers(1, 4), some.integers(0, 3)), max_size=25
)


@settings(max_examples=60, deadline=None)
@given(steps)
def test_whenever_a_process_dies_each_event_has_its_effect_once(steps: list[Step]) -> None:
    """Each step is taken by another process, which first has to take the lease of the one before."""

    async def run() -> None:
        dies_at: list[int] = []

        async def die(uow: UnitOfWork, event: LoggedEvent) -> None:
            if dies_at and event.position.number >= dies_at[0]:
                raise Died

        consumer = clerk(then=die, start=Start.BEGINNING)
        store = memory_store(consumer)
        app = Application(store, services())
        async with Consumers(app, pace=QUICK):
            await until_registered(app)
        writer = store.writer
        for number, (crash, batch, more) in enumerate(steps):
            await app.run(happen, SYSTEM, NEWS if number % 3 else NOISE, more)
            lease = Lease(holder=f"p{number}", duration=timedelta(seconds=-1))
            assert await app.run(take_lease, SYSTEM, "clerk", lease)
            position = (await status_of(app)).position
            events = await store.log.after(position, batch)
            dies_at[:] = [position + 1 + len(events) // 2] if crash is Crash.IN_THE_HANDLER else []
            if crash in (Crash.BEFORE_THE_COMMIT, Crash.AFTER_THE_COMMIT):
                store.writer = dying(writer, crash)  # type: ignore[method-assign]
            try:
                await app.run(handle_events, SYSTEM, consumer, position, events, lease)
            except Died:
                pass
            finally:
                store.writer = writer  # type: ignore[method-assign]
        dies_at.clear()
        news = [each.position.number for each in await store.log.after(0, 1000) if each.event.type == "news"]
        async with Consumers(app, pace=replace(QUICK, lease=0.06)):
            await until_handled(app, news)

    asyncio.run(run())


WORKER = """
import asyncio, sys
from tests.consumers.ledger import clerk, sql_store
from tests.core.organisation import services
from tms_core.application import Application
from tms_core.consumers.runner import Consumers

async def slowly(uow, event):
    await asyncio.sleep(0.1)

async def main():
    app = Application(await sql_store(sys.argv[1], clerk(then=slowly)), services())
    async with Consumers(app) as consumers:
        print(consumers.holder, flush=True)
        await asyncio.Event().wait()

asyncio.run(main())
"""


@asynccontextmanager
async def process(url: str) -> AsyncIterator[tuple[asyncio.subprocess.Process, str]]:
    """A process of its own that runs consumers, and the name under which it holds leases."""
    running = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        WORKER,
        url,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'src'}"},
        stdout=asyncio.subprocess.PIPE,
    )
    assert running.stdout is not None
    try:
        async with asyncio.timeout(HANGS):
            yield running, (await running.stdout.readline()).decode().strip()
    finally:
        if running.returncode is None:
            running.kill()
        await running.wait()


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("mariadb", marks=pytest.mark.services)])
async def test_when_a_process_is_killed_another_goes_on_within_five_seconds(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path}/tms.db"
    if kind == "mariadb":
        url = request.getfixturevalue("fresh_mariadb_url")()
    store = await sql_store(url, clerk())
    app = Application(store, services())
    async with AsyncExitStack() as stack:
        stack.push_async_callback(store.close)
        processes = {}
        for _ in range(2):
            running, name = await stack.enter_async_context(process(url))
            processes[name] = running
        await until_registered(app)
        await app.run(happen, SYSTEM, NEWS, 12)

        async def is_at_work() -> bool:
            return (await status_of(app)).position >= 2

        await until(is_at_work)
        holder = (await status_of(app)).holder
        assert holder is not None
        processes.pop(holder).send_signal(signal.SIGKILL)
        died = time.monotonic()
        [survivor] = processes

        async def has_taken_over() -> bool:
            return (await status_of(app)).holder == survivor

        await until(has_taken_over)
        check_promise(5, time.monotonic() - died)
        await until_handled(app, list(range(1, 13)))
        processes[survivor].terminate()
