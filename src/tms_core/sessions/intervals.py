"""The times that sessions take, and the next one that is free."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple


class Interval(NamedTuple):
    """From ``start`` (inclusive) to ``end`` (exclusive), so that adjacent intervals do not overlap."""

    start: datetime
    end: datetime

    def overlaps(self, other: "Interval") -> bool:
        """Whether the two have an instant in common."""
        return self.start < other.end and other.start < self.end


def next_free(wanted: Interval, busy: Iterable[Interval]) -> datetime:
    """The first start, not before the wanted one, at which an equally long interval avoids all of ``busy``.

    ``busy`` is ordered by start and may contain overlaps.
    """
    length: timedelta = wanted.end - wanted.start
    start = wanted.start
    for taken in busy:
        if taken.start >= start + length:
            break
        start = max(start, taken.end)
    return start
