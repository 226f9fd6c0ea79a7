"""The latest events, in memory, found by their number."""

from collections.abc import Sequence
from typing import Generic, TypeVar

from tms_core.entity import PersonRef
from tms_core.realtime.visibility import Entry

T = TypeVar("T")


class RingBuffer(Generic[T]):
    """Consecutive entries up to the head of the log, as many as weigh at most ``max_weight`` (in people)."""

    def __init__(self, max_weight: int) -> None:
        self._max_weight = max_weight
        self._weight = 0
        self._entries: list[Entry[T]] = []

    @property
    def floor(self) -> int | None:
        """The lowest number whose followers are all here; None while there is no entry at all."""
        return self._entries[0].number - 1 if self._entries else None

    def get(self, number: int) -> Entry[T] | None:
        """The entry of that number, if it is here."""
        if not self._entries:
            return None
        index = number - self._entries[0].number
        return self._entries[index] if 0 <= index < len(self._entries) else None

    def after(self, number: int, limit: int) -> Sequence[Entry[T]]:
        """The first ``limit`` entries that follow ``number``, which must not be below the floor."""
        if not self._entries:
            return ()
        start = number + 1 - self._entries[0].number
        return self._entries[start : start + limit]

    def extend(self, entries: Sequence[Entry[T]]) -> None:
        """Add what follows; the oldest go when it gets too much."""
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
        """Keep nothing of somebody who was deleted."""
        for entry in self._entries:
            entry.forget_person(nobody)

    def clear(self) -> None:
        """Start anew."""
        self._entries.clear()
        self._weight = 0
