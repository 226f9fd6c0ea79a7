"""A MariaDB or MySQL database: connections for units of work and for reads."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from asyncmy.constants.CLIENT import FOUND_ROWS
from sqlalchemy import URL

from tms_adapters.sql.feature import UniqueViolation
from tms_adapters.sql.maintenance.urls import host_and_port
from tms_adapters.sql.mariadb.connection import MariaConnection
from tms_adapters.sql.mariadb.errors import Lost
from tms_adapters.sql.mariadb.hosts import Hosts
from tms_adapters.sql.mariadb.pool import CONNECT_TIMEOUT
from tms_core.errors import TmsError, TransactionConflict, Unavailable

POOL_SIZE = 32
UNIT_TIMEOUT = 20  # seconds, for a whole unit or read
LOCK_TIMEOUT = 10  # seconds that a statement waits for a lock
SQL_MODE = "SET SESSION sql_mode = 'STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'"
"""Whatever the server's own mode, which may cut long values without an error, store empty text as null, or change the
meaning of quotes."""
SESSION = (
    f"{SQL_MODE}; "
    "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED; "
    f"SET SESSION innodb_lock_wait_timeout = {LOCK_TIMEOUT} "
    f"/*M!100300 , idle_transaction_timeout = {UNIT_TIMEOUT + 5}, max_statement_time = {UNIT_TIMEOUT + 5} */"
)
"""The server's time limits are for abandoned work: it ends statements that were given up, and transactions
of a process that hangs, which would otherwise hold their locks for hours."""


class MariaDatabase:
    """Connections to the first usable host."""

    def __init__(self, hosts: list[tuple[str, int]], url: URL) -> None:
        self._hosts = Hosts(
            [host_and_port(host, port) for host, port in hosts],
            [connect_options(url, host, port) for host, port in hosts],
            POOL_SIZE,
        )

    async def open(self) -> None:
        """Choose a host; connections are opened on demand."""
        await self._hosts.open()

    def reader(self) -> AbstractAsyncContextManager[MariaConnection]:
        """A connection in autocommit mode. If it is lost, the whole read can be retried."""
        return self._connection()

    @asynccontextmanager
    async def writer(self, *, is_durable: bool = True) -> AsyncIterator[MariaConnection]:
        """A connection with a transaction, rolled back unless it was committed."""
        async with self._connection() as connection:
            await connection.begin()
            yield connection

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[MariaConnection]:
        host = None
        limit = asyncio.timeout(UNIT_TIMEOUT)
        try:
            async with limit:
                host, raw = await self._hosts.take()
                try:
                    yield MariaConnection(raw, host)
                    await _undo(raw)
                except (TmsError, UniqueViolation, TransactionConflict):
                    await _undo(raw)
                    raise
                except BaseException:
                    raw.close()  # a reply may be half read: do not reuse it
                    raise
                finally:
                    host.pool.give_back(raw)
        except Lost as error:
            if host is not None:
                host.pool.doubt_idle()
            raise TransactionConflict(str(error)) from error
        except TimeoutError as error:
            if not limit.expired():
                raise
            raise Unavailable(
                cause=f"database host {host}: a unit of work took more than {UNIT_TIMEOUT} seconds"
            ) from error

    async def ready(self) -> None:
        """See ``Database``: reading already reveals every problem."""

    async def close(self) -> None:
        """Close every connection, including those in use."""
        await self._hosts.close()


async def _undo(raw: Any) -> None:
    """Roll back an open transaction. If that fails, close the connection, which has the same effect."""
    if not raw.get_transaction_status():
        return
    try:
        await raw.rollback()
    except Exception:
        raw.close()
    except BaseException:
        raw.close()
        raise


def connect_options(url: URL, host: str, port: int) -> dict[str, Any]:
    """The driver's options for one host.

    The cache of prepared statements is off: while preparing a statement, the driver treats any error as
    meaning that the statement cannot be prepared. When the error was that another Galera node had aborted
    the transaction, the following statements were committed one by one.
    """
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
        "stmt_cache_size": 0,
        **{name: value for name, value in url.query.items() if name == "unix_socket"},
    }
