"""Records the statements that a store runs, and asks the database for their query plans."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import asyncmy

from tms_adapters.sql import DatabaseUrl, SqlStore
from tms_adapters.sql import mariadb as maria
from tms_adapters.sql.compiled_query import Query
from tms_adapters.sql.feature import Connection, Outcome
from tms_adapters.sql.sqlite import database as lite
from tms_adapters.sql.store import Database

Statement = tuple[str, tuple[Any, ...]]


class Watch:
    """The statements sent to the driver while ``on``."""

    def __init__(self, dialect: Any) -> None:
        self.on = False
        self.seen: list[Statement] = []
        self._dialect = dialect

    def note(self, query: Query[Any], parameters: dict[str, Any]) -> None:
        """Record one statement."""
        if self.on:
            compiled = query.compiled[self._dialect]
            self.seen.append((compiled.sql, compiled.values(parameters)))


class WatchedConnection:
    """See ``Connection``."""

    def __init__(self, connection: Connection, watch: Watch) -> None:
        self._connection = connection
        self._watch = watch
        self.begin = connection.begin
        self.commit = connection.commit
        self.rollback = connection.rollback
        self.take_positions = connection.take_positions

    async def rows(self, query: Query[Any], /, **parameters: Any) -> list[Any]:
        """See ``Connection``."""
        self._watch.note(query, parameters)
        return await self._connection.rows(query, **parameters)

    async def scan(self, query: Query[Any], /, **parameters: Any) -> list[Any]:
        """See ``Connection``."""
        self._watch.note(query, parameters)
        return await self._connection.scan(query, **parameters)

    async def run(self, query: Query[Any], /, **parameters: Any) -> Outcome:
        """See ``Connection``."""
        self._watch.note(query, parameters)
        return await self._connection.run(query, **parameters)


class WatchedDatabase:
    """See ``Database``."""

    def __init__(self, database: Database, watch: Watch) -> None:
        self._database = database
        self._watch = watch
        self.close = database.close

    def reader(self) -> AbstractAsyncContextManager[Connection]:
        """See ``Database``."""
        return self._watched(self._database.reader())

    def writer(self, *, is_durable: bool = True) -> AbstractAsyncContextManager[Connection]:
        """See ``Database``."""
        return self._watched(self._database.writer(is_durable=is_durable))

    @asynccontextmanager
    async def _watched(self, taking: AbstractAsyncContextManager[Connection]) -> AsyncIterator[Connection]:
        async with taking as connection:
            yield WatchedConnection(connection, self._watch)


async def open_watched(url: str) -> tuple[SqlStore, Watch]:
    """The store at ``url``, and a recorder of its statements."""
    where = DatabaseUrl.parse(url)
    database: Any
    if where.path is not None:
        watch = Watch(lite.DIALECT)
        database = lite.SqliteDatabase(where.path)
    else:
        watch = Watch(maria.DIALECT)
        database = maria.MariaDatabase(where.hosts, where.url)
        await database.open()
    store = SqlStore(WatchedDatabase(database, watch))
    await store.log.state()  # the log must be identified before anything is written
    return store, watch


async def explained(url: str, statements: list[Statement]) -> str:
    """The EXPLAIN output of each statement."""
    where = DatabaseUrl.parse(url)
    if where.path is not None:
        with sqlite3.connect(where.path) as connection:
            plans = [
                connection.execute(f"EXPLAIN QUERY PLAN {sql}", values).fetchall()
                for sql, values in statements
            ]
    else:
        options = maria.connect_options(where.url, *where.hosts[0])
        async with asyncmy.connect(**options) as server:
            plans = [await _plan(server, sql, values) for sql, values in statements]
    parts = [
        "\n".join([sql, *(f"    {row}" for row in plan)])
        for (sql, _), plan in zip(statements, plans, strict=True)
    ]
    return "\n\n".join(parts)


async def _plan(server: Any, sql: str, values: tuple[Any, ...]) -> list[Any]:
    async with server.cursor() as cursor:
        await cursor.execute(f"EXPLAIN {sql}", values)
        return list(await cursor.fetchall())
