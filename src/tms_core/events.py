"""What happened, for whoever is watching. A use case records events; the store keeps them in the same
transaction as the change, so an event exists if and only if its change was committed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from tms_core.actor import Role

POSITION = re.compile(r"([0-9a-f]{1,32})\.(0|[1-9][0-9]{0,17})\.([0-9a-f]{1,16})", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Who an event is for: everyone in ``roles``, and the people in ``users``."""

    roles: frozenset[Role]
    users: frozenset[int]

    @classmethod
    def of(cls, *roles: Role, users: Iterable[int] = ()) -> "Audience":
        """Everyone in ``roles`` and the people in ``users``."""
        return cls(roles=frozenset(roles), users=frozenset(users))

    def includes(self, role: Role, user_id: int | None) -> bool:
        """Whether a reader with that role and id is meant."""
        return role in self.roles or user_id in self.users


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One change. ``data`` is an entity (shown to each reader as they may see it) or a plain dictionary."""

    type: str
    entity: str
    entity_id: int
    entity_version: int | None = None
    audience: Audience
    data: object


@dataclass(frozen=True, slots=True)
class Position:
    """A place in the event log: which log (``epoch``), how far (``number``), and proof of that row (``check``)."""

    epoch: str
    number: int
    check: str

    def __str__(self) -> str:
        """The opaque text clients keep."""
        return f"{self.epoch}.{self.number}.{self.check}"

    @classmethod
    def parse(cls, text: str) -> "Position | None":
        """The position a client kept, or None for what is none."""
        found = POSITION.fullmatch(text)
        return cls(found[1], int(found[2]), found[3]) if found else None


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedEvent:
    """An event in its place in the log, with who caused it (None: the system itself) and when.

    ``event.data`` is None once the person it told of has been deleted.
    """

    position: Position
    event_id: str
    event: Event
    actor_id: int | None
    at: datetime
