"""What a feature contributes to a SQL store, and what the store provides: a connection and counters."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from sqlalchemy import MetaData, Table, bindparam, select, update
from sqlalchemy.sql import Select, Update

from tms_adapters.sql.compiled_query import reads, writes
from tms_adapters.sql.connection import Queries
from tms_adapters.sql.tables import NAMING, tallies
from tms_core.application.feature import Feature, declared_in
from tms_core.catalogue import FEATURES

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
