"""Port: a store, which opens units of work."""

from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol

from tms_core.events import EventLog, Position
from tms_core.feature import Features
from tms_core.services import Services
from tms_core.unit_of_work import ReadUnit, UnitOfWork

READY_SECONDS = 3.0


class StoreUnit(UnitOfWork, Protocol):
    """A unit of work as ``Application`` sees it."""

    async def commit(self, actor_id: int | None) -> Position | None:
        """Commit all changes, events last; returns the position of the last event, None if there were none.

        Raises ``TransactionConflict`` if the whole unit should run again.
        """


class Store(Protocol):
    """A database, or something that behaves like one."""

    @property
    def features(self) -> Features:
        """The features whose data it stores."""

    @property
    def log(self) -> EventLog:
        """The log of all events in this store."""

    def writer(self, services: Services, now: datetime) -> AbstractAsyncContextManager[StoreUnit]:
        """A transaction. It begins at the first access to the store, sees what was committed before that,
        and is rolled back unless ``commit`` is called."""

    def reader(self, services: Services, now: datetime) -> AbstractAsyncContextManager[ReadUnit]:
        """A read-only unit without a transaction."""

    async def ready(self, within: float = READY_SECONDS) -> None:
        """Return when the store answers; raise ``Unavailable`` if it does
        not ``within`` that many seconds."""

    async def close(self) -> None:
        """Close all connections."""
