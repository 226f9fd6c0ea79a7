"""Faults of a SQLite file or its disk are refusals with a cause, never internal errors."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from tests.contracts.transactions import look
from tests.core.organisation import World
from tms_adapters.sql import SqlStore, migrate, open_store
from tms_adapters.sql.sqlite.database import DatabaseFile
from tms_core.actor import SYSTEM, Actor
from tms_core.entity import PageRequest
from tms_core.errors import TransactionConflict, Unavailable
from tms_core.sessions.repository import SessionAct, SessionReader
from tms_core.unit_of_work import UnitOfWork
from tms_core.use_cases import command
from tms_core.users.model import UserFilter, UserReader
from tms_core.users.use_cases import list_users

PAGE_BYTES = 4096

HOLD_LOCKS = """
import fcntl, sys
with open(sys.argv[1], "r+b") as shared_memory:
    fcntl.lockf(shared_memory, fcntl.LOCK_EX, 8, 120)  # all locks of the write-ahead log
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
async def path(tmp_path: Path) -> Path:
    """A database with a few users."""
    path = tmp_path / "data" / "tms.db"
    path.parent.mkdir()
    await migrate(f"sqlite:///{path}")
    store = await open_store(f"sqlite:///{path}")
    world = World(store)
    trainer = await world.trainer()
    await world.session(trainer)
    await store.close()
    return path


@pytest.fixture
async def store(path: Path) -> AsyncIterator[SqlStore]:
    store = await open_store(f"sqlite:///{path}")
    yield store
    await store.close()


async def people(store: SqlStore) -> Any:
    return await World(store).app.read(list_users, SYSTEM, UserFilter(), PageRequest())


async def refusal_of(work: Any) -> str:
    """The cause of a refusal."""
    with pytest.raises(Unavailable) as refused:
        await work
    return refused.value.cause


def spoil(path: Path, table: str) -> None:
    """Overwrite the pages of a table and its indexes."""
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        query = "SELECT rootpage FROM sqlite_master WHERE tbl_name = ?"
        pages = [page for (page,) in connection.execute(query, (table,))]
    with path.open("r+b") as file:
        for page in pages:
            file.seek((page - 1) * PAGE_BYTES)
            file.write(b"\xa5" * PAGE_BYTES)


async def test_damaged_pages_are_refused_and_stop_all_writes(path: Path) -> None:
    spoil(path, "users")
    store = await open_store(f"sqlite:///{path}")
    try:
        causes = {
            await refusal_of(people(store)),
            await refusal_of(store.ready()),
            await refusal_of(World(store).trainee()),
        }
        assert causes == {
            f"{path}: the file is damaged: restore a backup (SQLITE_CORRUPT: database disk image is malformed)"
        }
    finally:
        await store.close()


