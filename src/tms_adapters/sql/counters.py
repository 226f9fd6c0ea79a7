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

Changes = Counter[tuple[str, str]]
"""By how much a unit of work has changed the count of a kind and a value so far."""


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


async def read_counts(connection: Queries, changes: Changes, kind: str) -> dict[str, int]:
    """Value → count, the unwritten changes of this unit included."""
    counts = {count.value: count.number for count in await connection.rows(select_counts(), kind=kind)}
    for (changed, value), more in changes.items():
        if changed == kind:
            counts[value] = counts.get(value, 0) + more
    return counts
