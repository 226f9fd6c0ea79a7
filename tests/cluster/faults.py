"""Faults of database nodes, Redis and web processes."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from tests.cluster.deployment import Deployment
from tests.cluster.galera import GaleraNode
from tests.services import RunningProduct
from tests.services.process import Server

FORGOTTEN_SECONDS = 7
"""After this long the other nodes continue without one that died. One that restarts earlier has to wait for 10 to 20 s.
"""


async def kill(server: Server, away_seconds: float) -> None:
    """kill -9, and start it again later."""
    await asyncio.to_thread(server.kill)
    await asyncio.sleep(away_seconds)
    await asyncio.to_thread(server.start)


async def freeze(server: Server, seconds: float) -> None:
    """Freeze it: its connections stay open, and nothing answers."""
    server.pause()
    try:
        await asyncio.sleep(seconds)
    finally:
        server.resume()


async def partition(node: GaleraNode, seconds: float) -> None:
    """Cut a node off from the others, while clients still reach it."""
    await asyncio.to_thread(node.isolate)
    try:
        await asyncio.sleep(seconds)
    finally:
        await asyncio.to_thread(node.rejoin)


async def rolling_restart(
    deployment: Deployment, servers: Sequence[GaleraNode] | Sequence[RunningProduct]
) -> None:
    """Restart the nodes one after the other, as for an upgrade."""
    for server in servers:
        await asyncio.to_thread(server.stop)
        await asyncio.to_thread(server.start)
        await asyncio.to_thread(deployment.wait_until_synced)
