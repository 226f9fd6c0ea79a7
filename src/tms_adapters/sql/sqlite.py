"""SQLite through the standard library, in the event loop.

A call takes microseconds, less than handing it to a thread would. What can be slow goes to a thread all the same:
waiting for the disk at a commit, and queries that look at many rows. Waiting for another process's transaction is
done by sleeping, never by blocking.
"""

import asyncio
import random
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

from tms_adapters.sql.compiled_query import Query, Row
from tms_adapters.sql.connection import Outcome, UniqueViolation
from tms_core.errors import TransactionConflict, Unavailable

T = TypeVar("T")

DIALECT = SQLiteDialect_pysqlite()
LOCK_TIMEOUT = 10.0  # seconds
PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA cache_size = -16000",
    "PRAGMA busy_timeout = 0",
)


def connect(path: Path) -> sqlite3.Connection:
    """A connection in autocommit mode, for one thread at a time."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, cached_statements=512)
    for pragma in PRAGMAS:
        _insist(connection, pragma)
    return connection


def _insist(connection: sqlite3.Connection, pragma: str) -> None:
    """While other processes open or leave a file, SQLite may refuse even this, whatever the busy time-out says."""
    deadline = time.monotonic() + LOCK_TIMEOUT
    while True:
        try:
            connection.execute(pragma)
            return
        except sqlite3.OperationalError as error:
            if not _is_busy(error) or time.monotonic() > deadline:
                raise
        time.sleep(0.01)


class SqliteConnection:
    """One of the process's connections to the file."""

    def __init__(self, connection: sqlite3.Connection, heavy: "HeavyReader") -> None:
        self._connection = connection
        self._heavy = heavy
        self._in_transaction = False

    async def rows(self, query: Query[T], /, **parameters: Any) -> list[T]:
        """See ``Connection``."""
        compiled = query.compiled(DIALECT)
        cursor = await self._execute(compiled.sql, compiled.values(parameters))
        return compiled.read(cursor.fetchall())

    async def scan(self, query: Query[T], /, **parameters: Any) -> list[T]:
        """See ``Connection``; inside a transaction it must see what the transaction has done so far."""
        if self._in_transaction:
            return await self.rows(query, **parameters)
        compiled = query.compiled(DIALECT)
        return compiled.read(await self._heavy.rows(compiled.sql, compiled.values(parameters)))

    async def run(self, query: Query[Any], /, **parameters: Any) -> Outcome:
        """See ``Connection``."""
        compiled = query.compiled(DIALECT)
        cursor = await self._execute(compiled.sql, compiled.values(parameters))
        return Outcome(cursor.rowcount, cursor.lastrowid or 0)

    async def begin(self) -> None:
        """``BEGIN IMMEDIATE``: a lock that is asked for only at the first write can be refused half-way."""
        await self._execute("BEGIN IMMEDIATE")
        self._in_transaction = True

    async def commit(self) -> None:
        """The disk is waited for in a thread, to the end even if the caller is cancelled meanwhile."""
        committing = asyncio.ensure_future(asyncio.to_thread(self._connection.execute, "COMMIT"))
        try:
            await asyncio.shield(committing)
        except asyncio.CancelledError:
            await committing
            raise
        except sqlite3.OperationalError as error:
            raise Unavailable from error
        finally:
            self._in_transaction = self._connection.in_transaction

    async def rollback(self) -> None:
        """See ``Connection``."""
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")
        self._in_transaction = False

    async def take_positions(self, count: int, check: str) -> int:
        """See ``Connection``."""
        sql = "UPDATE stream_head SET pos = pos + ?, last_check = ? WHERE id = 1 RETURNING pos"
        [position] = (await self._execute(sql, (count, check))).fetchone()
        return int(position)

    async def _execute(self, sql: str, values: tuple[Any, ...] = ()) -> sqlite3.Cursor:
        """Run a statement, sleeping while another process holds the lock it needs."""
        deadline = time.monotonic() + LOCK_TIMEOUT
        while True:
            try:
                return self._connection.execute(sql, values)
            except sqlite3.IntegrityError as error:
                raise _integrity(error) from error
            except sqlite3.OperationalError as error:
                if not _is_busy(error):
                    raise Unavailable from error
                if self._in_transaction:
                    raise TransactionConflict from error
                if time.monotonic() > deadline:
                    raise Unavailable("The database is busy. Try again shortly.") from error
            await asyncio.sleep(random.uniform(0.001, 0.01))  # noqa: S311 - jitter


class HeavyReader:
    """A connection of its own for long reads, used by one thread at a time."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._lock = asyncio.Lock()

    async def rows(self, sql: str, values: tuple[Any, ...]) -> list[Row]:
        """All rows of a query that may look at many."""
        async with self._lock:
            reading = asyncio.ensure_future(asyncio.to_thread(self._read, sql, values))
            try:
                return await asyncio.shield(reading)
            except asyncio.CancelledError:
                self._connection.interrupt()
                await asyncio.wait([reading])
                raise

    def _read(self, sql: str, values: tuple[Any, ...]) -> list[Row]:
        return self._connection.execute(sql, values).fetchall()

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()


class SqliteDatabase:
    """One writer, any number of readers, one file."""

    def __init__(self, path: Path) -> None:
        self._heavy = HeavyReader(connect(path))
        self._reader = SqliteConnection(connect(path), self._heavy)
        self._writing = asyncio.Lock()
        self._write_connection = connect(path)

    @asynccontextmanager
    async def reader(self) -> AsyncIterator[SqliteConnection]:
        """The shared connection for looks; every statement sees what is committed by then."""
        yield self._reader

    @asynccontextmanager
    async def writer(self) -> AsyncIterator[SqliteConnection]:
        """The writing connection, for one unit at a time."""
        async with self._writing:
            connection = SqliteConnection(self._write_connection, self._heavy)
            await connection.begin()
            try:
                yield connection
            finally:
                await connection.rollback()

    async def close(self) -> None:
        """Let go of the file."""
        async with self._writing:
            for connection in (self._write_connection, self._reader._connection):
                connection.close()
            self._heavy.close()


def _is_busy(error: sqlite3.OperationalError) -> bool:
    return error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def _integrity(error: sqlite3.IntegrityError) -> Exception:
    if error.sqlite_errorname in ("SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"):
        return UniqueViolation(str(error).rpartition(": ")[2])
    return error
