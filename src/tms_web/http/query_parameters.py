"""What stands in addresses: ids and times."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

import msgspec
from litestar.params import PathParameter, QueryParameter

from tms_core.errors import Invalid, NotFound
from tms_core.sessions.queries import MAX_REQUESTED_TRAINEES
from tms_core.validation import MAX_ID, Instant

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


def _instant(name: str, description: str) -> QueryParameter:
    """A time, read by ``parse_instant``: a literal ``+`` in its offset would be lost on the framework."""
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
    """Ids have one form: digits, without signs, fractions or other scripts, all of which Litestar would read.

    Raises ``NotFound``.
    """
    for name, text in path_params.items():
        if name.endswith("_id") and not ID.fullmatch(text):
            raise NotFound("thing")


def parse_instant(name: str, text: str | None) -> datetime | None:
    """A time from the query string, in UTC. Raises ``Invalid`` that names the parameter.

    A literal ``+`` arrives as a space, because queries are read as forms are; before an offset that is what it was.
    """
    return None if text is None else parse_required_instant(name, text)


def parse_required_instant(name: str, text: str) -> datetime:
    """The same for a parameter that must be sent."""
    rule = Instant()
    try:
        value = rule.clean(msgspec.convert(SPACE_FOR_PLUS.sub("+", text), datetime))
    except msgspec.ValidationError:
        value = None
    if problem := rule.problem(value):
        raise Invalid.field(name, problem)
    cleaned: datetime = value
    return cleaned
