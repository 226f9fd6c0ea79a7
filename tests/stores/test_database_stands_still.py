"""Databases that freeze, die and come back: nobody waits long, no resources are exhausted, nothing is lost."""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest

from tests.core.organisation import HOUR, NOW, World
from tests.patience import HANGS, check_promise, patience
from tests.services import MariaDB
from tests.services.proxy import Proxy
from tms_adapters.sql import SqlStore, migrate, open_store
from tms_adapters.sql.mariadb.database import POOL_SIZE
from tms_core.actor import SYSTEM
from tms_core.errors import TmsError
from tms_core.users.model import User
from tms_core.users.use_cases import get_user

PEOPLE = 60
FROZEN_WITHIN = 8.0
KILLED_WITHIN = 6.0
"""Seconds within which every request is answered, by another host if there is one."""


async def usable_connections(store: SqlStore) -> int:
    """How many transactions can run at once: each waits until all have a connection."""
    together, arrived = asyncio.Event(), 0

    async def one() -> None:
        nonlocal arrived
        async with store._database.reader() as connection:
            await connection._execute("SELECT 1")
            arrived += 1
            if arrived == POOL_SIZE:
                together.set()
            async with asyncio.timeout(HANGS):
                await together.wait()

    await asyncio.gather(*(one() for _ in range(POOL_SIZE)), return_exceptions=True)
    return arrived


class Requests:
    """Sixty users who read and write continuously, and how long each response took."""

    def __init__(self, world: World, trainer: User) -> None:
        self._world, self._trainer = world, trainer
        self.outcomes: Counter[str] = Counter()
        self._at_once = patience(0.5)
        self.slowest = 0.0
        self._serial = 0
        self._quickly_refused: set[int] = set()

    async def _one(self) -> str:
        try:
            if self._serial % 4 == 0:
                self._serial += 1
                start = NOW + HOUR * 2 * self._serial
                await self._world.plan(self._trainer, start=start)
            else:
                self._serial += 1
                await self._world.app.read(get_user, SYSTEM, self._trainer.id)
        except TmsError as error:
            return error.code
        return "done"

    async def _person(self, number: int) -> None:
        while True:
            began = time.monotonic()
            try:
                outcome = await self._one()
            except Exception as error:
                outcome = repr(error)
                logging.getLogger("tests").exception("a request failed")
            self.outcomes[outcome] += 1
            took = time.monotonic() - began
            self.slowest = max(self.slowest, took)
            if outcome == "unavailable" and took < self._at_once:
                self._quickly_refused.add(number)
            await asyncio.sleep(0.02 if outcome == "done" else 0.1)

    async def __aenter__(self) -> Requests:
        self._people = [asyncio.create_task(self._person(number)) for number in range(PEOPLE)]
        await self.served(60)
        return self

    async def served(self, more: int) -> None:
        """Wait until ``more`` requests have succeeded."""
        wanted = self.outcomes["done"] + more
        async with asyncio.timeout(HANGS):
            while self.outcomes["done"] < wanted:  # noqa: ASYNC110 - outcomes are a plain Counter
                await asyncio.sleep(0.02)

    async def refused_at_once(self) -> None:
        """Wait until every one of the sixty is refused in less than half a second (of an idle machine)."""
        async with asyncio.timeout(HANGS):
            while True:
                self._at_once = patience(0.5)
                self._quickly_refused.clear()
                await asyncio.sleep(self._at_once + 0.1)
                if len(self._quickly_refused) == PEOPLE:
                    return

    async def __aexit__(self, *_: object) -> None:
        for person in self._people:
            person.cancel()
        await asyncio.gather(*self._people, return_exceptions=True)


@pytest.mark.first
async def test_a_database_that_freezes_twice_is_detected_and_recovered_at_once(
    figures: Callable[[str], None],
) -> None:
    with MariaDB() as server:
        url = server.url("tms")
        await migrate(url)
        store = await open_store(url)
        world = World(store)
        async with Requests(world, await world.trainer()) as requests:
            for _ in range(2):
                requests.slowest = 0.0
                server.pause()
                began = time.monotonic()
                await requests.refused_at_once()
                figures(f"refused at once {time.monotonic() - began:.1f} s after it stood still")
                check_promise(FROZEN_WITHIN, requests.slowest)
                server.resume()
                began = time.monotonic()
                await requests.served(60)
                took = time.monotonic() - began
                figures(f"served again {took:.1f} s after it answered")
                check_promise(3, took)
        assert set(requests.outcomes) == {"done", "unavailable"}
        assert await usable_connections(store) == POOL_SIZE
        await store.close()


class TwoHosts:
    """One database that is reached through two hosts."""

    def __init__(self, first: Proxy, second: Proxy, store: SqlStore, trainer: User) -> None:
        self.first, self.second, self.store = first, second, store
        self.requests = Requests(World(store), trainer)

    async def uses(self, host: Proxy) -> None:
        """Wait until transactions use ``host``."""
        other = self.second if host is self.first else self.first
        async with asyncio.timeout(HANGS):
            while True:
                host.commands.clear()
                other.commands.clear()
                await asyncio.sleep(0.3)
                if "START TRANSACTION" in host.commands and "START TRANSACTION" not in other.commands:
                    return


