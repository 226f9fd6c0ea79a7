"""Query and path parameters: ids, times and pagination, with the response headers that link to the next page."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import Annotated, Any
from urllib.parse import quote

import msgspec
from litestar.params import PathParameter, QueryParameter
from litestar.types import Scope

from tms_core.entity import MAX_LIMIT, Key, Page, PageRequest
from tms_core.errors import FieldError, Invalid, NotFound
from tms_core.sessions.queries import MAX_REQUESTED_TRAINEES
from tms_core.validation import MAX_ID, Instant
from tms_web.http.errors import NO_INSTANT, names_no_instant

ID = re.compile(r"[1-9][0-9]{0,15}", re.ASCII)
SPACE_FOR_PLUS = re.compile(r" (?=\d\d:\d\d$)")

PathId = Annotated[int, PathParameter(ge=1, le=MAX_ID)]
QueryId = Annotated[int | None, QueryParameter(ge=1, le=MAX_ID)]
QueryIds = Annotated[
    list[int] | None,
    QueryParameter(
        schema_extra={
            "items": {"type": "integer", "minimum": 1, "maximum": MAX_ID},
            "maxItems": MAX_REQUESTED_TRAINEES,
        },
        description=f"Repeat the parameter for each trainee, at most {MAX_REQUESTED_TRAINEES} times.",
    ),
]
TrainerId = Annotated[
    int | None,
    QueryParameter(
        ge=1,
        le=MAX_ID,
        description="Who would lead it. By default the trainer of the session in `besides`, or else you.",
    ),
]
Besides = Annotated[
    int | None,
    QueryParameter(
        ge=1,
        le=MAX_ID,
        description="The session that would be moved there; it does not conflict with itself.",
    ),
]
Minutes = Annotated[int, QueryParameter(ge=1, le=1440, description="How long it lasts, in minutes.")]
ReassignTo = Annotated[
    int | None,
    QueryParameter(ge=1, le=MAX_ID, description="The trainer who takes over the scheduled sessions."),
]
AllowConflicts = Annotated[
    bool, QueryParameter(description="Save even if somebody would be in two sessions at once.")
]

DiscardAttendance = Annotated[
    bool,
    QueryParameter(
        description="Remove trainees even if they have an attendance mark, which then counts nowhere."
    ),
]


def _instant(name: str, description: str) -> QueryParameter:
    """A time, parsed by ``parse_instant``: the framework would lose a literal ``+`` in its offset."""
    return QueryParameter(name=name, schema_extra={"format": "date-time"}, description=description)


Begin = Annotated[str, _instant("scheduled_date", "When it starts (RFC 3339).")]
From = Annotated[str | None, _instant("from", "Only sessions that end after this time (RFC 3339).")]
To = Annotated[str | None, _instant("to", "Only sessions that start before this time (RFC 3339).")]

Start = Annotated[
    str | None,
    _instant(
        "from",
        "Start of the period (RFC 3339), at most 5 years before `to`. By default the Monday that makes the period "
        "twelve ISO weeks, the last of which contains `to`.",
    ),
]
End = Annotated[
    str | None,
    _instant("to", "End of the period (RFC 3339), exclusive. By default now."),
]
TimeZone = Annotated[
    str | None,
    QueryParameter(
        schema_extra={"maxLength": 64},
        description="The IANA time zone of weeks, weekdays and hours. By default the organisation's.",
    ),
]


def check_ids(path_params: Mapping[str, str]) -> None:
    """Ids consist of ASCII digits only: no signs, fractions or other scripts, all of which Litestar would accept.

    Raises ``NotFound``.
    """
    for name, text in path_params.items():
        if name.endswith("_id") and not ID.fullmatch(text):
            raise NotFound("thing")


def parse_instant(name: str, text: str | None) -> datetime | None:
    """A time from the query string, in UTC. Raises ``Invalid`` naming the parameter.

    A literal ``+`` arrives as a space, because query strings are form-decoded; a space before an offset is therefore
    read as ``+``.
    """
    return None if text is None else parse_required_instant(name, text)


def parse_required_instant(name: str, text: str) -> datetime:
    """The same for a required parameter."""
    rule = Instant()
    text = SPACE_FOR_PLUS.sub("+", text)
    try:
        value = rule.clean(msgspec.convert(text, datetime))
    except msgspec.ValidationError:
        if names_no_instant(text):
            raise Invalid.field(name, NO_INSTANT) from None
        value = None
    if problem := rule.problem(value):
        raise Invalid.field(name, problem)
    cleaned: datetime = value
    return cleaned


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
    str | None,
    QueryParameter(
        max_length=100,
        description="Words to search for: each must be found, in any order. Case, accents and kinds of apostrophes do "
        "not matter.",
    ),
]

ById = tuple[int]
ByDate = tuple[datetime, int]

IN_A_LINK = "!$&'()*+,/:;=?@%-._~"
PLACE = re.compile(rb"(?:^|&)(?:skip|cursor)=[^&]*")


def key_in_order(order: str, *parts: type) -> Any:
    """The type of the keys of one sort order: its name, then ``parts``."""
    kind: Any = tuple
    return kind[(Annotated[str, msgspec.Meta(pattern=rf"^{re.escape(order)}\Z")], *parts)]


def page_request(skip: int, limit: int, count: bool, cursor: str | None, by: Any = ById) -> PageRequest:
    """The requested page; ``by`` is the type of its keys. Raises ``Invalid``."""
    if cursor is None:
        return PageRequest(skip=skip, limit=limit, count=count)
    if skip:
        message = "send either skip or cursor, not both"
        raise Invalid([FieldError("skip", message), FieldError("cursor", message)])
    return PageRequest(limit=limit, count=count, after=_key(cursor, by))


def page_headers(scope: Scope, page: Page[Any]) -> Iterator[tuple[bytes, bytes]]:
    """``X-Total-Count``, if requested, and ``Link`` to the next page, if there is one."""
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
