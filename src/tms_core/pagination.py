"""Pagination: by offset for people, by key for programs that read everything."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Generic, TypeVar

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
