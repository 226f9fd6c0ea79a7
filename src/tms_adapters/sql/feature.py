"""What a feature contributes to a SQL store, and what the store provides: connections that run queries, and counters."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol, TypeVar

from sqlalchemy import MetaData, Table, bindparam, select, update
from sqlalchemy.sql import Select, Update

from tms_adapters.sql.compiled_query import Query, reads, writes
from tms_adapters.sql.tables import NAMING, tallies
from tms_core.application.feature import Feature, declared_in
from tms_core.catalogue import FEATURES

T = TypeVar("T")


class Outcome(NamedTuple):
    """The result of a writing statement: the number of matched rows, and the id of a new row."""

    matched: int
    new_id: int


class Queries(Protocol):
    """Runs queries."""

    async def rows(self, query: Query[T], /, **parameters: Any) -> list[T]:
        """Run a query that reads."""

    async def scan(self, query: Query[T], /, **parameters: Any) -> list[T]:
        """Run a query that may read many rows, without holding up other work."""

    async def run(self, query: Query[Any], /, **parameters: Any) -> Outcome:
        """Run a query that writes. Raises ``UniqueViolation`` and ``TransactionConflict``."""


class Connection(Queries, Protocol):
    """A connection for one unit of work or one read."""

    async def begin(self) -> None:
        """Start a transaction that sees everything committed so far."""

    async def commit(self) -> None:
        """Commit the transaction."""

    async def rollback(self) -> None:
        """Roll back the transaction."""

    async def take_positions(self, count: int, check: str) -> int:
        """Advance the head of the event log by ``count``; returns the new last position. Its
        lock is held until the commit."""


class UniqueViolation(Exception):
    """A value that must be unique is already in use; ``key`` names the constraint or column."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


async def first(connection: Queries, query: Query[T], /, **parameters: Any) -> T | None:
    """The first result of a query, or None."""
    return next(iter(await connection.rows(query, **parameters)), None)


Changes = Counter[tuple[str, str]]
"""(kind, value) → how much a unit of work has changed that counter so far."""


class Count(NamedTuple):
    """The counter of one value."""

    value: str
    number: int


@reads(Count)
def select_counts() -> Select[Any]:
    """All counters of one kind."""
    return select(tallies.c.value, tallies.c.count.label("number")).where(tallies.c.kind == bindparam("kind"))


@writes
def move_count() -> Update:
    """Add to a counter."""
    mine = (tallies.c.kind == bindparam("the_kind"), tallies.c.value == bindparam("the_value"))
    return update(tallies).where(*mine).values(count=tallies.c.count + bindparam("more"))


async def read_counts(connection: Queries, changes: Changes, kind: str) -> dict[str, int]:
    """Value → count, including the changes that this unit has not written yet."""
    counts = {count.value: count.number for count in await connection.rows(select_counts(), kind=kind)}
    for (changed, value), more in changes.items():
        if changed == kind:
            counts[value] = counts.get(value, 0) + more
    return counts


class Unit(Protocol):
    """What repositories are built from: the connection of a unit of work, and its counters."""

    @property
    def connection(self) -> Queries:
        """Where to run queries."""

    @property
    def counts(self) -> Changes:
        """Changes to the counters, written at the commit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SqlFeature:
    """The tables of a feature and its repository factories: port → function of a unit."""

    feature: Feature
    tables: tuple[Table, ...] = ()
    repositories: Mapping[Any, Callable[[Unit], object]] = field(default_factory=dict)


def built_in() -> tuple[SqlFeature, ...]:
    """The built-in features: each declares itself as ``FEATURE`` in the
    module of its name in this package."""
    return tuple(declared_in(__package__, FEATURES, SqlFeature))


def metadata_of(features: Iterable[SqlFeature]) -> MetaData:
    """The tables that these features declare, and no others."""
    metadata = MetaData(naming_convention=NAMING)
    for feature in features:
        for table in feature.tables:
            table.to_metadata(metadata)
    return metadata
