"""Connections for work on whole tables: one at a time, the same interface for every kind of database."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from sqlalchemy import URL, Connection, Executable, create_engine, event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from tms_adapters.sql.maintenance.urls import DatabaseUrl
from tms_adapters.sql.sqlite.companions import check_companions
from tms_adapters.sql.sqlite.database import DatabaseFile
from tms_core.errors import Unavailable, requires_extra

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

T = TypeVar("T")

BUSY_SECONDS = 5
STATEMENT_SECONDS = 900
"""A database that takes longer than this for a statement on a few thousand rows is considered frozen."""

SESSION = "SET SESSION foreign_key_checks = 0, sql_mode = 'STRICT_ALL_TABLES,NO_AUTO_VALUE_ON_ZERO'"
"""Rows may arrive in any order, and a value that does not fit is an error rather than truncated."""

Values = dict[str, Any] | list[dict[str, Any]] | None


class MaintenanceConnection(Protocol):
    """One connection; a transaction begins with the first statement and lasts until ``commit``."""

    dialect: str
    """``sqlite`` or ``mysql``."""

    async def rows(self, statement: Executable | str, values: Values = None) -> list[Any]:
        """Run a statement that returns rows."""

    async def scalar(self, statement: Executable | str, values: Values = None) -> Any:
        """The first column of the first row; None if there are no rows."""

    async def run(self, statement: Executable | str, values: Values = None) -> None:
        """Run a statement that returns no rows, once for each entry if ``values`` is a list."""

    async def call(self, function: Callable[[Connection], T]) -> T:
        """The result of ``function`` on the underlying connection."""

    async def commit(self) -> None:
        """End the transaction."""


@asynccontextmanager
async def connected(where: DatabaseUrl, name: str, *, writes: bool) -> AsyncIterator[MaintenanceConnection]:
    """A connection to an existing database. Everything that a transaction reads is from one snapshot.

    ``writes`` locks a SQLite file exclusively. Raises ``Unavailable`` with ``name``; the cause is the
    database's own message, which contains no password.
    """
    async with AsyncExitStack() as stack:
        with _failing_as(name, where):
            if where.path is not None:
                connection: MaintenanceConnection = await stack.enter_async_context(
                    _sqlite(where, writes=writes)
                )
            else:
                connection = await stack.enter_async_context(_mariadb(where))
        yield _Named(connection, name, where)


@contextmanager
def _failing_as(name: str, where: DatabaseUrl) -> Iterator[None]:
    """Turns database errors into ``Unavailable``. It is used around single statements, because a copy uses
    two databases in the same block."""
    try:
        yield
    except TimeoutError as error:
        raise Unavailable(f"{name} cannot be used.", cause="it does not answer in time") from error
    except (DBAPIError, OSError) as error:
        cause = reason(error) if where.path is None else _reason_of_sqlite(error, where.path)
        raise Unavailable(f"{name} cannot be used.", cause=cause) from error


class _Named:
    """A connection whose errors name the database they come from."""

    def __init__(self, connection: MaintenanceConnection, name: str, where: DatabaseUrl) -> None:
        self.dialect = connection.dialect
        self._connection = connection
        self._name = name
        self._where = where

    async def rows(self, statement: Executable | str, values: Values = None) -> list[Any]:
        with _failing_as(self._name, self._where):
            return await self._connection.rows(statement, values)

    async def scalar(self, statement: Executable | str, values: Values = None) -> Any:
        with _failing_as(self._name, self._where):
            return await self._connection.scalar(statement, values)

    async def run(self, statement: Executable | str, values: Values = None) -> None:
        with _failing_as(self._name, self._where):
            await self._connection.run(statement, values)

    async def call(self, function: Callable[[Connection], T]) -> T:
        with _failing_as(self._name, self._where):
            return await self._connection.call(function)

    async def commit(self) -> None:
        with _failing_as(self._name, self._where):
            await self._connection.commit()


def reason(error: BaseException | None) -> str:
    """The database's own message, without statement, values and URL."""
    original = getattr(error, "orig", None) or error
    return str(original.args[-1] if original and original.args else original)


