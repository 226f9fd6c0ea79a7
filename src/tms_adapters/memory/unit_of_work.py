"""One unit of work over the tables in memory."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from itertools import count
from typing import Any, TypeVar

from tms_adapters.memory.event_log import MemoryLog
from tms_adapters.memory.feature import Unit
from tms_adapters.memory.tables import Data, TableKey
from tms_core.events import Event, Position
from tms_core.feature import Features
from tms_core.person_data import PersonData
from tms_core.services import Services
from tms_core.unit_of_work import UnitOfWork

R = TypeVar("R")


class Ids:
    """The next id of each table."""

    def __init__(self) -> None:
        self._counts: defaultdict[TableKey[Any, Any], count[int]] = defaultdict(lambda: count(1))

    def of(self, table: TableKey[Any, Any]) -> "count[int]":
        """The next ids of one table."""
        return self._counts[table]


class MemoryReadUnit:
    """Implements ``ReadUnit`` over tables that refuse to be written."""

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
        self.services = services
        self.now = now
        self.log = log
        self._data = data
        self._ids = ids
        self._features = features
        self._factories = factories
        self._repositories: dict[Any, Any] = {}

    @property
    def person_data(self) -> Sequence[PersonData[UnitOfWork]]:
        """See ``ReadUnit``."""
        return self._features.person_data

    def repository(self, port: Callable[..., R]) -> R:
        """See ``ReadUnit``."""
        found: R | None = self._repositories.get(port)
        return self._made(port) if found is None else found

    def _made(self, port: Callable[..., R]) -> R:
        make = self._factories.get(port)
        if make is None:
            raise LookupError(f"No feature of this store provides {port.__qualname__}{self._hint}.")
        made: Any = make(self)
        self._repositories[port] = made
        return made  # type: ignore[no-any-return]  # what its feature says it is

    _hint = " to queries: ask for the half of it that only reads"

    def ids(self, table: TableKey[Any, Any]) -> "count[int]":
        """See ``Unit``."""
        return self._ids.of(table)

    async def touch(self) -> Data:
        """See ``Unit``."""
        return self._data


class MemoryUnit(MemoryReadUnit):
    """Implements ``StoreUnit``: it waits for other writers at its first look at the tables, and its changes lie over
    them until ``commit`` merges them."""

    _hint = ""

    def __init__(self, data: Data, *rest: Any, lock: asyncio.Lock) -> None:
        super().__init__(data.overlay(), *rest)
        self._lock = lock
        self._holds_lock = False
        self._events: list[Event] = []

    def record(self, event: Event) -> None:
        """See ``UnitOfWork``."""
        self._features.event_type(event)
        self._events.append(event)

    async def commit(self, actor_id: int | None) -> Position | None:
        """Make everything permanent; nothing in here waits, so that nobody sees half of it."""
        kinds = [(self._features.event_type(event), event) for event in self._events]
        deleted = [event.entity_id for kind, event in kinds if kind.deletes_person(event)]
        personal = [kind.name for kind in self._features.events.values() if kind.personal]
        self.log.forget_people(deleted, personal)
        self.log.append(self._events, actor_id, self.now)
        self._data.merge()
        position = self.log.position if self._events else None
        self._events = []
        self.release()
        return position

    def release(self) -> None:
        """Let the next writer in."""
        if self._holds_lock:
            self._lock.release()
        self._holds_lock = False

    async def touch(self) -> Data:
        """See ``Unit``."""
        if not self._holds_lock:
            await self._lock.acquire()
            self._holds_lock = True
        return self._data
