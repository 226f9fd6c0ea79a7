"""What all stored things share.

What comes in is validated: inputs when they are made, changes by ``with_changes``. What is stored was valid when it
was sent, and is restored as it is. A rule that has been tightened since, or a row that came by SQL, locks nobody out.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Self

from tms_core.validation import validated


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
        """A new version with ``changes`` applied; the same object when nothing differs.

        Raises ``Invalid`` for a change that breaks the rule of its field. Fields that stay as they are may break theirs.
        """
        changes = validated(type(self), changes)
        if all(getattr(self, name) == value for name, value in changes.items()):
            return self
        changed = replace(self, **changes, version=self.version + 1, updated_at=now)
        changed.check_change(self)
        return changed

    def check_change(self, before: Self) -> None:
        """Rules about several fields together, for entities that have some. Raises a ``TmsError``."""


DELETED_NAME = "Deleted user"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRef:
    """A person as shown to others."""

    id: int
    name: str


def deleted_person(user_id: int) -> PersonRef:
    """How somebody is named who has been deleted."""
    return PersonRef(id=user_id, name=DELETED_NAME)


@dataclass(frozen=True, slots=True, kw_only=True)
class SuccessMessage:
    """The response of a request that has nothing else to return."""

    message: str
