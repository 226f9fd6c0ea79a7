"""SQLite through the standard library, in the event loop.

A call takes microseconds, less than handing it to a thread. Slow operations do run in a thread: waiting for
the disk at a commit, and queries that read many rows. Waiting for another process's transaction is an
asynchronous sleep, never a block.
"""

import asyncio
import random
import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Self, TypeVar

from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

from tms_adapters.sql.compiled_query import Query, Row
from tms_adapters.sql.feature import Outcome
from tms_adapters.sql.sqlite.database_file import LOCK_TIMEOUT, DatabaseFile, connect
from tms_adapters.sql.sqlite.errors import Failure, is_busy

T = TypeVar("T")

DIALECT = SQLiteDialect_pysqlite()


class SqliteConnection:
    """One of the process's connections to the file."""

    def __init__(self, file: DatabaseFile, connection: sqlite3.Connection, heavy: "HeavyReader") -> None:
        self._file = file
        self._connection = connection
        self._heavy = heavy
        self._in_transaction = False

    async def rows(self, query: Query[T], /, **parameters: Any) -> list[T]:
        """See ``Connection``."""
        compiled = query.compiled[DIALECT]
        sql, values = compiled.sql, compiled.values(parameters)
        return compiled.read(await self._while_busy(lambda: self._connection.execute(sql, values).fetchall()))

    async def scan(self, query: Query[T], /, **parameters: Any) -> list[T]:
        """See ``Connection``. Within a transaction it uses the same connection, to see its own changes."""
        if self._in_transaction:
            return await self.rows(query, **parameters)
        compiled = query.compiled[DIALECT]
        return compiled.read(await self._heavy.rows(compiled.sql, compiled.values(parameters)))

    async def run(self, query: Query[Any], /, **parameters: Any) -> Outcome:
        """See ``Connection``."""
        compiled = query.compiled[DIALECT]
        sql, values = compiled.sql, compiled.values(parameters)
        cursor = await self._while_busy(lambda: self._connection.execute(sql, values))
        return Outcome(cursor.rowcount, cursor.lastrowid or 0)

    async def begin(self) -> None:
        """``BEGIN IMMEDIATE``: a lock requested only at the first write could be refused half-way."""
        await self._while_busy(lambda: self._connection.execute("BEGIN IMMEDIATE"))
        self._in_transaction = True

    async def commit(self) -> None:
        """Commit in a thread, and wait for it to finish even if the caller is cancelled."""
        committing = asyncio.get_running_loop().run_in_executor(None, self._connection.execute, "COMMIT")
        try:
            await asyncio.shield(committing)
        except asyncio.CancelledError:
            with suppress(*Failure):
                await committing
            raise
        except Failure as error:
            raise self._file.translated(error, in_transaction=True) from error
        finally:
            self._in_transaction = self._connection.in_transaction

    async def rollback(self) -> None:
        """See ``Connection``. If it fails, SQLite has already rolled back."""
        if self._connection.in_transaction:
            with suppress(*Failure):
                self._connection.execute("ROLLBACK")
        self._in_transaction = False

    async def take_positions(self, count: int, check: str) -> int:
        """See ``Connection``."""
        sql = "UPDATE stream_head SET pos = pos + ?, last_check = ? WHERE id = 1 RETURNING pos"
        work = self._connection.execute
        [[position]] = await self._while_busy(lambda: work(sql, (count, check)).fetchall())
        return int(position)

    async def _while_busy(self, work: Callable[[], T]) -> T:
        """Run ``work``, and retry after a short sleep while another process holds a lock that it needs. ``work``
        includes fetching the rows: most reading, and thus most errors, happens then."""
        deadline = time.monotonic() + LOCK_TIMEOUT
        while True:
            try:
                return work()
            except Failure as error:
                if self._in_transaction or not is_busy(error) or time.monotonic() > deadline:
                    raise self._file.translated(error, in_transaction=self._in_transaction) from error
            await asyncio.sleep(random.uniform(0.001, 0.01))  # noqa: S311 - jitter


class SqliteReader(SqliteConnection):
    """The connection that all reads share, and the context of each: entering it only checks the file. Contexts made of
    generators cost as much as a short query, twice a request."""

    async def __aenter__(self) -> Self:
        self._file.check()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Nothing to give back."""

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


class HeavyReader:
    """A separate connection for long reads, used by one thread at a time."""

    def __init__(self, file: DatabaseFile, connection: sqlite3.Connection) -> None:
        self._file = file
        self._connection = connection
        self._lock = asyncio.Lock()

    async def rows(self, sql: str, values: tuple[Any, ...]) -> list[Row]:
        """All rows of a query that may read many."""
        deadline = time.monotonic() + LOCK_TIMEOUT
        async with self._lock:
            while True:
                try:
                    return await self._in_thread(sql, values)
                except Failure as error:
                    if not is_busy(error) or time.monotonic() > deadline:
                        raise self._file.translated(error) from error
                await asyncio.sleep(random.uniform(0.001, 0.01))  # noqa: S311 - jitter

    async def _in_thread(self, sql: str, values: tuple[Any, ...]) -> list[Row]:
        reading = asyncio.get_running_loop().run_in_executor(None, self._read, sql, values)
        try:
            return await asyncio.shield(reading)
        except asyncio.CancelledError:
            self._connection.interrupt()
            with suppress(*Failure):
                await reading
            raise

    def _read(self, sql: str, values: tuple[Any, ...]) -> list[Row]:
        return self._connection.execute(sql, values).fetchall()

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


class SqliteDatabase:
    """One file, with one writer and any number of readers."""

    def __init__(self, path: Path) -> None:
        """Open the file. Raises ``Unavailable``."""
        self._file = DatabaseFile(path)
        self._heavy = HeavyReader(self._file, connect(self._file, read_only=True))
        self._reader = SqliteReader(self._file, connect(self._file, read_only=True), self._heavy)
        self._writing = asyncio.Lock()
        self._write_connection = connect(self._file)
        self._file.watch()

    def reader(self) -> SqliteReader:
        """The shared connection for reads; every statement sees what has been committed by then."""
        return self._reader

    @asynccontextmanager
    async def writer(self) -> AsyncIterator[SqliteConnection]:
        """The writing connection, for one unit at a time."""
        async with self._writing:
            self._file.check()
            self._file.check_undamaged()
            connection = SqliteConnection(self._file, self._write_connection, self._heavy)
            await connection.begin()
            try:
                yield connection
            finally:
                await connection.rollback()

    async def ready(self) -> None:
        """See ``Database``."""
        self._file.check_undamaged()

    async def close(self) -> None:
        """Close all connections."""
        async with self._writing:
            self._write_connection.close()
            self._reader.close()
            self._heavy.close()
            self._file.close()
