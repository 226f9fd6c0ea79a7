"""The messages for readers of the feed: what each of them may see of an event, and
the names of the people in it."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from tms_core.actor import SYSTEM, Actor
from tms_core.application import Application
from tms_core.application.feature import EventTypes
from tms_core.entity import PersonRef, deleted_person
from tms_core.errors import NotAuthenticated
from tms_core.events import RESYNC, EventType, LoggedEvent
from tms_core.unit_of_work import ReadUnit
from tms_core.use_cases import query
from tms_core.users.model import User, UserReader

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class EventMessage:
    """Something changed; ``data`` is what this reader may see of it, and ``changed`` names the fields that changed,
    if the type of the event lists them and they are known."""

    type: str
    position: str
    id: str
    at: datetime
    actor_id: int | None
    data: object
    changed: Sequence[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaughtUp:
    """All events since the reader was last connected have been sent."""

    position: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionMessage:
    """There are no further events for this reader up to this position."""

    position: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Resync:
    """Everything that this reader may see has changed: reload it. The feed continues from ``position``."""

    reason: str
    position: str


Message = EventMessage | CaughtUp | PositionMessage | Resync


Render = Callable[[Message], T]


BASE_WEIGHT = 10
"""The memory that an entry takes besides the names of its people, counted in people."""


class Entry(Generic[T]):
    """An event with the names of its people, and its rendered form, shared by
    all readers who see all of it."""

    __slots__ = (
        "_is_visibility_loss",
        "_kind",
        "_narrowed",
        "_people",
        "_whole",
        "data",
        "logged",
        "number",
        "subject_id",
    )

    def __init__(self, logged: LoggedEvent, kind: EventType[Any], people: Mapping[int, PersonRef]) -> None:
        event = logged.event
        self.logged = logged
        self.number = logged.position.number
        self.subject_id = event.entity_id if kind.changes_identity else None
        """The id of the person whose identity the event may change, or ``EVERYBODY``, if any."""
        self._kind = kind
        self._is_visibility_loss = kind.is_visibility_loss(event)
        self._people = people
        self.data: object = None if event.data is None else kind.to_view(event.data, people)
        self._whole: T | None = None
        self._narrowed: dict[int | None, T] | None = {}

    @property
    def weight(self) -> int:
        """The memory that the entry takes, in people."""
        return BASE_WEIGHT + len(people_in(self.logged, self._kind))

    def rendered_for(self, reader: Actor, render: Render[T]) -> T | None:
        """The rendered message for this reader, or None if they may not see the event."""
        shown = self._shown_to(reader)
        if shown is None:
            return None
        if shown is self._kind.whole(self.data):
            if self._whole is None:
                self._whole = render(self._message(shown, reader))
            return self._whole
        if self._narrowed is None:
            return render(self._message(shown, reader))
        if reader.id not in self._narrowed:
            self._narrowed[reader.id] = render(self._message(shown, reader))
        return self._narrowed[reader.id]

    def drop_per_reader_cache(self) -> None:
        """Drop what was rendered for individual readers: most of them have received it by now."""
        self._narrowed = None

    def forget_person(self, nobody: PersonRef) -> None:
        """Erase a deleted person; the event itself stays."""
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
        """What this reader may see: checks the audience first, then uses the
        same functions as the REST API."""
        event = self.logged.event
        if self.data is None or not event.audience.includes(reader.role, reader.id):
            return None
        if reader.must_change_password and self.subject_id != reader.id:
            return None
        if self._is_visibility_loss and reader.is_admin:
            return None
        return self._kind.visible_to(self.data, reader)

    def _message(self, shown: object, reader: Actor) -> Message:
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
            changed=self._changed_for(reader),
        )

    def _changed_for(self, reader: Actor) -> Sequence[str] | None:
        before = self.logged.event.before
        return None if before is None else self._kind.changes_visible_to(before.keys(), reader)


def people_in(logged: LoggedEvent, kind: EventType[Any]) -> Collection[int]:
    """The ids of the people named in an event of this type; none once it has been cleared."""
    return () if logged.event.data is None else kind.people(logged.event.data)


MAX_NAMES = 50_000


class NameCache:
    """Names by id, kept up to date by the events themselves, so that events rarely need a query."""

    def __init__(self, application: Application, kinds: EventTypes) -> None:
        self._application = application
        self._kinds = kinds
        self._people: dict[int, PersonRef] = {}

    async def of(self, events: Sequence[LoggedEvent]) -> Mapping[int, PersonRef]:
        """The current names of everyone in these events. Raises ``Unavailable``."""
        ids = {user_id for event in events for user_id in people_in(event, self._kinds.of(event.event))}
        known = {user_id: self._people[user_id] for user_id in ids if user_id in self._people}
        if missing := ids - known.keys():
            known |= await self._application.read(_people, SYSTEM, missing)
        return known

    async def following(self, events: Sequence[LoggedEvent]) -> Mapping[int, PersonRef]:
        """Like ``of``, for the newest events; also stores the new names that they contain."""
        known = await self.of(events)
        if len(self._people) > MAX_NAMES:
            self.clear()
        self._people |= known
        for logged in events:
            names = self._kinds.of(logged.event).names
            if names is not None and logged.event.data is not None:
                person = names(logged.event.data)
                self._people[person.id] = person
        for person in self.deleted_by(events):
            self._people[person.id] = person
        return {user_id: self._people[user_id] for user_id in known}

    def deleted_by(self, events: Iterable[LoggedEvent]) -> list[PersonRef]:
        """The people whose deletion these events announce, with the name they are shown by from then on."""
        return [
            deleted_person(logged.event.entity_id)
            for logged in events
            if self._kinds.of(logged.event).deletes_person(logged.event)
        ]

    def clear(self) -> None:
        """Forget all names."""
        self._people.clear()


async def current_actor(application: Application, actor: Actor) -> Actor:
    """The same actor with their current role. Raises ``NotAuthenticated`` if they have been deleted."""
    if actor.id is None:
        return actor
    user = await application.read(_user, SYSTEM, actor.id)
    if user is None:
        raise NotAuthenticated("token_revoked", "This account has been deleted.")
    return user.actor


@query()
async def _people(uow: ReadUnit, _: Actor, user_ids: Iterable[int]) -> dict[int, PersonRef]:
    return await uow.repository(UserReader).people(user_ids)


@query()
async def _user(uow: ReadUnit, _: Actor, user_id: int) -> User | None:
    return await uow.repository(UserReader).get(user_id)
