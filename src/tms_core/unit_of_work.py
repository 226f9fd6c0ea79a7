"""Port: the unit of work that use cases see."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Protocol, TypeVar

from tms_core.events import Event
from tms_core.person_data import PersonData
from tms_core.services import Services

R = TypeVar("R")


class UnitOfWork(Protocol):
    """One transaction, as a use case sees it. It never commits: ``Application`` does."""

    services: Services
    now: datetime

    @property
    def person_data(self) -> Sequence[PersonData[Any]]:
        """What each feature holds of people."""

    def repository(self, port: Callable[..., R]) -> R:
        """What a feature of this store keeps its things with, by its port: ``uow.repository(UserRepository)``.

        Raises ``LookupError`` where no feature of the store provides it.
        """

    def record(self, event: Event) -> None:
        """Keep an event together with the change it tells of. Raises ``LookupError`` where no feature declares it."""
