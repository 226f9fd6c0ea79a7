"""What a feature contributes. Each feature declares it itself; ``tms_core.catalogue`` only lists the features."""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import cached_property
from importlib import import_module
from importlib.util import find_spec
from types import MappingProxyType
from typing import Any, TypeVar

from tms_core.application.letters import MailKind
from tms_core.errors import ProblemType
from tms_core.events import Event, EventType, LoggedEvent
from tms_core.unit_of_work import NotificationKind, PersonData, UnitOfWork
from tms_core.use_cases import Command, Query


@dataclass(frozen=True, slots=True, kw_only=True)
class Documentation:
    """What the API documentation says about a feature's classes, beyond their names and docstrings.

    ``package`` contains these classes. ``names`` renames some of them in the API. ``notes`` describe fields:
    ``Class.field``, or ``field`` for that field in every class of the package. ``examples`` are instances of
    the core's classes, or, for typed dictionaries, pairs of the class and an example.
    """

    package: str = ""
    names: Mapping[type, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    examples: tuple[object, ...] = ()


def _undocumented() -> Documentation:
    return Documentation()


class Start(Enum):
    """Where a consumer starts that the store does not know yet: with events recorded from now on, or with the oldest
    one that is still in the log."""

    NOW = auto()
    BEGINNING = auto()


MAX_CONSUMER_NAME = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Consumer:
    """Work that follows from events, done in the background, once for each event and in their order.

    ``handle(uow, event)`` runs in a transaction that also stores that the event is done. It must be quick, because on
    SQLite other writers wait for it; it never talks to anything outside the store. ``event.event.data`` is None if the
    person that the event was about has been deleted since. If it raises, nothing is written, and it is called again after
    growing pauses; an event that keeps failing is set aside.

    ``events`` are the types it handles, None for all. None of them may be recorded by a consumer.

    ``begin(uow)`` is called once, in the transaction in which the store first knows the consumer.

    ``after_gap(uow)`` is called once when events were pruned before they were handled, which happens to a consumer that
    has not worked for very long. One that compares states compares everything then.

    ``name`` identifies it in the store, so it must not change.
    """

    name: str
    handle: Callable[[UnitOfWork, LoggedEvent], Awaitable[None]]
    events: tuple[EventType[Any], ...] | None
    start: Start = Start.NOW
    begin: Callable[[UnitOfWork], Awaitable[None]] | None = None
    after_gap: Callable[[UnitOfWork], Awaitable[None]] | None = None

    def __post_init__(self) -> None:
        if not 0 < len(self.name) <= MAX_CONSUMER_NAME:
            raise ValueError(
                f"The name of a consumer has 1 to {MAX_CONSUMER_NAME} characters: {self.name!r}."
            )

    def wants(self, event: Event) -> bool:
        """Whether it handles events of this type."""
        return self.events is None or any(kind.name == event.type for kind in self.events)


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """A feature of the system. Its package, and its modules in adapters and web, are called ``name``.

    ``consumers`` do what follows from events in the background, ``mail_kinds`` are the mails it sends, and
    ``notification_kinds`` what its consumers tell people with ``tms_core.notifications.telling``. ``upkeep`` are commands of
    the system that do a bounded amount of work, such as tidying up, and return how much was done; they run about once a
    minute. ``documentation`` is called when the API description is first requested. ``person_data`` is required if a table of
    the feature refers to a person.
    """

    name: str
    commands: tuple[Command[..., Any], ...] = ()
    queries: tuple[Query[..., Any], ...] = ()
    upkeep: tuple[Command[[], int], ...] = ()
    consumers: tuple[Consumer, ...] = ()
    mail_kinds: tuple[MailKind, ...] = ()
    notification_kinds: tuple[NotificationKind, ...] = ()
    events: tuple[EventType[Any], ...] = ()
    problems: tuple[ProblemType, ...] = ()
    person_data: PersonData[UnitOfWork] | None = None
    documentation: Callable[[], Documentation] = _undocumented


class Features:
    """Several features, and everything they declare. Raises ``ValueError`` if two use the same name."""

    def __init__(self, features: Iterable[Feature]) -> None:
        self._features = tuple(features)
        _by_name("feature", self._features, lambda each: each.name)

    def __iter__(self) -> Iterator[Feature]:
        return iter(self._features)

    @cached_property
    def commands(self) -> tuple[Command[..., Any], ...]:
        """All commands."""
        return tuple(command for feature in self for command in feature.commands)

    @cached_property
    def queries(self) -> tuple[Query[..., Any], ...]:
        """All queries."""
        return tuple(query for feature in self for query in feature.queries)

    @cached_property
    def events(self) -> Mapping[str, EventType[Any]]:
        """Event types by name."""
        return _by_name(
            "event type", (kind for feature in self for kind in feature.events), lambda each: each.name
        )

    @cached_property
    def consumers(self) -> Mapping[str, Consumer]:
        """Consumers by name."""
        return _by_name(
            "consumer", (each for feature in self for each in feature.consumers), lambda each: each.name
        )

    @cached_property
    def mail_kinds(self) -> Mapping[str, MailKind]:
        """Kinds of mail by name."""
        return _by_name(
            "kind of mail", (each for feature in self for each in feature.mail_kinds), lambda each: each.name
        )

    @cached_property
    def notification_kinds(self) -> Mapping[str, NotificationKind]:
        """Kinds of notifications by name."""
        return _by_name(
            "notification kind",
            (each for feature in self for each in feature.notification_kinds),
            lambda each: each.name,
        )

    @cached_property
    def problems(self) -> Mapping[str, ProblemType]:
        """Problem types by code."""
        return _by_name(
            "problem", (problem for feature in self for problem in feature.problems), lambda each: each.code
        )

    @cached_property
    def person_data(self) -> tuple[PersonData[UnitOfWork], ...]:
        """The ``PersonData`` of each feature that has it."""
        return tuple(feature.person_data for feature in self if feature.person_data is not None)


D = TypeVar("D")


def declared_in(package: str, features: Features, kind: type[D]) -> Iterator[D]:
    """What features declare as ``FEATURE`` in the module of their name in ``package``, if there is one.

    Raises ``TypeError`` if it is not a ``kind``.
    """
    for feature in features:
        if find_spec(module := f"{package}.{feature.name}") is None:
            continue
        declared = getattr(import_module(module), "FEATURE", None)
        if not isinstance(declared, kind):
            raise TypeError(f"{module}.FEATURE must be a {kind.__name__}")
        yield declared


def _nothing(*_: object) -> None:
    """Hides events of features that are not installed, because their visibility rules are not known."""


class EventTypes:
    """The types of the events in a log."""

    def __init__(self, features: Features) -> None:
        self._known: dict[str, EventType[Any]] = dict(features.events)

    def of(self, event: Event) -> EventType[Any]:
        """The type declared for an event; if there is none, a type that is shown to nobody."""
        found = self._known.get(event.type)
        if found is None:
            found = EventType(name=event.type, entity=event.entity, visible_to=_nothing)
            self._known[event.type] = found
        return found


def _by_name(what: str, things: Iterable[Any], name_of: Callable[[Any], str]) -> Mapping[str, Any]:
    found: dict[str, Any] = {}
    for thing in things:
        if name_of(thing) in found:
            raise ValueError(f"there are two of the {what} {name_of(thing)}")
        found[name_of(thing)] = thing
    return MappingProxyType(found)
