"""Connections break, and a web process, Redis and the database are killed while people work.

Every committed event reaches every client that may see it once and in order, nobody receives an event that they may not
see, and every client state that was kept up to date by events finally equals a fresh read.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import httpx
import pytest

from tests.conftest import Figures
from tests.patience import HANGS
from tests.realtime.client import number_of, position_of
from tests.realtime.client_model import Reader
from tests.realtime.cluster import Cluster
from tests.realtime.deliveries import is_due, missed_and_foreign
from tests.realtime.event_reader import EventReader
from tests.realtime.expected_events import Delivery, ExpectedEvents, Row, read_log
from tests.realtime.people import People, people_of
from tests.realtime.writers import Writers
from tests.services import MariaDB, Redis
from tests.services.process import Server, wait_for

pytestmark = [pytest.mark.services, pytest.mark.slow, pytest.mark.first]

DATABASE = "tms_chaos"
DROPS_WHILE_CALM = 100
"""Before, between and after the failures, everybody is disconnected about three times while people work."""
AWAY_SECONDS = 2
MOST_SECONDS = 2 * HANGS
ROLES = {"admin": 3, "trainer": 5, "trainee": 7}
SOCKETS_EACH = 2
ENDED_BY_CHAOS = {1006, 1013, 4410}


@dataclass
class Deployment:
    """Everything that may fail."""

    mariadb: MariaDB
    redis: Redis
    cluster: Cluster
    people: People


@pytest.fixture
def deployment() -> Iterator[Deployment]:
    with MariaDB() as mariadb, Redis() as redis:
        variables = {"TMS_DATABASE_URL": mariadb.url(DATABASE), "TMS_BUS_URL": redis.url()}
        with Cluster(variables) as cluster:
            yield Deployment(
                mariadb, redis, cluster, people_of(cluster.installation, **ROLES, shifting=2, climbing=1)
            )


async def test_every_event_reaches_its_audience_once_and_in_order(
    deployment: Deployment, figures: Figures
) -> None:
    async with asyncio.timeout(MOST_SECONDS), httpx.AsyncClient(timeout=40) as client:
        products = deployment.cluster.products
        followers = [
            EventReader(person, role, products, Reader(client, products, person.token), forgets)
            for role in (*ROLES, "shifting")
            for number, person in enumerate(deployment.people[role])
            for forgets in ([False] * SOCKETS_EACH + [True] * (number == 0))
        ]
        for follower in followers:
            await follower.begin()
        writers = await _live(deployment, client, followers)
        last = number_of(position_of(deployment.cluster.installation.admin))
        await asyncio.gather(*(follower.catch_up(last) for follower in followers))
        rows = await read_log(deployment.mariadb, DATABASE)
        assert [row.number for row in rows] == list(range(1, last + 1))
        _show_counts(figures, rows, followers, writers)
        told = ExpectedEvents(rows).told
        for follower in followers:
            await _check(follower, rows, told)
        assert not [status for status in writers.statuses if status.startswith("5") and status != "503"]


async def _live(
    deployment: Deployment, client: httpx.AsyncClient, followers: Sequence[EventReader]
) -> Writers:
    """Let everyone work and listen while one thing after the other fails and recovers."""
    people = deployment.people
    writers = Writers(client, people)
    no_more_work, no_more_drops = asyncio.Event(), asyncio.Event()
    async with asyncio.TaskGroup() as group:
        for follower in followers:
            group.create_task(follower.live(no_more_drops))
        working = [
            group.create_task(writers.work(product, no_more_work))
            for product in deployment.cluster.products
            for _ in range(2)
        ]
        await _stay_calm(followers)
        for dying, away in (
            (deployment.cluster.products[0], 0),
            (deployment.redis, AWAY_SECONDS),
            (deployment.mariadb, 0),
            (deployment.cluster.products[1], AWAY_SECONDS),
        ):
            await _die_and_come_back(dying, away)
            await _stay_calm(followers)
        no_more_work.set()
        await asyncio.wait(working)
        no_more_drops.set()
    return writers


async def _stay_calm(followers: Sequence[EventReader]) -> None:
    """Until everything works again, and for a while longer."""

    def drops() -> int:
        return sum(follower.drops for follower in followers)

    wanted = drops() + DROPS_WHILE_CALM
    await asyncio.to_thread(wait_for, lambda: drops() >= wanted, f"{DROPS_WHILE_CALM} disconnections")


async def _die_and_come_back(server: Server, away_seconds: float) -> None:
    await asyncio.to_thread(server.kill)
    await asyncio.sleep(away_seconds)
    await asyncio.to_thread(server.start)


async def _check(follower: EventReader, rows: Sequence[Row], told: Sequence[Delivery]) -> None:
    who = f"{follower.role} {follower.person.id}"
    assert set(follower.closes) <= ENDED_BY_CHAOS, (who, follower.closes)
    assert not follower.not_resumed, (who, follower.not_resumed)
    numbers = [number for number, _, _ in follower.received]
    assert numbers == sorted(set(numbers)), f"{who}: doubled, or out of order"
    for number, kind, event_id in follower.received:
        row = rows[number - 1]
        assert (row.type, row.event_id) == (kind, event_id), who
    missed, foreign = missed_and_foreign(follower, told)
    assert not foreign, f"{who} got what is not theirs: {[told[number - 1] for number in foreign[:3]]}"
    assert not missed, f"{who} missed {len(missed)}: {[told[number - 1] for number in missed[:3]]}"
    for resync in follower.resyncs:
        assert is_due(resync, follower, rows), (who, resync)
    fresh = await follower.reader.screen()
    assert follower.screen.sessions == fresh.sessions, who
    assert follower.screen.users == fresh.users, who
    assert follower.screen.assignments == fresh.assignments, who


def _show_counts(
    figures: Figures, rows: Sequence[Row], followers: Sequence[EventReader], writers: Writers
) -> None:
    closes: Counter[int] = Counter()
    for follower in followers:
        closes.update(follower.closes)
    resyncs = Counter(resync.reason for follower in followers for resync in follower.resyncs)
    figures(f"{len(rows)} events in the log, {sum(len(one.received) for one in followers)} deliveries")
    connected, dropped = sum(one.connected for one in followers), sum(one.drops for one in followers)
    figures(f"{len(followers)} clients, {connected} connections, {dropped} dropped by the client")
    figures(
        f"ended by the server, or by its death (1006): {dict(closes)}; asked to read anew: {dict(resyncs)}"
    )
    figures(f"answers to writers (0: none): {dict(writers.statuses)}; done: {dict(writers.acts)}")
    figures(f"events by type: {dict(Counter(row.type for row in rows))}")
