"""People who work and people who listen, while the installation is in trouble; and what became of their work."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx

from tests.blackbox.installation import Someone
from tests.cluster.audit import acknowledged_and_gone, audit
from tests.cluster.deployment import Deployment
from tests.cluster.findings import Findings
from tests.realtime.client import number_of, position_of
from tests.realtime.client_model import Reader
from tests.realtime.deliveries import count_deliveries
from tests.realtime.event_reader import EventReader
from tests.realtime.expected_events import read_log
from tests.realtime.writers import Writers

WRITERS_EACH = 2
"""At each web process."""
ENDS_OF_SOCKETS = {1006, 1012, 1013, 4410}
"""Cut off by the death of a process, going down, database away, too slow: a client comes back after any of these."""
LISTENING = ("admin", "trainer", "trainee")
CATCH_UP_SECONDS = 60


@dataclass
class Work:
    """``people`` by role: admins, trainers, trainees, and those who change between two roles."""

    deployment: Deployment
    client: httpx.AsyncClient
    people: dict[str, list[Someone]]

    def __post_init__(self) -> None:
        people = self.people
        self.writers = Writers(
            self.client,
            people["admin"],
            people["trainer"],
            people["trainee"],
            people["shifting"],
            people["climbing"],
        )
        products = self.deployment.products
        self.followers = [
            EventReader(
                person, role, products, Reader(self.client, products, person.token), forgets=number == 0
            )
            for role in (*LISTENING, "shifting")
            for number, person in enumerate(people[role])
        ]

    @asynccontextmanager
    async def going_on(self) -> AsyncIterator[None]:
        """Writers at both web processes, and clients that keep losing their sockets, until the block ends."""
        for follower in self.followers:
            await follower.begin()
        no_more_work, no_more_drops = asyncio.Event(), asyncio.Event()
        async with asyncio.TaskGroup() as group:
            for follower in self.followers:
                group.create_task(follower.live(no_more_drops))
            working = [
                group.create_task(self.writers.work(product, no_more_work))
                for product in self.deployment.products
                for _ in range(WRITERS_EACH)
            ]
            try:
                yield
            finally:
                no_more_work.set()
                await asyncio.wait(working)
                no_more_drops.set()

    async def report(self, findings: Findings) -> None:
        """Let everybody catch up, then compare what they hold with the log and with fresh reads."""
        deployment = self.deployment
        await asyncio.to_thread(deployment.wait_until_synced)
        last = number_of(position_of(deployment.web.installation.admin))
        async with asyncio.timeout(CATCH_UP_SECONDS):
            await asyncio.gather(*(follower.catch_up(last) for follower in self.followers))
        rows = await read_log(deployment.galera.nodes[0], deployment.database)
        numbers = [row.number for row in rows]
        findings.exactly("Event log without gaps", numbers == list(range(1, last + 1)), True)
        self._report_work(findings)
        gone = acknowledged_and_gone(self.writers.acknowledged, rows)
        findings.none("Acknowledged changes that are not in the log", len(gone))
        deliveries = await count_deliveries(self.followers, rows)
        findings.note("Events delivered", deliveries.events)
        for what, found in vars(deliveries).items():
            if what != "events":
                findings.none(f"Deliveries: {what.replace('_', ' ')}", found)
        audit(deployment, findings)

    def _report_work(self, findings: Findings) -> None:
        statuses = self.writers.statuses
        findings.note("Answers to writers (0: none)", dict(sorted(statuses.items())))
        errors = [status for status in statuses if status.startswith("5") and status != "503"]
        findings.none("Errors other than 503", sum(statuses[status] for status in errors))
        connected, drops = (sum(counted) for counted in zip(*self._connections(), strict=True))
        findings.note("Clients, connections, dropped by the client", (len(self.followers), connected, drops))
        closes: Counter[int] = Counter()
        for follower in self.followers:
            closes.update(follower.closes)
        findings.note("Sockets ended by the server", dict(closes))
        findings.none(
            "Sockets ended with another code", sum(closes[code] for code in set(closes) - ENDS_OF_SOCKETS)
        )

    def _connections(self) -> Sequence[tuple[int, int]]:
        return [(follower.connected, follower.drops) for follower in self.followers]
