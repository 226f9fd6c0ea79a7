"""Nodes that freeze or die: how soon everybody uses another one, and what it costs."""

from __future__ import annotations

import asyncio
import time

import pytest

from tests.cluster.deployment import Deployment, deployed
from tests.cluster.faults import freeze, kill
from tests.cluster.galera import GaleraCluster, GaleraNode
from tests.cluster.probes import DATABASE, EACH, READ, WRITE, probing
from tests.conftest import Figures
from tests.findings import Findings
from tests.realtime.people import people_of
from tests.services import Redis
from tests.services.process import wait_for

pytestmark = pytest.mark.cluster

LEAVES_FROZEN_SECONDS = 8
LEAVES_KILLED_SECONDS = 6
AFTER_THE_CLUSTER_SECONDS = 2
"""Nobody can write before the other nodes have agreed to continue without the failed one, for which Galera takes up to
6.3 s: writes may take that long then."""
AWAY_SECONDS = 11
COMES_BACK_SECONDS = 30


async def test_everybody_switches_away_from_a_frozen_or_killed_node_in_seconds(
    three_nodes: GaleraCluster, redis_server: Redis, figures: Figures
) -> None:
    findings = Findings()
    failing_node, _, surviving = three_nodes.nodes
    with deployed(three_nodes, redis_server, "tms_failover", same_order=True) as running:
        people = people_of(running.web.installation, trainee=2 * EACH + 1)
        admin, [spare, *trainees] = running.web.installation.admin, people["trainee"]
        before = await running.usable_connections(spare)
        async with probing(running.products, admin, trainees, surviving) as probes:
            for what, fault, most in (
                ("frozen", freeze, LEAVES_FROZEN_SECONDS),
                ("frozen again", freeze, LEAVES_FROZEN_SECONDS),
                ("killed", kill, LEAVES_KILLED_SECONDS),
            ):
                await _until_all_use(running, failing_node)
                began = time.monotonic()
                failing = asyncio.create_task(fault(failing_node, AWAY_SECONDS))
                await asyncio.sleep(AWAY_SECONDS - 1)
                read, write, direct = (
                    round(probes.seconds_of_trouble(kind, began), 1) for kind in (READ, WRITE, DATABASE)
                )
                findings.at_most(f"Node {what}: seconds until every read is served", read, most)
                findings.note(f"Node {what}: seconds until the database takes writes", direct)
                longest = max(most, direct + AFTER_THE_CLUSTER_SECONDS)
                findings.at_most(f"Node {what}: seconds until every write is served", write, longest)
                await failing
                await asyncio.to_thread(running.wait_until_synced)
        after = await running.usable_connections(spare)
        findings.exactly("Connections that each web process can use", after, before)
        findings.note("Answers to probes", dict(sorted(probes.statuses.items())))
        odd = [status for status in probes.statuses if not status.endswith(("200", "503"))]
        findings.none("Answers other than 200 and 503", len(odd))
        figures(str(findings))
        findings.check()


async def _until_all_use(running: Deployment, node: GaleraNode) -> None:
    """Web processes return to the first host in their URL once it has recovered."""
    await asyncio.to_thread(
        wait_for,
        lambda: all(running.node_of(product) is node for product in running.products),
        f"both web processes use node {node.number}",
        COMES_BACK_SECONDS,
    )
