"""What stands in addresses: ids and times."""

import re
from datetime import datetime
from typing import Annotated

import msgspec
from litestar.params import Parameter

from tms_core.errors import Invalid
from tms_core.fields import MAX_ID, Instant

PathId = Annotated[int, Parameter(ge=1, le=MAX_ID)]
"""Routes read it as text first: Litestar's own ``int`` would accept ``1_000`` and digits of any script."""

QueryId = Annotated[int | None, Parameter(ge=1, le=MAX_ID)]
ReassignTo = Annotated[
    int | None, Parameter(ge=1, le=MAX_ID, description="The trainer who takes the scheduled sessions over.")
]
AllowConflicts = Annotated[
    bool, Parameter(description="Save even if somebody would be in two sessions at once.")
]

From = Annotated[
    str | None,
    Parameter(
        query="from",
        schema_extra={"format": "date-time"},
        description="Only what ends after this time (RFC 3339).",
    ),
]
To = Annotated[
    str | None,
    Parameter(
        schema_extra={"format": "date-time"}, description="Only what begins before this time (RFC 3339)."
    ),
]

SPACE_FOR_PLUS = re.compile(r" (?=\d\d:\d\d$)")


def moment(name: str, text: str | None) -> datetime | None:
    """A time from the query string, in UTC. Raises ``Invalid`` that names the parameter.

    A literal ``+`` arrives as a space, because queries are read as forms are; before an offset that is what it was.
    """
    if text is None:
        return None
    rule = Instant()
    try:
        value = rule.clean(msgspec.convert(SPACE_FOR_PLUS.sub("+", text), datetime))
    except msgspec.ValidationError:
        value = None
    if problem := rule.problem(value):
        raise Invalid.field(name, problem)
    cleaned: datetime = value
    return cleaned
