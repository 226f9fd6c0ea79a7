"""The latest events, in memory, by number."""

from collections.abc import Sequence
from typing import Generic, TypeVar

from tms_core.entity import PersonRef
from tms_core.realtime.visibility import Entry

T = TypeVar("T")


class RingBuffer(Generic[T]):
    """Consecutive entries up to the head of the log, with a total weight of at
    most ``max_weight`` (in people)."""

    def __init__(self, max_weight: int) -> None:
        self._max_weight = max_weight
        self._weight = 0
        self._entries: list[Entry[T]] = []

    @property
    def floor(self) -> int | None:
        """The lowest number after which all entries are present; None if there are no entries."""
        return self._entries[0].number - 1 if self._entries else None

    def get(self, number: int) -> Entry[T] | None:
        """The entry with this number, if present."""
        if not self._entries:
            return None
        index = number - self._entries[0].number
        return self._entries[index] if 0 <= index < len(self._entries) else None

    def after(self, number: int, limit: int) -> Sequence[Entry[T]]:
        """The first ``limit`` entries after ``number``, which must not be below the floor."""
        if not self._entries:
            return ()
        start = number + 1 - self._entries[0].number
        return self._entries[start : start + limit]

    def extend(self, entries: Sequence[Entry[T]]) -> None:
        """Append entries; the oldest are dropped if the buffer becomes too heavy."""
        self._entries.extend(entries)
        self._weight += sum(entry.weight for entry in entries)
        if self._weight <= self._max_weight:
            return
        dropped = 0
        while self._weight > self._max_weight and dropped < len(self._entries) - 1:
            self._weight -= self._entries[dropped].weight
            dropped += 1
        del self._entries[:dropped]

    def forget_person(self, nobody: PersonRef) -> None:
        """Erase a deleted person from the entries."""
        for entry in self._entries:
            entry.forget_person(nobody)

    def clear(self) -> None:
        """Remove all entries."""
        self._entries.clear()
        self._weight = 0
