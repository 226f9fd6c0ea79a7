"""How the document shows what can go wrong."""

from collections.abc import Iterable, Mapping

import msgspec

from tms_web.http.errors import reason_phrase
from tms_web.http.problem_catalog import HttpProblem, address_of
from tms_web.openapi.schemas import Schema

PROBLEM = {"$ref": "#/components/schemas/Problem"}
ANY_OTHER = {
    "description": "Any other refusal, in the same shape.",
    "content": {"application/problem+json": {"schema": PROBLEM}},
}
FIELDS = {401: "WWW-Authenticate", 429: "Retry-After", 503: "Retry-After"}


def error_responses(codes: Iterable[str], problems: Mapping[str, HttpProblem]) -> dict[str, Schema]:
    """Status → its problems, each with an example. Raises ``LookupError`` for a code that nobody declares."""
    by_status: dict[int, list[str]] = {}
    for code in dict.fromkeys(codes):
        if code not in problems:
            raise LookupError(f"No feature declares the problem {code}.")
        by_status.setdefault(problems[code].status, []).append(code)
    described = {str(status): _response(status, by_status[status]) for status in sorted(by_status)}
    return {**described, "default": ANY_OTHER}


def problem_example(known: HttpProblem) -> Schema:
    """A problem as it is sent, for the document's components."""
    problem = {
        "type": address_of(known.code),
        "title": reason_phrase(known.status),
        "status": known.status,
        "detail": known.meaning,
        "code": known.code,
        **msgspec.to_builtins(known.example()),
    }
    return {"summary": known.meaning, "value": problem}


def _response(status: int, codes: list[str]) -> Schema:
    examples = {code: {"$ref": f"#/components/examples/{code}"} for code in codes}
    names = ["X-Request-ID", *([FIELDS[status]] if status in FIELDS else [])]
    return {
        "description": f"{reason_phrase(status)}: {', '.join(f'`{code}`' for code in codes)}.",
        "headers": {name: {"$ref": f"#/components/headers/{name}"} for name in names},
        "content": {"application/problem+json": {"schema": PROBLEM, "examples": examples}},
    }
