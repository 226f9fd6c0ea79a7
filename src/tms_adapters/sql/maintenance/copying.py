"""Copies an installation from one database to another: all tables and rows, verified at the end.

Until the last check has passed, the target is marked as unfinished in place of its schema version, and the
application refuses to open it.
"""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, MetaData, Table, column, func, inspect, select, table

from tms_adapters.sql.feature import SqlFeature, built_in, metadata_of
from tms_adapters.sql.maintenance.connections import MaintenanceConnection, connected
from tms_adapters.sql.maintenance.migration_lock import LEASE_TABLE
from tms_adapters.sql.maintenance.migrations import UNFINISHED_COPY, head_revision, is_known, migrate
from tms_adapters.sql.maintenance.row_transfer import Summary, copy_last_ids, copy_rows, summary_of
from tms_adapters.sql.maintenance.urls import DatabaseUrl
from tms_adapters.sql.sqlite.companions import check_companions
from tms_adapters.sql.tables import stream_head, users
from tms_core.errors import Unavailable

NO_SUCH_DATABASE = "Unknown database"
VERSION = table("alembic_version", column("version_num"))
SOURCE, TARGET = "The database in use", "The target"


class CopyRefused(ValueError):
    """The copy cannot be made, or must not be used. The message is one or two sentences for the operator."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CopiedTable:
    """A table's summary, as read from the source and as read back from the target."""

    name: str
    source: Summary
    target: Summary

    @classmethod
    def compared(cls, table: Table, source: Summary, target: Summary) -> "CopiedTable":
        """Raises ``CopyRefused`` if what was read back differs from what was written."""
        if source != target:
            difference = "different content" if source.rows == target.rows else f"{target.rows} rows"
            raise CopyRefused(
                f"The target did not store the table {table.name} unchanged: {source.rows} rows were written, and "
                f"{difference} came back. The copy is not usable."
            )
        return cls(name=table.name, source=source, target=target)


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """The result of a copy. ``ignored`` are tables in the source that do not belong to the application."""

    tables: list[CopiedTable]
    ignored: list[str]


Progress = Callable[[int, int], None]
"""Called with the number of rows processed so far and the total: each row is written, then read back."""


async def copy_database(
    source_url: str,
    target_url: str,
    *,
    live: bool,
    progress: Progress,
    features: Sequence[SqlFeature] = (),
) -> Copied:
    """Copy all data from the database at ``source_url`` into the empty or absent one at ``target_url``.

    The copy is a snapshot. If the source is written to meanwhile, it fails at the end, unless ``live`` is
    set; then the copy gets a new event log epoch, so that nobody resumes from events that exist only in the
    source. Raises ``CopyRefused``, and ``Unavailable`` if a database fails; the target is then unfinished or
    untouched.
    """
    source_at, target_at = DatabaseUrl.parse(source_url), DatabaseUrl.parse(target_url)
    _check_that_they_differ(source_at, target_at)
    tables = metadata_of((*built_in(), *features)).sorted_tables
    async with connected(_existing(source_at), SOURCE, writes=False) as source:
        await _check_source(source)
        await _make_room(target_at, tables)
        await migrate(target_url, features)
        async with connected(target_at, TARGET, writes=True) as target:
            await _claim(target, target_at, tables)
            before = await _state(source, tables)  # this takes the snapshot of the source
            done = _Counter(progress, 2 * sum(before.counts.values()))
            written = [await copy_rows(source, target, each, done.add) for each in tables]
            await copy_last_ids(source, target, tables)
            found = [await summary_of(target, each, done.add) for each in tables]
            copied = list(map(CopiedTable.compared, tables, written, found))
            ignored = await _unknown_tables(source, tables)
            await _finish(source, before, target, tables, live=live)
    return Copied(tables=copied, ignored=ignored)


async def _finish(
    source: MaintenanceConnection,
    before: "_State",
    target: MaintenanceConnection,
    tables: Sequence[Table],
    *,
    live: bool,
) -> None:
    """Make the target usable, unless the source has changed; a live copy, which
    may differ, gets a new log epoch."""
    if live:
        await target.run(stream_head.update().values(epoch=uuid.uuid4().hex))
    else:
        await source.commit()  # later reads see the current data
        if await _state(source, tables) != before:
            raise CopyRefused(
                "Somebody wrote to the database while it was being copied, so the copy is not usable. Stop all processes and "
                "run this again, or add --live for a copy to try things out on."
            )
    await target.run(VERSION.update().values(version_num=head_revision()))
    await target.commit()


class _Counter:
    def __init__(self, progress: Progress, total: int) -> None:
        self._progress = progress
        self._total = total
        self._done = 0

    def add(self, rows: int) -> None:
        self._done += rows
        self._progress(self._done, self._total)


# The source


