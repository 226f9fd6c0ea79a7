"""What a feature holds of a person: how it is shown to them, and what becomes of it when they are deleted."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from tms_core.actor import Actor, Role
from tms_core.entity import PersonRef
from tms_core.errors import Conflict

U = TypeVar("U")


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """Somebody is being deleted. What they are responsible for goes to ``reassign_to``, if that is named, even where
    it makes a double booking if ``allow_conflicts``."""

    person: PersonRef
    reassign_to: int | None = None
    allow_conflicts: bool = False


async def _nothing_blocks(*_: Any) -> None:
    """The usual answer."""


async def _nobody(*_: Any) -> Iterable[int]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonData(Generic[U]):
    """A feature's part in the life of a person. ``U`` is the unit of work that the functions run in.

    ``export(uow, person)`` is everything the feature holds of the person, by name, as entities or views.
    ``erase(uow, actor, departure)`` deletes what is about the person alone, makes anonymous what concerns others too,
    hands over what somebody has to take care of, and records events as any change does.
    ``blocks_deletion(uow, departure)`` and ``blocks_role_change(uow, person)`` answer why it cannot be done, or None.
    ``shows_name_to(uow, person, told)`` are the ids of those who see the person's name through this feature; those whose
    role is in ``told`` may be left out, since they learn of a change by themselves.
    """

    export: Callable[[U, PersonRef], Awaitable[Mapping[str, object]]]
    erase: Callable[[U, Actor, Departure], Awaitable[None]]
    blocks_deletion: Callable[[U, Departure], Awaitable[Conflict | None]] = _nothing_blocks
    blocks_role_change: Callable[[U, PersonRef], Awaitable[Conflict | None]] = _nothing_blocks
    shows_name_to: Callable[[U, PersonRef, Collection[Role]], Awaitable[Iterable[int]]] = _nobody
