"""Lists, page by page: what callers may ask for, and the header fields that lead on."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import Annotated, Any
from urllib.parse import quote

import msgspec
from litestar.params import QueryParameter
from litestar.types import Scope

from tms_core.errors import FieldError, Invalid
from tms_core.pagination import MAX_LIMIT, Key, Page, PageRequest
from tms_core.validation import MAX_ID, Instant

Skip = Annotated[int, QueryParameter(ge=0, le=MAX_ID, description="How many items to skip.")]
Limit = Annotated[int, QueryParameter(ge=1, le=MAX_LIMIT, description="Maximum number of items to return.")]
Count = Annotated[bool, QueryParameter(description="Whether to count all items for `X-Total-Count`.")]
Cursor = Annotated[
    str | None,
    QueryParameter(
        max_length=2000,
        description="Where the previous page ended, taken from its `Link`. Equally fast anywhere in the list.",
    ),
]
Search = Annotated[
    str | None, QueryParameter(max_length=100, description="Text to search for; case is ignored.")
]

ById = tuple[int]
ByDate = tuple[datetime, int]

IN_A_LINK = "!$&'()*+,/:;=?@%-._~"
PLACE = re.compile(rb"(?:^|&)(?:skip|cursor)=[^&]*")


def key_in_order(order: str, *parts: type) -> Any:
    """The type of the keys of one order of several: its name, then ``parts``."""
    kind: Any = tuple
    return kind[(Annotated[str, msgspec.Meta(pattern=rf"^{re.escape(order)}\Z")], *parts)]


def page_request(skip: int, limit: int, count: bool, cursor: str | None, by: Any = ById) -> PageRequest:
    """The part of a list that is asked for; ``by`` is the type of its keys. Raises ``Invalid``."""
    if cursor is None:
        return PageRequest(skip=skip, limit=limit, count=count)
    if skip:
        message = "send either skip or cursor, not both"
        raise Invalid([FieldError("skip", message), FieldError("cursor", message)])
    return PageRequest(limit=limit, count=count, after=_key(cursor, by))


def page_headers(scope: Scope, page: Page[Any]) -> Iterator[tuple[bytes, bytes]]:
    """``X-Total-Count``, where it was asked for, and ``Link`` to the next page, where there is one."""
    if page.total is not None:
        yield b"x-total-count", b"%d" % page.total
    if page.next is not None:
        query = PLACE.sub(b"", scope["query_string"]).removeprefix(b"&")
        kept = f"{quote(query, safe=IN_A_LINK)}&" if query else ""
        yield (
            b"link",
            f'<{scope["raw_path"].decode()}?{kept}cursor={_cursor(page.next)}>; rel="next"'.encode(),
        )


def _cursor(key: Key) -> str:
    return urlsafe_b64encode(msgspec.json.encode(key)).rstrip(b"=").decode()


@cache
def _decoder(by: Any) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(by)


def _key(cursor: str, by: Any) -> Key:
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        key: Key = _decoder(by).decode(urlsafe_b64decode(padded))
    except (ValueError, msgspec.DecodeError):
        raise _no_cursor() from None
    if not all(_usable(part) for part in key):
        raise _no_cursor()
    return key


def _usable(part: int | datetime | str) -> bool:
    if isinstance(part, datetime):
        return Instant().problem(part) is None
    if isinstance(part, str):
        return True
    return 0 <= part <= MAX_ID


def _no_cursor() -> Invalid:
    return Invalid.field("cursor", "must be a cursor from the Link header of an earlier response")
