"""Kept counts: how many users have each role, how many sessions each status.

Counting a million rows takes a tenth of a second and more; these cost the same however much there is. A unit adds
up what it changes and writes that once, just before its events: whoever commits holds the head of the event log
at that moment anyway, so nobody waits longer for it.
"""

from collections import Counter
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select, update
from sqlalchemy.sql import Select, Update

from tms_adapters.sql.compiled_query import reads, writes
from tms_adapters.sql.connection import Queries
from tms_adapters.sql.tables.common import tallies


class Count(NamedTuple):
    """How many there are of one value."""

    value: str
    number: int


@reads(Count)
def select_counts() -> Select[Any]:
    """All counts of one kind."""
    return select(tallies.c.value, tallies.c.count.label("number")).where(tallies.c.kind == bindparam("kind"))


@writes
def move_count() -> Update:
    """Add to one count."""
    mine = (tallies.c.kind == bindparam("the_kind"), tallies.c.value == bindparam("the_value"))
    return update(tallies).where(*mine).values(count=tallies.c.count + bindparam("more"))


class Counters:
    """The counts as this unit of work leaves them."""

    def __init__(self, connection: Queries) -> None:
        self._connection = connection
        self._changes: Counter[tuple[str, str]] = Counter()

    def add(self, kind: str, value: str) -> None:
        """One more."""
        self._changes[kind, str(value)] += 1

    def remove(self, kind: str, value: str) -> None:
        """One fewer."""
        self._changes[kind, str(value)] -= 1

    def move(self, kind: str, before: str, after: str) -> None:
        """One went from ``before`` to ``after``."""
        if before != after:
            self.remove(kind, before)
            self.add(kind, after)

    async def write(self) -> None:
        """Keep what changed; always in the same order, so that two units never wait for each other."""
        for (kind, value), more in sorted(self._changes.items()):
            if more:
                await self._connection.run(move_count(), the_kind=kind, the_value=value, more=more)

    async def read(self, kind: str) -> dict[str, int]:
        """Value → count, the unwritten changes of this unit included."""
        found = await self._connection.rows(select_counts(), kind=kind)
        counts = {count.value: count.number for count in found}
        for (changed, value), more in self._changes.items():
            if changed == kind:
                counts[value] = counts.get(value, 0) + more
        return counts
