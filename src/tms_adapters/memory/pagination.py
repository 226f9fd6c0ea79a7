"""Cutting a page out of rows that are all at hand."""

from collections.abc import Callable, Iterable
from itertools import islice
from typing import TypeVar

from tms_core.pagination import Key, Page, PageRequest, split_page

V = TypeVar("V")


def page_of(rows: Iterable[V], key: Callable[[V], Key], page: PageRequest, *, ascending: bool) -> Page[V]:
    """The part of ``rows`` that ``page`` asks for, ordered by ``key``; the total counts all of them."""
    everything = sorted(rows, key=key, reverse=not ascending)
    following = (row for row in everything if page.after is None or _follows(key(row), page.after, ascending))
    items, last = split_page(list(islice(following, page.skip, page.skip + page.limit + 1)), page.limit)
    return Page(
        items=items,
        total=len(everything) if page.count else None,
        next=None if last is None else key(last),
    )


def _follows(key: Key, seen: Key, ascending: bool) -> bool:
    return key > seen if ascending else key < seen
