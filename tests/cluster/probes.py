"""Clients that send requests continuously while a node fails: how long until all are served normally again?"""

from __future__ import annotations

import asyncio
import itertools
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import asyncmy
import httpx

from tests.blackbox.installation import Someone
from tests.cluster.galera import GaleraNode
from tests.services import RunningProduct

EACH = 4
"""Readers, and as many writers, at each web process."""
PAUSE_SECONDS = 0.05
NOT_SERVED_SECONDS = 1.5
"""A response that takes longer, or is an error, means that the client still depended on a failed node."""
READ, WRITE, DATABASE = "read", "write", "direct write"


@dataclass
class Probes:
    """``trouble`` holds when failed or slow requests ended, on the monotonic clock."""

    client: httpx.AsyncClient
    statuses: Counter[str] = field(default_factory=Counter)
    trouble: dict[str, list[float]] = field(default_factory=lambda: {READ: [], WRITE: [], DATABASE: []})
    _waiting: dict[str, dict[int, float]] = field(default_factory=lambda: {READ: {}, WRITE: {}, DATABASE: {}})
    """When unanswered requests began, by client."""
    _clients: Iterator[int] = field(default_factory=itertools.count)

    async def ask(self, product: RunningProduct, admin: Someone, writes_to: Someone | None) -> None:
        """Read, or change the name of ``writes_to``, for ever."""
        kind = WRITE if writes_to else READ
        headers = {"Authorization": f"Bearer {admin.token}"}
        client, number = next(self._clients), 0
        while True:
            number += 1
            began = self._waiting[kind][client] = time.monotonic()
            if writes_to:
                path, body = f"/users/{writes_to.id}", {"last_name": f"Number {number}"}
                status = await self._status("PUT", product.base_url + path, json=body, headers=headers)
            else:
                status = await self._status("GET", f"{product.base_url}/sessions/?limit=5", headers=headers)
            self.statuses[f"{kind} {status}"] += 1
            ended = time.monotonic()
            del self._waiting[kind][client]
            if status != 200 or ended - began > NOT_SERVED_SECONDS:
                self.trouble[kind].append(ended)
            await asyncio.sleep(PAUSE_SECONDS)

    async def ask_database(self, node: GaleraNode) -> None:
        """Write directly to a node that survives, to measure the recovery of the cluster itself."""
        connection = await asyncmy.connect(host=node.host, port=node.port, user="root", autocommit=True)
        try:
            async with connection.cursor() as cursor:
                await cursor.execute("CREATE DATABASE IF NOT EXISTS probes")
                await cursor.execute(f"CREATE OR REPLACE TABLE probes.node{node.number} (n INT)")
                while True:
                    began = time.monotonic()
                    await cursor.execute(f"INSERT INTO probes.node{node.number} VALUES (1)")
                    if (ended := time.monotonic()) - began > NOT_SERVED_SECONDS:
                        self.trouble[DATABASE].append(ended)
                    await asyncio.sleep(PAUSE_SECONDS)
        finally:
            connection.close()

    async def _status(self, method: str, url: str, **more: object) -> int:
        try:
            answer = await self.client.request(method, url, **more)  # type: ignore[arg-type]
        except httpx.TransportError:
            return 0
        return answer.status_code

    def seconds_of_trouble(self, kind: str, since: float) -> float:
        """From ``since`` (monotonic) until the last request of this kind that was not served normally."""
        now = time.monotonic()
        waiting = [now for began in self._waiting[kind].values() if now - began > NOT_SERVED_SECONDS]
        return max((ended - since for ended in [*self.trouble[kind], *waiting] if ended > since), default=0.0)


@asynccontextmanager
async def probing(
    products: Sequence[RunningProduct],
    admin: Someone,
    users: Sequence[Someone],
    surviving: GaleraNode,
) -> AsyncIterator[Probes]:
    """Probes at every product until the block ends. Each writer changes its own user from ``users``."""
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    async with httpx.AsyncClient(timeout=60, limits=limits) as client, asyncio.TaskGroup() as group:
        probes = Probes(client)
        left = list(users)
        tasks = [
            group.create_task(probes.ask(product, admin, writes_to))
            for product in products
            for _ in range(EACH)
            for writes_to in (None, left.pop())
        ]
        tasks.append(group.create_task(probes.ask_database(surviving)))
        try:
            yield probes
        finally:
            for task in tasks:
                task.cancel()
