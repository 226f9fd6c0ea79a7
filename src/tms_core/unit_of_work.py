"""Ports: the units of work that commands and queries see."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Protocol, TypeVar

from tms_core.events import Event
from tms_core.person_data import PersonData
from tms_core.services import Services

R = TypeVar("R")


class ReadPort(Protocol):
    """A repository without methods that write. Where a port has a separate reading half, ``UserReader``
    extends ``ReadPort``, and ``UserRepository`` extends ``UserReader``."""


def reading_half(port: type) -> type | None:
    """The read-only part of a repository port, which may be the port itself;
    None if the port is not divided."""
    return next((base for base in port.__mro__ if ReadPort in base.__bases__), None)


class ReadUnit(Protocol):
    """A read-only unit, as a query sees it: committed data, and no way to write."""

    @property
    def services(self) -> Services:
        """What use cases need besides the store."""

    @property
    def now(self) -> datetime:
        """The time of the unit, in UTC; it does not change within a unit."""

    @property
    def person_data(self) -> Sequence[PersonData[Any]]:
        """The ``PersonData`` of each feature that has it."""

    def repository(self, port: Callable[..., R]) -> R:
        """The repository for a port, such as ``uow.repository(UserReader)``.

        Queries ask for the reading half of a port, commands for either. Raises ``LookupError`` if no feature
        of the store provides it.
        """


class UnitOfWork(ReadUnit, Protocol):
    """One transaction, as a command sees it. It never commits: ``Application`` does."""

    def record(self, event: Event) -> None:
        """Record an event together with the change it describes. Raises
        ``LookupError`` if no feature declares it."""


class WriteInQuery(Exception):
    """A query tried to write. This is a programming error: what writes must be a command."""

    def __init__(self) -> None:
        super().__init__("A query only reads. Make what writes a command, and call it by Application.run.")
