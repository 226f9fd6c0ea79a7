"""A SQL database as a ``Store``, and its units of work: repositories on one connection,
acquired when it is first needed."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Any, Protocol, Self, TypeVar

from sqlalchemy import Table, exists, literal, select

from tms_adapters.sql.compiled_query import Query
from tms_adapters.sql.event_log import SqlEventLog, forget_personal_events, write_events
from tms_adapters.sql.feature import (
    Changes,
    Connection,
    Outcome,
    SqlFeature,
    Unit,
    built_in,
    move_count,
)
from tms_adapters.sql.maintenance.urls import DatabaseUrl
from tms_adapters.sql.sqlite.database import SqliteDatabase
from tms_core.application import READY_SECONDS, EventRecorder, FeatureUnit
from tms_core.application.feature import Features
from tms_core.catalogue import FEATURES
from tms_core.errors import TransactionConflict, Unavailable, requires_extra
from tms_core.events import Event, Position
from tms_core.unit_of_work import Services, WriteInQuery, readers_among, with_reading_halves

T = TypeVar("T")


class Database(Protocol):
    """Provides connections to one database."""

    def reader(self) -> AbstractAsyncContextManager[Connection]:
        """A connection in autocommit mode."""

    def writer(self, *, is_durable: bool = True) -> AbstractAsyncContextManager[Connection]:
        """A connection with a transaction that is rolled back unless it is committed. One that is not durable may be undone
        by a power cut, if that makes it faster."""

    async def ready(self) -> None:
        """Raise ``Unavailable`` for a known problem, even if reads may still work."""

    async def close(self) -> None:
        """Close all connections."""


def touch_of(tables: Iterable[Table]) -> Query[None]:
    """Reads one row from every table: a health check that meets the same errors as
    requests, in one short statement."""
    return Query(select(*(exists(select(literal(1)).select_from(table)) for table in tables)))


class SqlStore:
    """See ``Store``."""

    def __init__(self, database: Database, features: Sequence[SqlFeature] = ()) -> None:
        """``features`` are added to the built-in ones."""
        self._database = database
        every = (*built_in(), *features)
        self._factories = with_reading_halves(each.repositories for each in every)
        self._touch = touch_of(table for each in every for table in each.tables)
        self._readers = readers_among(self._factories)
        self.features = Features((*FEATURES, *(each.feature for each in features)))
        self.log = SqlEventLog(database, self.features)

    def writer(self, services: Services, now: datetime, *, is_durable: bool = True) -> "SqlUnit":
        """See ``Store``."""
        connection = LazyConnection(self._database.writer(is_durable=is_durable))
        return SqlUnit(connection, self.log.epoch, self.features, self._factories, services, now)

    def reader(self, services: Services, now: datetime) -> "SqlReadUnit":
        """See ``Store``."""
        connection = ReadingConnection(self._database.reader())
        return SqlReadUnit(connection, self.features, self._readers, services, now)

    async def ready(self, within: float = READY_SECONDS) -> None:
        """See ``Store``."""
        try:
            async with asyncio.timeout(within):
                await self._database.ready()
                async with self._database.reader() as connection:
                    await connection.rows(self._touch)
        except TransactionConflict as error:
            raise Unavailable from error
        except TimeoutError as error:
            raise Unavailable(cause=f"no answer within {within:g} seconds") from error

    async def close(self) -> None:
        """See ``Store``."""
        await self._database.close()


class LazyConnection:
    """Acquires the real connection at the first query, so that work before it, such as hashing a
    password, holds no connection."""

    def __init__(self, taking: AbstractAsyncContextManager[Connection]) -> None:
        self._taking = taking
        self.taken: Connection | None = None

    async def rows(self, query: Query[T], /, **parameters: Any) -> list[T]:
        """See ``Connection``."""
        return await (self.taken or await self.take()).rows(query, **parameters)

    async def scan(self, query: Query[T], /, **parameters: Any) -> list[T]:
        """See ``Connection``."""
        return await (self.taken or await self.take()).scan(query, **parameters)

    async def run(self, query: Query[Any], /, **parameters: Any) -> Outcome:
        """See ``Connection``."""
        return await (self.taken or await self.take()).run(query, **parameters)

    async def take(self) -> Connection:
        """Acquire the real connection, unless that has happened already."""
        if self.taken is None:
            self.taken = await self._taking.__aenter__()
        return self.taken

    async def release(self, *raised: Any) -> bool | None:
        """Release the connection if it was acquired; ``raised`` are the arguments of ``__aexit__``."""
        return await self._taking.__aexit__(*raised) if self.taken else None


class ReadingConnection(LazyConnection):
    """Acquires the real connection at the first query, and refuses to write."""

    async def run(self, query: Query[Any], /, **parameters: Any) -> Outcome:
        """Raises ``WriteInQuery``."""
        raise WriteInQuery


class SqlReadUnit(FeatureUnit):
    """See ``ReadUnit``: repositories on one connection, created on first use."""

    def __init__(
        self,
        connection: LazyConnection,
        features: Features,
        factories: Mapping[Any, Callable[[Unit], object]],
        services: Services,
        now: datetime,
    ) -> None:
        super().__init__(features, factories, services, now)
        self.connection = connection
        self.counts: Changes = Counter()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *raised: Any) -> bool | None:
        return await self.connection.release(*raised)


class SqlUnit(EventRecorder, SqlReadUnit):
    """See ``StoreUnit``."""

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

    async def commit(self, actor_id: int | None) -> Position | None:
        """See ``StoreUnit``. Counters and events are written last, because from then on the head of the log
        is locked. Counters are always written in the same order, so that two units cannot deadlock."""
        if self.connection.taken is None and not self._events:
            return None
        connection = await self.connection.take()
        if deleted := self.deleted_people:
            await forget_personal_events(connection, self._features, deleted)
        for (kind, value), more in sorted(self.counts.items()):
            if more:
                await connection.run(move_count(), the_kind=kind, the_value=str(value), more=more)
        position = None
        if self._events:
            last, check = await write_events(connection, self._events, actor_id, self.now)
            position = Position(self._epoch, last, check)
        await connection.commit()
        return position


async def open_store(url: str, features: Sequence[SqlFeature] = ()) -> SqlStore:
    """The store at ``url``, whose schema must be up to date; ``features`` are added to the built-in ones.

    Raises ``ValueError`` for a URL of another kind, ``MissingExtra`` if the driver is not installed,
    ``Unavailable`` if the database does not answer.
    """
    where = DatabaseUrl.parse(url)
    database: Any
    if where.path is not None:
        database = SqliteDatabase(where.path)
    else:
        with requires_extra("mariadb"):
            from tms_adapters.sql.mariadb import MariaDatabase
        database = MariaDatabase(where.hosts, where.url)
        await database.open()
    store = SqlStore(database, features)
    try:
        await store.log.state()
    except BaseException:
        await store.close()
        raise
    return store
