"""The store in memory: the committed tables, the event log, and the one lock for writers."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

from tms_adapters.memory.event_log import MemoryLog
from tms_adapters.memory.feature import MemoryFeature, built_in, factories_of, readers_among
from tms_adapters.memory.tables import Data
from tms_adapters.memory.unit_of_work import Ids, MemoryReadUnit, MemoryUnit
from tms_core.catalogue import FEATURES
from tms_core.feature import Features
from tms_core.services import Services
from tms_core.store import StoreUnit
from tms_core.unit_of_work import ReadUnit


class MemoryStore:
    """Implements ``Store`` for one process and one event loop; everything is gone when the process ends.

    Writers take turns, readers never wait. Lists take time in proportion to what is stored, everything else in
    proportion to what it touches. Of the event log the last ``kept_events`` stay.
    """

    def __init__(self, kept_events: int = 100_000, features: Sequence[MemoryFeature] = ()) -> None:
        """``features`` are those beside the product's own."""
        self.features = Features((*FEATURES, *(each.feature for each in features)))
        self._factories = factories_of((*built_in(), *features))
        self._readers = readers_among(self._factories)
        self._data = Data()
        self._ids = Ids()
        self.log = MemoryLog(kept_events)
        self._lock = asyncio.Lock()

    @asynccontextmanager
    async def writer(self, services: Services, now: datetime) -> AsyncIterator[StoreUnit]:
        """A transaction; others' changes wait from its first look at the store until it ends."""
        unit = MemoryUnit(
            self._data, self._ids, self.log, self.features, self._factories, services, now, lock=self._lock
        )
        try:
            yield unit
        finally:
            unit.release()

    @asynccontextmanager
    async def reader(self, services: Services, now: datetime) -> AsyncIterator[ReadUnit]:
        """A look at what is committed."""
        yield MemoryReadUnit(
            self._data.read_only(), self._ids, self.log, self.features, self._readers, services, now
        )

    async def ready(self) -> None:
        """Always ready."""

    async def close(self) -> None:
        """Nothing to let go of."""
