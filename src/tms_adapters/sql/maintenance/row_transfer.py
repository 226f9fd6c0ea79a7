"""Transfers rows from one database to another in pages, and verifies that they arrived."""

import hashlib
import json
import re
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, String, Table, and_, or_, select, type_coerce

from tms_adapters.sql.column_types import Choice
from tms_adapters.sql.maintenance.connections import MaintenanceConnection

MOST_ROWS = 1000
PAGE_BYTES = 1024 * 1024
"""Approximate size of the text and binary data that one transaction of the copy holds."""
DIGEST_BYTES = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The number of rows in a table, and a digest of their content that does not depend on their order."""

    rows: int = 0
    digest: int = 0

    @property
    def hexdigest(self) -> str:
        """The digest in 32 characters, for people to compare."""
        return f"{self.digest:032x}"

    def with_rows(self, rows: Iterable[Sequence[Any]]) -> "Summary":
        """The summary including these rows."""
        count, digest = self.rows, self.digest
        for row in rows:
            text = repr([_canonical(value) for value in row])
            hashed = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=DIGEST_BYTES).digest()
            digest += int.from_bytes(hashed, "big")
            count += 1
        return Summary(rows=count, digest=digest % 2 ** (8 * DIGEST_BYTES))


async def copy_rows(
    source: MaintenanceConnection,
    target: MaintenanceConnection,
    table: Table,
    advance: Callable[[int], None],
) -> Summary:
    """Write all rows of ``table`` to the same, empty table of ``target``;
    returns a summary of what was read."""
    summary = Summary()
    names = table.columns.keys()
    async for page in _pages(source, table):
        summary = summary.with_rows(page)
        await target.run(table.insert(), [dict(zip(names, row, strict=True)) for row in page])
        await target.commit()
        advance(len(page))
    return summary


async def summary_of(
    database: MaintenanceConnection, table: Table, advance: Callable[[int], None]
) -> Summary:
    """A summary of a table, read in pages."""
    summary = Summary()
    async for page in _pages(database, table):
        summary = summary.with_rows(page)
        advance(len(page))
    return summary


async def _pages(database: MaintenanceConnection, table: Table) -> AsyncIterator[list[Any]]:
    """All rows in primary key order, in pages that fit into a transaction and into memory."""
    key = [column.name for column in table.columns if column.primary_key]
    last: list[Any] | None = None
    most = 100
    while page := await database.rows(_page(table, last, most)):
        yield page
        last = [page[-1]._mapping[name] for name in key]
        weight = sum(len(value) for row in page for value in row if isinstance(value, str | bytes))
        most = max(1, min(MOST_ROWS, PAGE_BYTES * len(page) // max(weight, 1)))


def _page(table: Table, last: list[Any] | None, most: int) -> Select[Any]:
    key = [column for column in table.columns if column.primary_key]
    # Enumeration values that this version does not know are copied as they are.
    stored = [type_coerce(c, String()) if isinstance(c.type, Choice) else c for c in table.columns]
    page = select(*stored).order_by(*key).limit(most)
    return page if last is None else page.where(_after(key, last))


def _after(key: Sequence[ColumnElement[Any]], last: Sequence[Any]) -> ColumnElement[bool]:
    """``(a, b) > (x, y)``, written so that both databases use the index."""
    later = [
        and_(*(column == value for column, value in zip(key[:i], last[:i], strict=True)), key[i] > last[i])
        for i in range(len(key))
    ]
    return and_(key[0] >= last[0], or_(*later))


def _canonical(value: Any) -> Any:
    """A value in canonical form: MySQL reorders the keys of JSON objects."""
    return json.dumps(value, sort_keys=True) if isinstance(value, dict | list) else value


async def copy_last_ids(
    source: MaintenanceConnection, target: MaintenanceConnection, tables: Iterable[Table]
) -> None:
    """Copy the id sequences, so that an id is never reused, not even that of a deleted row."""
    for table in tables:
        if table.autoincrement_column is None:
            continue
        last = await _last_id(source, table)
        if last == 0:
            continue
        if target.dialect == "sqlite":
            await target.run("DELETE FROM sqlite_sequence WHERE name = :name", {"name": table.name})
            insert = "INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :last)"
            await target.run(insert, {"name": table.name, "last": last})
        else:
            await target.run(f"ALTER TABLE {table.name} AUTO_INCREMENT = {last + 1}")
    await target.commit()


async def _last_id(database: MaintenanceConnection, table: Table) -> int:
    if database.dialect == "sqlite":
        query = "SELECT seq FROM sqlite_sequence WHERE name = :name"
        return int(await database.scalar(query, {"name": table.name}) or 0)
    [shown] = await database.rows(f"SHOW CREATE TABLE {table.name}")
    found = re.search(r"\bAUTO_INCREMENT=(\d+)", shown._mapping["Create Table"])
    return int(found[1]) - 1 if found else 0
