"""How many database connections a web process can use at once: a failure must not cost it any."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import asyncmy
import httpx

from tests.blackbox.installation import Someone
from tests.cluster.deployment import USERS, Deployment
from tests.cluster.galera import GaleraNode
from tests.services import RunningProduct

MORE_THAN_A_POOL = 80
STEADY_SECONDS = 0.6
MOST_SECONDS = 3.0


async def usable_connections(
    deployment: Deployment, product: RunningProduct, admin: Someone, user: Someone
) -> int:
    """Makes all writes wait for a lock, sends more of them than there can be connections, and counts those that wait
    inside the database. ``user`` is whom the writes change."""
    headers = {"Authorization": f"Bearer {admin.token}"}
    url = f"{product.base_url}/users/{user.id}"
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=0)
    async with httpx.AsyncClient(timeout=60, limits=limits) as client:
        async with AsyncExitStack() as stack:
            for node in deployment.galera.nodes:
                await stack.enter_async_context(_locked(node, deployment.database))
            writes = [
                asyncio.create_task(client.put(url, json={"first_name": f"N{n}"}, headers=headers))
                for n in range(MORE_THAN_A_POOL)
            ]
            most = await _most_waiting(deployment, product)
        await asyncio.gather(*writes, return_exceptions=True)
    return most


async def _most_waiting(deployment: Deployment, product: RunningProduct) -> int:
    most, began, grown = 0, time.monotonic(), time.monotonic()
    while time.monotonic() - grown < STEADY_SECONDS and time.monotonic() - began < MOST_SECONDS:
        await asyncio.sleep(0.05)
        if (waiting := await asyncio.to_thread(_waiting, deployment, product)) > most:
            most, grown = waiting, time.monotonic()
    return most


def _waiting(deployment: Deployment, product: RunningProduct) -> int:
    user = USERS[deployment.products.index(product)]
    query = (
        f"SELECT COUNT(*) FROM information_schema.processlist WHERE user = '{user}' AND command <> 'Sleep'"
    )
    return sum(int(node.execute(query)) for node in deployment.galera.nodes)


@asynccontextmanager
async def _locked(node: GaleraNode, database: str) -> AsyncIterator[None]:
    """Hold the row that every write needs. The lock is local to the node."""
    connection = await asyncmy.connect(host=node.host, port=node.port, user="root", db=database)
    try:
        async with connection.cursor() as cursor:
            await cursor.execute("START TRANSACTION")
            await cursor.execute("SELECT * FROM stream_head FOR UPDATE")
            yield
            await cursor.execute("ROLLBACK")
    finally:
        await connection.ensure_closed()
