"""A new name, or none any more, is seen by people who are told nothing else of its owner."""

from collections.abc import Iterator

from tms_core.actor import Role
from tms_core.events import Audience, Event, resync
from tms_core.unit_of_work import UnitOfWork
from tms_core.users.model import VISIBLE_TO_TRAINERS, User

READERS_PER_EVENT = 1000


async def record_name_change(uow: UnitOfWork, user: User) -> None:
    """Have everyone read anew who sees the name of ``user``, but is told nothing of the user."""
    told = (Role.ADMIN, Role.TRAINER) if user.role in VISIBLE_TO_TRAINERS else (Role.ADMIN,)
    readers: set[int] = set()
    for held in uow.person_data:
        readers |= set(await held.shows_name_to(uow, user.person, told))
    for event in _events(user, sorted(readers - {user.id})):
        uow.record(event)


def _events(user: User, readers: list[int]) -> Iterator[Event]:
    for start in range(0, len(readers), READERS_PER_EVENT):
        yield resync(user.id, Audience.of(users=readers[start : start + READERS_PER_EVENT]), "names_changed")
