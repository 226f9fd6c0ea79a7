"""The SQL unit of work: repositories on one connection that is taken when it is first needed."""

from contextlib import AbstractAsyncContextManager
from datetime import datetime
from types import TracebackType
from typing import Any, TypeVar

from tms_adapters.sql.accounts import SqlAuth
from tms_adapters.sql.analytics import SqlAnalytics
from tms_adapters.sql.answers import SqlIdempotency
from tms_adapters.sql.assignments import SqlAssignments
from tms_adapters.sql.connection import Connection, Outcome
from tms_adapters.sql.events import write_events
from tms_adapters.sql.query import Query
from tms_adapters.sql.sessions import SqlSessions
from tms_adapters.sql.tallies import Tallies
from tms_adapters.sql.users import SqlUsers
from tms_core.analytics.repository import AnalyticsRepository
from tms_core.assignments.repository import AssignmentRepository
from tms_core.auth.repository import AuthRepository
from tms_core.events import Event, Position
from tms_core.idempotency import IdempotencyRepository
from tms_core.services import Services
from tms_core.sessions.repository import SessionRepository
from tms_core.users.repository import UserRepository

T = TypeVar("T")


class LateConnection:
    """Takes the real connection at the first query, so that hashing a password before it holds nobody up."""

    def __init__(self, taking: AbstractAsyncContextManager[Connection]) -> None:
        self._taking = taking
        self.taken: Connection | None = None

    async def rows(self, query: Query[T], /, **parameters: Any) -> list[T]:
        """See ``Connection``."""
        return await (await self.take()).rows(query, **parameters)

    async def scan(self, query: Query[T], /, **parameters: Any) -> list[T]:
        """See ``Connection``."""
        return await (await self.take()).scan(query, **parameters)

    async def run(self, query: Query[Any], /, **parameters: Any) -> Outcome:
        """See ``Connection``."""
        return await (await self.take()).run(query, **parameters)

    async def take(self) -> Connection:
        """The real connection, taken by now."""
        if self.taken is None:
            self.taken = await self._taking.__aenter__()
        return self.taken

    async def __aenter__(self) -> "LateConnection":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool | None:
        return await self._taking.__aexit__(kind, error, trace) if self.taken else None


class SqlUnit:
    """See ``StoreUnit``."""

    def __init__(self, connection: LateConnection, epoch: str, services: Services, now: datetime) -> None:
        self._connection = connection
        self._epoch = epoch
        self._events: list[Event] = []
        self._tallies = Tallies(connection)
        self.services = services
        self.now = now
        self.users: UserRepository = SqlUsers(connection, self._tallies)
        self.auth: AuthRepository = SqlAuth(connection)
        self.sessions: SessionRepository = SqlSessions(connection, self._tallies)
        self.assignments: AssignmentRepository = SqlAssignments(connection)
        self.analytics: AnalyticsRepository = SqlAnalytics(connection, self._tallies)
        self.idempotency: IdempotencyRepository = SqlIdempotency(connection)

    def record(self, event: Event) -> None:
        """See ``UnitOfWork``."""
        self._events.append(event)

    async def commit(self, actor_id: int | None) -> Position | None:
        """See ``StoreUnit``. Counts and events come last: from here on the head of the log is held."""
        if self._connection.taken is None and not self._events:
            return None
        connection = await self._connection.take()
        await self._tallies.write()
        position = None
        if self._events:
            last, check = await write_events(connection, self._events, actor_id, self.now)
            position = Position(self._epoch, last, check)
        await connection.commit()
        return position
