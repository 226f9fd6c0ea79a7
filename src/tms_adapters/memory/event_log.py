"""The event log in memory, in commit order."""

from collections import deque
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime
from itertools import islice
from uuid import uuid4

from tms_core.events import Event, LoggedEvent, LogState, Position


class MemoryLog:
    """Implements ``EventLog`` for the last ``kept`` events."""

    def __init__(self, kept: int) -> None:
        self.position = Position(uuid4().hex, 0, "0")
        self._beginning = self.position
        self._entries: deque[LoggedEvent] = deque(maxlen=kept)

    def append(self, events: Iterable[Event], actor_id: int | None, at: datetime) -> None:
        """Append events."""
        for event in events:
            event_id = uuid4().hex
            self.position = Position(self.position.epoch, self.position.number + 1, event_id[:16])
            self._entries.append(
                LoggedEvent(position=self.position, event_id=event_id, event=event, actor_id=actor_id, at=at)
            )

    async def state(self) -> LogState:
        return LogState(head=self.position, floor=self._floor)

    async def after(self, number: int, limit: int) -> list[LoggedEvent]:
        if not self._entries:
            return []
        start = max(0, number + 1 - self._entries[0].position.number)
        return list(islice(self._entries, start, start + limit))

    async def check_at(self, number: int) -> str | None:
        if number == self._beginning.number and self._floor == number:
            return self._beginning.check
        index = number - self._entries[0].position.number if self._entries else -1
        return self._entries[index].position.check if 0 <= index < len(self._entries) else None

    async def prune(self, keep: int, before: datetime) -> int:
        had = len(self._entries)
        # The last event always stays, so that clients can resume from its position.
        while len(self._entries) > 1 and (len(self._entries) > keep or self._entries[0].at < before):
            self._entries.popleft()
        return had - len(self._entries)

    @property
    def _floor(self) -> int:
        first = self._entries[0].position.number if self._entries else self.position.number
        return 0 if first == 1 else first

    def forget_people(self, user_ids: Collection[int], personal: Collection[str]) -> None:
        """Erase the payloads of earlier events of the types in ``personal`` about these
        people; the events themselves stay."""
        if user_ids:
            entries = (_without_person(entry, user_ids, personal) for entry in self._entries)
            self._entries = deque(entries, self._entries.maxlen)


def _without_person(entry: LoggedEvent, forgotten: Collection[int], personal: Collection[str]) -> LoggedEvent:
    event = entry.event
    if event.type in personal and event.entity_id in forgotten:
        return replace(entry, event=replace(event, data=None))
    return entry
