"""Responses that are encoded once and sent unchanged."""

from collections.abc import Iterable
from dataclasses import fields
from typing import Any, TypeVar

import msgspec
from litestar import Response
from litestar.types import Receive, Scope, Send

T = TypeVar("T")
Headers = list[tuple[bytes, bytes]]
"""Header fields in ASGI form: names in lower case."""

STATUSES_WITHOUT_BODY = (204, 304)
JSON = b"application/json"
SECURITY_HEADERS = (
    (b"cache-control", b"no-store"),
    (
        b"content-security-policy",
        b"default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
)
"""Sent with every response that does not have its own."""
_encode = msgspec.json.Encoder().encode


class RawResponse(Response[T]):
    """A complete response: status, headers, bytes. ``T`` is the type of the content, for the OpenAPI document.

    Litestar asks a ``Response`` to convert itself to an ASGI application; this one already is one, which avoids the
    work that Litestar's does for cookies, background tasks and media types.
    """

    __slots__ = ("body", "raw_headers", "status")

    def __init__(self, status: int, headers: Headers, body: bytes) -> None:
        self.status = status
        self.raw_headers = headers
        self.body = body

    def to_asgi_response(self, *_: Any, **__: Any) -> Any:
        """The response itself."""
        return self

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it; without the body for HEAD."""
        headers = self.raw_headers
        if self.status not in STATUSES_WITHOUT_BODY:
            headers = [*headers, (b"content-length", b"%d" % len(self.body))]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        body = b"" if scope.get("method") == "HEAD" else self.body
        await send({"type": "http.response.body", "body": body, "more_body": False})


def json_response(
    content: T, status: int = 200, headers: Iterable[tuple[bytes, bytes]] = (), media_type: bytes = JSON
) -> RawResponse[T]:
    """``content`` as JSON: times in UTC with ``Z``, enumerations by value.

    Fields that are None are sent as null, except those listed in the ``OMITTED_IF_NONE`` of their class.
    """
    omitted = getattr(content, "OMITTED_IF_NONE", ())
    body = _encode(_without_nulls(content, omitted) if omitted else content)
    return RawResponse(status, [(b"content-type", media_type), *headers], body)


def _without_nulls(content: Any, omitted: Iterable[str]) -> dict[str, Any]:
    values = {each.name: getattr(content, each.name) for each in fields(content)}
    return {name: value for name, value in values.items() if value is not None or name not in omitted}


def etag_header(content: object) -> Headers:
    """The ``ETag`` of a resource that has a version; nothing for others."""
    version = getattr(content, "version", None)
    return [] if version is None else [(b"etag", b'"%d"' % version)]
