"""The file of a SQLite database: what its errors mean, and whether it still is the file that was opened."""

import os
import sqlite3
from contextlib import suppress
from pathlib import Path

from tms_adapters.sql.connection import UniqueViolation
from tms_core.errors import TransactionConflict, Unavailable

UNUSABLE = "The database cannot be used right now. Try again shortly."
BUSY = "The database is busy. Try again shortly."

BUSY_CODES = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL})
DAMAGE_CODES = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
MEANINGS = {
    sqlite3.SQLITE_CORRUPT: "the file is damaged: restore a backup",
    sqlite3.SQLITE_NOTADB: "the file is no SQLite database, or is damaged",
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_IOERR: "the disk cannot be read or written",
    sqlite3.SQLITE_READONLY: "the file or its folder cannot be written",
    sqlite3.SQLITE_CANTOPEN: "the file cannot be opened or made",
    sqlite3.SQLITE_PERM: "the file may not be used",
    sqlite3.SQLITE_AUTH: "the file may not be used",
    sqlite3.SQLITE_NOMEM: "there is too little memory",
    sqlite3.SQLITE_BUSY: "another program keeps it locked",
    sqlite3.SQLITE_LOCKED: "another program keeps it locked",
    sqlite3.SQLITE_PROTOCOL: "another program keeps it locked",
}
"""By primary result code (https://www.sqlite.org/rescode.html)."""

Failure = (sqlite3.Error, MemoryError)
"""What the driver raises."""
OUR_MISTAKES = (
    sqlite3.IntegrityError,
    sqlite3.ProgrammingError,
    sqlite3.InterfaceError,
    sqlite3.DataError,
    sqlite3.NotSupportedError,
)


class DatabaseFile:
    """A file and what is known of it. Closing a descriptor drops all locks that this process holds on the file, so
    the file is watched through descriptors that cannot read (``O_PATH``), where the system has them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._damage: str | None = None
        self._watched: dict[Path, int] = {}

    def watch(self) -> None:
        """From now on ``check`` notices when the file, or its write-ahead log, is taken away. Call it when the file is
        open; the log comes into being a moment later at most."""
        if hasattr(os, "O_PATH"):
            for path in (self.path, self.path.with_name(f"{self.path.name}-wal")):
                with suppress(FileNotFoundError):
                    self._watched[path] = os.open(path, os.O_PATH | os.O_CLOEXEC)

    def check(self) -> None:
        """Raise ``Unavailable`` when the file was deleted, moved or replaced: what is written would be lost."""
        for path, descriptor in self._watched.items():
            try:
                if os.path.samestat(os.stat(path), os.fstat(descriptor)):
                    continue
                reason = "it was replaced while it was in use: restart the server"
            except OSError as error:
                reason = f"it was taken away while it was in use ({error.strerror})"
            raise Unavailable(UNUSABLE, cause=f"{path}: {reason}")

    def check_undamaged(self) -> None:
        """Raise ``Unavailable`` when reading the file has shown that it is damaged: writing would make it worse."""
        if self._damage is not None:
            raise Unavailable(UNUSABLE, cause=self._damage)

    def translated(self, error: Exception, *, in_transaction: bool = False) -> Exception:
        """What to raise for an error of the driver: ``UniqueViolation``, ``TransactionConflict`` where running the
        unit again helps, ``Unavailable`` for whatever the machine or the file is to blame for, else the error itself."""
        if isinstance(error, sqlite3.IntegrityError) and _name(error) in (
            "SQLITE_CONSTRAINT_UNIQUE",
            "SQLITE_CONSTRAINT_PRIMARYKEY",
        ):
            return UniqueViolation(str(error).rpartition(": ")[2])
        if isinstance(error, OUR_MISTAKES):
            return error
        if is_busy(error):
            return TransactionConflict(str(error)) if in_transaction else self._unavailable(BUSY, error)
        unavailable = self._unavailable(UNUSABLE, error)
        if _code(error) in DAMAGE_CODES:
            self._damage = unavailable.cause
        return unavailable

    def _unavailable(self, detail: str, error: Exception) -> Unavailable:
        meaning = MEANINGS.get(_code(error), "a statement failed")
        if "no such table" in str(error):
            meaning = "a table is missing"
        return Unavailable(detail, cause=f"{self.path}: {meaning} ({_name(error)}: {error})")

    def close(self) -> None:
        """Stop watching."""
        while self._watched:
            os.close(self._watched.popitem()[1])


def is_busy(error: Exception) -> bool:
    """Whether waiting helps, because another process holds a lock."""
    return _code(error) in BUSY_CODES


def _code(error: Exception) -> int:
    """The primary result code; errors of Python's own module have none."""
    if isinstance(error, MemoryError):
        return sqlite3.SQLITE_NOMEM
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _name(error: Exception) -> str:
    return getattr(error, "sqlite_errorname", type(error).__name__)
