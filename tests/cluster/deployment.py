"""The product as operators run it on Galera: two web processes, a Redis, and several database nodes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from tests.blackbox.installation import Someone
from tests.cluster.galera import GaleraCluster, GaleraNode
from tests.cluster.pools import usable_connections
from tests.realtime.cluster import Cluster
from tests.services import Redis, RunningProduct
from tests.services.process import wait_for

USERS = ("web_0", "web_1")
"""Each web process signs in to the database under its own name, so that its connections can be identified."""
SYNC_SECONDS = 60


@dataclass(frozen=True)
class Deployment:
    """``web.products[i]`` signs in to ``database`` as ``USERS[i]``."""

    galera: GaleraCluster
    redis: Redis
    web: Cluster
    database: str

    @property
    def products(self) -> Sequence[RunningProduct]:
        return self.web.products

    def node_of(self, product: RunningProduct) -> GaleraNode:
        """The node that this web process used last."""
        user = USERS[self.products.index(product)]
        query = (
            f"SELECT COALESCE(MIN(time_ms), 1e9) FROM information_schema.processlist WHERE user = '{user}'"
        )
        return min(self.galera.nodes, key=lambda node: float(node.execute(query)))

    async def usable_connections(self, changed: Someone) -> list[int]:
        """How many database connections each web process can use at once; ``changed`` is renamed meanwhile."""
        admin = self.web.installation.admin
        return [
            await usable_connections(self.galera.nodes, self.database, user, product, admin, changed)
            for product, user in zip(self.products, USERS, strict=True)
        ]

    def wait_until_synced(self) -> None:
        """Wait until all nodes form one cluster again."""
        size = str(len(self.galera.nodes))
        for node in self.galera.nodes:
            wait_for(
                lambda node=node: node.is_synced() and node.status("wsrep_cluster_size") == size,
                f"{node.name} {node.number} is back in the cluster",
                SYNC_SECONDS,
            )


@contextmanager
def deployed(
    galera: GaleraCluster, redis: Redis, database: str, *, same_order: bool = False
) -> Iterator[Deployment]:
    """Two web processes on a new database.

    Each prefers a different node, because the hosts in its URL are in a different order; with ``same_order`` both
    prefer the first.
    """
    redis.flush()
    for user in USERS:
        galera.nodes[0].execute(f"CREATE USER IF NOT EXISTS {user}; GRANT ALL ON *.* TO {user};")
    hosts = [f"{node.host}:{node.port}" for node in galera.nodes]
    own = []
    for number, user in enumerate(USERS):
        first = 0 if same_order else number
        order = ",".join(hosts[first:] + hosts[:first])
        own.append({"TMS_DATABASE_URL": f"mysql+asyncmy://{user}@{order}/{database}"})
    with Cluster({"TMS_BUS_URL": redis.url()}, own=own) as web:
        yield Deployment(galera, redis, web, database)
