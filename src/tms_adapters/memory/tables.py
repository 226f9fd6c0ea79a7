"""The data of the in-memory store: tables of rows by key, the overlay that holds the changes of one unit of
work, and the event log in commit order."""

from collections import deque
from collections.abc import Awaitable, Callable, Collection, Hashable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import Any, Generic, TypeVar
from uuid import uuid4

from tms_core.entity import DELETED_NAME, Key, Page, PageRequest, PersonRef, split_page
from tms_core.events import Event, LoggedEvent, LogState, Position
from tms_core.unit_of_work import WriteInQuery
from tms_core.users.model import User

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Table(Generic[K, V]):
    """Rows by key, least recently written first. With a ``base``, it is an overlay
    that holds only the differences."""

    def __init__(self, base: "Table[K, V] | None" = None) -> None:
        self._base = base
        self._rows: dict[K, V | None] = {}  # None: removed here, still present in the base

    def get(self, key: K) -> V | None:
        """The row with this key, or None."""
        if key in self._rows or self._base is None:
            return self._rows.get(key)
        return self._base.get(key)

    def items(self) -> Iterator[tuple[K, V]]:
        """Every (key, row) pair."""
        if self._base is not None:
            yield from ((key, row) for key, row in self._base.items() if key not in self._rows)
        for key, row in self._rows.items():
            if row is not None:
                yield key, row

    def values(self) -> Iterator[V]:
        """Every row."""
        return (row for _, row in self.items())

    def put(self, key: K, row: V) -> None:
        """Add or replace a row."""
        self._rows.pop(key, None)
        self._rows[key] = row

    def drop(self, key: K) -> None:
        """Remove a row, if it exists."""
        self._rows.pop(key, None)
        if self._base is not None:
            self._rows[key] = None

    def written(self) -> list[K]:
        """The keys of the rows written to this overlay itself."""
        return [key for key, row in self._rows.items() if row is not None]

    def merge(self) -> None:
        """Apply the changes to the base."""
        if self._base is None:
            return
        for key, row in self._rows.items():
            if row is None:
                self._base.drop(key)
            else:
                self._base.put(key, row)
        self._rows.clear()


class ReadOnlyTable(Table[K, V]):
    """A read-only table."""

    def put(self, key: K, row: V) -> None:
        """Raises ``WriteInQuery``."""
        raise WriteInQuery

    def drop(self, key: K) -> None:
        """Raises ``WriteInQuery``."""
        raise WriteInQuery


class TableKey(Generic[K, V]):
    """Names a table; a feature declares it with its types, such as ``TableKey[int, TrainingSession]``."""

    def __init__(self, name: str) -> None:
        self.name = name


class Data:
    """All tables. Indexes for quick look-ups are tables too, maintained by the
    repository that writes the data."""

    def __init__(self, base: "Data | None" = None, kind: type[Table[Any, Any]] = Table) -> None:
        self._base = base
        self._kind = kind
        self._tables: dict[TableKey[Any, Any], Table[Any, Any]] = {}

    def __getitem__(self, key: TableKey[K, V]) -> Table[K, V]:
        """The table with this key, created on first use."""
        table = self._tables.get(key)
        if table is None:
            table = self._tables[key] = self._kind(self._base[key] if self._base is not None else None)
        return table

    def overlay(self) -> "Data":
        """Empty overlays on these tables."""
        return Data(self)

    def read_only(self) -> "Data":
        """Read-only access to these tables."""
        return Data(self, ReadOnlyTable)

    def merge(self) -> None:
        """Apply the changes of all overlays to the tables beneath."""
        for table in self._tables.values():
            table.merge()


Touch = Callable[[], Awaitable[Data]]
"""Waits for the write lock if the unit writes, then returns the tables as the unit sees them."""


def add_to(counts: Table[K, int], key: K, change: int) -> None:
    """Add ``change``, which may be negative, to a count."""
    counts.put(key, (counts.get(key) or 0) + change)


