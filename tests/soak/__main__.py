"""Runs the product for minutes under a steady load, and checks that nothing is lost and nothing grows.

``make soak``: ten writes per second, three hundred listening sockets, and reports all the time; first one web process
on SQLite, then two on MariaDB and Redis. It prints a line every half minute and a table at the end of each run; the
exit status is 1 if a figure is outside its limit.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field

import httpx

from tests.cluster.work import report_work
from tests.findings import Findings
from tests.realtime.client import number_of, position_of
from tests.realtime.client_model import Reader
from tests.realtime.event_reader import EventReader
from tests.realtime.people import People, people_of
from tests.realtime.writers import Writers
from tests.services import RunningProduct
from tests.soak.stores import STORES, Stage
from tests.soak.usage import Usage

PEOPLE = {"admin": 3, "trainer": 9, "trainee": 18, "shifting": 1, "climbing": 1}
LISTENING = ("admin", "trainer", "trainee")
STAYS_SECONDS = (20.0, 120.0)
RENAMES = 0.05
"""A fraction of the rate elsewhere: after each renaming every trainee reloads everything, with ten requests each."""
WARM_SECONDS = 120.0
"""Until buffers and caches are full and every part has been used; two fifths of a short run."""
LINE_SECONDS = 30.0
POOL_SIZE = 32
MAX_PENDING_WRITES = 100
CATCH_UP_SECONDS = 120
READS = (
    "/sessions/?limit=100",
    "/users/?limit=100",
    "/analytics/overview",
    "/reports/generate?format=pdf",
    "/reports/generate?format=excel",
    "/reports/generate?format=csv",
)
READ_PAUSE_SECONDS = 1.0


@dataclass
class Soak:
    """``options`` are those of the command line."""

    options: argparse.Namespace
    stage: Stage
    client: httpx.AsyncClient
    people: People
    seconds: list[float] = field(default_factory=list)
    """The duration of each write."""
    reads: int = 0
    failed_reads: int = 0

    def __post_init__(self) -> None:
        people, products = self.people, self.stage.web.products
        self.writers = Writers(self.client, people, renames=RENAMES)
        listening = [(role, person) for role in LISTENING for person in people[role]]
        self.followers = [
            EventReader(
                person,
                role,
                products,
                Reader(self.client, products, person.token),
                stays_seconds=STAYS_SECONDS,
            )
            for number in range(self.options.sockets)
            for role, person in [listening[number % len(listening)]]
        ]
        self.usage = Usage(products, self.stage.open_connections)

    async def run(self) -> Findings:
        """Run the load for the requested time, then compare everybody's state with the database."""
        spare = self.people["climbing"][0]
        usable = await self.stage.usable_connections(spare)
        for follower in self.followers:
            await follower.begin()
        duration = self.options.minutes * 60
        began = time.monotonic()
        leave = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            listening = [group.create_task(follower.live(leave)) for follower in self.followers]
            watching = [
                group.create_task(one) for one in (self.usage.watch(), self._read(), self._tell(began))
            ]
            await self._write(began + duration)
            for task in watching:
                task.cancel()
            leave.set()
            for task in listening:
                task.cancel()
        usable_after = await self.stage.usable_connections(spare)
        last = number_of(position_of(self.stage.web.installation.admin))
        async with asyncio.timeout(CATCH_UP_SECONDS):
            await asyncio.gather(*(follower.catch_up(last) for follower in self.followers))
        findings = await self._findings(began, duration, last)
        findings.exactly("Database connections that each web process can use", usable_after, usable)
        return findings

    async def _findings(self, began: float, duration: float, last: int) -> Findings:
        findings = Findings()
        findings.note("Minutes", round(duration / 60, 1))
        sent = len(self.seconds)
        findings.at_least("Writes a second", round(sent / duration, 1), self.options.writes * 0.95)
        findings.note("Write: median, 99 %, longest, ms", self._latency())
        findings.note("Lists and reports read", self.reads)
        findings.none("Lists and reports that failed", self.failed_reads)
        rows = await self.stage.read_log()
        await report_work(findings, self.writers, self.followers, rows, last)
        refused = self.writers.statuses["503"] + self.writers.statuses["0"]
        findings.none("Writes that were not answered, or with 503", refused)
        warm = began + min(WARM_SECONDS, duration * 0.4)
        self.usage.report(findings, warm, self.options.sockets, POOL_SIZE)
        return findings

    async def _write(self, until: float) -> None:
        """This many per second, however long each takes."""
        products = self.stage.web.products
        pending: set[asyncio.Task[None]] = set()
        due = time.monotonic()
        while due < until:
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            due += 1 / self.options.writes
            if len(pending) < MAX_PENDING_WRITES:
                task = asyncio.create_task(self._timed(random.choice(products)))
                pending.add(task)
                task.add_done_callback(pending.discard)
        await asyncio.gather(*pending)

    async def _timed(self, product: RunningProduct) -> None:
        began = time.monotonic()
        await self.writers.act(product)
        self.seconds.append(time.monotonic() - began)

    async def _read(self) -> None:
        """Somebody looks at lists and creates a report now and then."""
        admin, number = self.people["admin"][0], 0
        headers = {"Authorization": f"Bearer {admin.token}"}
        while True:
            product = random.choice(self.stage.web.products)
            path = READS[number % len(READS)]
            number += 1
            self.failed_reads += not await self._is_read(product.base_url + path, headers)
            self.reads += 1
            await asyncio.sleep(READ_PAUSE_SECONDS)

    async def _is_read(self, url: str, headers: dict[str, str]) -> bool:
        with suppress(httpx.TransportError):
            return (await self.client.get(url, headers=headers)).status_code == 200
        return False

    async def _tell(self, began: float) -> None:
        """One line every half minute."""
        while True:
            await asyncio.sleep(LINE_SECONDS)
            minutes, seconds = divmod(round(time.monotonic() - began), 60)
            median, high, _ = self._latency()
            events = sum(len(follower.received) for follower in self.followers)
            print(
                f"{minutes:3}:{seconds:02}  {len(self.seconds):,} writes, median {median} ms, 99 % {high} ms; "
                f"{events:,} events delivered; {self.usage.latest()}",
                flush=True,
            )

    def _latency(self) -> tuple[int, int, int]:
        """Median, 99th percentile and maximum, in milliseconds."""
        if len(self.seconds) < 2:
            return 0, 0, 0
        ordered = sorted(self.seconds)
        high = ordered[int(len(ordered) * 0.99)]
        return round(statistics.median(ordered) * 1000), round(high * 1000), round(ordered[-1] * 1000)


