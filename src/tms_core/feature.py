"""What a feature brings, declared by itself: nothing about it stands in a list elsewhere."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from importlib.util import find_spec
from types import MappingProxyType
from typing import Any, TypeVar

from tms_core.errors import ProblemType
from tms_core.events import Event, EventType
from tms_core.person_data import PersonData
from tms_core.unit_of_work import UnitOfWork
from tms_core.use_cases import Command, Query


@dataclass(frozen=True, slots=True, kw_only=True)
class Documentation:
    """What the description of the API says of a feature's classes, beyond their names and docstrings.

    ``package`` is where these classes are. ``names`` gives some of them another name on the wire. ``notes`` explain fields: ``Class.field``, or ``field`` for that
    field of every class in the feature's package. ``examples`` are instances of the core's own classes, or for typed
    dictionaries pairs of the class and an example.
    """

    package: str = ""
    names: Mapping[type, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    examples: tuple[object, ...] = ()


def _undocumented() -> Documentation:
    return Documentation()


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """One feature of the system. ``name`` is that of its package, and of its modules in the adapters and the web.

    ``documentation`` is called when the description of the API is first asked for. ``person_data`` is needed as soon as
    a table of the feature points to a person.
    """

    name: str
    commands: tuple[Command[..., Any], ...] = ()
    queries: tuple[Query[..., Any], ...] = ()
    events: tuple[EventType[Any], ...] = ()
    problems: tuple[ProblemType, ...] = ()
    person_data: PersonData[UnitOfWork] | None = None
    documentation: Callable[[], Documentation] = _undocumented


class Features:
    """Several features, and what they bring together. Raises ``ValueError`` where two claim the same name."""

    def __init__(self, features: Iterable[Feature]) -> None:
        self._features = tuple(features)
        _by_name("feature", self._features, lambda each: each.name)

    def __iter__(self) -> Iterator[Feature]:
        return iter(self._features)

    @cached_property
    def commands(self) -> tuple[Command[..., Any], ...]:
        """Everything that changes something."""
        return tuple(command for feature in self for command in feature.commands)

    @cached_property
    def queries(self) -> tuple[Query[..., Any], ...]:
        """Everything that only reads."""
        return tuple(query for feature in self for query in feature.queries)

    @cached_property
    def events(self) -> Mapping[str, EventType[Any]]:
        """Event types by name."""
        return _by_name(
            "event type", (kind for feature in self for kind in feature.events), lambda each: each.name
        )

    @cached_property
    def problems(self) -> Mapping[str, ProblemType]:
        """Problem types by code."""
        return _by_name(
            "problem", (problem for feature in self for problem in feature.problems), lambda each: each.code
        )

    @cached_property
    def person_data(self) -> tuple[PersonData[UnitOfWork], ...]:
        """What each of them holds of people."""
        return tuple(feature.person_data for feature in self if feature.person_data is not None)


D = TypeVar("D")


def declared_in(package: str, features: Features, kind: type[D]) -> Iterator[D]:
    """What the features declare as ``FEATURE`` in the module of their name in ``package``, where they have one there.

    Raises ``TypeError`` where that is no ``kind``.
    """
    for feature in features:
        if find_spec(module := f"{package}.{feature.name}") is None:
            continue
        declared = getattr(import_module(module), "FEATURE", None)
        if not isinstance(declared, kind):
            raise TypeError(f"{module}.FEATURE must be a {kind.__name__}")
        yield declared


def _nothing(*_: object) -> None:
    """Events of a feature that is not installed are shown to nobody: who may see them is known to nobody either."""


class EventTypes:
    """The types of the events in a log."""

    def __init__(self, features: Features) -> None:
        self._known: dict[str, EventType[Any]] = dict(features.events)

    def of(self, event: Event) -> EventType[Any]:
        """The type that was declared for an event; one that shows nothing where none was."""
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
