"""Opening a SQL database as a ``Store``."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import MetaData, exists, literal, select

from tms_adapters.sql.compiled_query import Query
from tms_adapters.sql.connection import Connection
from tms_adapters.sql.event_reader import SqlEventLog
from tms_adapters.sql.feature import SqlFeature, built_in, factories_of, metadata_of, readers_among
from tms_adapters.sql.sqlite import SqliteDatabase
from tms_adapters.sql.unit_of_work import LazyConnection, ReadingConnection, SqlReadUnit, SqlUnit
from tms_adapters.sql.urls import DatabaseUrl
from tms_core.catalogue import FEATURES
from tms_core.errors import TransactionConflict, Unavailable
from tms_core.extras import requires_extra
from tms_core.feature import Features
from tms_core.services import Services

READY_WITHIN = 3  # seconds


class Database(Protocol):
    """Connections to one database."""

    def reader(self) -> AbstractAsyncContextManager[Connection]:
        """A connection on which every statement stands for itself."""

    def writer(self) -> AbstractAsyncContextManager[Connection]:
        """A connection with a transaction that is undone unless it is committed."""

    async def ready(self) -> None:
        """Raise ``Unavailable`` for what is known to be wrong, although reading may still work."""

    async def close(self) -> None:
        """Let go of all of them."""


def touch_of(metadata: MetaData) -> Query[None]:
    """Looks into every table, at one row: what people would meet, for the price of a short statement."""
    return Query(select(*(exists(select(literal(1)).select_from(table)) for table in metadata.sorted_tables)))


class SqlStore:
    """See ``Store``."""

    def __init__(self, database: Database, features: Sequence[SqlFeature] = ()) -> None:
        """``features`` are those beside the product's own."""
        self._database = database
        self._factories = factories_of((*built_in(), *features))
        self._touch = touch_of(metadata_of((*built_in(), *features)))
        self._readers = readers_among(self._factories)
        self.features = Features((*FEATURES, *(each.feature for each in features)))
        self.log = SqlEventLog(database, self.features)

    @asynccontextmanager
    async def writer(self, services: Services, now: datetime) -> AsyncIterator[SqlUnit]:
        """See ``Store``."""
        async with LazyConnection(self._database.writer()) as connection:
            yield SqlUnit(connection, self.log.epoch, self.features, self._factories, services, now)

    @asynccontextmanager
    async def reader(self, services: Services, now: datetime) -> AsyncIterator[SqlReadUnit]:
        """See ``Store``."""
        async with ReadingConnection(self._database.reader()) as connection:
            yield SqlReadUnit(connection, self.features, self._readers, services, now)

    async def ready(self) -> None:
        """See ``Store``."""
        try:
            async with asyncio.timeout(READY_WITHIN):
                await self._database.ready()
                async with self._database.reader() as connection:
                    await connection.rows(self._touch)
        except TransactionConflict as error:
            raise Unavailable from error
        except TimeoutError as error:
            raise Unavailable(cause=f"no answer within {READY_WITHIN} seconds") from error

    async def close(self) -> None:
        """See ``Store``."""
        await self._database.close()


async def open_store(url: str, features: Sequence[SqlFeature] = ()) -> SqlStore:
    """The store at ``url``, whose schema must be up to date, with ``features`` beside the product's own.

    Raises ``ValueError`` for a URL of another kind, ``MissingExtra`` where its driver is not installed,
    ``Unavailable`` when the database does not answer.
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
