"""Events, the log that stores them, and the bus that tells other processes that the log has grown."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
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
        """Whether a reader with this role and id is in the audience."""
        return role in self.roles or user_id in self.users


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A change. ``data`` is an entity (each reader sees what they may see of it) or a plain dictionary.

    ``before`` holds the earlier values of the fields that changed, by field: the log keeps them, and nobody is
    ever sent them. None if the event is no change of something that exists, or was written before these were kept.
    """

    type: str
    entity: str
    entity_id: int
    entity_version: int | None = None
    audience: Audience
    data: object
    before: Mapping[str, object] | None = None


EVERYBODY = 0
"""Stands for all people where an event has the id of the person it is about."""


def _no_people(_: object) -> Collection[int]:
    return ()


def _as_it_is(payload: object, _: object) -> Any:
    return payload


def _no_changes(_: object, __: object) -> None:
    """The default."""


def _whole(view: object) -> Any:
    return view


@dataclass(frozen=True, slots=True, kw_only=True)
class EventType(Generic[P]):
    """A type of event, declared by the feature that records it. Calling it creates an event.

    The log stores a ``payload`` (None: a plain dictionary) that contains ids instead of names, so that no
    name of a deleted person remains. Readers see a view, which ``to_view`` creates from the payload and the
    names of the ``people`` in it, reduced by ``visible_to`` to what they may see; None means nothing. ``whole`` is
    what it returns for those who see everything; their message is rendered once.

    ``changes_visible_to`` returns which of the fields that changed a reader is told of; None if the event does
    not list them.

    Some events are about a person, whose id is then their ``entity_id``, or about ``EVERYBODY``:
    ``changes_identity`` events may change who that person is or whether they are signed in; ``personal`` events contain their details, and
    are cleared when the person is deleted; ``names`` returns what the person is called from then on. Whatever
    else a payload says about somebody, such as a remark, stays in the log until the event is pruned. After
    an event that ``removes`` its entity, the entity no longer exists, or is no longer visible to the event's
    audience.
    """

    name: str
    entity: str
    payload: type[P] | None = None
    people: Callable[[P], Collection[int]] = _no_people
    to_view: Callable[[P, Mapping[int, PersonRef]], Any] = _as_it_is
    visible_to: Callable[[Any, Actor], Any] = _as_it_is
    whole: Callable[[Any], Any] = _whole
    changes_visible_to: Callable[[Collection[str], Actor], Sequence[str] | None] = _no_changes
    changes_identity: bool = False
    personal: bool = False
    removes: bool = False
    names: Callable[[P], PersonRef] | None = None

    def __call__(
        self,
        entity_id: int,
        audience: Audience,
        data: P | Mapping[str, object],
        version: int | None = None,
        before: Mapping[str, object] | None = None,
    ) -> Event:
        """An event of this type about the entity with this id, in this version if it has versions. ``before``
        holds the earlier values of what changed."""
        return Event(
            type=self.name,
            entity=self.entity,
            entity_id=entity_id,
            entity_version=version,
            audience=audience,
            data=data,
            before=before,
        )

    def deletes_person(self, event: Event) -> bool:
        """Whether ``event``, which is of this type, says that the person it is about has been deleted."""
        return self.removes and self.changes_identity and not self.is_visibility_loss(event)

    def is_visibility_loss(self, event: Event) -> bool:
        """Whether the entity still exists, and only the event's audience may no longer see
        it. Admins are never affected."""
        return self.removes and Role.ADMIN not in event.audience.roles


RESYNC: EventType[Any] = EventType(name="resync", entity="account", changes_identity=True)


def resync(user_id: int, readers: Audience, reason: str) -> Event:
    """Tells ``readers`` to reload everything they may see, because of
    something that happened to one person."""
    return RESYNC(user_id, readers, {"reason": reason})


@dataclass(frozen=True, slots=True)
class Position:
    """A position in the event log: the log (``epoch``), the event's number, and a
    ``check`` that identifies the event."""

    epoch: str
    number: int
    check: str

    def __str__(self) -> str:
        """The opaque text that clients store."""
        return f"{self.epoch}.{self.number}.{self.check}"

    @classmethod
    def parse(cls, text: str) -> "Position | None":
        """The position in a client's text, or None if it is not valid."""
        found = POSITION.fullmatch(text)
        return cls(found[1], int(found[2]), found[3]) if found else None


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedEvent:
    """An event with its position in the log, who caused it (None: the system itself) and when.

    ``event.data`` and ``event.before`` are None once the person it was about has been deleted.
    """

    position: Position
    event_id: str
    event: Event
    actor_id: int | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LogState:
    """The end of the log (``head``), and the lowest number after which all
    events still exist (``floor``)."""

    head: Position
    floor: int


class EventLog(Protocol):
    """Events at consecutive positions, in the order in which their changes were committed."""

    async def state(self) -> LogState:
        """The current head and floor of the log."""

    async def after(self, number: int, limit: int) -> list[LoggedEvent]:
        """The first ``limit`` events after position ``number``."""

    async def check_at(self, number: int) -> str | None:
        """The check of position ``number``; None if nobody can resume from there."""

    async def prune(self, keep: int, before: datetime, up_to: int | None = None) -> int:
        """Delete events beyond the last ``keep``, and those from before ``before``, but none after position ``up_to``;
        raises the floor.

        Does a bounded amount of work; returns the number of deleted events, 0 when nothing is left to do.
        """


Wake = Callable[[], None]


class EventBus(Protocol):
    """Carries notifications from processes that commit to processes that tail the log."""

    async def publish(self, position: Position) -> None:
        """Announce that the log has grown to ``position``. Never raises, and
        never waits for anything slow."""

    def subscribe(self, wake: Wake) -> None:
        """Call ``wake`` whenever the log may have grown."""

    def unsubscribe(self, wake: Wake) -> None:
        """Stop calling ``wake``."""

    @property
    def hears_everyone(self) -> bool:
        """Whether other processes' notifications currently arrive, so that polling can be rare."""


class LocalBus:
    """Notifications within one process. It does not know whether other processes share the log."""

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
        """Call all subscribers."""
        for wake in self._wakes:
            wake()
