"""`tms doctor` reports the state of each node of a cluster."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from tests.cli.shell import Shell
from tests.cluster.galera import GaleraCluster, GaleraNode

pytestmark = [pytest.mark.slow, pytest.mark.first]


def wait_for(node: GaleraNode, status: str, value: str) -> None:
    end = time.monotonic() + 30
    while node.status(status) != value:
        assert time.monotonic() < end, f"{status} is still {node.status(status)}"
        time.sleep(0.1)


def cluster_lines(shell: Shell, url: str) -> dict[str, str]:
    """The level of each line about the cluster."""
    outcome = shell.tms("doctor", "--json", TMS_DATABASE_URL=url)
    return {
        line["text"]: line["level"]
        for line in json.loads(outcome.out)["checks"]
        if line["check"] == "cluster"
    }


def test_each_node_is_checked(two_nodes: GaleraCluster, tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    first, second = two_nodes.nodes
    hosts = [f"{node.host}:{node.port}" for node in two_nodes.nodes]
    url = f"mysql+asyncmy://root@{','.join(hosts)}/doctor"
    assert shell.tms("migrate", TMS_DATABASE_URL=url).status == 0
    sound = cluster_lines(shell, url)
    for host in hosts:
        assert sound[f"Galera: {host} is Synced, Primary, one of 2"] == "ok"
        assert any("rsync" in text and level == "warning" for text, level in sound.items() if host in text)
    second.isolate()
    try:
        wait_for(second, "wsrep_ready", "OFF")
        wait_for(first, "wsrep_cluster_size", "1")
        broken = cluster_lines(shell, url)
    finally:
        second.rejoin()
        wait_for(second, "wsrep_local_state_comment", "Synced")
        wait_for(first, "wsrep_cluster_size", "2")
    assert broken[f"Galera: {hosts[0]} is Synced, Primary, one of 1"] == "ok"
    lost = [level for text, level in broken.items() if hosts[1] in text and "non-Primary" in text]
    assert lost == ["problem"], broken
