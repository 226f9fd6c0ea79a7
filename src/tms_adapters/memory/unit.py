"""One unit of work over the tables in memory."""

import asyncio
from datetime import datetime
from itertools import count

from tms_adapters.memory.accounts import MemoryAuth
from tms_adapters.memory.analytics import MemoryAnalytics
from tms_adapters.memory.answers import MemoryIdempotency
from tms_adapters.memory.assignments import MemoryAssignments
from tms_adapters.memory.log import MemoryLog
from tms_adapters.memory.sessions import MemorySessions
from tms_adapters.memory.tables import Data
from tms_adapters.memory.users import MemoryUsers
from tms_core.analytics.repository import AnalyticsRepository
from tms_core.assignments.repository import AssignmentRepository
from tms_core.auth.repository import AuthRepository
from tms_core.events import Event, Position
from tms_core.idempotency import IdempotencyRepository
from tms_core.services import Services
from tms_core.sessions.repository import SessionRepository
from tms_core.users.repository import UserRepository


class Ids:
    """The next id of each kind. An id is given once, even when the unit that took it is rolled back."""

    def __init__(self) -> None:
        self.users = count(1)
        self.sessions = count(1)
        self.assignments = count(1)
        self.password_log = count(1)


class MemoryUnit:
    """Implements ``StoreUnit``: changes lie over the tables until ``commit`` merges them.

    With a ``lock`` it waits for other writers at its first look at the tables; without one it only reads, and
    whatever it might change vanishes.
    """

    users: UserRepository
    auth: AuthRepository
    sessions: SessionRepository
    assignments: AssignmentRepository
    analytics: AnalyticsRepository
    idempotency: IdempotencyRepository

    def __init__(
        self,
        data: Data,
        ids: Ids,
        log: MemoryLog,
        lock: asyncio.Lock | None,
        services: Services,
        now: datetime,
    ) -> None:
        self.services = services
        self.now = now
        self._data = data.overlay()
        self._log = log
        self._lock = lock
        self._holds_lock = False
        self._events: list[Event] = []
        self.users = MemoryUsers(self._touch, ids.users)
        self.auth = MemoryAuth(self._touch, ids.password_log, log)
        self.sessions = MemorySessions(self._touch, ids.sessions)
        self.assignments = MemoryAssignments(self._touch, ids.assignments)
        self.analytics = MemoryAnalytics(self._touch)
        self.idempotency = MemoryIdempotency(self._touch)

    def record(self, event: Event) -> None:
        """Keep an event together with the change it tells of."""
        self._events.append(event)

    async def commit(self, actor_id: int | None) -> Position | None:
        """Make everything permanent; nothing in here waits, so that nobody sees half of it."""
        self._log.forget_people(self._data.deleted_users.written())
        self._log.append(self._events, actor_id, self.now)
        self._data.merge()
        position = self._log.position if self._events else None
        self._events = []
        self.release()
        return position

    def release(self) -> None:
        """Let the next writer in."""
        if self._lock is not None and self._holds_lock:
            self._lock.release()
        self._holds_lock = False

    async def _touch(self) -> Data:
        if self._lock is not None and not self._holds_lock:
            await self._lock.acquire()
            self._holds_lock = True
        return self._data
