"""Two database nodes, two web processes that each write to one of them, and one node that dies.

The short version of what `make cluster-test` does to three nodes for minutes.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import httpx
import pytest

from tests.cluster.deployment import deployed
from tests.cluster.faults import FORGOTTEN_SECONDS, kill
from tests.cluster.galera import GaleraCluster
from tests.cluster.races import RACERS, Races
from tests.cluster.work import Work
from tests.conftest import Figures
from tests.findings import Findings
from tests.realtime.people import people_of
from tests.services import Redis
from tms_adapters.sql import migrate, open_store
from tms_adapters.sql.maintenance.copying import copy_database

pytestmark = [pytest.mark.slow, pytest.mark.first]

ROUNDS = 12
MOST_SECONDS = 120
MIGRATE = "import asyncio, sys; from tms_adapters.sql import migrate; asyncio.run(migrate(sys.argv[1]))"


async def test_two_processes_writing_to_two_nodes_keep_every_guarantee(
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
                # Without any, nobody has written to the same rows on both nodes, and the races prove nothing.
                aborted = await asyncio.to_thread(aborted_transactions, two_nodes)
                findings.at_least("Transactions that the cluster aborted", aborted, 1)
                await kill(two_nodes.nodes[1], FORGOTTEN_SECONDS)
                await races.run(ROUNDS)
            await work.report(findings)
        races.report(findings, admin.done("GET", "/sessions/?limit=500"))
        figures(str(findings))
        findings.check()


def aborted_transactions(cluster: GaleraCluster) -> int:
    """How many lost against one on another node since the nodes were started."""
    counters = ("wsrep_local_bf_aborts", "wsrep_local_cert_failures")
    return sum(int(node.status(counter)) for node in cluster.nodes for counter in counters)


async def test_a_process_leaves_an_isolated_node_before_a_request_fails(
    two_nodes: GaleraCluster, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tms_adapters.sql.mariadb.hosts.REVIEW_SECONDS", 1.0)
    remaining, cut_off = (f"{node.host}:{node.port}" for node in two_nodes.nodes)
    node = two_nodes.nodes[1]
    url = node.url("tms_cut_off").replace(cut_off, f"{cut_off},{remaining}")
    await migrate(url)
    store = await open_store(url)  # from here on nobody uses the connection that this has opened
    try:
        node.isolate()
        try:
            await logged(
                caplog, f"using database host {remaining} instead of {cut_off} (not part of the primary"
            )
            await store.ready()
        finally:
            node.rejoin()
        await logged(caplog, f"using database host {cut_off} instead of {remaining}")
    finally:
        await store.close()


async def logged(caplog: pytest.LogCaptureFixture, words: str, seconds: float = 60.0) -> None:
    """Wait until a line of the log contains `words`."""
    async with asyncio.timeout(seconds):
        while words not in caplog.text:  # noqa: ASYNC110 - nobody announces a line of the log
            await asyncio.sleep(0.1)


async def test_processes_starting_at_once_on_two_nodes_create_one_schema(two_nodes: GaleraCluster) -> None:
    starts = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-c", MIGRATE, node.url("tms_starts"), stderr=asyncio.subprocess.PIPE
        )
        for _ in range(3)
        for node in two_nodes.nodes
    ]
    complaints = [(await start.communicate())[1].decode() for start in starts]
    assert [start.returncode for start in starts] == [0] * 6, complaints
    for node in two_nodes.nodes:
        heads = "SET SESSION wsrep_sync_wait = 1; SELECT COUNT(*) FROM tms_starts.stream_head"
        assert node.execute(heads) == "1\n"


async def test_an_installation_is_copied_into_a_cluster(two_nodes: GaleraCluster, tmp_path: Path) -> None:
    source, target = f"sqlite:///{tmp_path}/tms.db", two_nodes.nodes[1].url("tms_copied")
    await migrate(source)
    for _ in range(2):  # into a database that does not exist, and over an unused copy
        copied = await copy_database(source, target, live=False, progress=lambda done, total: None)
        assert copied.ignored == []
