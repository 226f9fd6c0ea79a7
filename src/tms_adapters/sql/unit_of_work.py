"""The SQL unit of work: repositories on one connection that is taken when it is first needed."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from types import TracebackType
from typing import Any, TypeVar

from tms_adapters.sql.compiled_query import Query
from tms_adapters.sql.connection import Connection, Outcome
from tms_adapters.sql.counters import Counters
from tms_adapters.sql.event_writer import forget_personal_events, write_events
from tms_adapters.sql.feature import Unit
from tms_core.events import Event, Position
from tms_core.feature import Features
from tms_core.person_data import PersonData
from tms_core.services import Services
from tms_core.unit_of_work import UnitOfWork, WriteInQuery

T = TypeVar("T")
R = TypeVar("R")


class LazyConnection:
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

    async def __aenter__(self) -> "LazyConnection":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool | None:
        return await self._taking.__aexit__(kind, error, trace) if self.taken else None


class ReadingConnection(LazyConnection):
    """Takes the real connection at the first query, and refuses to write with it."""

    async def run(self, query: Query[Any], /, **parameters: Any) -> Outcome:
        """Raises ``WriteInQuery``."""
        raise WriteInQuery


class SqlReadUnit:
    """See ``ReadUnit``: repositories on one connection, made when they are first asked for."""

    def __init__(
        self,
        connection: LazyConnection,
        features: Features,
        factories: Mapping[Any, Callable[[Unit], object]],
        services: Services,
        now: datetime,
    ) -> None:
        self.connection = connection
        self.counters = Counters(connection)
        self.services = services
        self.now = now
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


class SqlUnit(SqlReadUnit):
    """See ``StoreUnit``."""

    _hint = ""

    def __init__(
        self,
        connection: LazyConnection,
        epoch: str,
        features: Features,
        factories: Mapping[Any, Callable[[Unit], object]],
        services: Services,
        now: datetime,
    ) -> None:
        super().__init__(connection, features, factories, services, now)
        self._epoch = epoch
        self._events: list[Event] = []

    def record(self, event: Event) -> None:
        """See ``UnitOfWork``."""
        self._features.event_type(event)
        self._events.append(event)

    async def commit(self, actor_id: int | None) -> Position | None:
        """See ``StoreUnit``. Counts and events come last: from here on the head of the log is held."""
        if self.connection.taken is None and not self._events:
            return None
        connection = await self.connection.take()
        await forget_personal_events(connection, self._features, self._events)
        await self.counters.write()
        position = None
        if self._events:
            last, check = await write_events(connection, self._events, actor_id, self.now)
            position = Position(self._epoch, last, check)
        await connection.commit()
        return position
