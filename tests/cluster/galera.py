"""A private Galera cluster: MariaDB nodes on this machine that replicate synchronously."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.services import MariaDB
from tests.services.ports import Port
from tests.services.process import ServiceError, find_program

PROVIDERS = "usr/lib*/galera*/libgalera_smm.so"
STATE_TRANSFER_PROGRAMS = {"wsrep_sst_rsync": "mariadb-server", "rsync": "rsync", "lsof": "lsof"}
"""The programs with which a joining node copies another one's data, and their packages."""
USER = "mysql"
START_SECONDS = 60.0
"""A joining node copies all data from another one, possibly on a busy machine."""


class GaleraNode(MariaDB):
    """One node. `start()` returns when it is in sync with the others and accepts writes."""

    name = "galera"
    start_seconds = START_SECONDS

    def __init__(self, number: int, cluster: GaleraCluster) -> None:
        self.number = number
        self._cluster = cluster
        for program, package in STATE_TRANSFER_PROGRAMS.items():
            find_program(program, package)
        self._group, self._ist, self._sst = Port(), Port(), Port()
        super().__init__()

    @property
    def group_address(self) -> str:
        """The address at which the other nodes reach it."""
        return f"{self.host}:{self._group.number}"

    def prepare(self) -> None:
        if os.geteuid() == 0:
            shutil.chown(self.folder, USER)
        super().prepare()

    def command(self) -> Sequence[str]:
        others = [node.group_address for node in self._cluster.nodes if node is not self]
        bootstrap = not any(node.running for node in self._cluster.nodes if node is not self)
        provider_options = {
            "gmcast.listen_addr": f"tcp://{self.group_address}",
            "ist.recv_addr": f"{self.host}:{self._ist.number}",
            # Of two nodes neither has a majority when the other one dies: the first has double weight.
            "pc.weight": 2 if len(self._cluster.nodes) == 2 and self.number == 0 else 1,
            "gcache.size": "32M",
            "gcache.page_size": "16M",
        }
        return [
            *super().command(),
            "--wsrep-on=ON",
            f"--wsrep-provider={_provider()}",
            f"--wsrep-provider-options={';'.join(f'{name}={value}' for name, value in provider_options.items())}",
            "--wsrep-cluster-name=tms-tests",
            f"--wsrep-cluster-address=gcomm://{'' if bootstrap else ','.join(others)}",
            f"--wsrep-node-name=node{self.number}",
            f"--wsrep-node-address={self.host}",
            f"--wsrep-sst-receive-address={self.host}:{self._sst.number}",
            "--wsrep-sst-method=rsync",
            "--wsrep-slave-threads=2",
            "--binlog-format=ROW",
            "--innodb-autoinc-lock-mode=2",
        ]

    def is_ready(self) -> bool:
        return super().is_ready() and self.is_synced()

    def is_synced(self) -> bool:
        """Whether it belongs to the primary component and is synced."""
        try:
            return self.status("wsrep_local_state_comment") == "Synced" and self.status("wsrep_ready") == "ON"
        except ServiceError:
            return False

    def status(self, name: str) -> str:
        """The value of a status variable such as `wsrep_cluster_size`."""
        return self.execute(f"SHOW GLOBAL STATUS LIKE '{name}'").rstrip("\n").partition("\t")[2]

    def isolate(self) -> None:
        """Cut it off from the other nodes, as a broken switch would; clients still reach it."""
        self.execute("SET GLOBAL wsrep_provider_options = 'gmcast.isolate=1'")

    def rejoin(self) -> None:
        """Undo `isolate()`."""
        self.execute("SET GLOBAL wsrep_provider_options = 'gmcast.isolate=0'")

    @staticmethod
    def _run_as() -> list[str]:
        # The rsync that copies a node's data drops root privileges, and could then write nothing.
        return [f"--user={USER}"] if os.geteuid() == 0 else []

    def close(self) -> None:
        super().close()
        for port in (self._group, self._ist, self._sst):
            port.release()


class GaleraCluster:
    """`with GaleraCluster(3) as cluster: cluster.nodes[0].url("name")`."""

    def __init__(self, size: int) -> None:
        self.nodes = [GaleraNode(number, self) for number in range(size)]

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            for node in self.nodes:
                stack.enter_context(node)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()


def _provider() -> Path:
    for path in Path("/").glob(PROVIDERS):
        return path
    raise ServiceError("Galera is not installed: install it (on Debian: apt-get install galera-4)")
