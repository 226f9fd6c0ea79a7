"""Events as they are kept for readers, and what each reader may see of one."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Generic, TypeVar

from tms_core.actor import Actor, Role
from tms_core.entity import PersonRef
from tms_core.events import LoggedEvent
from tms_core.realtime.messages import EventMessage, Message, Resync
from tms_core.sessions.model import TrainingSession
from tms_core.sessions.views import SessionView, to_view
from tms_core.users.model import User

T = TypeVar("T")
Render = Callable[[Message], T]

IDENTITY = frozenset({"user", "password", "account"})
"""Entities whose events may change who a reader is, or whether they are signed in at all."""
RESYNC = "resync"


class Entry(Generic[T]):
    """One event, with the names of its people, and how it was rendered: once for all who see the whole of it."""

    __slots__ = ("_narrowed", "_whole", "data", "logged", "number", "subject_id")

    def __init__(self, logged: LoggedEvent, people: Mapping[int, PersonRef]) -> None:
        event = logged.event
        self.logged = logged
        self.number = logged.position.number
        self.data: object = event.data
        self.subject_id = event.entity_id if event.entity in IDENTITY else None
        """Whose identity it concerns."""
        if isinstance(event.data, TrainingSession):
            self.data = to_view(event.data, people)
        self._whole: T | None = None
        self._narrowed: dict[int | None, T] | None = {}

    @property
    def weight(self) -> int:
        """How much memory it takes, in people."""
        return 1 + (self.data.trainee_count if isinstance(self.data, SessionView) else 0)

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

    def forget_person(self, user_id: int, nobody: PersonRef) -> None:
        """Keep nothing of somebody who was deleted; that something happened to them stays known."""
        event = self.logged.event
        if event.entity == "user" and event.entity_id == user_id and event.type != "user_deleted":
            self.data = None
        elif isinstance(self.data, SessionView) and user_id in (self.data.trainer_id, *self.data.trainee_ids):
            self.data = _without_name(self.data, nobody)
        else:
            return
        self._whole = None
        self.drop_per_reader_cache()

    def _shown_to(self, reader: Actor) -> object:
        """The audience first, then the very functions that decide what REST shows."""
        event = self.logged.event
        if not event.audience.includes(reader.role, reader.id):
            return None
        if reader.must_change_password and self.subject_id != reader.id:
            return None
        if isinstance(self.data, SessionView):
            return self.data.for_reader(reader)
        if isinstance(self.data, User) and not self.data.visible_to(reader):
            return None
        if is_visibility_loss(self.logged) and reader.is_admin:
            return None
        return self.data

    def _message(self, shown: object) -> Message:
        logged = self.logged
        position = str(logged.position)
        if logged.event.type == RESYNC and isinstance(shown, Mapping):
            return Resync(reason=str(shown["reason"]), position=position)
        return EventMessage(
            type=logged.event.type,
            position=position,
            id=logged.event_id,
            at=logged.at,
            actor_id=logged.actor_id,
            data=shown,
        )


def is_visibility_loss(logged: LoggedEvent) -> bool:
    """Whether something is gone only for those who may not see it any more. Admins never lose sight."""
    event = logged.event
    return event.type.endswith("_deleted") and Role.ADMIN not in event.audience.roles


def _without_name(view: SessionView, nobody: PersonRef) -> SessionView:
    return replace(
        view,
        trainer=nobody if view.trainer_id == nobody.id else view.trainer,
        trainees=[nobody if person.id == nobody.id else person for person in view.trainees],
    )
