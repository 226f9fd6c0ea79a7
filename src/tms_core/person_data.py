"""What a feature stores about a person: how to export it, and how to delete it with the person."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from tms_core.actor import Actor, Role
from tms_core.entity import PersonRef
from tms_core.errors import Conflict

U = TypeVar("U")


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """A person is being deleted. Their responsibilities go to ``reassign_to``, if given; with
    ``allow_conflicts`` even if that causes double bookings."""

    person: PersonRef
    reassign_to: int | None = None
    allow_conflicts: bool = False


async def _nothing_blocks(*_: Any) -> None:
    """The default."""


async def _nobody(*_: Any) -> Iterable[int]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonData(Generic[U]):
    """How a feature handles data about people. ``U`` is the unit of work that the functions run in.

    ``export(uow, person)`` returns everything the feature stores about the person, by name, as entities or
    views.

    ``erase(uow, actor, departure)`` deletes what concerns only the person, anonymises what concerns others
    too, reassigns what somebody must be responsible for, and records events like any other change.

    ``blocks_deletion(uow, departure)`` and ``blocks_role_change(uow, person)`` return the reason why it is
    not possible, or None.

    ``shows_name_to(uow, person, told)`` returns the ids of those who see the person's name through this
    feature. Users with a role in ``told`` may be left out: they are told of a change anyway.
    """

    export: Callable[[U, PersonRef], Awaitable[Mapping[str, object]]]
    erase: Callable[[U, Actor, Departure], Awaitable[None]]
    blocks_deletion: Callable[[U, Departure], Awaitable[Conflict | None]] = _nothing_blocks
    blocks_role_change: Callable[[U, PersonRef], Awaitable[Conflict | None]] = _nothing_blocks
    shows_name_to: Callable[[U, PersonRef, Collection[Role]], Awaitable[Iterable[int]]] = _nobody