def page_of(rows: Iterable[V], key: Callable[[V], Key], page: PageRequest, *, ascending: bool) -> Page[V]:
    """The page of ``rows`` that ``page`` requests, ordered by ``key``; the total counts all rows."""
    everything = sorted(rows, key=key, reverse=not ascending)
    following = (row for row in everything if page.after is None or _follows(key(row), page.after, ascending))
    items, last = split_page(list(islice(following, page.skip, page.skip + page.limit + 1)), page.limit)
    return Page(
        items=items,
        total=len(everything) if page.count else None,
        next=None if last is None else key(last),
    )


def _follows(key: Key, seen: Key, ascending: bool) -> bool:
    return key > seen if ascending else key < seen


USERS: TableKey[int, User] = TableKey("users")
DELETED_USERS: TableKey[int, datetime] = TableKey("deleted_users")
USERNAMES: TableKey[str, int] = TableKey("usernames")
EMAILS: TableKey[str, int] = TableKey("emails")
USER_EXTERNAL_IDS: TableKey[str, int] = TableKey("user_external_ids")


def person_of(data: Data, user_id: int) -> PersonRef | None:
    """A person's id and name, also when they have been deleted."""
    if user := data[USERS].get(user_id):
        return user.person
    return PersonRef(id=user_id, name=DELETED_NAME) if data[DELETED_USERS].get(user_id) else None


class MemoryLog:
    """Implements ``EventLog`` for the last ``kept`` events, and up to ``most`` while a consumer has not handled them."""

    def __init__(self, kept: int, most: int | None = None) -> None:
        self._kept, self._most = kept, most or kept
        self.position = Position(uuid4().hex, 0, "0")
        self._beginning = self.position
        self._entries: deque[LoggedEvent] = deque()

    def append(self, events: Iterable[Event], actor_id: int | None, at: datetime) -> None:
        """Append events."""
        for event in events:
            event_id = uuid4().hex
            self.position = Position(self.position.epoch, self.position.number + 1, event_id[:16])
            self._entries.append(
                LoggedEvent(position=self.position, event_id=event_id, event=event, actor_id=actor_id, at=at)
            )

    def trim(self, slowest: int | None) -> None:
        """Drop events beyond the limits; ``slowest`` is the position of the consumer that has come least far."""
        while len(self._entries) > self._kept:
            is_waited_for = slowest is not None and self._entries[0].position.number > slowest
            if is_waited_for and len(self._entries) <= self._most:
                return
            self._entries.popleft()

    async def state(self) -> LogState:
        return LogState(head=self.position, floor=self.floor)

    async def after(self, number: int, limit: int) -> list[LoggedEvent]:
        if not self._entries:
            return []
        start = max(0, number + 1 - self._entries[0].position.number)
        return list(islice(self._entries, start, start + limit))

    async def check_at(self, number: int) -> str | None:
        if number == self._beginning.number and self.floor == number:
            return self._beginning.check
        index = number - self._entries[0].position.number if self._entries else -1
        return self._entries[index].position.check if 0 <= index < len(self._entries) else None

    async def prune(self, keep: int, before: datetime, up_to: int | None = None) -> int:
        had = len(self._entries)
        # The last event always stays, so that clients can resume from its position.
        while len(self._entries) > 1 and (len(self._entries) > keep or self._entries[0].at < before):
            if up_to is not None and self._entries[0].position.number > up_to:
                break
            self._entries.popleft()
        return had - len(self._entries)

    def recorded_at(self, number: int) -> datetime | None:
        """When the event at this position was recorded; None if it is not in the log."""
        index = number - self._entries[0].position.number if self._entries else -1
        return self._entries[index].at if 0 <= index < len(self._entries) else None

    @property
    def floor(self) -> int:
        """The lowest number after which all events still exist."""
        first = self._entries[0].position.number if self._entries else self.position.number
        return 0 if first == 1 else first

    def forget_people(self, user_ids: Collection[int], personal: Collection[str]) -> None:
        """Erase the payloads of earlier events of the types in ``personal`` about these
        people; the events themselves stay."""
        if user_ids:
            entries = (_without_person(entry, user_ids, personal) for entry in self._entries)
            self._entries = deque(entries)


def _without_person(entry: LoggedEvent, forgotten: Collection[int], personal: Collection[str]) -> LoggedEvent:
    event = entry.event
    if event.type in personal and event.entity_id in forgotten:
        return replace(entry, event=replace(event, data=None, before=None))
    return entry
