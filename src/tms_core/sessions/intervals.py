"""Intervals of time, and the next one that is free."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple


class Interval(NamedTuple):
    """From ``start`` on, up to but without ``end`` (half-open, so that neighbours do not clash)."""

    start: datetime
    end: datetime

    def overlaps(self, other: "Interval") -> bool:
        """Whether the two share an instant."""
        return self.start < other.end and other.start < self.end


def next_free(wanted: Interval, busy: Iterable[Interval]) -> datetime:
    """The first start, from the wanted one on, at which an interval of that length meets none of ``busy``.

    ``busy`` comes ordered by start and may overlap itself.
    """
    length: timedelta = wanted.end - wanted.start
    start = wanted.start
    for taken in busy:
        if taken.start >= start + length:
            break
        start = max(start, taken.end)
    return start
