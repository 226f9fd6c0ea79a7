"""Every code that a problem can carry, with its status and what it means. Served at ``/problems/{code}``.

Features of the core declare theirs by kind; what is about HTTP alone is declared where it is raised.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tms_core.errors import Kind, ProblemType
from tms_core.feature import Features

STATUS_OF = {
    Kind.INVALID: 422,
    Kind.UNAUTHENTICATED: 401,
    Kind.FORBIDDEN: 403,
    Kind.NOT_FOUND: 404,
    Kind.CONFLICT: 409,
    Kind.STALE: 412,
    Kind.THROTTLED: 429,
    Kind.UNAVAILABLE: 503,
}


@dataclass(frozen=True, slots=True)
class HttpProblem:
    """One code: ``meaning`` says when it is sent and what to do; ``members`` are the further ones that it carries, by name
    with their types, and ``example`` makes one of each."""

    status: int
    code: str
    meaning: str
    members: Mapping[str, object] = field(default_factory=dict)
    example: Callable[[], Mapping[str, object]] = dict


_about_http: dict[str, HttpProblem] = {}


def http_problem(status: int, code: str, meaning: str) -> HttpProblem:
    """Declare a refusal that is about HTTP, not about training."""
    declared = _about_http[code] = HttpProblem(status, code, meaning)
    return declared


def problems_of(features: Features) -> dict[str, HttpProblem]:
    """Every problem of an installation with these features, by code, in the order of their statuses."""
    known = [*_about_http.values(), *map(_from_core, features.problems.values())]
    return {problem.code: problem for problem in sorted(known, key=lambda each: each.status)}


def _from_core(declared: ProblemType) -> HttpProblem:
    return HttpProblem(
        STATUS_OF[declared.kind], declared.code, declared.meaning, declared.members, declared.example
    )


def address_of(code: str) -> str:
    """Where a code is explained: the ``type`` of its problems."""
    return f"/problems/{code.replace('_', '-')}"
