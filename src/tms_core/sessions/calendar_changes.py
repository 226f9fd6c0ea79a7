"""What calendars are told of a change of a session."""

from datetime import datetime
from operator import attrgetter
from typing import Any, Protocol

_must_be_told = attrgetter(
    "scheduled_date", "duration_minutes", "location", "status", "title", "trainer_id", "class_link"
)
"""What everybody who has a session in their calendar must learn of."""


class Shown(Protocol):
    """A session, as far as it matters here."""

    @property
    def description(self) -> str: ...

    @property
    def calendar_sequence(self) -> int: ...


def calendar_changes(before: Shown, after: Shown, now: datetime) -> dict[str, Any]:
    """What a change of a session changes in its calendar entry: ``calendar_sequence`` counts the changes that calendars must
    take over (RFC 5546, section 2.1.4), and ``calendar_changed_at`` is when what they show last changed."""
    is_counted = _must_be_told(before) != _must_be_told(after)
    if not is_counted and before.description == after.description:
        return {}
    return {"calendar_sequence": before.calendar_sequence + is_counted, "calendar_changed_at": now}
