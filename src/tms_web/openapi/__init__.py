"""Assembles the complete OpenAPI document."""

from collections.abc import Iterable
from typing import Any

import msgspec
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute

from tms_core.application.feature import Features
from tms_web.http.errors import HttpProblem, problems_of
from tms_web.http.request import Endpoint
from tms_web.http.routing import Tag, endpoint_of, tag_of
from tms_web.openapi.operations import operation, problem_example
from tms_web.openapi.schemas import INTRODUCTION, Descriptions, Schema, Schemas

CONTRACT = "1.0"
"""The version of the API, not of the program: it increases when clients need to know."""
TEXT = {"type": "string"}
HEADERS = {
    "Content-Disposition": (
        "The suggested file name.",
        TEXT,
        'attachment; filename="training-report-20260504.pdf"',
    ),
    "ETag": ("The version, quoted, for `If-Match`.", TEXT, '"3"'),
    "Link": (
        'The next page, while there is one: `<…>; rel="next"`.',
        TEXT,
        '</users/?cursor=WzFd>; rel="next"',
    ),
    "Location": ("The URL of the new resource.", TEXT, "/sessions/12"),
    "Retry-After": ("How many seconds to wait.", {"type": "integer"}, 60),
    "WWW-Authenticate": ("What is wrong with the token (RFC 6750).", TEXT, 'Bearer error="invalid_token"'),
    "X-Event-Position": (
        "The response reflects all events up to this position, and perhaps later ones.",
        TEXT,
        "5f0c.42.a1b2",
    ),
    "X-Request-ID": (
        "Identifies this request in the logs; yours, if you sent one.",
        TEXT,
        "9f86d081884c7d65",
    ),
    "X-Total-Count": ("The total number of items.", {"type": "integer"}, 120),
}
PARAMETERS = {
    "IfMatch": {
        "name": "If-Match",
        "in": "header",
        "description": "Only change it if this is still its version (from `ETag`). `*` and lists are accepted.",
        "schema": TEXT,
        "example": '"3"',
    },
    "IdempotencyKey": {
        "name": "Idempotency-Key",
        "in": "header",
        "description": "Within 24 hours, the same request with the same key gets the first response again.",
        "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
        "example": "5f0c6f0e-8f4c-4a51-9d8c-6f1f0b7c1a2d",
    },
}


def document_of(web: Litestar, features: Features) -> Schema:
    """The OpenAPI 3.1 document for all documented routes. Raises ``LookupError`` for anything that is not declared."""
    schemas = Schemas(Descriptions(features))
    problems = problems_of(features)
    paths: dict[str, Schema] = {}
    tags: dict[str, Tag] = {}
    for handler, endpoint in _documented(web):
        described = operation(handler, endpoint, schemas, problems)
        tags[tag_of(handler).name] = tag_of(handler)
        for method in handler.http_methods - {"HEAD"}:
            paths.setdefault(endpoint.path, {})[method.lower()] = described
    schemas.components["Problem"] = _problem(schemas, problems.values())
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Training Management System",
            "version": CONTRACT,
            "description": INTRODUCTION,
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/"}],
        "tags": [{"name": tag.name, "description": tag.description} for tag in tags.values()],
        "paths": {path: _in_order(paths[path]) for path in sorted(paths)},
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
            "schemas": dict(sorted(schemas.components.items())),
            "examples": {code: problem_example(problem) for code, problem in problems.items()},
            "parameters": PARAMETERS,
            "headers": {name: _header(*about) for name, about in HEADERS.items()},
        },
    }


def document_bytes(web: Litestar, features: Features) -> bytes:
    """The document as it is served, generated once per application."""
    if "openapi" not in web.state:
        web.state["openapi"] = msgspec.json.encode(document_of(web, features))
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


def _problem(schemas: Schemas, problems: Iterable[HttpProblem]) -> Schema:
    members: dict[str, Any] = {
        "type": {
            "type": "string",
            "format": "uri-reference",
            "description": "The URL that explains the code.",
        },
        "title": {**TEXT, "description": "The status in words."},
        "status": {"type": "integer"},
        "detail": {**TEXT, "description": "A sentence for people that says what to do."},
        "code": {**TEXT, "description": "A stable identifier for programs."},
    }
    required = list(members)
    for problem in problems:
        members |= {name: schemas.of(kind) for name, kind in problem.members.items()}
    about = "Problem details (RFC 9457); some codes have additional members."
    return {
        "title": "Problem",
        "description": about,
        "type": "object",
        "properties": members,
        "required": required,
    }
