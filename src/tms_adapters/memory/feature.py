"""What a feature contributes to the in-memory store."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Protocol

from tms_adapters.memory.tables import Data, MemoryLog, TableKey
from tms_core.application.feature import Feature, declared_in
from tms_core.catalogue import FEATURES


class Unit(Protocol):
    """What repositories are built from."""

    @property
    def log(self) -> MemoryLog:
        """The event log."""

    async def touch(self) -> Data:
        """Wait for the write lock if this unit writes, then return the tables as this unit sees them."""

    def ids(self, table: TableKey[Any, Any]) -> "count[int]":
        """The id sequence of a table. An id is never reused, even if the
        unit that took it is rolled back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryFeature:
    """The repository factories of a feature: port → function of a unit."""

    feature: Feature
    repositories: Mapping[Any, Callable[[Unit], object]] = field(default_factory=dict)


def built_in() -> tuple[MemoryFeature, ...]:
    """The built-in features: each declares itself as ``FEATURE`` in the
    module of its name in this package."""
    return tuple(declared_in(__package__, FEATURES, MemoryFeature))
