"""People who work and people who listen while the installation has faults; and the results of their work."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx

from tests.cluster.audit import acknowledged_and_gone, audit
from tests.cluster.deployment import Deployment
from tests.findings import Findings
from tests.realtime.client import number_of, position_of
from tests.realtime.client_model import Reader
from tests.realtime.deliveries import count_deliveries
from tests.realtime.event_reader import EventReader
from tests.realtime.expected_events import Row, read_log
from tests.realtime.people import People
from tests.realtime.writers import Writers

WRITERS_EACH = 2
"""At each web process."""
ENDS_OF_SOCKETS = {1006, 1012, 1013, 4410}
"""Death of a process, shutdown, database unavailable, too slow: a client reconnects after any of these."""
LISTENING = ("admin", "trainer", "trainee")
CATCH_UP_SECONDS = 60


@dataclass
class Work:
    """``people`` by role: admins, trainers, trainees, and those who switch between two roles."""

    deployment: Deployment
    client: httpx.AsyncClient
    people: People

    def __post_init__(self) -> None:
        people = self.people
        self.writers = Writers(self.client, people)
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
        await report_work(findings, self.writers, self.followers, rows, last)
        audit(deployment, findings)


async def report_work(
    findings: Findings,
    writers: Writers,
    followers: Sequence[EventReader],
    rows: Sequence[Row],
    last: int,
) -> None:
    """The results of the writers' work: all of it is in the log, ``rows`` up to number ``last``, and was delivered."""
    numbers = [row.number for row in rows]
    findings.exactly("Event log without gaps", numbers == list(range(1, last + 1)), True)
    findings.note("Answers to writers (0: none)", dict(sorted(writers.statuses.items())))
    errors = [status for status in writers.statuses if status.startswith("5") and status != "503"]
    findings.none("Errors other than 503", sum(writers.statuses[status] for status in errors))
    gone = acknowledged_and_gone(writers.acknowledged, rows)
    findings.none("Acknowledged changes that are not in the log", len(gone))
    connected, drops = sum(one.connected for one in followers), sum(one.drops for one in followers)
    findings.note("Clients, connections, dropped by the client", (len(followers), connected, drops))
    closes: Counter[int] = Counter()
    for follower in followers:
        closes.update(follower.closes)
    findings.note("Sockets ended by the server", dict(closes))
    odd_codes = set(closes) - ENDS_OF_SOCKETS
    findings.none("Sockets ended with another code", sum(closes[code] for code in odd_codes))
    not_resumed = [one for follower in followers for one in follower.not_resumed]
    if not_resumed:
        findings.note(
            "Not resumed: number, given instead, after seconds",
            [(n.held, n.number, n.seconds) for n in not_resumed[:9]],
        )
    deliveries = await count_deliveries(followers, rows)
    findings.note("Events delivered", deliveries.events)
    for what, found in vars(deliveries).items():
        if what != "events":
            findings.none(f"Deliveries: {what.replace('_', ' ')}", found)
