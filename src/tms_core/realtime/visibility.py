"""Events as they are kept for readers, and what each reader may see of one."""

from collections.abc import Callable, Collection, Mapping
from typing import Any, Generic, TypeVar

from tms_core.actor import Actor
from tms_core.entity import PersonRef
from tms_core.events import RESYNC, EventType, LoggedEvent
from tms_core.realtime.messages import EventMessage, Message, Resync

T = TypeVar("T")
Render = Callable[[Message], T]


class Entry(Generic[T]):
    """One event, with the names of its people, and how it was rendered: once for all who see the whole of it."""

    __slots__ = ("_kind", "_narrowed", "_people", "_whole", "data", "logged", "number", "subject_id")

    def __init__(self, logged: LoggedEvent, kind: EventType[Any], people: Mapping[int, PersonRef]) -> None:
        event = logged.event
        self.logged = logged
        self.number = logged.position.number
        self.subject_id = event.entity_id if kind.changes_identity else None
        """Whose identity it concerns."""
        self._kind = kind
        self._people = people
        self.data: object = None if event.data is None else kind.to_view(event.data, people)
        self._whole: T | None = None
        self._narrowed: dict[int | None, T] | None = {}

    @property
    def weight(self) -> int:
        """How much memory it takes, in people."""
        return 1 + len(people_in(self.logged, self._kind))

    def rendered_for(self, reader: Actor, render: Render[T]) -> T | None:
        """What this reader is told, or None when it is not for them."""
        shown = self._shown_to(reader)
        if shown is None:
            return None
        if shown is self.data:
            if self._whole is None:
                self._whole = render(self._message(shown))
            return self._whole
        if self._narrowed is None:
            return render(self._message(shown))
        if reader.id not in self._narrowed:
            self._narrowed[reader.id] = render(self._message(shown))
        return self._narrowed[reader.id]

    def drop_per_reader_cache(self) -> None:
        """Keep nothing that was rendered for single readers: by now most of them have it."""
        self._narrowed = None

    def forget_person(self, nobody: PersonRef) -> None:
        """Keep nothing of somebody who was deleted; that something happened to them stays known."""
        event = self.logged.event
        if self._kind.personal and event.entity_id == nobody.id:
            self.data = None
        elif self.data is not None and nobody.id in people_in(self.logged, self._kind):
            self._people = {**self._people, nobody.id: nobody}
            self.data = self._kind.to_view(event.data, self._people)
        else:
            return
        self._whole = None
        self.drop_per_reader_cache()

    def _shown_to(self, reader: Actor) -> object:
        """The audience first, then the very functions that decide what REST shows."""
        event = self.logged.event
        if self.data is None or not event.audience.includes(reader.role, reader.id):
            return None
        if reader.must_change_password and self.subject_id != reader.id:
            return None
        if reader.is_admin and self._kind.is_visibility_loss(event):
            return None
        return self._kind.visible_to(self.data, reader)

    def _message(self, shown: object) -> Message:
        logged = self.logged
        position = str(logged.position)
        if logged.event.type == RESYNC.name and isinstance(shown, Mapping):
            return Resync(reason=str(shown["reason"]), position=position)
        return EventMessage(
            type=logged.event.type,
            position=position,
            id=logged.event_id,
            at=logged.at,
            actor_id=logged.actor_id,
            data=shown,
        )


def people_in(logged: LoggedEvent, kind: EventType[Any]) -> Collection[int]:
    """The ids of those whose names belong to an event of that type; none once it has been emptied."""
    return () if logged.event.data is None else kind.people(logged.event.data)
