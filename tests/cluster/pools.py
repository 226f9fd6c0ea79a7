"""How many database connections a web process can use at once: a failure must not lose any."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

import asyncmy
import httpx

from tests.blackbox.installation import Someone
from tests.patience import patience
from tests.services import MariaDB, RunningProduct

MORE_THAN_A_POOL = 80
STEADY_SECONDS = 1.0
MAX_SECONDS = 5.0
LOCK_SECONDS = 20.0
DEADLOCK = 1213


async def usable_connections(
    nodes: Sequence[MariaDB],
    database: str,
    database_user: str,
    product: RunningProduct,
    admin: Someone,
    changed: Someone,
) -> int:
    """Make all writes wait for a lock, send more of them than there can be connections, and count those that wait
    inside the database.

    ``product`` signs in to ``nodes`` as ``database_user``; the writes change the user ``changed``.
    """
    headers = {"Authorization": f"Bearer {admin.token}"}
    url = f"{product.base_url}/users/{changed.id}"
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=0)
    async with httpx.AsyncClient(timeout=60, limits=limits) as client:
        async with _locked(nodes, database):
            writes = [
                asyncio.create_task(client.put(url, json={"first_name": f"N{n}"}, headers=headers))
                for n in range(MORE_THAN_A_POOL)
            ]
            most = await _most_waiting(nodes, database_user)
        await asyncio.gather(*writes, return_exceptions=True)
    return most


async def _most_waiting(nodes: Sequence[MariaDB], database_user: str) -> int:
    """How many wait once their number no longer grows, which starts when the first write has reached the lock."""
    most, grown = 0, time.monotonic()
    latest = grown + patience(MAX_SECONDS)
    while time.monotonic() < latest and (not most or time.monotonic() - grown < STEADY_SECONDS):
        await asyncio.sleep(0.05)
        if (waiting := await asyncio.to_thread(_waiting, nodes, database_user)) > most:
            most, grown = waiting, time.monotonic()
    return most


def _waiting(nodes: Sequence[MariaDB], database_user: str) -> int:
    query = (
        "SELECT COUNT(*) FROM information_schema.processlist "
        f"WHERE user = '{database_user}' AND command <> 'Sleep'"
    )
    return sum(int(node.execute(query)) for node in nodes)


@asynccontextmanager
async def _locked(nodes: Sequence[MariaDB], database: str) -> AsyncIterator[None]:
    """Lock the row that every write needs, on every node, because locks are local to a node."""
    async with AsyncExitStack() as stack:
        connections = []
        for node in nodes:
            connection = await asyncmy.connect(host=node.host, port=node.port, user="root", db=database)
            stack.push_async_callback(connection.ensure_closed)
            connections.append(connection)
        async with asyncio.timeout(LOCK_SECONDS):
            while not await _lock(connections):
                pass
        yield


async def _lock(connections: Sequence[asyncmy.Connection]) -> bool:
    """Whether the lock is held: a write that had begun earlier on another node takes it away."""
    try:
        for statement in (
            "SET SESSION wsrep_sync_wait = 1",  # later statements wait until all writes of other nodes are applied
            "START TRANSACTION",
            "SELECT * FROM stream_head FOR UPDATE",
            "SELECT * FROM stream_head",
        ):
            for connection in connections:
                async with connection.cursor() as cursor:
                    await cursor.execute(statement)
    except asyncmy.errors.OperationalError as error:
        if error.args[0] != DEADLOCK:
            raise
        return False
    return True
