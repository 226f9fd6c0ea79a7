"""Bulk inserts: LOAD DATA on MariaDB, one prepared statement on SQLite.

The MariaDB server reads the rows from a local file, which works with a private server only.
"""

import asyncio
import sqlite3
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

import asyncmy

from tms_adapters.sql import DatabaseUrl
from tms_adapters.sql.mariadb import connect_options

Row = tuple[Any, ...]
CHUNK = 100_000  # rows per LOAD DATA
UNHINDERED = "SET SESSION unique_checks = 0, SESSION foreign_key_checks = 0, SESSION max_statement_time = 0"
ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n"})


class BulkLoad(Protocol):
    """A connection for bulk inserts. Values are numbers, text and None; times are text."""

    async def insert(self, table: str, columns: list[str], rows: Iterator[Row]) -> None:
        """Insert all ``rows``, with values in the order of ``columns``."""

    async def run(self, sql: str) -> None:
        """Run one statement."""

    async def finish(self) -> None:
        """Commit, and update the statistics as the database would by itself in time."""


@asynccontextmanager
async def open_bulk(url: str) -> AsyncIterator[BulkLoad]:
    """A bulk connection to the database at ``url``."""
    where = DatabaseUrl.parse(url)
    if where.path is not None:
        connection = sqlite3.connect(where.path, isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA cache_size = -512000")  # KiB
        connection.execute("BEGIN")
        try:
            yield SqliteBulk(connection)
        finally:
            connection.close()
    else:
        options = connect_options(where.url, *where.hosts[0])
        async with asyncmy.connect(**options) as server:
            yield MariaBulk(server)


class SqliteBulk:
    """See ``BulkLoad``."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    async def insert(self, table: str, columns: list[str], rows: Iterator[Row]) -> None:
        """See ``BulkLoad``."""
        marks = ", ".join("?" * len(columns))
        sql = f"INSERT INTO {table} ({_quoted(columns)}) VALUES ({marks})"
        await asyncio.to_thread(self._connection.executemany, sql, rows)

    async def run(self, sql: str) -> None:
        """See ``BulkLoad``."""
        self._connection.execute(sql)

    async def finish(self) -> None:
        """See ``BulkLoad``; SQLite gathers statistics only on request."""
        await asyncio.to_thread(self._connection.execute, "COMMIT")


class MariaBulk:
    """See ``BulkLoad``."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    async def insert(self, table: str, columns: list[str], rows: Iterator[Row]) -> None:
        """See ``BulkLoad``. One file is written while the server reads the previous one."""
        await self.run(UNHINDERED)
        with tempfile.TemporaryDirectory(prefix="tms-bulk-") as folder:
            files = [Path(folder) / "even.txt", Path(folder) / "odd.txt"]
            ready = await asyncio.to_thread(_write, files[0], rows)
            while ready:
                files.reverse()
                sql = f"LOAD DATA INFILE '{files[1]}' INTO TABLE {table} ({_quoted(columns)})"
                ready, _ = await asyncio.gather(asyncio.to_thread(_write, files[0], rows), self.run(sql))

    async def run(self, sql: str) -> None:
        """See ``BulkLoad``."""
        async with self._connection.cursor() as cursor:
            await cursor.execute(sql)

    async def finish(self) -> None:
        """See ``BulkLoad``."""
        await self.run("ANALYZE TABLE users, sessions, seats")


def _quoted(columns: list[str]) -> str:
    return ", ".join(columns)


def _write(path: Path, rows: Iterator[Row]) -> int:
    """Write the next rows in the format of LOAD DATA; returns how many."""
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for row in islice(rows, CHUNK):
            file.write("\t".join([_field(value) for value in row]) + "\n")
            count += 1
    return count


def _field(value: Any) -> str:
    if value is None:
        return "\\N"
    return value.translate(ESCAPES) if type(value) is str else str(int(value))
