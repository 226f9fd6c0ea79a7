"""Turns every error into problem details (RFC 9457). HTTP status codes are chosen only here."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from http import HTTPStatus
from typing import Any, get_args

import structlog
from litestar import Request
from litestar.exceptions import (
    HTTPException,
    MethodNotAllowedException,
    NotFoundException,
    ValidationException,
)
from litestar.params import QueryParameter
from litestar.status_codes import HTTP_413_REQUEST_ENTITY_TOO_LARGE
from litestar.typing import FieldDefinition

from tms_core.application.feature import Features
from tms_core.errors import FieldError, Invalid, Kind, NotFound, ProblemType, TmsError, Unavailable
from tms_web.http.responses import Headers, RawResponse, json_response
from tms_web.observability.logging import Outages

STATUS_OF = {
    Kind.INVALID: 422,
    Kind.UNAUTHENTICATED: 401,
    Kind.FORBIDDEN: 403,
    Kind.NOT_FOUND: 404,
    Kind.CONFLICT: 409,
    Kind.STALE: 412,
    Kind.TOO_LARGE: 413,
    Kind.UNSUPPORTED: 415,
    Kind.THROTTLED: 429,
    Kind.UNAVAILABLE: 503,
}


@dataclass(frozen=True, slots=True)
class HttpProblem:
    """One problem type: ``meaning`` says when it is sent and what to do; ``members`` are its additional members by
    name, with their types, and ``example`` builds one instance."""

    status: int
    code: str
    meaning: str
    members: Mapping[str, object] = field(default_factory=dict)
    example: Callable[[], Mapping[str, object]] = dict


_about_http: dict[str, HttpProblem] = {}


def http_problem(status: int, code: str, meaning: str) -> HttpProblem:
    """Declare a problem that concerns HTTP rather than training."""
    declared = _about_http[code] = HttpProblem(status, code, meaning)
    return declared


def problems_of(features: Features) -> dict[str, HttpProblem]:
    """All problem types of an installation with these features, by code, ordered by status and code."""
    known = [*_about_http.values(), *map(_from_core, features.problems.values())]
    return {problem.code: problem for problem in sorted(known, key=lambda each: (each.status, each.code))}


def _from_core(declared: ProblemType) -> HttpProblem:
    return HttpProblem(
        STATUS_OF[declared.kind], declared.code, declared.meaning, declared.members, declared.example
    )


def address_of(code: str) -> str:
    """The page that explains a code: the ``type`` of its problems."""
    return f"/problems/{code.replace('_', '-')}"


EXPECTED = re.compile(r"Expected `(?P<kind>[^`]+)`, got `(?P<got>[^`]+)`")
RANGE = re.compile(r"Expected `(?:int|float)[^`]*` (?P<sign>>=|<=) (?P<bound>-?\d+)")
LENGTH = re.compile(r"Expected `str[^`]*` of length <= (?P<most>\d+)")
PLACE = re.compile(r" - at `\$(?P<path>[^`]*)`$")
STEP = re.compile(r"\[(\d+)\]|\.([^.\[]+)")

KINDS = {
    "int": "a whole number",
    "float": "a number",
    "str": "text",
    "bool": "true or false",
    "array": "a list",
    "object": "an object",
    "datetime": "a time with an offset, such as 2026-05-04T09:00:00Z",
    "null": "null",
}


RFC3339_SHAPE = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)", re.ASCII)
NO_INSTANT = "must be a date and time that exist"


def names_no_instant(text: str) -> bool:
    """Whether a text that could not be read as a time at least looks like one: ``2030-02-29T09:00:00Z``."""
    return RFC3339_SHAPE.fullmatch(text) is not None


def to_message(message: str, choices: tuple[str, ...] = ()) -> str:
    """The rest of a sentence that begins with the field's name. ``choices`` are the values of an enumeration."""
    if choices:
        return f"must be one of {', '.join(choices)}"
    if match := EXPECTED.search(message):
        kinds = [KINDS.get(kind, kind) for kind in match["kind"].split(" | ")]
        return f"must be {' or '.join(kinds)}"
    if match := RANGE.search(message):
        return f"must be at {'least' if match['sign'] == '>=' else 'most'} {match['bound']}"
    if match := LENGTH.search(message):
        return f"must be at most {match['most']} characters long"
    if "RFC3339" in message:
        return f"must be {KINDS['datetime']}"
    return "has an invalid value"


def path_in(message: str) -> str:
    """The path inside the value to what is wrong, as in ``.0.status``; empty for the value itself."""
    match = PLACE.search(message)
    return "".join(f".{index or name}" for index, name in STEP.findall(match["path"])) if match else ""


PROBLEM_JSON = b"application/problem+json"

BAD_REQUEST = http_problem(400, "bad_request", "The request is not valid HTTP.")
METHOD_NOT_ALLOWED = http_problem(
    405, "method_not_allowed", "This URL does not support the method; Allow lists those it supports."
)
BODY_TOO_LARGE = http_problem(
    413, "body_too_large", "The request body is larger than this installation accepts."
)
INTERNAL_ERROR = http_problem(
    500, "internal_error", "Something went wrong on our side. Report the X-Request-ID."
)

log = structlog.get_logger("tms.web")
outages = Outages()


class HttpError(Exception):
    """An error that concerns HTTP rather than training."""

    def __init__(self, problem: HttpProblem, detail: str, headers: Headers | None = None) -> None:
        super().__init__(detail)
        self.status = problem.status
        self.code = problem.code
        self.detail = detail
        self.headers = headers or []


class Stopping(Unavailable):
    """The server is shutting down, and the request cannot finish in time."""


