"""SQLite through the standard library, in the event loop.

A call takes microseconds, less than handing it to a thread. Slow operations do run in a thread: waiting for
the disk at a commit, and queries that read many rows. Waiting for another process's transaction is an
asynchronous sleep, never a block.
"""

import asyncio
import os
import random
import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple, Self, TypeVar

from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

from tms_adapters.sql.compiled_query import Query, Row
from tms_adapters.sql.feature import Outcome, UniqueViolation
from tms_adapters.sql.sqlite.companions import LOCK_TIMEOUT, companion, open_with_settings
from tms_adapters.sql.sqlite.errors import (
    BUSY,
    DAMAGE_CODES,
    OUR_MISTAKES,
    UNUSABLE,
    Failure,
    error_code,
    error_name,
    is_busy,
    meaning_of,
)
from tms_core.errors import TransactionConflict, Unavailable

T = TypeVar("T")

DIALECT = SQLiteDialect_pysqlite()


class WatchedFile(NamedTuple):
    """A file that should stay where it is. As long as the descriptor is open, no other file gets its inode number."""

    path: str
    descriptor: int
    device: int
    inode: int


class DatabaseFile:
    """A database file and its known state. Closing a descriptor would drop all locks of this process on the
    file, so it is watched through ``O_PATH`` descriptors, which cannot read, where the system has them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._damage: str | None = None
        self._watched: list[WatchedFile] = []

    def connect(self, read_only: bool = False) -> sqlite3.Connection:
        """A connection in autocommit mode, to be used by one thread at a time. Raises ``Unavailable``."""
        try:
            return open_with_settings(self.path, read_only)
        except Failure as error:
            raise self.translated(error) from error

    def watch(self) -> None:
        """Make ``check`` detect that the file or its write-ahead log was removed. Call this once the file is
        open; the log is created a moment later at the latest."""
        if hasattr(os, "O_PATH"):
            for path in (self.path, companion(self.path, "-wal")):
                with suppress(FileNotFoundError):
                    descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
                    state = os.fstat(descriptor)
                    self._watched.append(WatchedFile(str(path), descriptor, state.st_dev, state.st_ino))

    def check(self) -> None:
        """Raise ``Unavailable`` if the file was deleted, moved or replaced: writes would be lost."""
        for path, _, device, inode in self._watched:
            try:
                found = os.stat(path)
                if found.st_ino == inode and found.st_dev == device:
                    continue
                reason = "it was replaced while it was in use: restart the server"
            except OSError as error:
                reason = f"it was moved or deleted while it was in use ({error.strerror})"
            raise Unavailable(UNUSABLE, cause=f"{path}: {reason}")

    def check_undamaged(self) -> None:
        """Raise ``Unavailable`` if a read has shown that the file is
        damaged: writing would make it worse."""
        if self._damage is not None:
            raise Unavailable(UNUSABLE, cause=self._damage)

    def translated(self, error: Exception, *, in_transaction: bool = False) -> Exception:
        """The exception to raise for a driver error: ``UniqueViolation``, ``TransactionConflict`` if running
        the unit again helps, ``Unavailable`` for problems of the machine or the file, otherwise the error
        itself."""
        if isinstance(error, sqlite3.IntegrityError) and error_name(error) in (
            "SQLITE_CONSTRAINT_UNIQUE",
            "SQLITE_CONSTRAINT_PRIMARYKEY",
        ):
            return UniqueViolation(str(error).rpartition(": ")[2])
        if isinstance(error, OUR_MISTAKES):
            return error
        if is_busy(error):
            return TransactionConflict(str(error)) if in_transaction else self._unavailable(BUSY, error)
        unavailable = self._unavailable(UNUSABLE, error)
        if error_code(error) in DAMAGE_CODES:
            self._damage = unavailable.cause
        return unavailable

    def _unavailable(self, detail: str, error: Exception) -> Unavailable:
        meaning = meaning_of(error, self.path)
        return Unavailable(detail, cause=f"{self.path}: {meaning} ({error_name(error)}: {error})")

    def close(self) -> None:
        """Stop watching."""
        while self._watched:
            os.close(self._watched.pop().descriptor)


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
        self._heavy = HeavyReader(self._file, self._file.connect(read_only=True))
        self._reader = SqliteReader(self._file, self._file.connect(read_only=True), self._heavy)
        self._writing = asyncio.Lock()
        self._write_connection = self._file.connect()
        self._is_durable = True
        self._file.watch()

    def reader(self) -> SqliteReader:
        """The shared connection for reads; every statement sees what has been committed by then."""
        return self._reader

    @asynccontextmanager
    async def writer(self, *, is_durable: bool = True) -> AsyncIterator[SqliteConnection]:
        """The writing connection, for one unit at a time. A commit waits for the disk only if it has to be durable."""
        async with self._writing:
            self._file.check()
            self._file.check_undamaged()
            if is_durable is not self._is_durable:
                self._write_connection.execute(f"PRAGMA synchronous = {'FULL' if is_durable else 'NORMAL'}")
                self._is_durable = is_durable
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
