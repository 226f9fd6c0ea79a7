"""MariaDB and MySQL through asyncmy: its pools, its cursors, its prepared statements."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import asyncmy
from asyncmy.constants.CLIENT import FOUND_ROWS
from asyncmy.errors import Error as DriverError
from sqlalchemy import URL
from sqlalchemy.dialects.mysql.asyncmy import MySQLDialect_asyncmy

from tms_adapters.sql.compiled_query import Query
from tms_adapters.sql.connection import Outcome, UniqueViolation
from tms_core.errors import TmsError, TransactionConflict, Unavailable

T = TypeVar("T")

log = logging.getLogger("tms.database")

DIALECT = MySQLDialect_asyncmy()
POOL_SIZE = 32
CONNECT_TIMEOUT = 5  # seconds, to get a connection to one host, new or used
UNIT_TIMEOUT = 20  # seconds, for all of a unit or look: a frozen database must not hold requests for ever
PING_AFTER = 5.0  # seconds a connection may idle unquestioned
RECYCLE_AFTER = 1800  # seconds

DUPLICATE = 1062
COLLIDED = frozenset({1020, 1205, 1213})  # changed since read, lock timeout, deadlock
DISCONNECTED = frozenset({1047, 1053, 1152, 1180, 1184, 1317, 1927, 2003, 2006, 2013, 2014, 2055, 4031})
"""Not ready (Galera), shutting down, aborted, commit refused, killed, and the client's own codes for a lost server."""

SESSION = "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED"


class Lost(Exception):
    """The connection is of no use any more."""


class MariaConnection:
    """A connection out of the pool, for one unit of work or one look."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    async def rows(self, query: Query[T], /, **parameters: Any) -> list[T]:
        """See ``Connection``."""
        compiled = query.compiled(DIALECT)
        cursor = await self._execute(compiled.sql, compiled.values(parameters))
        return compiled.read(await cursor.fetchall())

    async def scan(self, query: Query[T], /, **parameters: Any) -> list[T]:
        """See ``Connection``; the server does the work, so nothing is too much."""
        return await self.rows(query, **parameters)

    async def run(self, query: Query[Any], /, **parameters: Any) -> Outcome:
        """See ``Connection``."""
        compiled = query.compiled(DIALECT)
        cursor = await self._execute(compiled.sql, compiled.values(parameters))
        return Outcome(cursor.rowcount, cursor.lastrowid)

    async def begin(self) -> None:
        """At READ COMMITTED every statement sees what others have committed by then."""
        await self._execute("START TRANSACTION")

    async def commit(self) -> None:
        """Raises ``Unavailable`` when the connection is lost here: whether it counted is then unknown."""
        try:
            await self._execute("COMMIT")
        except Lost as error:
            raise Unavailable(
                "The database went away just now. Check whether the change was made."
            ) from error

    async def rollback(self) -> None:
        """See ``Connection``."""
        await self._execute("ROLLBACK")

    async def take_positions(self, count: int, check: str) -> int:
        """See ``Connection``; LAST_INSERT_ID brings the new position back with the update's own answer."""
        sql = "UPDATE stream_head SET pos = LAST_INSERT_ID(pos + %s), last_check = %s WHERE id = 1"
        return int((await self._execute(sql, (count, check))).lastrowid)

    async def _execute(self, sql: str, values: tuple[Any, ...] | None = None) -> Any:
        cursor = self._connection.cursor()
        try:
            await cursor.execute(sql, values)
        except (DriverError, OSError, EOFError, AttributeError) as error:
            raise _translated(error) from error
        return cursor


def _translated(error: Exception) -> Exception:
    code = error.args[0] if isinstance(error, DriverError) and error.args else 2013
    if code == DUPLICATE:
        return UniqueViolation(str(error.args[1]).rpartition(" for key ")[2].strip("'"))
    if code in COLLIDED:
        return TransactionConflict(str(code))
    if code in DISCONNECTED:
        return Lost(str(code))
    return error


class MariaDatabase:
    """Pools of connections, one for each host; the first host that answers is used until it fails."""

    def __init__(self, hosts: list[tuple[str, int]], url: URL) -> None:
        self._hosts = hosts
        self._url = url
        self._pools: list[Any] = []
        self._active = 0
        self._trusted_since = 0.0

    async def open(self) -> None:
        """Make the pools; connections are opened when they are first needed."""
        for host, port in self._hosts:
            pool = await asyncmy.create_pool(
                minsize=0,
                maxsize=POOL_SIZE,
                pool_recycle=RECYCLE_AFTER,
                **connect_options(self._url, host, port),
            )
            self._pools.append(pool)

    @asynccontextmanager
    async def reader(self) -> AsyncIterator[MariaConnection]:
        """A connection in autocommit mode. A lost one is worth another try of the whole look."""
        async with self._connection() as connection:
            yield connection

    @asynccontextmanager
    async def writer(self) -> AsyncIterator[MariaConnection]:
        """A connection with a transaction on it, undone unless it was committed."""
        async with self._connection() as connection:
            await connection.begin()
            yield connection

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[MariaConnection]:
        try:
            async with asyncio.timeout(UNIT_TIMEOUT):
                pool, raw = await self._acquire()
                try:
                    yield MariaConnection(raw)
                except (TmsError, UniqueViolation):
                    await _undo(raw)
                    raise
                except BaseException:
                    raw.close()  # in the middle of an answer, perhaps: never to be used again
                    raise
                finally:
                    pool.release(raw)
        except Lost as error:
            self._trusted_since = asyncio.get_running_loop().time()
            raise TransactionConflict from error
        except TimeoutError as error:
            raise Unavailable from error

    async def _acquire(self) -> tuple[Any, Any]:
        for _ in self._pools:
            pool = self._pools[self._active]
            try:
                return pool, await self._living(pool)
            except (DriverError, OSError) as error:
                log.warning("database host %s:%s: %s", *self._hosts[self._active], error)
                self._active = (self._active + 1) % len(self._pools)
        raise Unavailable

    async def _living(self, pool: Any) -> Any:
        """A connection that has been used a moment ago, or answers a ping."""
        now = asyncio.get_running_loop().time()
        while True:
            async with asyncio.timeout(CONNECT_TIMEOUT):
                raw = await pool.acquire()
            if raw.last_usage > max(self._trusted_since, now - PING_AFTER):
                return raw
            try:
                await raw.ping(reconnect=False)
            except (DriverError, OSError, EOFError, AttributeError):
                raw.close()
                pool.release(raw)
            else:
                return raw

    async def ready(self) -> None:
        """See ``Database``: nothing is known beyond what reading tells."""

    async def close(self) -> None:
        """Close every connection, those in use as well."""
        for pool in self._pools:
            pool.terminate()
            await pool.wait_closed()


async def _undo(raw: Any) -> None:
    try:
        await raw.rollback()
    except (DriverError, OSError, EOFError, AttributeError):
        raw.close()


def connect_options(url: URL, host: str, port: int) -> dict[str, Any]:
    """What the driver needs to know to reach one host."""
    return {
        "host": host,
        "port": port,
        "user": url.username or "",
        "password": url.password or "",
        "database": url.database,
        "charset": "utf8mb4",
        "autocommit": True,
        "client_flag": FOUND_ROWS,
        "init_command": SESSION,
        "connect_timeout": CONNECT_TIMEOUT,
        "stmt_cache_size": 256,
        **{name: value for name, value in url.query.items() if name == "unix_socket"},
    }
