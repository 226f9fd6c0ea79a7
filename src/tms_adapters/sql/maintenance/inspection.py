"""Read-only checks of a database that may be down, frozen, full or broken, and the thread they run on."""

import asyncio
import contextlib
import sqlite3
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from tms_adapters.sql.feature import built_in, metadata_of
from tms_adapters.sql.maintenance.connections import reason
from tms_adapters.sql.maintenance.migrations import head_revision
from tms_adapters.sql.maintenance.urls import DatabaseUrl, host_and_port
from tms_adapters.sql.sqlite.companions import address, check_companions, companion
from tms_core.errors import Unavailable, requires_extra

T = TypeVar("T")


async def in_daemon_thread(work: Callable[[], T]) -> T:
    """The result of ``work``, run on a daemon thread, so that work that hangs (on a dead disk, for example)
    does not stop the process from exiting."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def settle(finish: Callable[[], None]) -> None:
        if not done.done():
            finish()

    def run() -> None:
        try:
            finish = partial(done.set_result, work())
        except Exception as error:
            finish = partial(done.set_exception, error)
        with contextlib.suppress(RuntimeError):  # the caller is gone
            loop.call_soon_threadsafe(settle, finish)

    threading.Thread(target=run, daemon=True).start()
    return await done


Rows = list[tuple[Any, ...]]

ANSWER_SECONDS = 5
SQLITE_COLUMNS = (
    "SELECT tables.name, columns.name FROM sqlite_master AS tables, pragma_table_info(tables.name) AS columns "
    "WHERE tables.type = 'table'"
)
MARIADB_COLUMNS = (
    "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = DATABASE()"
)


class Inspection:
    """Runs read-only queries, each on its own connection and within five seconds."""

    def __init__(self, url: str) -> None:
        where = DatabaseUrl.parse(url)
        self._url = where.url
        self._hosts = {host_and_port(host, port): (host, port) for host, port in where.hosts}
        self.path: Path | None = where.path
        """The database file, for SQLite."""
        self.hosts = list(self._hosts)
        """Every ``host:port``, for MariaDB; the first is preferred."""

    @property
    def head(self) -> str:
        """The schema version that this program requires."""
        return head_revision()

    @property
    def pool_size(self) -> int:
        """How many connections one process may open to MariaDB."""
        with requires_extra("mariadb"):
            from tms_adapters.sql.mariadb import POOL_SIZE
        return POOL_SIZE

    def orphaned_log(self) -> str | None:
        """If the SQLite file is missing or empty but a log with its changes
        exists: what is wrong and what to do."""
        try:
            if self.path is not None:
                check_companions(self.path)
        except Unavailable as error:
            return error.cause
        return None

    async def rows(self, sql: str, host: str | None = None) -> Rows:
        """The rows of a query, on ``host`` or the first host that answers. Raises
        ``Unavailable`` with a reason."""
        if self.path is not None:
            return await in_daemon_thread(_sqlite_query(self.path, sql))
        failure = Unavailable()
        for each in [host] if host else self.hosts:
            try:
                return await self._ask(each, sql)
            except Unavailable as error:
                failure = error
        raise failure

    @property
    def expected_columns(self) -> dict[str, set[str]]:
        """The columns of every table in this program's schema."""
        return {table.name: set(table.columns.keys()) for table in metadata_of(built_in()).sorted_tables}

    async def columns(self) -> dict[str, set[str]]:
        """The columns of every existing table. Raises ``Unavailable`` with a reason."""
        found: dict[str, set[str]] = {}
        for table, column in await self.rows(SQLITE_COLUMNS if self.path is not None else MARIADB_COLUMNS):
            found.setdefault(str(table), set()).add(str(column))
        return found

    async def server_rows(self, sql: str, host: str) -> Rows:
        """The rows of a query about one MariaDB server itself. Raises ``Unavailable`` with a reason.

        It selects no database and prepares no transactions: a Galera node outside its cluster refuses both.
        """
        return await self._ask(host, sql, database=None, init_command=None)

    async def _ask(self, host: str, sql: str, **more: Any) -> Rows:
        with requires_extra("mariadb"):
            import asyncmy

            from tms_adapters.sql.mariadb import connect_options
        options = connect_options(self._url, *self._hosts[host]) | more
        connection = None
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                connection = await asyncmy.connect(**options)
                cursor = connection.cursor()
                await cursor.execute(sql)
                return [tuple(row) for row in await cursor.fetchall()]
        except TimeoutError:
            raise Unavailable(f"{host} does not answer within {ANSWER_SECONDS} s") from None
        except Exception as error:  # whatever the driver raises on a half-dead server
            raise Unavailable(f"{host}: {reason(error)}") from error
        finally:
            if connection is not None:
                connection.close()


def _sqlite_query(path: Path, sql: str) -> Callable[[], Rows]:
    def run() -> Rows:
        if not path.is_file():
            raise Unavailable(f"{path} does not exist")
        check_companions(path)  # opening an empty file would delete the log beside it
        try:
            with contextlib.closing(_sqlite_connection(path)) as connection:
                stop = threading.Timer(ANSWER_SECONDS, connection.interrupt)
                stop.start()
                try:
                    return connection.execute(sql).fetchall()
                finally:
                    stop.cancel()
        except sqlite3.Error as error:
            slow = "interrupted" in str(error)
            raise Unavailable(f"not answered within {ANSWER_SECONDS} s" if slow else str(error)) from error

    return run


def _sqlite_connection(path: Path) -> sqlite3.Connection:
    """A read-only connection. If nobody else has the file open, SQLite is kept from creating its companion
    files, which would belong to the user running this check."""
    in_use = companion(path, "-wal").exists()
    mode = "ro" if in_use else "ro&immutable=1"
    return sqlite3.connect(address(path, mode), uri=True, timeout=ANSWER_SECONDS, check_same_thread=False)
