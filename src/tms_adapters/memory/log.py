"""The event log: what happened, in the order of the commits."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4

from tms_core.events import Event, Position


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedEvent:
    """An event in its place in the log, with who caused it (None: the system itself) and when."""

    position: Position
    event_id: str
    event: Event
    actor_id: int | None
    at: datetime


class EventLog:
    """The last ``kept`` events. Positions grow by one, without gaps."""

    def __init__(self, kept: int) -> None:
        self.position = Position(uuid4().hex, 0, "0")
        self._entries: deque[LoggedEvent] = deque(maxlen=kept)

    def append(self, events: Iterable[Event], actor_id: int | None, at: datetime) -> None:
        """Add events at the end."""
        for event in events:
            event_id = uuid4().hex
            self.position = Position(self.position.epoch, self.position.number + 1, event_id[:16])
            self._entries.append(
                LoggedEvent(position=self.position, event_id=event_id, event=event, actor_id=actor_id, at=at)
            )

    def after(self, number: int) -> list[LoggedEvent]:
        """The kept events that follow position ``number``, oldest first."""
        return [entry for entry in self._entries if entry.position.number > number]

    def forget_people(self, user_ids: Iterable[int]) -> None:
        """Drop what earlier events say of these people; that something happened to them stays known."""
        forgotten = frozenset(user_ids)
        if forgotten:
            self._entries = deque(
                (_without_person(entry, forgotten) for entry in self._entries), self._entries.maxlen
            )


def _without_person(entry: LoggedEvent, forgotten: frozenset[int]) -> LoggedEvent:
    event = entry.event
    if event.entity == "user" and event.type != "user_deleted" and event.entity_id in forgotten:
        return replace(entry, event=replace(event, data=None))
    return entry
