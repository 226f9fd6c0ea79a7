"""What all stored things share."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """Something with an identity. ``id`` is 0 until a repository has added it; ``version`` counts its changes."""

    id: int = 0
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class TimestampedEntity(Entity):
    """An entity that knows when it was made and last changed (UTC)."""

    created_at: datetime
    updated_at: datetime

    def with_changes(self, now: datetime, **changes: Any) -> Self:
        """A new version with ``changes`` applied; the same object when nothing differs."""
        if all(getattr(self, name) == value for name, value in changes.items()):
            return self
        return replace(self, **changes, version=self.version + 1, updated_at=now)


DELETED_NAME = "Deleted user"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRef:
    """How one person is named to others."""

    id: int
    name: str


def deleted_person(user_id: int) -> PersonRef:
    """How somebody is named who has been deleted."""
    return PersonRef(id=user_id, name=DELETED_NAME)


@dataclass(frozen=True, slots=True, kw_only=True)
class SuccessMessage:
    """The plain answer of a call that has nothing else to show."""

    message: str
