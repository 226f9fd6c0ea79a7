"""The events that announce password changes (never the password itself) and sign-outs."""

from typing import Any

from tms_core.actor import Role
from tms_core.events import Audience, Event, EventType
from tms_core.users.passwords import PasswordAction

PASSWORD_CHANGED: EventType[Any] = EventType(
    name="password_changed", entity="password", changes_identity=True
)
PASSWORD_RESET: EventType[Any] = EventType(name="password_reset", entity="password", changes_identity=True)
SIGNED_OUT: EventType[Any] = EventType(name="signed_out", entity="account", changes_identity=True)


def password_changed(user_id: int) -> Event:
    """A user chose a new password."""
    return PASSWORD_CHANGED(user_id, _audience(user_id), _data(user_id, PasswordAction.CHANGED))


def password_reset(user_id: int) -> Event:
    """An admin gave a user a new temporary password."""
    return PASSWORD_RESET(user_id, _audience(user_id), _data(user_id, PasswordAction.RESET))


def signed_out(user_id: int) -> Event:
    """A token was revoked. The event is shown to nobody; it only tells sockets
    that were opened with the token."""
    return SIGNED_OUT(user_id, Audience.of(), {"user_id": user_id})


def _audience(user_id: int) -> Audience:
    return Audience.of(Role.ADMIN, users=[user_id])


def _data(user_id: int, action: PasswordAction) -> dict[str, object]:
    return {"user_id": user_id, "action": action}
