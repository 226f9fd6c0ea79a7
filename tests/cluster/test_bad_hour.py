"""A bad hour in a few minutes: everything that can fail does, while people work and listen."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from tests.cluster.audit import audit
from tests.cluster.deployment import deployed
from tests.cluster.faults import FORGOTTEN_SECONDS, freeze, kill, partition, rolling_restart
from tests.cluster.galera import GaleraCluster
from tests.cluster.races import RACERS, Races
from tests.cluster.work import Work
from tests.conftest import Figures
from tests.findings import Findings
from tests.realtime.people import people_of
from tests.services import Redis

pytestmark = pytest.mark.cluster

ROUNDS = 8
CALM_SECONDS = 3
MOST_SECONDS = 200


@pytest.mark.parametrize("same_order", [False, True], ids=["different first hosts", "the same first host"])
async def test_races_have_one_winner_on_whichever_nodes(
    three_nodes: GaleraCluster, redis_server: Redis, figures: Figures, same_order: bool
) -> None:
    findings = Findings()
    database = f"tms_races_{same_order:d}"
    with deployed(three_nodes, redis_server, database, same_order=same_order) as running:
        people = people_of(running.web.installation, trainer=RACERS, trainee=RACERS)
        async with asyncio.timeout(MOST_SECONDS), httpx.AsyncClient(timeout=60) as client:
            races = Races(
                client, running.products, running.web.installation.admin, people["trainer"], people["trainee"]
            )
            findings.exactly(
                "Nodes written to", len({running.node_of(one) for one in running.products}), 2 - same_order
            )
            if not same_order:
                await races.run(ROUNDS)
            # When a node comes back, some processes have returned to it and some have not: they write to different
            # nodes.
            await freeze(three_nodes.nodes[0], FORGOTTEN_SECONDS)
            await races.run(ROUNDS)
        await asyncio.to_thread(running.wait_until_synced)
        races.report(findings, running.web.installation.admin.done("GET", "/sessions/?limit=500"))
        audit(running, findings)
        figures(str(findings))
        findings.check()


async def test_nothing_is_lost_duplicated_or_shown_wrongly_in_a_bad_hour(
    three_nodes: GaleraCluster, redis_server: Redis, figures: Figures
) -> None:
    findings = Findings()
    with deployed(three_nodes, redis_server, "tms_bad_hour") as running:
        people = people_of(running.web.installation, admin=2, trainer=4, trainee=6, shifting=1, climbing=1)
        limits = httpx.Limits(max_connections=None)
        async with asyncio.timeout(MOST_SECONDS), httpx.AsyncClient(timeout=60, limits=limits) as client:
            work = Work(running, client, people)
            spare = people["climbing"][0]
            usable = await running.usable_connections(spare)
            first, second, third = three_nodes.nodes
            async with work.going_on():
                for fault in (
                    kill(first, FORGOTTEN_SECONDS),
                    freeze(second, FORGOTTEN_SECONDS),
                    partition(first, FORGOTTEN_SECONDS),
                    kill(redis_server, 1),
                    kill(running.products[0], 0),
                    rolling_restart(running, three_nodes.nodes),
                    rolling_restart(running, running.products),
                    freeze(third, FORGOTTEN_SECONDS),
                ):
                    await asyncio.sleep(CALM_SECONDS)
                    await fault
                    await asyncio.to_thread(running.wait_until_synced)
                await asyncio.sleep(CALM_SECONDS)
            await asyncio.to_thread(running.wait_until_synced)
            findings.exactly(
                "Connections that each web process can use", await running.usable_connections(spare), usable
            )
            await work.report(findings)
        figures(str(findings))
        findings.check()
