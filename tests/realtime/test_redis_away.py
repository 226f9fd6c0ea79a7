"""Redis is unavailable until the product's retries are furthest apart: everything still arrives by polling the
database; and it recovers by itself."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field

import pytest
import redis

from tests.blackbox.installation import Someone
from tests.conftest import Figures
from tests.patience import check_promise
from tests.realtime.client import Connect, Message, Socket, about
from tests.realtime.cluster import Cluster
from tests.services import MariaDB, Redis

pytestmark = [pytest.mark.services, pytest.mark.slow, pytest.mark.first]

AWAY_SECONDS = 14
"""After 12 seconds of failures the product retries at most every five seconds."""
PRUNE_INTERVAL_SECONDS = 0.5
SLOWER_SECONDS = 1.0


@dataclass
class Deployment:
    """Two processes with a Redis of their own, which may be ``frozen`` or ``stopped``."""

    name: str
    bus: Redis
    cluster: Cluster
    trainer: Someone = field(init=False)
    listeners: list[Socket] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.trainer = self.cluster.installation.add("trainer")
        self.writer = self.cluster.at(self.trainer, self.cluster.products[1])

    async def told(self, seconds: float) -> list[float]:
        """Create sessions at the second process for this long; returns for each the seconds until the last listener
        received it."""
        took = []
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            new = self.cluster.installation.new_session()
            session = await asyncio.to_thread(self.writer.done, "POST", "/sessions/", new)
            committed = time.monotonic()
            wanted = about("session_created", id=session["id"])
            await asyncio.gather(*(listener.wait(wanted) for listener in self.listeners))
            took.append(time.monotonic() - committed)
            await asyncio.sleep(PRUNE_INTERVAL_SECONDS)
        return took

    def commands(self) -> int:
        """The number of commands that Redis has executed since it started."""
        with redis.Redis.from_url(self.bus.url()) as client:
            return int(client.info("stats")["total_commands_processed"])


@pytest.fixture
def deployments(mariadb: MariaDB) -> Iterator[list[Deployment]]:
    """Both at once, because most of the time is spent waiting."""
    with ExitStack() as stack:
        found = []
        for name in ("frozen", "stopped"):
            database = f"tms_redis_{name}"
            stack.callback(mariadb.execute, f"DROP DATABASE {database}")
            bus = stack.enter_context(Redis())
            variables = {"TMS_DATABASE_URL": mariadb.url(database), "TMS_BUS_URL": bus.url()}
            found.append(Deployment(name, bus, stack.enter_context(Cluster(variables))))
        yield found


async def test_without_redis_delivery_is_only_slower(
    deployments: list[Deployment], connect: Connect, figures: Figures
) -> None:
    for deployment in deployments:
        deployment.listeners = [
            await connect(deployment.trainer, at=product) for product in deployment.cluster.products
        ]
    await asyncio.gather(*(lose_redis_for_a_while(deployment, figures) for deployment in deployments))


async def lose_redis_for_a_while(deployment: Deployment, figures: Figures) -> None:
    before = await deployment.told(2)
    await asyncio.to_thread(deployment.bus.pause if deployment.name == "frozen" else deployment.bus.stop)
    away = await deployment.told(AWAY_SECONDS)
    await asyncio.to_thread(deployment.bus.resume if deployment.name == "frozen" else deployment.bus.start)
    healing = await deployment.told(3)
    commands = deployment.commands()
    after = await deployment.told(2)
    used = deployment.commands() - commands
    for name, took in (("there", before), ("away", away), ("back", after)):
        milliseconds = sorted(seconds * 1000 for seconds in took)
        median = milliseconds[len(took) // 2]
        figures(
            f"{deployment.name}, {name}: {len(took)} events, median {median:.0f} ms, worst {milliseconds[-1]:.0f}"
        )
    # One hiccup of a busy machine is allowed.
    check_promise(SLOWER_SECONDS, sorted(away)[-2])
    check_promise(SLOWER_SECONDS, sorted(after)[-2])
    assert used >= len(after), "the bus is not used again"
    made = [created(listener.heard) for listener in deployment.listeners]
    assert made[0] == made[1] == sorted(set(made[0]))
    assert len(made[0]) == len(before) + len(away) + len(healing) + len(after)
    assert {message["type"] for message in deployment.listeners[0].heard} <= {
        "ready",
        "session_created",
        "mark",
        "ping",
    }


def created(heard: list[Message]) -> list[int]:
    return [message["data"]["id"] for message in heard if message["type"] == "session_created"]
