"""The configurations of the soak test: one web process on SQLite, or two on MariaDB and Redis."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass

from tests.blackbox.installation import Someone
from tests.cluster.pools import usable_connections
from tests.realtime.cluster import Cluster
from tests.realtime.expected_events import Row, read_log
from tests.services import MariaDB, Redis

DATABASE = "tms_soak"
USERS = ("web_0", "web_1")
"""Each web process signs in to the database under its own name, so that its connections can be counted."""


@dataclass(frozen=True)
class Stage:
    """The products under load. On SQLite there are no database connections to count, and both lists are empty."""

    web: Cluster
    read_log: Callable[[], Awaitable[Sequence[Row]]]
    open_connections: Callable[[], Sequence[int]]
    """How many each web process holds."""
    usable_connections: Callable[[Someone], Awaitable[Sequence[int]]]
    """How many each web process can use at once, measured by changing this user."""


@contextmanager
def on_sqlite() -> Iterator[Stage]:
    """One web process, the usual set-up."""
    with Cluster({}, own=[{}]) as web:

        async def log() -> Sequence[Row]:
            path = web.products[0].data_dir / "tms.db"
            with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
                found = connection.execute(
                    "SELECT pos, event_id, type, entity_id, actor_id, payload FROM event_log ORDER BY pos"
                ).fetchall()
            return [Row(*row[:5], payload=json.loads(row[5])) for row in found]

        async def usable(changed: Someone) -> Sequence[int]:
            return []

        yield Stage(web, log, list, usable)


@contextmanager
def on_mariadb() -> Iterator[Stage]:
    """Two web processes that share a MariaDB and a Redis."""
    with MariaDB() as mariadb, Redis() as redis:
        for user in USERS:
            mariadb.execute(f"CREATE USER {user}; GRANT ALL ON *.* TO {user};")
        own = [{"TMS_DATABASE_URL": mariadb.url(DATABASE).replace("root@", f"{user}@")} for user in USERS]

        def connections() -> Sequence[int]:
            counted = mariadb.execute(
                "SELECT user, COUNT(*) FROM information_schema.processlist GROUP BY user"
            )
            by_user = dict(line.split("\t") for line in counted.splitlines())
            return [int(by_user.get(user, 0)) for user in USERS]

        with Cluster({"TMS_BUS_URL": redis.url()}, own=own) as web:

            async def usable(changed: Someone) -> Sequence[int]:
                admin = web.installation.admin
                return [
                    await usable_connections([mariadb], DATABASE, user, product, admin, changed)
                    for product, user in zip(web.products, USERS, strict=True)
                ]

            yield Stage(web, lambda: read_log(mariadb, DATABASE), connections, usable)


STORES: Mapping[str, Callable[[], AbstractContextManager[Stage]]] = {
    "sqlite": on_sqlite,
    "mariadb": on_mariadb,
}