def _reason_of_sqlite(error: DBAPIError | OSError, path: Path) -> str:
    original = error.orig if isinstance(error, DBAPIError) else error
    meaning = DatabaseFile(path).translated(original) if isinstance(original, Exception) else error
    return meaning.cause if isinstance(meaning, Unavailable) else reason(error)


def _statement(statement: Executable | str) -> Executable:
    return text(statement) if isinstance(statement, str) else statement


class _Sqlite:
    dialect = "sqlite"

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def rows(self, statement: Executable | str, values: Values = None) -> list[Any]:
        return list(self._connection.execute(_statement(statement), values))

    async def scalar(self, statement: Executable | str, values: Values = None) -> Any:
        return self._connection.execute(_statement(statement), values).scalar()

    async def run(self, statement: Executable | str, values: Values = None) -> None:
        self._connection.execute(_statement(statement), values)

    async def call(self, function: Callable[[Connection], T]) -> T:
        return function(self._connection)

    async def commit(self) -> None:
        self._connection.commit()


@asynccontextmanager
async def _sqlite(where: DatabaseUrl, *, writes: bool) -> AsyncIterator[_Sqlite]:
    path = where.path or Path()
    check_companions(path)

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(path, isolation_level=None, timeout=BUSY_SECONDS)
        if writes:
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            connection.execute("PRAGMA synchronous = NORMAL")
        return connection

    engine = create_engine("sqlite://", creator=connect, poolclass=NullPool)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    try:
        with engine.connect() as connection:
            yield _Sqlite(connection)
    finally:
        engine.dispose()


class _MariaDB:
    dialect = "mysql"

    def __init__(self, connection: "AsyncConnection") -> None:
        self._connection = connection

    async def rows(self, statement: Executable | str, values: Values = None) -> list[Any]:
        async with asyncio.timeout(STATEMENT_SECONDS):
            return list(await self._connection.execute(_statement(statement), values))

    async def scalar(self, statement: Executable | str, values: Values = None) -> Any:
        async with asyncio.timeout(STATEMENT_SECONDS):
            return (await self._connection.execute(_statement(statement), values)).scalar()

    async def run(self, statement: Executable | str, values: Values = None) -> None:
        async with asyncio.timeout(STATEMENT_SECONDS):
            await self._connection.execute(_statement(statement), values)

    async def call(self, function: Callable[[Connection], T]) -> T:
        async with asyncio.timeout(STATEMENT_SECONDS):
            return await self._connection.run_sync(function)

    async def commit(self) -> None:
        async with asyncio.timeout(STATEMENT_SECONDS):
            await self._connection.commit()


@asynccontextmanager
async def _mariadb(where: DatabaseUrl) -> AsyncIterator[_MariaDB]:
    """A connection to the first host that answers. In a REPEATABLE READ transaction the first read takes
    the snapshot for all later ones."""
    connection = await _first_that_answers(where)
    try:
        await connection.exec_driver_sql(SESSION)
        await connection.commit()
        yield _MariaDB(connection)
    finally:
        await connection.close()
        await connection.engine.dispose()


async def _first_that_answers(where: DatabaseUrl) -> "AsyncConnection":
    failure: Exception | None = None
    for host, port in where.hosts:
        try:
            return await _connection(where.url.set(host=host, port=port))
        except (DBAPIError, OSError, TimeoutError) as error:
            failure = error
    raise failure or TimeoutError


async def _connection(url: URL) -> "AsyncConnection":
    with requires_extra("mariadb"):
        from sqlalchemy.ext.asyncio import create_async_engine

        from tms_adapters.sql.mariadb import CONNECT_TIMEOUT
    engine = create_async_engine(
        url,
        poolclass=NullPool,
        isolation_level="REPEATABLE READ",
        connect_args={"connect_timeout": CONNECT_TIMEOUT},
    )
    async with asyncio.timeout(2 * CONNECT_TIMEOUT):
        return await engine.connect()
