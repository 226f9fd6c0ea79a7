"""Two database nodes, two web processes that each write to one of them, and one node that dies.

The short form of what `make cluster-test` does to three nodes for minutes.
"""

from __future__ import annotations

import asyncio

import httpx
import pytest

from tests.cluster.conftest import people_of
from tests.cluster.deployment import deployed
from tests.cluster.faults import FORGOTTEN_SECONDS, kill
from tests.cluster.findings import Findings
from tests.cluster.galera import GaleraCluster
from tests.cluster.races import RACERS, Races
from tests.cluster.work import Work
from tests.conftest import Figures
from tests.services import Redis

pytestmark = [pytest.mark.cluster, pytest.mark.services]

ROUNDS = 12
MOST_SECONDS = 120


async def test_two_processes_that_write_to_two_nodes_keep_every_promise(
    two_nodes: GaleraCluster, redis_server: Redis, figures: Figures
) -> None:
    findings = Findings()
    with deployed(two_nodes, redis_server, "tms_two_nodes") as running:
        people = people_of(
            running.web.installation, admin=1, trainer=RACERS, trainee=RACERS, shifting=1, climbing=1
        )
        admin = running.web.installation.admin
        async with asyncio.timeout(MOST_SECONDS), httpx.AsyncClient(timeout=60) as client:
            work = Work(running, client, people)
            races = Races(client, running.products, admin, people["trainer"], people["trainee"])
            nodes = {running.node_of(product).number for product in running.products}
            findings.exactly("Nodes written to", len(nodes), 2)
            async with work.going_on():
                await races.run(ROUNDS)
                await kill(two_nodes.nodes[1], FORGOTTEN_SECONDS)
                await races.run(ROUNDS)
            await work.report(findings)
        races.report(findings, admin.done("GET", "/sessions/?limit=500"))
        figures(str(findings))
        findings.check()