@pytest.fixture
async def hosts(
    mariadb: MariaDB, fresh_mariadb_url: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[TwoHosts]:
    monkeypatch.setattr("tms_adapters.sql.mariadb.hosts.REVIEW_SECONDS", 1.0)
    url = fresh_mariadb_url()
    await migrate(url)
    plain = await open_store(url)
    async with AsyncExitStack() as stack:
        first, second = [await stack.enter_async_context(Proxy(mariadb.port)) for _ in range(2)]
        at = f":{mariadb.port}/"
        store = await open_store(url.replace(at, f":{first.port},127.0.0.1:{second.port}/"))
        yield TwoHosts(first, second, store, await World(plain).trainer())
        await store.close()
    await plain.close()


async def test_failover_from_a_frozen_host_and_back(hosts: TwoHosts, figures: Callable[[str], None]) -> None:
    async with hosts.requests as requests:
        await hosts.uses(hosts.first)
        requests.slowest = 0.0
        hosts.first.freeze()
        await hosts.uses(hosts.second)
        figures(f"slowest request when its host froze: {requests.slowest:.1f} s")
        check_promise(FROZEN_WITHIN, requests.slowest)
        hosts.first.thaw()
        await hosts.uses(hosts.first)
    # A commit whose response never arrived may have taken effect, and is refused; everything else ran on the other
    # host.
    assert set(requests.outcomes) <= {"done", "unavailable"}
    assert requests.outcomes["unavailable"] <= POOL_SIZE
    assert await usable_connections(hosts.store) == POOL_SIZE


async def test_failover_from_a_killed_host_and_back(hosts: TwoHosts, figures: Callable[[str], None]) -> None:
    async with hosts.requests as requests:
        await hosts.uses(hosts.first)
        requests.slowest = 0.0
        await hosts.first.stop()
        await hosts.uses(hosts.second)
        figures(f"slowest request when its host died: {requests.slowest:.1f} s")
        check_promise(KILLED_WITHIN, requests.slowest)
        await hosts.first.start()
        await hosts.uses(hosts.first)
    assert set(requests.outcomes) <= {"done", "unavailable"}
    assert requests.outcomes["unavailable"] <= POOL_SIZE
    assert await usable_connections(hosts.store) == POOL_SIZE


@pytest.mark.parametrize("code", [1047, 1290], ids=["outside the cluster", "read-only"])
async def test_a_host_that_reports_being_unready_is_left_at_once(hosts: TwoHosts, code: int) -> None:
    async with hosts.requests as requests:
        await hosts.uses(hosts.first)
        hosts.first.plan = lambda number, text: code
        began = time.monotonic()
        await hosts.uses(hosts.second)
        check_promise(2, time.monotonic() - began)
        await asyncio.sleep(2)
        hosts.first.plan = lambda number, text: None
        await hosts.uses(hosts.first)
    assert set(requests.outcomes) <= {"done", "unavailable"}
    assert requests.outcomes["unavailable"] <= POOL_SIZE


async def test_a_long_statement_is_not_taken_for_a_frozen_database(
    hosts: TwoHosts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tms_adapters.sql.mariadb.hosts.PROBE_AFTER", 0.5)
    async with hosts.store._database.reader() as connection:
        cursor = await connection._execute("SELECT SLEEP(3)")
        assert (await cursor.fetchall()) == ((0,),)
    assert any("wsrep_on" in command for command in hosts.first.commands)  # it was checked meanwhile
    async with hosts.requests:
        await hosts.uses(hosts.first)


async def test_requests_cancelled_at_any_moment_leak_no_connection(hosts: TwoHosts) -> None:
    rng = random.Random(7)
    for _ in range(30):
        work = [asyncio.create_task(hosts.requests._one()) for _ in range(40)]
        await asyncio.sleep(rng.uniform(0, 0.03))
        for task in work:
            task.cancel()
        await asyncio.gather(*work, return_exceptions=True)
    assert await usable_connections(hosts.store) == POOL_SIZE


async def test_a_request_cancelled_while_connecting_ends(
    fresh_mariadb_url: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """On Python 3.11 ``asyncio.wait_for`` in the driver swallows exactly this cancellation."""
    url = fresh_mariadb_url()
    await migrate(url)
    store = await open_store(url)
    loop = asyncio.get_running_loop()
    connect = loop.create_connection

    async def connect_and_give_up(*arguments: Any, **options: Any) -> Any:
        accepted = await connect(*arguments, **options)
        request.cancel()
        return accepted

    async with store._database.reader():  # the only open connection
        with monkeypatch.context() as patch:
            patch.setattr(loop, "create_connection", connect_and_give_up)
            request = asyncio.create_task(_take(store))
            with pytest.raises(asyncio.CancelledError):
                await request
    assert await usable_connections(store) == POOL_SIZE
    await store.close()


async def _take(store: SqlStore) -> None:
    async with store._database.reader():
        pass


async def test_more_requests_than_the_server_accepts_connections() -> None:
    """With the few connections available, everybody is served; without any, they are refused at once."""
    with MariaDB("--max-connections=12", "--extra-max-connections=1") as server:
        url = server.url("tms")
        await migrate(url)
        store = await open_store(url)
        world = World(store)
        async with Requests(world, await world.trainer()) as requests:
            await requests.served(600)
        assert set(requests.outcomes) == {"done"}
        await store.close()
