"""The database file: its state, and connections to it."""

import os
import sqlite3
import time
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from tms_adapters.sql.feature import UniqueViolation
from tms_adapters.sql.sqlite.companions import companion, open_existing
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

LOCK_TIMEOUT = 10.0  # seconds
PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA cache_size = -16000",
    "PRAGMA busy_timeout = 0",
)


READ_ONLY = "PRAGMA query_only = ON"


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


def connect(file: DatabaseFile, read_only: bool = False) -> sqlite3.Connection:
    """A connection in autocommit mode, to be used by one thread at a time. Raises ``Unavailable``."""
    try:
        connection = open_existing(file.path)
    except Failure as error:
        raise file.translated(error) from error
    try:
        for pragma in (*PRAGMAS, *([READ_ONLY] if read_only else [])):
            _execute_pragma_while_busy(connection, pragma)
    except Failure as error:
        connection.close()
        raise file.translated(error) from error
    return connection


def _execute_pragma_while_busy(connection: sqlite3.Connection, pragma: str) -> None:
    """SQLite may refuse even a pragma, despite the busy timeout, while others open or close the file."""
    deadline = time.monotonic() + LOCK_TIMEOUT
    while True:
        try:
            connection.execute(pragma)
            return
        except sqlite3.OperationalError as error:
            if not is_busy(error) or time.monotonic() > deadline:
                raise
        time.sleep(0.01)
