"""Events: what they are, the log that keeps them, and the bus that tells other processes that it has grown."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from tms_core.actor import Actor, Role
from tms_core.entity import PersonRef

P = TypeVar("P")


POSITION = re.compile(r"([0-9a-f]{1,32})\.(0|[1-9][0-9]{0,17})\.([0-9a-f]{1,16})", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Who an event is for: everyone in ``roles``, and the people in ``users``."""

    roles: frozenset[Role]
    users: frozenset[int]

    @classmethod
    def of(cls, *roles: Role, users: Iterable[int] = ()) -> "Audience":
        """Everyone in ``roles`` and the people in ``users``."""
        return cls(roles=frozenset(roles), users=frozenset(users))

    def includes(self, role: Role, user_id: int | None) -> bool:
        """Whether a reader with that role and id is meant."""
        return role in self.roles or user_id in self.users


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One change. ``data`` is an entity (shown to each reader as they may see it) or a plain dictionary."""

    type: str
    entity: str
    entity_id: int
    entity_version: int | None = None
    audience: Audience
    data: object


def _no_people(_: object) -> Collection[int]:
    return ()


def _as_it_is(payload: object, _: object) -> Any:
    return payload


@dataclass(frozen=True, slots=True, kw_only=True)
class EventType(Generic[P]):
    """One kind of event, declared by the feature that records it. Calling it makes an event.

    The log keeps a ``payload`` (None: a plain dictionary). Readers are shown the view that ``to_view`` makes of it and
    of the names of the ``people`` in it: what the log holds are ids, so that a deleted name is nowhere left. Of the view
    a reader gets what ``visible_to`` leaves; None: nothing.

    Some events are about a person, whose id is then their ``entity_id``: those that ``change_identity`` may change who
    that person is or whether they are signed in; ``personal`` ones hold their details, and are emptied when they are
    deleted; ``names`` is how they are called from then on. After an event that ``removes`` its entity there is no such
    thing any more, or not for its audience.
    """

    name: str
    entity: str
    payload: type[P] | None = None
    people: Callable[[P], Collection[int]] = _no_people
    to_view: Callable[[P, Mapping[int, PersonRef]], Any] = _as_it_is
    visible_to: Callable[[Any, Actor], Any] = _as_it_is
    changes_identity: bool = False
    personal: bool = False
    removes: bool = False
    names: Callable[[P], PersonRef] | None = None

    def __call__(
        self, entity_id: int, audience: Audience, data: P | Mapping[str, object], version: int | None = None
    ) -> Event:
        """An event of this type, about the entity with that id in that version, if it has versions."""
        return Event(
            type=self.name,
            entity=self.entity,
            entity_id=entity_id,
            entity_version=version,
            audience=audience,
            data=data,
        )

    def deletes_person(self, event: Event) -> bool:
        """Whether the person whom ``event`` (of this type) is about has been deleted."""
        return self.removes and self.changes_identity and not self.is_visibility_loss(event)

    def is_visibility_loss(self, event: Event) -> bool:
        """Whether something is gone only for those who may not see it any more. Admins never lose sight."""
        return self.removes and Role.ADMIN not in event.audience.roles


RESYNC: EventType[Any] = EventType(name="resync", entity="account", changes_identity=True)


def resync(user_id: int, readers: Audience, reason: str) -> Event:
    """Because of something that happened to one person, ``readers`` have to read anew what they may see."""
    return RESYNC(user_id, readers, {"reason": reason})


@dataclass(frozen=True, slots=True)
class Position:
    """A place in the event log: which log (``epoch``), how far (``number``), and proof of that row (``check``)."""

    epoch: str
    number: int
    check: str

    def __str__(self) -> str:
        """The opaque text clients keep."""
        return f"{self.epoch}.{self.number}.{self.check}"

    @classmethod
    def parse(cls, text: str) -> "Position | None":
        """The position a client kept, or None for what is none."""
        found = POSITION.fullmatch(text)
        return cls(found[1], int(found[2]), found[3]) if found else None


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedEvent:
    """An event in its place in the log, with who caused it (None: the system itself) and when.

    ``event.data`` is None once the person it told of has been deleted.
    """

    position: Position
    event_id: str
    event: Event
    actor_id: int | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LogState:
    """Where the log ends (``head``), and the lowest number from which everything that followed is still there."""

    head: Position
    floor: int


class EventLog(Protocol):
    """Events at positions that count up by one, in the order in which their changes were committed."""

    async def state(self) -> LogState:
        """Where the log begins and ends now."""

    async def after(self, number: int, limit: int) -> list[LoggedEvent]:
        """The first ``limit`` events that follow position ``number``."""

    async def check_at(self, number: int) -> str | None:
        """The check of the position ``number``; None where nothing can be resumed from."""

    async def prune(self, keep: int, before: datetime) -> int:
        """Forget events beyond the last ``keep``, and those that happened ``before``; the floor rises with them.

        Does a bounded amount of work; the number of events that went, 0 when nothing is left to do.
        """


Wake = Callable[[], None]


class EventBus(Protocol):
    """Carries hints from whoever commits to whoever tails the log."""

    async def publish(self, position: Position) -> None:
        """Say that the log has grown to ``position``. Never raises, never waits for anything slow."""

    def subscribe(self, wake: Wake) -> None:
        """Call ``wake`` whenever the log may have grown."""

    def unsubscribe(self, wake: Wake) -> None:
        """Call it no more."""

    @property
    def hears_everyone(self) -> bool:
        """Whether the hints of other processes arrive at the moment, so that looking unasked is hardly needed."""


class LocalBus:
    """Hints within one process. Whether other processes share the log is unknown to it."""

    def __init__(self) -> None:
        self._wakes: list[Wake] = []

    @property
    def hears_everyone(self) -> bool:
        """See ``EventBus``."""
        return False

    async def publish(self, position: Position) -> None:
        """See ``EventBus``."""
        self.wake()

    def subscribe(self, wake: Wake) -> None:
        """See ``EventBus``."""
        self._wakes.append(wake)

    def unsubscribe(self, wake: Wake) -> None:
        """See ``EventBus``."""
        self._wakes.remove(wake)

    def wake(self) -> None:
        """Tell all subscribers."""
        for wake in self._wakes:
            wake()
