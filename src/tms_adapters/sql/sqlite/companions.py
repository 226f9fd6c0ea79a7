"""Opening a database file, and handling the files that SQLite keeps beside it when the database itself is missing."""

import os
import sqlite3
import time
from pathlib import Path

from tms_adapters.sql.sqlite.errors import UNUSABLE, Failure, is_busy
from tms_core.errors import Unavailable

LOCK_TIMEOUT = 10.0  # seconds
PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA cache_size = -16000",
    "PRAGMA busy_timeout = 0",
)
READ_ONLY = "PRAGMA query_only = ON"
JOURNAL_MAGIC = bytes.fromhex("d9d505f920a163d7")


def check_companions(path: Path) -> None:
    """Raise ``Unavailable`` if the file is missing or empty but its write-ahead log or journal is not.
    SQLite would treat the log as stale and delete it, and committed changes with it: call this before SQLite
    opens a file, even for reading."""
    for ending in ("-wal", "-journal"):
        beside = companion(path, ending)
        # The log is checked first: while a database is being created, it has content before its log does.
        holds_changes = _has_undo_data(path, beside) if ending == "-journal" else _has_content(beside)
        if holds_changes and not _has_content(path):
            state = "empty" if path.exists() else "missing"
            raise Unavailable(
                UNUSABLE,
                cause=(
                    f"{path}: the file is {state}, but {beside.name} beside it holds changes that were "
                    f"committed to it. Put {path.name} back (is its disk mounted?), or, to begin with an "
                    f"empty database, move {beside.name} away"
                ),
            )


def _has_undo_data(path: Path, journal: Path) -> bool:
    """Whether a rollback journal belongs to a database that had content: while a database is being created,
    its journal exists beside an empty file."""
    try:
        with journal.open("rb") as file:
            header = file.read(20)
    except OSError:
        return False
    of_content = header.startswith(JOURNAL_MAGIC) and any(header[16:20])
    return bool(header) and (of_content or not path.exists())


def open_existing(path: Path) -> sqlite3.Connection:
    """A connection in autocommit mode to an existing database: only migrations create one. A worker that
    restarts while the file is missing must not. Raises ``Unavailable`` and ``sqlite3.Error``."""
    check_companions(path)
    return sqlite3.connect(
        address(path, "rw"), uri=True, isolation_level=None, check_same_thread=False, cached_statements=512
    )


def address(path: Path, mode: str) -> str:
    """The SQLite URI of a file; ``mode`` is ``rw`` or ``ro``, neither of which creates it."""
    return f"{path.absolute().as_uri()}?mode={mode}"


def companion(path: Path, ending: str) -> Path:
    """The ``-wal``, ``-shm`` or ``-journal`` file of a database: beside the real file
    if ``path`` is a symbolic link."""
    real = Path(os.path.realpath(path))
    return real.with_name(real.name + ending)


def _has_content(path: Path) -> bool:
    try:
        return path.stat().st_size > 0
    except OSError:
        return False


def open_with_settings(path: Path, read_only: bool = False) -> sqlite3.Connection:
    """A connection in autocommit mode, to be used by one thread at a time. Raises the driver's errors."""
    connection = open_existing(path)
    try:
        for pragma in (*PRAGMAS, *([READ_ONLY] if read_only else [])):
            _execute_pragma_while_busy(connection, pragma)
    except Failure:
        connection.close()
        raise
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
