"""What other people are told about passwords: that one changed, never what it is."""

from tms_core.accounts.model import PasswordAction
from tms_core.actor import Role
from tms_core.events import Audience, Event


def _event(kind: str, user_id: int, action: PasswordAction) -> Event:
    audience = Audience.of(Role.ADMIN, users=[user_id])
    data = {"user_id": user_id, "action": action}
    return Event(type=kind, entity="password", entity_id=user_id, audience=audience, data=data)


def password_changed(user_id: int) -> Event:
    """Somebody chose a new password."""
    return _event("password_changed", user_id, PasswordAction.CHANGED)


def password_reset(user_id: int) -> Event:
    """An admin gave somebody a new temporary password."""
    return _event("password_reset", user_id, PasswordAction.RESET)
