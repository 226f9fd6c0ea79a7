"""What other people are told about passwords: that one changed, never what it is."""

from tms_core.actor import Role
from tms_core.auth.model import PasswordAction
from tms_core.events import Audience, Event


def _event(kind: str, user_id: int, action: PasswordAction) -> Event:
    audience = Audience.of(Role.ADMIN, users=[user_id])
    data = {"user_id": user_id, "action": action}
    return Event(type=kind, entity="password", entity_id=user_id, audience=audience, data=data)


def password_changed(user_id: int) -> Event:
    """Somebody chose a new password."""
    return _event("password_changed", user_id, PasswordAction.CHANGED)


def signed_out(user_id: int) -> Event:
    """A token has ended. Nobody is told; sockets that were opened with it find out by this."""
    return _account_event("signed_out", user_id, Audience.of(), {"user_id": user_id})


def resync(user_id: int, readers: Audience, reason: str) -> Event:
    """Because of something that happened to one person, ``readers`` have to read anew what they may see."""
    return _account_event("resync", user_id, readers, {"reason": reason})


def _account_event(kind: str, user_id: int, audience: Audience, data: dict[str, object]) -> Event:
    return Event(type=kind, entity="account", entity_id=user_id, audience=audience, data=data)


def password_reset(user_id: int) -> Event:
    """An admin gave somebody a new temporary password."""
    return _event("password_reset", user_id, PasswordAction.RESET)
