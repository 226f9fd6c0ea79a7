"""Maps entities to rows and back. Columns are named like the fields, so no mapping is written by hand."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar, cast

from sqlalchemy import Column, Table, bindparam, insert, update
from sqlalchemy.sql import ColumnElement, Delete, Insert, Update
from sqlalchemy.sql.elements import BindParameter

from tms_adapters.sql.compiled_query import writes
from tms_adapters.sql.feature import Queries

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

V = TypeVar("V")
E = TypeVar("E", bound="DataclassInstance")


def digest_of(text: str) -> int:
    """A number that identifies a text: 63 bits of its hash."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest()) >> 1


class Derived(NamedTuple):
    """How a column that is not a field is computed, and from which fields: it is computed again only when one of them
    has changed."""

    fields: frozenset[str]
    compute: Callable[[Any], Any]


def derived(compute: Callable[[Any], Any], *fields: str) -> Derived:
    """A column that ``compute`` derives from these fields of the entity, and from no others."""
    return Derived(frozenset(fields), compute)


class RowMapper(Generic[E]):
    """Maps one type of entity to its table. ``derived`` computes the columns that are not fields; ``digests`` are columns
    that hold the digest of a derived one, so that an index finds equal texts of any length."""

    def __init__(
        self,
        table: Table,
        entity: type[E],
        derived: Mapping[str, Derived] | None = None,
        digests: Mapping[str, str] | None = None,
    ) -> None:
        self.table = table
        self.derived = dict(derived or {})
        self._digests = dict(digests or {})
        known = {field.name for field in fields(entity)}
        self.columns: list[Column[Any]] = [column for column in table.columns if column.name in known]
        """The columns that are fields: what a statement selects to read the entity."""
        stored = [f"{column.name!r}: entity.{column.name}" for column in self.columns]
        self.values = self._generated_values(stored)
        """All column values of an entity, without ``id`` if it has none yet."""
        self._stored = cast("Callable[[E], dict[str, Any]]", eval(f"lambda entity: {{{', '.join(stored)}}}"))  # noqa: S307 - ours

    def _generated_values(self, stored: list[str]) -> Callable[[E], dict[str, Any]]:
        """A generated function, because it runs for every row that is written."""
        values = stored + [f"{name!r}: ({name} := derive[{name!r}].compute(entity))" for name in self.derived]
        values += [f"{name!r}: digest_of({text})" for name, text in self._digests.items()]
        source = f"lambda entity: {{{', '.join(values)}}}"
        if "id" in self.table.columns:
            unnumbered = ", ".join(value for value in values if not value.startswith("'id'"))
            source = f"lambda entity: {{{', '.join(values)}}} if entity.id else {{{unnumbered}}}"
        known = {"derive": self.derived, "digest_of": digest_of}
        return cast("Callable[[E], dict[str, Any]]", eval(source, known))  # noqa: S307 - ours

    def changes(self, before: E, after: E) -> dict[str, Any]:
        """The columns in which two versions differ, and those derived from them, with the new values."""
        old = self._stored(before)
        changed = {name: value for name, value in self._stored(after).items() if old[name] != value}
        for name, column in self.derived.items():
            if not column.fields.isdisjoint(changed):
                changed[name] = column.compute(after)
        for name, text in self._digests.items():
            if text in changed:
                changed[name] = digest_of(changed[text])
        return changed

    def changes_alike(self, pairs: Iterable[tuple[E, E]]) -> Iterable[tuple[dict[str, Any], list[E]]]:
        """The same for pairs of versions: each set of changes, with the versions before it. Pairs without any are left out."""
        groups: dict[str, tuple[dict[str, Any], list[E]]] = {}
        for before, after in pairs:
            if changed := self.changes(before, after):
                groups.setdefault(repr(changed), (changed, []))[1].append(before)
        return groups.values()


@writes
def insert_rows(table: Table, columns: tuple[str, ...], count: int) -> Insert:
    """Insert ``count`` rows; the parameters are named ``column_row``."""
    return insert(table).values(
        [
            {name: bindparam(f"{name}_{row}", type_=table.c[name].type) for name in columns}
            for row in range(count)
        ]
    )


@writes
def update_by_id(table: Table, columns: tuple[str, ...]) -> Update:
    """Update a row by its id."""
    return (
        update(table)
        .where(table.c.id == bindparam("row_id"))
        .values({name: bindparam(name, type_=table.c[name].type) for name in columns})
    )


@writes
def delete_where(table: Table, columns: tuple[str, ...]) -> Delete:
    """Delete the rows in which each of ``columns`` equals the parameter of its name."""
    return table.delete().where(*equal(table, columns))


def complete(entity: object, **fields: Any) -> None:
    """Set fields that are stored in other tables, on an entity that was just read
    and has not been passed on yet."""
    for name, value in fields.items():
        object.__setattr__(entity, name, value)


def equal(table: Table, columns: Iterable[str]) -> list[ColumnElement[bool]]:
    """``column = :column`` for each."""
    return [table.c[name] == bindparam(name, type_=table.c[name].type) for name in columns]


def placeholders(name: str, count: int) -> list[BindParameter[Any]]:
    """Placeholders for ``in_``; the parameters are those of ``in_list``."""
    return [bindparam(f"{name}_{index}") for index in range(count)]


SIZES = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048)


def padded_in_list(ids: Sequence[V]) -> list[V]:
    """``ids``, padded with the last one to one of a few sizes, so that lists of any
    length share a few statements."""
    size = next((size for size in SIZES if size >= len(ids)), len(ids))
    return [*ids, *[ids[-1]] * (size - len(ids))]


def in_list(name: str, ids: Sequence[V]) -> dict[str, V]:
    """The parameters of ``in_(placeholders(name, …))``."""
    return {f"{name}_{index}": value for index, value in enumerate(ids)}


CHUNKS = (256, 64, 16, 8, 4, 2, 1)


async def insert_one(connection: Queries, table: Table, record: Mapping[str, Any]) -> int:
    """Insert a row; returns the id it was given, if any."""
    statement = insert_rows(table, tuple(record), 1)
    return (await connection.run(statement, **_numbered([record]))).new_id


async def insert_all(connection: Queries, table: Table, records: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows with the same columns, in as few statements as the few batch sizes allow."""
    start = 0
    while start < len(records):
        size = next(size for size in CHUNKS if size <= len(records) - start)
        statement = insert_rows(table, tuple(records[start]), size)
        await connection.run(statement, **_numbered(records[start : start + size]))
        start += size


def _numbered(records: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {f"{name}_{row}": value for row, record in enumerate(records) for name, value in record.items()}
