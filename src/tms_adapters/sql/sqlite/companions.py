"""The files that SQLite keeps beside a database, and what happens to them when the database itself is gone."""

import os
import sqlite3
from pathlib import Path

from tms_adapters.sql.sqlite.errors import UNUSABLE
from tms_core.errors import Unavailable

JOURNAL_MAGIC = bytes.fromhex("d9d505f920a163d7")


def check_companions(path: Path) -> None:
    """Raise ``Unavailable`` when the file is absent or empty but its write-ahead log or journal is not. SQLite would
    take the log for a leftover and delete it, and with it changes that were committed: call this before SQLite
    opens a file, even to read it."""
    for ending in ("-wal", "-journal"):
        beside = companion(path, ending)
        # In this order: a database that is just being created has a log only once it has content itself.
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
    """Whether a rollback journal is of a database that had content: one of a database that is just being created
    lies beside an empty file."""
    try:
        with journal.open("rb") as file:
            header = file.read(20)
    except OSError:
        return False
    of_content = header.startswith(JOURNAL_MAGIC) and any(header[16:20])
    return bool(header) and (of_content or not path.exists())


def open_existing(path: Path) -> sqlite3.Connection:
    """A connection in autocommit mode to a database that exists: only a migration creates one. A worker that is replaced
    while the file is away must not. Raises ``Unavailable`` and ``sqlite3.Error``."""
    check_companions(path)
    return sqlite3.connect(
        address(path, "rw"), uri=True, isolation_level=None, check_same_thread=False, cached_statements=512
    )


def address(path: Path, mode: str) -> str:
    """The URI of a file for SQLite; ``mode`` is ``rw`` or ``ro``: neither creates it."""
    return f"{path.absolute().as_uri()}?mode={mode}"


def companion(path: Path, ending: str) -> Path:
    """The ``-wal``, ``-shm`` or ``-journal`` of a database: beside the file itself where ``path`` is a symbolic link."""
    real = Path(os.path.realpath(path))
    return real.with_name(real.name + ending)


def _has_content(path: Path) -> bool:
    try:
        return path.stat().st_size > 0
    except OSError:
        return False
