"""What happens to mails that somebody has to know."""

from typing import Any

from tms_core.actor import Role
from tms_core.events import Audience, Event, EventType

ADDRESS_REFUSED: EventType[Any] = EventType(name="address_refused", entity="account", personal=True)


def address_refused(user_id: int, reason: str) -> Event:
    """A mail server refused somebody's address: they get no mail until it changes. For admins."""
    return ADDRESS_REFUSED(user_id, Audience.of(Role.ADMIN), {"user_id": user_id, "reason": reason})
