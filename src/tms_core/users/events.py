"""What other people are told about changes to a person."""

from tms_core.actor import Role
from tms_core.events import Audience, Event
from tms_core.users.model import VISIBLE_TO_TRAINERS, User


def _audience(user: User) -> Audience:
    roles = (Role.ADMIN, Role.TRAINER) if user.role in VISIBLE_TO_TRAINERS else (Role.ADMIN,)
    return Audience.of(*roles, users=[user.id])


def _event(kind: str, user: User, audience: Audience, data: object) -> Event:
    return Event(
        type=kind, entity="user", entity_id=user.id, entity_version=user.version, audience=audience, data=data
    )


def user_created(user: User) -> Event:
    """Someone was added."""
    return _event("user_created", user, _audience(user), user)


def user_updated(user: User) -> Event:
    """Someone's details, role or password state changed."""
    return _event("user_updated", user, _audience(user), user)


def user_deleted(user: User) -> Event:
    """Someone was deleted."""
    return _event("user_deleted", user, _audience(user), {"user_id": user.id})


def user_hidden_from_trainers(user: User) -> Event:
    """Someone became an admin: trainers lose sight of them, which looks like a deletion to them."""
    return _event("user_deleted", user, Audience.of(Role.TRAINER), {"user_id": user.id})


def credentials_shared(user: User, shared_by: int | None) -> Event:
    """An admin was given a password to hand over. The password itself is in no event."""
    data = {"user_id": user.id, "username": user.username, "shared_by": shared_by}
    audience = Audience.of(users=[shared_by] if shared_by is not None else [])
    return _event("credentials_shared", user, audience, data)
