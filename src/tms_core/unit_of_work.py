"""Ports: the units of work that commands and queries see."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Protocol, TypeVar

from tms_core.events import Event
from tms_core.person_data import PersonData
from tms_core.services import Services

R = TypeVar("R")


class ReadPort(Protocol):
    """A repository without writing methods. A port that is divided extends its reading half:
    ``class UserReader(ReadPort, Protocol)``, ``class UserRepository(UserReader, Protocol)``."""


def reading_half(port: type) -> type | None:
    """The part of a repository port that only reads, which may be all of it; None where it is not divided."""
    return next((base for base in port.__mro__ if ReadPort in base.__bases__), None)


class ReadUnit(Protocol):
    """A look at what is committed, as a query sees it. Nothing can be written with it."""

    @property
    def services(self) -> Services:
        """What is needed besides the store."""

    @property
    def now(self) -> datetime:
        """The time of the whole unit, in UTC."""

    @property
    def person_data(self) -> Sequence[PersonData[Any]]:
        """What each feature holds of people."""

    def repository(self, port: Callable[..., R]) -> R:
        """What a feature of this store keeps its things with, by its port: ``uow.repository(UserReader)``. Queries ask
        for the reading half of a port, commands for either.

        Raises ``LookupError`` where no feature of the store provides it.
        """


class UnitOfWork(ReadUnit, Protocol):
    """One transaction, as a command sees it. It never commits: ``Application`` does."""

    def record(self, event: Event) -> None:
        """Keep an event together with the change it tells of. Raises ``LookupError`` where no feature declares it."""


class WriteInQuery(Exception):
    """A query tried to change something. A mistake in the program: what writes is a command."""

    def __init__(self) -> None:
        super().__init__("A query only reads. Make what writes a command, and call it by Application.run.")
