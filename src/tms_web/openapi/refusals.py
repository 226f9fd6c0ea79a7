"""How the document shows what can go wrong."""

from collections.abc import Iterable

from tms_web.errors import phrase
from tms_web.openapi.examples import PROBLEM_EXTRAS
from tms_web.openapi.schemas import Schema
from tms_web.problems import PROBLEMS, address_of

PROBLEM = {"$ref": "#/components/schemas/Problem"}
ANY_OTHER = {
    "description": "Any other refusal, in the same shape.",
    "content": {"application/problem+json": {"schema": PROBLEM}},
}
FIELDS = {401: "WWW-Authenticate", 429: "Retry-After", 503: "Retry-After"}


def refusals(codes: Iterable[str]) -> dict[str, Schema]:
    """Status → its problems, each with an example."""
    by_status: dict[int, list[str]] = {}
    for code in dict.fromkeys(codes):
        by_status.setdefault(PROBLEMS[code].status, []).append(code)
    described = {str(status): _response(status, by_status[status]) for status in sorted(by_status)}
    return {**described, "default": ANY_OTHER}


def problem_example(code: str) -> Schema:
    """A problem as it is sent, for the document's components."""
    known = PROBLEMS[code]
    problem = {
        "type": address_of(code),
        "title": phrase(known.status),
        "status": known.status,
        "detail": known.meaning,
        "code": code,
        **PROBLEM_EXTRAS.get(code, {}),
    }
    return {"summary": known.meaning, "value": problem}


def _response(status: int, codes: list[str]) -> Schema:
    examples = {code: {"$ref": f"#/components/examples/{code}"} for code in codes}
    names = ["X-Request-ID", *([FIELDS[status]] if status in FIELDS else [])]
    return {
        "description": f"{phrase(status)}: {', '.join(f'`{code}`' for code in codes)}.",
        "headers": {name: {"$ref": f"#/components/headers/{name}"} for name in names},
        "content": {"application/problem+json": {"schema": PROBLEM, "examples": examples}},
    }
