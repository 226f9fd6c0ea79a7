"""The events that announce new, changed, renamed and deleted users."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import fields
from typing import Any

from tms_core.actor import Actor, Role
from tms_core.events import Audience, Event, EventType, resync
from tms_core.unit_of_work import UnitOfWork
from tms_core.users.model import VISIBLE_TO_TRAINERS, User


def _all_changes(changed: Collection[str], _: Actor) -> Sequence[str]:
    return list(changed)


def _event_type(name: str) -> EventType[User]:
    return EventType(
        name=name,
        entity="user",
        payload=User,
        visible_to=User.shown_to,
        changes_visible_to=_all_changes,
        changes_identity=True,
        personal=True,
        names=lambda user: user.person,
    )


USER_CREATED = _event_type("user_created")
USER_UPDATED = _event_type("user_updated")
USER_DELETED: EventType[Any] = EventType(
    name="user_deleted", entity="user", changes_identity=True, removes=True
)
CREDENTIALS_SHARED: EventType[Any] = EventType(
    name="credentials_shared", entity="user", changes_identity=True, personal=True
)


def user_created(user: User) -> Event:
    """A user was created."""
    return USER_CREATED(user.id, _audience(user), user, user.version)


RECORDED = tuple(
    each.name
    for each in fields(User)
    if each.name not in ("id", "name", "version", "created_at", "updated_at")
)
"""The fields whose earlier values the log keeps."""


def user_updated(before: User, after: User) -> Event:
    """A user's details, role or password state changed."""
    values = {
        name: getattr(before, name) for name in RECORDED if getattr(before, name) != getattr(after, name)
    }
    return USER_UPDATED(after.id, _audience(after), after, after.version, values)


def user_deleted(user: User) -> Event:
    """A user was deleted."""
    return USER_DELETED(user.id, _audience(user), {"user_id": user.id}, user.version)


def user_hidden_from_trainers(user: User) -> Event:
    """A user became an admin: trainers may no longer see them, which looks like a deletion to trainers."""
    return USER_DELETED(user.id, Audience.of(Role.TRAINER), {"user_id": user.id}, user.version)


def credentials_shared(user: User, shared_by: int | None) -> Event:
    """An admin was shown a password to pass on. The password itself is in no event."""
    data = {"user_id": user.id, "username": user.username, "shared_by": shared_by}
    audience = Audience.of(users=[shared_by] if shared_by is not None else [])
    return CREDENTIALS_SHARED(user.id, audience, data, user.version)


def _audience(user: User) -> Audience:
    roles = (Role.ADMIN, Role.TRAINER) if user.role in VISIBLE_TO_TRAINERS else (Role.ADMIN,)
    return Audience.of(*roles, users=[user.id])


READERS_PER_EVENT = 1000


async def record_name_change(uow: UnitOfWork, user: User) -> None:
    """Tell people who see the user's name, but are not sent events about the user, to reload."""
    told = (Role.ADMIN, Role.TRAINER) if user.role in VISIBLE_TO_TRAINERS else (Role.ADMIN,)
    readers: set[int] = set()
    for held in uow.person_data:
        readers |= set(await held.shows_name_to(uow, user.person, told))
    for event in _events(user, sorted(readers - {user.id})):
        uow.record(event)


def _events(user: User, readers: list[int]) -> Iterator[Event]:
    for start in range(0, len(readers), READERS_PER_EVENT):
        yield resync(user.id, Audience.of(users=readers[start : start + READERS_PER_EVENT]), "names_changed")
