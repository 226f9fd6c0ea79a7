"""One operation of the document per route, derived from its handler."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from types import NoneType
from typing import Any, get_args, get_origin

import msgspec
from litestar.handlers import HTTPRouteHandler
from litestar.params import ParameterKwarg
from litestar.typing import FieldDefinition

from tms_core.actor import ALL_ROLES
from tms_web.http.errors import HttpProblem, address_of, reason_phrase
from tms_web.http.request import Endpoint
from tms_web.http.routing import tag_of
from tms_web.openapi.schemas import Descriptions, Schema, Schemas, markdown

RESERVED = ("request", "data")
PROBLEM = {"$ref": "#/components/schemas/Problem"}
ANY_OTHER = {
    "description": "Any other error, in the same format.",
    "content": {"application/problem+json": {"schema": PROBLEM}},
}
FIELDS = {401: "WWW-Authenticate", 429: "Retry-After", 503: "Retry-After"}


def operation(
    handler: HTTPRouteHandler, endpoint: Endpoint, schemas: Schemas, problems: Mapping[str, HttpProblem]
) -> Schema:
    """The operation of one route."""
    described: Schema = {
        "operationId": endpoint.name,
        "tags": [tag_of(handler).name],
        "summary": markdown(endpoint.summary),
        "description": "\n\n".join(filter(None, [markdown(endpoint.description), _who_may(endpoint)])),
        "security": [{"token": []}] if endpoint.rule else [],
        "parameters": [*_parameters(handler, endpoint, schemas), *_header_parameters(handler, endpoint)],
    }
    if body := handler.parsed_data_field:
        described["requestBody"] = _body(body, schemas)
    elif endpoint.accepts:
        described["requestBody"] = {"required": True, "content": _binary(endpoint.accepts)}
    answers = {str(endpoint.status): _success(handler, endpoint, schemas)}
    return {**described, "responses": answers | error_responses(_codes(handler, endpoint), problems)}


def _who_may(endpoint: Endpoint) -> str:
    if endpoint.rule is None:
        return ""
    roles = endpoint.rule.roles
    who = (
        "everyone who is signed in"
        if set(roles) == set(ALL_ROLES)
        else " and ".join(f"{role}s" for role in roles)
    )
    temporary = " A temporary password is enough." if endpoint.rule.temporary_password else ""
    return f"For {who}.{temporary}"


def _parameters(handler: HTTPRouteHandler, endpoint: Endpoint, schemas: Schemas) -> Iterable[Schema]:
    for name, definition in handler.parsed_fn_signature.parameters.items():
        if name not in RESERVED:
            yield _parameter(name, definition, endpoint.path, schemas)


def _parameter(name: str, definition: FieldDefinition, path: str, schemas: Schemas) -> Schema:
    declared = (
        definition.kwarg_definition if isinstance(definition.kwarg_definition, ParameterKwarg) else None
    )
    schema = schemas.of(_without_none(definition.annotation))
    in_path = f"{{{name}}}" in path
    described: Schema = {
        "name": name,
        "in": "path" if in_path else "query",
        "required": in_path or not definition.has_default,
        "schema": schema,
    }
    if declared:
        described["name"] = declared.name or name
        limits = {"minimum": declared.ge, "maximum": declared.le, "maxLength": declared.max_length}
        schema |= {key: int(value) for key, value in limits.items() if value is not None}
        schema |= declared.schema_extra or {}
        if declared.description:
            described["description"] = declared.description
    if definition.has_default and definition.default is not None:
        schema["default"] = definition.default
    return described


def _without_none(annotation: Any) -> Any:
    kinds = [kind for kind in get_args(annotation) if kind is not NoneType]
    return kinds[0] if len(kinds) == 1 and NoneType in get_args(annotation) else annotation


def _header_parameters(handler: HTTPRouteHandler, endpoint: Endpoint) -> Iterable[Schema]:
    if "stale_version" in endpoint.problem_codes:
        yield {"$ref": "#/components/parameters/IfMatch"}
    if _is_repeatable(handler, endpoint):
        yield {"$ref": "#/components/parameters/IdempotencyKey"}


def _body(data: FieldDefinition, schemas: Schemas) -> Schema:
    content: Schema = {"schema": schemas.of(data.annotation, sent=True)}
    if example := schemas.descriptions.sent_example_of(data.annotation):
        content["example"] = example
    return {"required": not data.has_default, "content": {"application/json": content}}


def _success(handler: HTTPRouteHandler, endpoint: Endpoint, schemas: Schemas) -> Schema:
    (shown,) = get_args(handler.parsed_fn_signature.return_type.annotation)
    described: Schema = {
        "description": HTTPStatus(endpoint.status).phrase,
        "headers": {
            name: {"$ref": f"#/components/headers/{name}"} for name in _headers(shown, handler, endpoint)
        },
    }
    if shown is bytes:
        return {**described, "content": _binary(endpoint.produces)}
    if shown is str:
        return {**described, "content": {"text/plain": {"schema": {"type": "string"}}}}
    content: Schema = {"schema": schemas.of(shown)}
    if example := _example(shown, schemas.descriptions):
        content["example"] = example
    return {**described, "content": {"application/json": content}}


def _binary(media_types: Iterable[str]) -> Schema:
    file = {"schema": {"type": "string", "format": "binary"}}
    return {media_type.partition(";")[0]: file for media_type in media_types}


def _headers(shown: Any, handler: HTTPRouteHandler, endpoint: Endpoint) -> Iterable[str]:
    yield "X-Request-ID"
    if shown is bytes and endpoint.rule:
        yield "Content-Disposition"
    if endpoint.rule and "GET" in handler.http_methods:
        yield "X-Event-Position"
    if endpoint.status == 201:
        yield "Location"
    if get_origin(shown) is list:
        yield from ("X-Total-Count", "Link")
    elif any(hasattr(kind, "version") for kind in get_args(shown) or [shown]):
        yield "ETag"


def _example(shown: Any, descriptions: Descriptions) -> Any:
    kinds = get_args(shown) or (shown,)
    example = descriptions.example_of(kinds[-1])
    return [example] if get_origin(shown) is list and example else example


def _is_repeatable(handler: HTTPRouteHandler, endpoint: Endpoint) -> bool:
    return endpoint.rule is not None and bool({"POST", "PUT"} & set(handler.http_methods))


def _codes(handler: HTTPRouteHandler, endpoint: Endpoint) -> Iterable[str]:
    """The problem codes implied by a route's parameters and body, followed by its own."""
    if endpoint.rule:
        yield from ("not_authenticated", "invalid_token", "token_expired", "token_revoked", "unavailable")
        if set(endpoint.rule.roles) != set(ALL_ROLES):
            yield "forbidden"
        if not endpoint.rule.temporary_password:
            yield "password_change_required"
    if "{" in endpoint.path:
        yield "not_found"
    if handler.parsed_data_field:
        yield from ("malformed_json", "unsupported_media_type")
    if handler.parsed_data_field or endpoint.accepts:
        yield from ("request_timeout", "body_too_large", "unsupported_content_encoding")
    if (
        handler.parsed_data_field
        or "stale_version" in endpoint.problem_codes
        or not endpoint.path.endswith("}")
    ):
        yield "validation_failed"
    if _is_repeatable(handler, endpoint):
        yield "idempotency_key_reused"
    yield from endpoint.problem_codes


def error_responses(codes: Iterable[str], problems: Mapping[str, HttpProblem]) -> dict[str, Schema]:
    """Problems by status, each with an example. Raises ``LookupError`` for an undeclared code."""
    by_status: dict[int, list[str]] = {}
    for code in dict.fromkeys(codes):
        if code not in problems:
            raise LookupError(f"No feature declares the problem {code}.")
        by_status.setdefault(problems[code].status, []).append(code)
    described = {str(status): _response(status, by_status[status]) for status in sorted(by_status)}
    return {**described, "default": ANY_OTHER}


def problem_example(known: HttpProblem) -> Schema:
    """A problem response, for the document's components."""
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