def _check_that_they_differ(source: DatabaseUrl, target: DatabaseUrl) -> None:
    if source.path is not None and target.path is not None:
        same = _resolved(source.path) == _resolved(target.path)
    else:
        same = bool(set(source.hosts) & set(target.hosts)) and source.url.database == target.url.database
    if same:
        raise CopyRefused("The target is the database in use. Choose another one.")


def _resolved(path: Path) -> Path:
    return path.absolute().resolve()


def _existing(source: DatabaseUrl) -> DatabaseUrl:
    if source.path is not None and not source.path.is_file():
        check_companions(source.path)
        raise CopyRefused(f"There is nothing to copy: {source.path.absolute()} does not exist.")
    return source


async def _check_source(source: MaintenanceConnection) -> None:
    version = await _version(source)
    await source.commit()
    if version is None:
        raise CopyRefused("There is nothing to copy: the database in use is empty.")
    if version == UNFINISHED_COPY:
        raise CopyRefused("The database in use is itself an unfinished copy.")
    if not is_known(version):
        raise CopyRefused(
            f"The database in use has schema version {version}, which this program does not know: it belongs to a newer "
            "version. Use the `tms copy` of that version."
        )
    if version != head_revision():
        raise CopyRefused(
            f"The database in use has schema version {version}, but this program needs {head_revision()}. "
            "Run `tms migrate` first."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _State:
    """Shows whether the source was written to: the head of the event log,
    and the row count of each table."""

    head: list[tuple[Any, ...]]
    counts: dict[str, int]


async def _state(source: MaintenanceConnection, tables: Sequence[Table]) -> _State:
    head = [tuple(row) for row in await source.rows(select(stream_head))]
    counts = {each.name: await source.scalar(select(func.count()).select_from(each)) for each in tables}
    return _State(head=head, counts=counts)


async def _unknown_tables(source: MaintenanceConnection, tables: Sequence[Table]) -> list[str]:
    return sorted(set(await source.call(_table_names)) - _names(tables))


# The target


async def _make_room(where: DatabaseUrl, tables: Sequence[Table]) -> None:
    """Remove what would prevent a new schema at the target: an interrupted copy is
    dropped. Raises ``CopyRefused``."""
    if not await _is_absent(where):
        async with connected(where, TARGET, writes=True) as target:
            await _check_that_nothing_is_lost(target, tables)
            if await _version(target) != head_revision():
                await target.call(_drop_all)
            await target.commit()


async def _is_absent(where: DatabaseUrl) -> bool:
    if where.path is not None:
        return not where.path.exists()
    try:
        async with connected(where, TARGET, writes=True):
            return False
    except Unavailable as error:
        if NO_SUCH_DATABASE in error.cause:
            return True
        raise


async def _check_that_nothing_is_lost(target: MaintenanceConnection, tables: Sequence[Table]) -> None:
    """Check that the target is empty, or an unfinished copy, or an installation that was never used."""
    names = set(await target.call(_table_names))
    version = await _version(target) if VERSION.name in names else None
    if version == UNFINISHED_COPY:
        return
    if foreign := sorted(names - _names(tables)):
        raise CopyRefused(
            f"The target is not empty: it contains the table {foreign[0]}. Nothing was changed there."
        )
    people = await target.scalar(select(func.count()).select_from(users)) if "users" in names else 0
    head = await target.scalar(select(stream_head.c.pos)) if "stream_head" in names else None
    if people or head:
        raise CopyRefused(
            f"The target is not empty: it contains an installation with {people} users. Nothing was changed there."
        )


async def _claim(target: MaintenanceConnection, where: DatabaseUrl, tables: Sequence[Table]) -> None:
    """Mark the target as unfinished, and empty the tables that migrations fill."""
    if target.dialect == "mysql":
        lock = {"lock": f"tms_copy.{where.url.database}"[:64]}
        if not await target.scalar("SELECT GET_LOCK(:lock, 0)", lock):
            raise CopyRefused("Another copy to this target is already running.")
    await _check_that_nothing_is_lost(target, tables)
    await target.run(VERSION.update().values(version_num=UNFINISHED_COPY))
    await target.commit()
    for each in tables:
        await target.run(each.delete())
    await target.commit()


def _names(tables: Sequence[Table]) -> set[str]:
    return {VERSION.name, LEASE_TABLE, *(table.name for table in tables)}


def _table_names(connection: Connection) -> list[str]:
    return list(inspect(connection).get_table_names())


def _drop_all(connection: Connection) -> None:
    """Drop all tables, the unfinished mark last, so that this can be repeated if it is interrupted."""
    found = MetaData()
    found.reflect(connection)
    mark = found.tables.get(VERSION.name)
    found.drop_all(connection, tables=[each for each in found.sorted_tables if each is not mark])
    if mark is not None:
        mark.drop(connection)


async def _version(database: MaintenanceConnection) -> str | None:
    if VERSION.name not in await database.call(_table_names):
        return None
    version: str | None = await database.scalar(select(VERSION.c.version_num))
    return version
