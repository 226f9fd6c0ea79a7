"""What happened, for whoever is watching. A use case records events; the store keeps them in the same
transaction as the change, so an event exists if and only if its change was committed."""

from collections.abc import Iterable
from dataclasses import dataclass

from tms_core.actor import Role


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
