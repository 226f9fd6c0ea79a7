"""A feature whose consumers write down what they have handled, on every store."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple, Protocol

from sqlalchemy import BigInteger, Column, MetaData, String, Table, select
from sqlalchemy.sql import Select

from tms_adapters.memory import MemoryStore
from tms_adapters.memory.feature import MemoryFeature
from tms_adapters.memory.feature import Unit as MemoryUnit
from tms_adapters.memory.tables import TableKey
from tms_adapters.sql import migrate, open_store
from tms_adapters.sql.column_types import BigId
from tms_adapters.sql.compiled_query import reads
from tms_adapters.sql.feature import SqlFeature, Unit
from tms_adapters.sql.row_mapper import insert_one
from tms_adapters.sql.tables import OPTIONS
from tms_core.actor import SYSTEM, Actor, Role
from tms_core.application import Application, Store
from tms_core.application.feature import Consumer, Feature
from tms_core.events import Audience, EventType, LoggedEvent
from tms_core.unit_of_work import ReadUnit, UnitOfWork
from tms_core.use_cases import command, query

NEWS: EventType[Any] = EventType(name="news", entity="ledger")
NOISE: EventType[Any] = EventType(name="noise", entity="ledger")


class Entry(NamedTuple):
    """What a consumer did: one entry for each event that it handled."""

    consumer: str
    position: int


class Ledger(Protocol):
    """Stores entries in the order in which they were added."""

    async def add(self, consumer: str, position: int) -> None: ...

    async def entries(self) -> list[Entry]: ...


@command()
async def happen(uow: UnitOfWork, actor: Actor, kind: EventType[Any] = NEWS, times: int = 1) -> None:
    """Something to be handled happens."""
    for number in range(times):
        uow.record(kind(number + 1, Audience.of(Role.ADMIN), {"number": number}))


@query()
async def read_ledger(uow: ReadUnit, actor: Actor) -> list[Entry]:
    """All entries."""
    return await uow.repository(Ledger).entries()


Handler = Callable[[UnitOfWork, LoggedEvent], Awaitable[None]]


async def nothing_more(uow: UnitOfWork, event: LoggedEvent) -> None:
    """The default."""


def clerk(name: str = "clerk", then: Handler = nothing_more, **options: Any) -> Consumer:
    """A consumer that writes down every news, and then does something."""

    async def handle(uow: UnitOfWork, event: LoggedEvent) -> None:
        await uow.repository(Ledger).add(name, event.position.number)
        await then(uow, event)

    return Consumer(name=name, handle=handle, **{"events": (NEWS,), **options})


class MemoryLedger:
    """Implements ``Ledger``."""

    TABLE: TableKey[int, Entry] = TableKey("ledger")

    def __init__(self, unit: MemoryUnit) -> None:
        self._unit = unit

    async def add(self, consumer: str, position: int) -> None:
        table = (await self._unit.touch())[self.TABLE]
        table.put(next(self._unit.ids(self.TABLE)), Entry(consumer, position))

    async def entries(self) -> list[Entry]:
        return [row for _, row in sorted((await self._unit.touch())[self.TABLE].items())]


ledger = Table(
    "ledger",
    MetaData(),
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("consumer", String(64), nullable=False),
    Column("position", BigInteger, nullable=False),
    **OPTIONS,
)


@reads(Entry)
def select_entries() -> Select[Any]:
    """All entries in order."""
    return select(ledger.c.consumer, ledger.c.position).order_by(ledger.c.id)


class SqlLedger:
    """Implements ``Ledger``."""

    def __init__(self, unit: Unit) -> None:
        self._connection = unit.connection

    async def add(self, consumer: str, position: int) -> None:
        await insert_one(self._connection, ledger, {"consumer": consumer, "position": position})

    async def entries(self) -> list[Entry]:
        return await self._connection.rows(select_entries())


def feature(*consumers: Consumer) -> Feature:
    """The feature with these consumers."""
    return Feature(name="ledger", events=(NEWS, NOISE), consumers=consumers)


def memory_store(*consumers: Consumer, **options: Any) -> MemoryStore:
    """An empty store in memory with these consumers."""
    return MemoryStore(
        features=[MemoryFeature(feature=feature(*consumers), repositories={Ledger: MemoryLedger})], **options
    )


async def sql_store(url: str, *consumers: Consumer) -> Store:
    """The store at ``url``, migrated, with these consumers."""
    features = [SqlFeature(feature=feature(*consumers), tables=(ledger,), repositories={Ledger: SqlLedger})]
    await migrate(url, features)
    return await open_store(url, features)


async def handled(app: Application, consumer: str = "clerk") -> list[int]:
    """The positions that a consumer has written down, in that order."""
    return [entry.position for entry in await app.read(read_ledger, SYSTEM) if entry.consumer == consumer]