async def test_readiness_reads_every_table(store: SqlStore, path: Path) -> None:
    await store.ready()
    with sqlite3.connect(path) as other:
        tables = [name for (name,) in other.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        own = [name for name in tables if not name.startswith(("sqlite_", "alembic_"))]
        assert len(own) > 8
        for table in own:
            other.execute(f"ALTER TABLE {table} RENAME TO gone")
            other.commit()
            cause = await refusal_of(store.ready())
            assert cause == f"{path}: a table is missing (SQLITE_ERROR: no such table: {table})"
            other.execute(f"ALTER TABLE gone RENAME TO {table}")
            other.commit()
            await store.ready()


async def test_a_full_disk_refuses_only_changes(store: SqlStore, path: Path) -> None:
    connection: sqlite3.Connection = store._database._write_connection  # type: ignore[attr-defined]
    [most] = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {most}")

    world = World(store)

    async def fill() -> None:
        for _ in range(500):
            await world.trainee()

    cause = await refusal_of(fill())
    assert cause == f"{path}: the disk is full (SQLITE_FULL: database or disk is full)"
    assert (await people(store)).items
    connection.execute("PRAGMA max_page_count = 1000000")
    await world.trainee()


@pytest.mark.parametrize(("free", "inodes"), [(7, 1000), (10**6, 0)])
def test_a_disk_without_space_for_the_shared_memory_is_reported_as_full(
    monkeypatch: pytest.MonkeyPatch, path: Path, free: int, inodes: int
) -> None:
    """SQLite reports this as a disk error. There is no small disk here, so the system call's answer is replaced."""
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = sqlite3.SQLITE_IOERR | 19 << 8
    error.sqlite_errorname = "SQLITE_IOERR_SHMSIZE"
    assert "the disk cannot be read or written" in str(DatabaseFile(path).translated(error).cause)  # type: ignore[attr-defined]
    room = os.statvfs_result((4096, 4096, 10**6, free, free, 1000, inodes, inodes, 0, 255))
    monkeypatch.setattr(os, "statvfs", lambda _: room)
    cause = DatabaseFile(path).translated(error).cause  # type: ignore[attr-defined]
    assert cause == f"{path}: the disk is full (SQLITE_IOERR_SHMSIZE: disk I/O error)"


async def test_a_file_that_cannot_be_written_refuses_changes(store: SqlStore, path: Path) -> None:
    connection: sqlite3.Connection = store._database._write_connection  # type: ignore[attr-defined]
    connection.execute("PRAGMA query_only = ON")
    cause = await refusal_of(World(store).trainee())
    assert cause.startswith(f"{path}: the file or its folder cannot be written (SQLITE_READONLY: ")
    connection.execute("PRAGMA query_only = OFF")
    await World(store).trainee()


def deleted(path: Path) -> None:
    path.unlink()


def replaced(path: Path) -> None:
    (path.parent / "backup").write_bytes(path.read_bytes())
    (path.parent / "backup").rename(path)


def folder_moved(path: Path) -> None:
    path.parent.rename(path.parent.with_name("elsewhere"))


def log_deleted(path: Path) -> None:
    path.with_name("tms.db-wal").unlink()


@pytest.mark.parametrize(
    ("taking", "reason"),
    [
        (deleted, "was moved or deleted while it was in use (No such file or directory)"),
        (replaced, "was replaced while it was in use: restart the server"),
        (folder_moved, "was moved or deleted while it was in use (No such file or directory)"),
        (log_deleted, "was moved or deleted while it was in use (No such file or directory)"),
    ],
)
async def test_nothing_is_written_to_a_deleted_file(
    store: SqlStore, path: Path, taking: Callable[[Path], None], reason: str
) -> None:
    taking(path)
    for work in (people(store), World(store).trainee(), store.ready(), store.log.state()):
        assert (await refusal_of(work)).endswith(reason)


async def test_a_file_that_was_moved_away_and_back_is_used_again(store: SqlStore, path: Path) -> None:
    path.rename(path.with_name("away"))
    await refusal_of(people(store))
    path.with_name("away").rename(path)
    await World(store).trainee()
    await store.ready()


async def test_long_reads_wait_for_a_lock_of_another_program(store: SqlStore, path: Path) -> None:
    """While another program recovers a database, SQLite locks the whole write-ahead log."""

    async def acts() -> list[SessionAct]:
        async with look(store) as uow:
            return await uow.repository(SessionReader).acts_of(1)

    before = (await people(store)).total
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD_LOCKS, f"{path}-shm"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdin is not None
        assert holder.stdout.readline() == b"held\n"
        waiting = asyncio.create_task(acts())
        await asyncio.sleep(0.3)
        assert not waiting.done()
        holder.stdin.close()
        await waiting
    assert (await people(store)).total == before


@pytest.mark.parametrize("content", [b"no database at all" * 500, b"SQLite format 3\0" + b"\xa5" * 9000])
async def test_a_file_that_is_not_a_database_is_refused_at_the_start(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "tms.db"
    path.write_bytes(content)
    cause = (
        f"{path}: the file is not a SQLite database, or is damaged (SQLITE_NOTADB: file is not a database)"
    )
    assert await refusal_of(migrate(f"sqlite:///{path}")) == cause
    assert await refusal_of(open_store(f"sqlite:///{path}")) == cause
    assert path.read_bytes() == content


async def test_a_file_that_cannot_be_created_is_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/nowhere/tms.db"
    assert "the file cannot be opened or created (SQLITE_CANTOPEN: " in await refusal_of(open_store(url))


def test_faults_of_the_machine_are_distinguished_from_programming_errors() -> None:
    file = DatabaseFile(Path("x.db"))
    busy = sqlite3.OperationalError("database is locked")
    busy.sqlite_errorcode = sqlite3.SQLITE_BUSY | 2 << 8
    busy.sqlite_errorname = "SQLITE_BUSY_SNAPSHOT"
    assert isinstance(file.translated(busy, in_transaction=True), TransactionConflict)
    for error in (MemoryError(), busy, sqlite3.OperationalError("Could not decode to UTF-8")):
        assert isinstance(file.translated(error), Unavailable)
    for error in (sqlite3.ProgrammingError(), sqlite3.InterfaceError(), sqlite3.IntegrityError("CHECK")):
        assert file.translated(error) is error


@command()
async def touch(uow: UnitOfWork, actor: Actor) -> None:
    """Open a transaction that has to survive a power cut."""
    await uow.repository(UserReader).is_empty()


@command(is_durable=False)
async def touch_lightly(uow: UnitOfWork, actor: Actor) -> None:
    """One that need not."""
    await uow.repository(UserReader).is_empty()


async def test_only_commands_that_have_to_survive_a_power_cut_wait_for_the_disk(store: SqlStore) -> None:
    app = World(store).app
    writing = store._database._write_connection  # type: ignore[attr-defined]
    seen = []
    for act in (touch, touch_lightly, touch_lightly, touch):
        await app.run(act, SYSTEM)
        seen.append(writing.execute("PRAGMA synchronous").fetchone()[0])
    normal, full = 1, 2
    assert seen == [full, normal, normal, full]
