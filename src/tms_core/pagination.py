"""Lists come in pages: by offset for people, by key for programs that read everything."""

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
    """Which part of a list is wanted. ``after`` is the key of the last item already seen and costs the same
    however far into the list it points; ``skip`` costs more the larger it is. ``count`` asks for the total."""

    skip: int = 0
    limit: int = DEFAULT_LIMIT
    count: bool = True
    after: Key | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T]):
    """A part of a list; ``total`` is None when it was not asked for, ``next`` None on the last page."""

    items: list[T]
    total: int | None
    next: Key | None


def split_page(items: list[T], limit: int) -> tuple[list[T], T | None]:
    """Split a read of ``limit + 1`` items into the page and, if there is more, the page's last item."""
    if len(items) <= limit:
        return items, None
    return items[:limit], items[limit - 1]


async def read_all(page: Callable[[PageRequest], Awaitable[Page[T]]]) -> list[T]:
    """Everything in a list, read by key, page after page."""
    items: list[T] = []
    request = PageRequest(limit=MAX_LIMIT, count=False)
    while True:
        found = await page(request)
        items += found.items
        if found.next is None:
            return items
        request = replace(request, after=found.next)
