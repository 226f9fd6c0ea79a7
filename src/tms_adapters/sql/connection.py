"""Ports: what repositories run their queries on."""

from typing import Any, NamedTuple, Protocol, TypeVar

from tms_adapters.sql.compiled_query import Query

T = TypeVar("T")


class Outcome(NamedTuple):
    """The result of a writing statement: the number of matched rows, and the id of a new row."""

    matched: int
    new_id: int


class Queries(Protocol):
    """Runs queries."""

    async def rows(self, query: Query[T], /, **parameters: Any) -> list[T]:
        """Run a query that reads."""

    async def scan(self, query: Query[T], /, **parameters: Any) -> list[T]:
        """Run a query that may read many rows, without holding up other work."""

    async def run(self, query: Query[Any], /, **parameters: Any) -> Outcome:
        """Run a query that writes. Raises ``UniqueViolation`` and ``TransactionConflict``."""


class Connection(Queries, Protocol):
    """A connection for one unit of work or one read."""

    async def begin(self) -> None:
        """Start a transaction that sees everything committed so far."""

    async def commit(self) -> None:
        """Commit the transaction."""

    async def rollback(self) -> None:
        """Roll back the transaction."""

    async def take_positions(self, count: int, check: str) -> int:
        """Advance the head of the event log by ``count``; returns the new last position. Its
        lock is held until the commit."""


class UniqueViolation(Exception):
    """A value that must be unique is already in use; ``key`` names the constraint or column."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


async def first(connection: Queries, query: Query[T], /, **parameters: Any) -> T | None:
    """The first result of a query, or None."""
    return next(iter(await connection.rows(query, **parameters)), None)
