"""Classifies SQLite's errors."""

import os
import sqlite3
from pathlib import Path

UNUSABLE = "The database cannot be used right now. Try again shortly."
BUSY = "The database is busy. Try again shortly."

BUSY_CODES = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL})
DAMAGE_CODES = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
MEANINGS = {
    sqlite3.SQLITE_CORRUPT: "the file is damaged: restore a backup",
    sqlite3.SQLITE_NOTADB: "the file is not a SQLite database, or is damaged",
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_IOERR: "the disk cannot be read or written",
    sqlite3.SQLITE_READONLY: "the file or its folder cannot be written",
    sqlite3.SQLITE_CANTOPEN: "the file cannot be opened or created",
    sqlite3.SQLITE_PERM: "this account has no permission for the file",
    sqlite3.SQLITE_AUTH: "this account has no permission for the file",
    sqlite3.SQLITE_NOMEM: "there is not enough memory",
    sqlite3.SQLITE_BUSY: "another program keeps it locked",
    sqlite3.SQLITE_LOCKED: "another program keeps it locked",
    sqlite3.SQLITE_PROTOCOL: "another program keeps it locked",
}
"""By primary result code (https://www.sqlite.org/rescode.html)."""

SHARED_MEMORY_BYTES = 64 * 1024
"""Approximate disk space that SQLite needs beside a database to open it."""

Failure = (sqlite3.Error, MemoryError)
"""The exceptions that the driver raises."""
OUR_MISTAKES = (
    sqlite3.IntegrityError,
    sqlite3.ProgrammingError,
    sqlite3.InterfaceError,
    sqlite3.DataError,
    sqlite3.NotSupportedError,
)


def is_busy(error: Exception) -> bool:
    """Whether waiting helps, because another process holds a lock."""
    return error_code(error) in BUSY_CODES


def error_code(error: Exception) -> int:
    """The primary result code; the Python module's own errors have none."""
    if isinstance(error, MemoryError):
        return sqlite3.SQLITE_NOMEM
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def error_name(error: Exception) -> str:
    """SQLite's name for the result code, such as ``SQLITE_BUSY``."""
    return getattr(error, "sqlite_errorname", type(error).__name__)


def meaning_of(error: Exception, path: Path) -> str:
    """An explanation of an error of the database at ``path``, for the operator."""
    if "no such table" in str(error):
        return "a table is missing"
    code = error_code(error)
    if code in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN) and _is_full(path.parent):
        return MEANINGS[sqlite3.SQLITE_FULL]  # SQLite only says so for writes to the database file itself
    return MEANINGS.get(code, "a statement failed")


def _is_full(folder: Path) -> bool:
    try:
        room = os.statvfs(folder)
    except OSError:
        return False
    return room.f_bavail * room.f_frsize < SHARED_MEMORY_BYTES or (room.f_files > 0 and room.f_favail == 0)