async def _soak(options: argparse.Namespace, stage: Stage) -> Findings:
    people = await asyncio.to_thread(people_of, stage.web.installation, **PEOPLE)
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=20)
    async with httpx.AsyncClient(timeout=60, limits=limits) as client:
        return await Soak(options, stage, client, people).run()


def main() -> int:
    """Run it on each store, and check the figures."""
    parser = argparse.ArgumentParser(prog="make soak ARGS=…", description=__doc__.partition("\n")[0])
    parser.add_argument(
        "--store", action="append", choices=STORES, help="may be repeated (default: all of them)"
    )
    parser.add_argument("--minutes", type=float, default=10.0, help="how long on each (default: 10)")
    parser.add_argument("--sockets", type=int, default=300, help="how many stay connected (default: 300)")
    parser.add_argument("--writes", type=float, default=10.0, help="how many a second (default: 10)")
    options = parser.parse_args()
    verdicts = {}
    for store in options.store or STORES:
        print(f"{store}: {options.minutes:g} minutes", flush=True)
        with STORES[store]() as stage:
            findings = asyncio.run(_soak(options, stage))
        print(f"{findings}\n", flush=True)
        verdicts[store] = findings.wrong()
    for store, wrong in verdicts.items():
        print(f"{store}: FAILED: {'; '.join(wrong)}" if wrong else f"{store}: passed")
    return 1 if any(verdicts.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
