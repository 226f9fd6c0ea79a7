"""Port: the store that opens units of work."""

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
        """Make everything permanent, events last; the position of the last event, None if there was none.

        Raises ``TransactionConflict`` when the whole unit should run again.
        """


class Store(Protocol):
    """A database, or something that behaves like one."""

    @property
    def features(self) -> Features:
        """The features whose things it keeps."""

    @property
    def log(self) -> EventLog:
        """Everything that happened in it."""

    def writer(self, services: Services, now: datetime) -> AbstractAsyncContextManager[StoreUnit]:
        """A transaction. It begins with the first look at the store, sees what others committed before that,
        and leaves no trace unless ``commit`` is reached."""

    def reader(self, services: Services, now: datetime) -> AbstractAsyncContextManager[ReadUnit]:
        """A cheap look without a transaction, with which nothing can be written."""

    async def ready(self, within: float = READY_SECONDS) -> None:
        """Return when the store answers; raise ``Unavailable`` when it does not ``within`` so many seconds."""

    async def close(self) -> None:
        """Let go of all connections."""
