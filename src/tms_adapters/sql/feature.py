"""What a feature brings to a SQL store."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from sqlalchemy import MetaData, Table

from tms_adapters.sql.connection import Queries
from tms_adapters.sql.counters import Changes
from tms_adapters.sql.tables.base import NAMING
from tms_core.catalogue import FEATURES
from tms_core.feature import Feature, declared_in
from tms_core.unit_of_work import reading_half


class Unit(Protocol):
    """What repositories are made with: the connection of a unit of work, and its kept counts."""

    @property
    def connection(self) -> Queries:
        """Where to run queries."""

    @property
    def counts(self) -> Changes:
        """What it changes about the kept counts, written at the commit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SqlFeature:
    """The tables of a feature, and what makes its repositories: port → function of a unit."""

    feature: Feature
    tables: tuple[Table, ...] = ()
    repositories: Mapping[Any, Callable[[Unit], object]] = field(default_factory=dict)


def built_in() -> tuple[SqlFeature, ...]:
    """The features of the product: each declares itself as ``FEATURE`` in the module of its name here."""
    return tuple(declared_in(__package__, FEATURES, SqlFeature))


def metadata_of(features: Iterable[SqlFeature]) -> MetaData:
    """The tables that these features declare, and no others."""
    metadata = MetaData(naming_convention=NAMING)
    for feature in features:
        for table in feature.tables:
            table.to_metadata(metadata)
    return metadata


def factories_of(features: Sequence[SqlFeature]) -> dict[Any, Callable[[Unit], object]]:
    """What makes each repository, by its port and by the reading half of it."""
    made = {port: make for feature in features for port, make in feature.repositories.items()}
    return made | {
        half: make
        for port, make in made.items()
        if (half := reading_half(port)) is not None and half is not port
    }


def readers_among(factories: Mapping[Any, Callable[[Unit], object]]) -> dict[Any, Callable[[Unit], object]]:
    """What of it a query is given: no port that has a reading half."""
    return {port: make for port, make in factories.items() if reading_half(port) in (None, port)}
