"""The whole document."""

from collections.abc import Iterable
from typing import Any

import msgspec
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute

from tms_core.sessions.conflicts import ScheduleConflict
from tms_web.endpoints import Endpoint, endpoint_of
from tms_web.openapi.notes import INTRODUCTION, TAGS
from tms_web.openapi.operations import operation
from tms_web.openapi.refusals import problem_example
from tms_web.openapi.schemas import Schema, Schemas
from tms_web.problems import PROBLEMS

CONTRACT = "1.0"
"""Of the API, not of the program: it grows when clients have to care."""

TEXT = {"type": "string"}
HEADERS = {
    "Content-Disposition": (
        "The name that the file should have.",
        TEXT,
        'attachment; filename="training-report-20260504.pdf"',
    ),
    "ETag": ("The version, quoted, for `If-Match`.", TEXT, '"3"'),
    "Link": (
        'The next page, while there is one: `<…>; rel="next"`.',
        TEXT,
        '</users/?cursor=WzFd>; rel="next"',
    ),
    "Location": ("Where the new thing is.", TEXT, "/sessions/12"),
    "Retry-After": ("How many seconds to wait.", {"type": "integer"}, 60),
    "WWW-Authenticate": ("What is wrong with the token (RFC 6750).", TEXT, 'Bearer error="invalid_token"'),
    "X-Event-Position": (
        "The place in the event stream that this is at least as new as.",
        TEXT,
        "5f0c.42.a1b2",
    ),
    "X-Request-ID": (
        "Names this request in the logs; the caller's own where it sent one.",
        TEXT,
        "9f86d081884c7d65",
    ),
    "X-Total-Count": ("How many entries there are altogether.", {"type": "integer"}, 120),
}
PARAMETERS = {
    "IfMatch": {
        "name": "If-Match",
        "in": "header",
        "description": "Change it only while its version is this one (from `ETag`). `*` and lists are understood.",
        "schema": TEXT,
        "example": '"3"',
    },
    "IdempotencyKey": {
        "name": "Idempotency-Key",
        "in": "header",
        "description": "The same key and request within 24 hours get the first answer again.",
        "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
        "example": "5f0c6f0e-8f4c-4a51-9d8c-6f1f0b7c1a2d",
    },
}


def document_of(web: Litestar) -> Schema:
    """OpenAPI 3.1 for all documented routes of an application."""
    schemas = Schemas()
    paths: dict[str, Schema] = {}
    for handler, endpoint in _documented(web):
        described = operation(handler, endpoint, schemas)
        for method in handler.http_methods - {"HEAD"}:
            paths.setdefault(endpoint.path, {})[method.lower()] = described
    schemas.components["Problem"] = _problem(schemas)
    used = {tag for path in paths.values() for method in path.values() for tag in method["tags"]}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Training Management System",
            "version": CONTRACT,
            "description": INTRODUCTION,
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/"}],
        "tags": [{"name": name, "description": about} for name, about in TAGS.values() if name in used],
        "paths": {path: _in_order(paths[path]) for path in sorted(paths)},
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
            "schemas": dict(sorted(schemas.components.items())),
            "examples": {code: problem_example(code) for code in PROBLEMS},
            "parameters": PARAMETERS,
            "headers": {name: _header(*about) for name, about in HEADERS.items()},
        },
    }


def document_bytes(web: Litestar) -> bytes:
    """The document as it is served, put together once for each application."""
    if "openapi" not in web.state:
        web.state["openapi"] = msgspec.json.encode(document_of(web))
    content: bytes = web.state["openapi"]
    return content


def _documented(web: Litestar) -> Iterable[tuple[HTTPRouteHandler, Endpoint]]:
    for route in web.routes:
        if isinstance(route, HTTPRoute):
            for handler in route.route_handlers:
                if (endpoint := endpoint_of(handler)) and endpoint.documented:
                    yield handler, endpoint


def _in_order(methods: Schema) -> Schema:
    return {method: methods[method] for method in ("get", "post", "put", "delete") if method in methods}


def _header(description: str, schema: Schema, example: object) -> Schema:
    return {"description": description, "schema": schema, "example": example}


def _problem(schemas: Schemas) -> Schema:
    field_error = {
        "type": "object",
        "properties": {"field": TEXT, "message": TEXT},
        "required": ["field", "message"],
    }
    members: dict[str, Any] = {
        "type": {"type": "string", "format": "uri-reference", "description": "Where the code is explained."},
        "title": {**TEXT, "description": "The status in words."},
        "status": {"type": "integer"},
        "detail": {**TEXT, "description": "One sentence for a person to act on."},
        "code": {**TEXT, "description": "A stable word for programs."},
        "errors": {
            "type": "array",
            "items": field_error,
            "description": "Every field that cannot be accepted.",
        },
        "conflicts": {"type": "array", "items": schemas.of(ScheduleConflict)},
        "next_free": {"type": "string", "format": "date-time", "description": "When all are free again."},
        "current": {"type": "object", "description": "What is stored now."},
        "capacity": {"type": "integer"},
        "trainee_count": {"type": "integer"},
        "session_ids": {"type": "array", "items": {"type": "integer"}},
    }
    required = ["type", "title", "status", "detail", "code"]
    about = "Problem details (RFC 9457), with further members where a code has them."
    return {
        "title": "Problem",
        "description": about,
        "type": "object",
        "properties": members,
        "required": required,
    }
