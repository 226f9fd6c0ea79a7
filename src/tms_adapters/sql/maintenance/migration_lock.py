"""Ensures that only one process at a time changes the schema of a MariaDB database or Galera cluster.

``GET_LOCK`` excludes processes on the same node and is released with the connection. Across nodes, a lease
row is updated by compare-and-set, which the cluster grants to one process only. While working, the holder
keeps incrementing a heartbeat in the row. A row whose heartbeat has stopped was left by a process that died,
and is taken over.
"""

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from tms_core.errors import Unavailable

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

LOCK = "tms_migrate"
LEASE_TABLE = "migration_lock"
WAIT_SECONDS = 120.0
POLL_SECONDS = 0.5
HEARTBEAT_SECONDS = 2.0
ABANDONED_SECONDS = 20.0

CREATE = (
    "CREATE TABLE IF NOT EXISTS migration_lock (id INT PRIMARY KEY, holder VARCHAR(36) NOT NULL, "
    "heartbeat BIGINT NOT NULL, takeovers BIGINT NOT NULL) ENGINE=InnoDB"
)
ADD_ROW = "INSERT IGNORE INTO migration_lock VALUES (1, '', 0, 0)"
READ = "SELECT holder, heartbeat FROM migration_lock WHERE id = 1"
TAKE = (
    "UPDATE migration_lock SET holder = :me, heartbeat = heartbeat + 1 "
    "WHERE id = 1 AND holder = :holder AND heartbeat = :heartbeat"
)
BEAT = "UPDATE migration_lock SET heartbeat = heartbeat + 1 WHERE id = 1 AND holder = :me"
RELEASE = "UPDATE migration_lock SET holder = '' WHERE id = 1 AND holder = :me"
ANNOUNCE_TAKEOVER = "UPDATE migration_lock SET takeovers = takeovers + 1 WHERE id = 1"
COLLISIONS = (1205, 1213)


@asynccontextmanager
async def migration_lock(engine: "AsyncEngine") -> AsyncIterator[None]:
    """Hold the migration lock of the database that ``engine`` connects to.

    Raises ``Unavailable`` if another process holds it for more than two minutes.
    """
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        name = {"name": f"{LOCK}.{engine.url.database}"[:64]}
        wait = {"seconds": WAIT_SECONDS}
        if not await connection.scalar(text("SELECT GET_LOCK(:name, :seconds)"), name | wait):
            raise _taken()
        try:
            if await _is_cluster(connection):
                async with cluster_lock(connection):
                    yield
            else:
                yield
        finally:
            with suppress(SQLAlchemyError, OSError):  # released with the connection anyway
                await connection.execute(text("SELECT RELEASE_LOCK(:name)"), name)


@asynccontextmanager
async def cluster_lock(connection: "AsyncConnection") -> AsyncIterator[None]:
    """Hold the lease row. ``connection`` must be in autocommit mode and is not
    used for anything else meanwhile."""
    me = str(uuid.uuid4())
    try:
        async with asyncio.timeout(WAIT_SECONDS):
            await _acquire(connection, me)
    except TimeoutError:
        raise _taken() from None
    done = asyncio.Event()
    heartbeat = asyncio.create_task(_beat(connection, me, done))
    try:
        yield
    finally:
        done.set()
        with suppress(SQLAlchemyError, OSError):  # the lease then expires by itself
            await heartbeat
            await _write(connection, RELEASE, me=me)


async def _acquire(connection: "AsyncConnection", me: str) -> None:
    clock = asyncio.get_running_loop().time
    await connection.exec_driver_sql(CREATE)
    await _write(connection, ADD_ROW)
    last: Any = None
    since = clock()
    while True:
        lease = (await connection.exec_driver_sql(READ)).one()
        if lease != last:
            last, since = lease, clock()
        if lease.holder and clock() - since > ABANDONED_SECONDS:
            # Altering a large table blocks every write on all nodes, including the holder's heartbeat. Once
            # a write of ours succeeds, the next heartbeat of a holder that is alive does too.
            await _write(connection, ANNOUNCE_TAKEOVER)
            await asyncio.sleep(2 * HEARTBEAT_SECONDS)
        elif lease.holder:
            await asyncio.sleep(POLL_SECONDS)
            continue
        if await _write(connection, TAKE, me=me, holder=lease.holder, heartbeat=lease.heartbeat):
            return


async def _beat(connection: "AsyncConnection", me: str, done: asyncio.Event) -> None:
    while not done.is_set():
        await _write(connection, BEAT, me=me)
        with suppress(TimeoutError):
            async with asyncio.timeout(HEARTBEAT_SECONDS):
                await done.wait()


async def _write(connection: "AsyncConnection", sql: str, **values: Any) -> int:
    """Returns the number of changed rows. Retries after a conflict with a write on another node."""
    while True:
        try:
            return (await connection.execute(text(sql), values)).rowcount
        except DBAPIError as error:
            if getattr(error.orig, "args", (0,))[0] not in COLLISIONS:
                raise
            await asyncio.sleep(POLL_SECONDS)


async def _is_cluster(connection: "AsyncConnection") -> bool:
    found = (await connection.exec_driver_sql("SHOW GLOBAL VARIABLES LIKE 'wsrep_on'")).all()
    return [row.Value for row in found] == ["ON"]


def _taken() -> Unavailable:
    return Unavailable(
        "The database cannot be used.",
        cause=f"another process has been changing its schema for more than {WAIT_SECONDS:g} seconds",
    )
