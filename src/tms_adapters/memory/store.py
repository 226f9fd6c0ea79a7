"""The in-memory store: the committed tables, the event log, and a single writer lock."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from itertools import count
from typing import Any

from tms_adapters.memory.consumers import slowest_of
from tms_adapters.memory.feature import MemoryFeature, Unit, built_in
from tms_adapters.memory.tables import Data, MemoryLog, TableKey
from tms_core.application import READY_SECONDS, EventRecorder, FeatureUnit, StoreReadUnit, StoreUnit
from tms_core.application.feature import Features
from tms_core.catalogue import FEATURES
from tms_core.consumers.retention import PATIENCE_WITH_CONSUMERS
from tms_core.events import Event, Position
from tms_core.unit_of_work import Services, readers_among, with_reading_halves


class Ids:
    """The id sequences of all tables."""

    def __init__(self) -> None:
        self._counts: defaultdict[TableKey[Any, Any], count[int]] = defaultdict(lambda: count(1))

    def of(self, table: TableKey[Any, Any]) -> "count[int]":
        """The id sequence of one table."""
        return self._counts[table]


class MemoryReadUnit(FeatureUnit):
    """Implements ``ReadUnit`` over read-only tables."""

    def __init__(
        self,
        data: Data,
        ids: Ids,
        log: MemoryLog,
        features: Features,
        factories: Mapping[Any, Callable[[Unit], object]],
        services: Services,
        now: datetime,
    ) -> None:
        super().__init__(features, factories, services, now)
        self.log = log
        self._data = data
        self._ids = ids

    def ids(self, table: TableKey[Any, Any]) -> "count[int]":
        """See ``Unit``."""
        return self._ids.of(table)

    async def touch(self) -> Data:
        """See ``Unit``."""
        return self._data


class MemoryUnit(EventRecorder, MemoryReadUnit):
    """Implements ``StoreUnit``. It takes the writer lock when it first accesses the tables; its changes are
    an overlay until ``commit`` merges them."""

    def __init__(self, data: Data, *rest: Any, lock: asyncio.Lock) -> None:
        super().__init__(data.overlay(), *rest)
        self._lock = lock
        self._holds_lock = False
        self._events: list[Event] = []

    async def commit(self, actor_id: int | None) -> Position | None:
        """Commit all changes. There is no await in here, so nobody sees half of them."""
        personal = [kind.name for kind in self._features.events.values() if kind.personal]
        self.log.forget_people(self.deleted_people, personal)
        self.log.append(self._events, actor_id, self.now)
        self._data.merge()
        self.log.trim(slowest_of(self._data, self._features.consumers))
        position = self.log.position if self._events else None
        self._events = []
        self.release()
        return position

    def release(self) -> None:
        """Release the writer lock."""
        if self._holds_lock:
            self._lock.release()
        self._holds_lock = False

    async def touch(self) -> Data:
        """See ``Unit``."""
        if not self._holds_lock:
            await self._lock.acquire()
            self._holds_lock = True
        return self._data


class MemoryStore:
    """Implements ``Store`` for one process and one event loop; all data is lost when the process ends.

    Writers take turns, readers never wait. Lists take time proportional to the amount of stored data,
    everything else to the amount of data it touches. The event log keeps the last ``kept_events`` events, and up to twice as
    many while a consumer has not handled them.
    """

    def __init__(self, kept_events: int = 100_000, features: Sequence[MemoryFeature] = ()) -> None:
        """``features`` are added to the built-in ones."""
        self.features = Features((*FEATURES, *(each.feature for each in features)))
        self._factories = with_reading_halves(each.repositories for each in (*built_in(), *features))
        self._readers = readers_among(self._factories)
        self._data = Data()
        self._ids = Ids()
        self.log = MemoryLog(kept_events, kept_events * PATIENCE_WITH_CONSUMERS)
        self._lock = asyncio.Lock()

    @asynccontextmanager
    async def writer(
        self, services: Services, now: datetime, *, is_durable: bool = True
    ) -> AsyncIterator[StoreUnit]:
        """A transaction; other writers wait from its first access to the store until it ends."""
        unit = MemoryUnit(
            self._data, self._ids, self.log, self.features, self._factories, services, now, lock=self._lock
        )
        try:
            yield unit
        finally:
            unit.release()

    @asynccontextmanager
    async def reader(self, services: Services, now: datetime) -> AsyncIterator[StoreReadUnit]:
        """A read-only view of the committed data."""
        yield MemoryReadUnit(
            self._data.read_only(), self._ids, self.log, self.features, self._readers, services, now
        )

    async def ready(self, within: float = READY_SECONDS) -> None:
        """Returns at once: memory is always ready."""

    async def close(self) -> None:
        """Does nothing: there are no connections to close."""