def nothing_here(detail: str = "There is nothing at this address.") -> HttpError:
    """No such route, file or page: the same code as for a missing resource."""
    return HttpError(HttpProblem(STATUS_OF[Kind.NOT_FOUND], "not_found", detail), detail)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """An error response: one actionable sentence, a stable code, and further details for programs."""

    status: int
    code: str
    detail: str
    extra: Mapping[str, object] = field(default_factory=dict)
    headers: Headers = field(default_factory=list)

    def to_response(self) -> RawResponse[Any]:
        """The problem as a response."""
        content = {
            "type": address_of(self.code),
            "title": reason_phrase(self.status),
            "status": self.status,
            "detail": self.detail,
            "code": self.code,
            **self.extra,
        }
        return json_response(content, self.status, self.headers, PROBLEM_JSON)


def reason_phrase(status: int) -> str:
    """The reason phrase of a status (RFC 9110; Python adopted its names only in 3.13)."""
    return {413: "Content Too Large", 422: "Unprocessable Content"}.get(status) or HTTPStatus(status).phrase


INTERNAL = Problem(
    status=INTERNAL_ERROR.status,
    code=INTERNAL_ERROR.code,
    detail="Something went wrong on our side. Trying again may help; if not, report the X-Request-ID.",
)


def problem_of(error: Exception) -> Problem:
    """The problem details for any exception."""
    if isinstance(error, TmsError):
        return _of_core(error)
    if isinstance(error, HttpError):
        return Problem(status=error.status, code=error.code, detail=error.detail, headers=error.headers)
    if isinstance(error, HTTPException):
        return _of_framework(error)
    return INTERNAL


def _of_core(error: TmsError) -> Problem:
    extra = dict(error.extra)
    headers: Headers = []
    if (retry_after := extra.pop("retry_after", None)) is not None:
        headers.append((b"retry-after", str(retry_after).encode()))
    if error.kind is Kind.UNAUTHENTICATED:
        headers.append((b"www-authenticate", _challenge(error)))
    return Problem(
        status=STATUS_OF[error.kind], code=error.code, detail=error.detail, extra=extra, headers=headers
    )


def _challenge(error: TmsError) -> bytes:
    """RFC 6750, section 3.1: no error code if the request carried no token at all."""
    if error.code in ("not_authenticated", "invalid_credentials", "password_expired"):
        return b"Bearer"
    why = error.detail.replace('"', "'")
    return f'Bearer error="invalid_token", error_description="{why}"'.encode("ascii", "replace")


def _of_framework(error: HTTPException) -> Problem:
    if isinstance(error, NotFoundException):
        return problem_of(nothing_here())
    if isinstance(error, MethodNotAllowedException):
        allowed = ", ".join(sorted((error.headers or {}).get("allow", "").split(", ")))
        detail = f"This URL supports {allowed} only."
        return problem_of(HttpError(METHOD_NOT_ALLOWED, detail, [(b"allow", allowed.encode())]))
    if error.status_code == HTTP_413_REQUEST_ENTITY_TOO_LARGE:
        return problem_of(HttpError(BODY_TOO_LARGE, "The request body is too large."))
    if error.status_code >= 500:
        return INTERNAL
    return problem_of(HttpError(BAD_REQUEST, "The request is malformed."))


def to_response(request: Request[Any, Any, Any], error: Exception) -> RawResponse[Any]:
    """Litestar's exception handler for all exceptions."""
    if isinstance(error, ValidationException):
        error = _invalid_parameters(request, error)
    return logged_problem(error, request.scope["state"].get("request_id")).to_response()


def logged_problem(error: Exception, request_id: str | None) -> Problem:
    """The problem details; what operators must know but the caller must not goes to the log."""
    problem = problem_of(error)
    if problem is INTERNAL:
        log.error("unexpected_error", request_id=request_id, exc_info=error)
    elif isinstance(error, Stopping):
        log.info("stopping", request_id=request_id)
    elif isinstance(error, Unavailable):
        outages.log(error, request_id)
    return problem


def _invalid_parameters(request: Request[Any, Any, Any], error: ValidationException) -> TmsError:
    """Which query parameters are wrong; an id in the path that cannot exist is simply not found."""
    wrong = error.extra if isinstance(error.extra, list) else []
    if any(entry.get("source") == "path" for entry in wrong):
        return NotFound("thing")
    parameters = request.route_handler.parsed_fn_signature.parameters
    errors = [_field_error(entry, parameters.get(entry.get("key", ""))) for entry in wrong]
    return Invalid(errors or _missing(request, parameters))


def _missing(request: Request[Any, Any, Any], parameters: Mapping[str, FieldDefinition]) -> list[FieldError]:
    """The required query parameters that are missing; the framework does not name them."""
    return [
        FieldError(name, "is required")
        for name, parameter in parameters.items()
        if isinstance(parameter.kwarg_definition, QueryParameter)
        and not parameter.has_default
        and name not in request.query_params
    ]


def _field_error(entry: Mapping[str, str], parameter: FieldDefinition | None) -> FieldError:
    name = entry.get("key", "query").rstrip("_")
    if name == "data":
        return FieldError("body", "is required: send a JSON object")
    return FieldError(name, to_message(entry.get("message", ""), _choices(parameter) if parameter else ()))


def _choices(parameter: FieldDefinition) -> tuple[str, ...]:
    """The values of an enumerated parameter; empty for other parameters."""
    for kind in (parameter.annotation, *get_args(parameter.annotation)):
        if isinstance(kind, type) and issubclass(kind, Enum):
            return tuple(member.value for member in kind)
    if parameter.is_literal:
        return tuple(map(str, get_args(parameter.annotation)))
    return ()
