"""What is stored and what is returned: entities, references to people, and the pages of a list.

Inputs are validated when they are created, and changes by ``with_changes``. Stored data was valid when it
was written, and is loaded without validation, so that a stricter rule, or a row inserted with SQL, makes
nothing unreadable.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Generic, Self, TypeVar

from tms_core.validation import validated


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """Something with an identity. ``id`` is 0 until a repository has added it;
    ``version`` counts its changes."""

    id: int = 0
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class TimestampedEntity(Entity):
    """An entity that records when it was created and last changed (UTC)."""

    created_at: datetime
    updated_at: datetime

    def with_changes(self, now: datetime, **changes: Any) -> Self:
        """A new version with ``changes`` applied; the same object if nothing differs.

        Raises ``Invalid`` for a change that breaks its field's rule. Unchanged fields are not checked.
        """
        changes = validated(type(self), changes)
        if all(getattr(self, name) == value for name, value in changes.items()):
            return self
        changed = replace(self, **changes, version=self.version + 1, updated_at=now)
        changed.check_change(self)
        return changed

    def check_change(self, before: Self) -> None:
        """Check rules that involve several fields; entities override this. Raises a ``TmsError``."""


DELETED_NAME = "Deleted user"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRef:
    """A person as shown to others."""

    id: int
    name: str


def deleted_person(user_id: int) -> PersonRef:
    """How a deleted person is shown."""
    return PersonRef(id=user_id, name=DELETED_NAME)


@dataclass(frozen=True, slots=True, kw_only=True)
class SuccessMessage:
    """The response of a request that has nothing else to return."""

    message: str


T = TypeVar("T")
Key = tuple[int | datetime | str, ...]

DEFAULT_LIMIT = 100
MAX_LIMIT = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRequest:
    """The requested part of a list. ``after`` is the key of the last item already seen, and takes the same
    time anywhere in the list; ``skip`` takes longer the larger it is. ``count`` requests the total."""

    skip: int = 0
    limit: int = DEFAULT_LIMIT
    count: bool = True
    after: Key | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T]):
    """A part of a list; ``total`` is None unless requested, ``next`` is None on the last page."""

    items: list[T]
    total: int | None
    next: Key | None


def split_page(items: list[T], limit: int) -> tuple[list[T], T | None]:
    """Split ``limit + 1`` items into the page and, if there are more, the key item for the next page."""
    if len(items) <= limit:
        return items, None
    return items[:limit], items[limit - 1]


def total_from(page: PageRequest, found: int) -> int | None:
    """The total, if a page that is not full tells it; ``found`` is the number of its items. Otherwise None."""
    if not page.count or page.after is not None or found > page.limit or (page.skip and not found):
        return None
    return page.skip + found


async def read_all(page: Callable[[PageRequest], Awaitable[Page[T]]]) -> list[T]:
    """All items of a list, read page by page, by key."""
    items: list[T] = []
    request = PageRequest(limit=MAX_LIMIT, count=False)
    while True:
        found = await page(request)
        items += found.items
        if found.next is None:
            return items
        request = replace(request, after=found.next)
