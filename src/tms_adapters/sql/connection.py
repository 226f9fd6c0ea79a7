"""What the repositories run their queries on."""

from typing import Any, NamedTuple, Protocol, TypeVar

from tms_adapters.sql.compiled_query import Query

T = TypeVar("T")


class Outcome(NamedTuple):
    """What a statement that writes did: how many rows it matched, and the id it gave to a new one."""

    matched: int
    new_id: int


class Queries(Protocol):
    """Somewhere to run queries."""

    async def rows(self, query: Query[T], /, **parameters: Any) -> list[T]:
        """Run a query that reads."""

    async def scan(self, query: Query[T], /, **parameters: Any) -> list[T]:
        """Run a query that may look at many rows, without holding others up meanwhile."""

    async def run(self, query: Query[Any], /, **parameters: Any) -> Outcome:
        """Run a query that writes. Raises ``UniqueViolation`` and ``TransactionConflict``."""


class Connection(Queries, Protocol):
    """One connection to one database, for one unit of work or one look."""

    async def begin(self) -> None:
        """Start a transaction that sees what others have committed so far."""

    async def commit(self) -> None:
        """Make it permanent."""

    async def rollback(self) -> None:
        """Leave no trace of it."""

    async def take_positions(self, count: int, check: str) -> int:
        """Move the head of the event log on by ``count``; the new last position. Held until the commit."""


class UniqueViolation(Exception):
    """A value that must be unique is taken; ``key`` names the constraint or column."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


async def first(connection: Queries, query: Query[T], /, **parameters: Any) -> T | None:
    """The first result of a query that reads, or None."""
    return next(iter(await connection.rows(query, **parameters)), None)
