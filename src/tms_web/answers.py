"""Answers, encoded once and sent as they are."""

from collections.abc import Iterable
from typing import Any, TypeVar

import msgspec
from litestar import Response
from litestar.types import Receive, Scope, Send

T = TypeVar("T")
Fields = list[tuple[bytes, bytes]]
"""Header fields as ASGI has them: names in lower case."""

BODILESS = (204, 304)
JSON = b"application/json"
_encode = msgspec.json.Encoder().encode


class Answer(Response[T]):
    """A finished answer: status, header fields, bytes. ``T`` is what the bytes hold, for the API's description.

    Litestar asks a ``Response`` to turn itself into an ASGI application; this one is its own, and skips the
    work that Litestar's does for cookies, background tasks and media types.
    """

    __slots__ = ("fields", "payload", "status")

    def __init__(self, status: int, fields: Fields, payload: bytes) -> None:
        self.status = status
        self.fields = fields
        self.payload = payload

    def to_asgi_response(self, *_: Any, **__: Any) -> Any:
        """This very object."""
        return self

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it; to HEAD, without the payload."""
        headers = self.fields
        if self.status not in BODILESS:
            headers = [*headers, (b"content-length", b"%d" % len(self.payload))]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        payload = b"" if scope.get("method") == "HEAD" else self.payload
        await send({"type": "http.response.body", "body": payload, "more_body": False})


def json_answer(
    content: T, status: int = 200, fields: Iterable[tuple[bytes, bytes]] = (), media_type: bytes = JSON
) -> Answer[T]:
    """``content`` as JSON: times in UTC with ``Z``, enumerations by value."""
    return Answer(status, [(b"content-type", media_type), *fields], _encode(content))


def entity_tag(content: object) -> Fields:
    """The ``ETag`` of something that has a version; nothing for the rest."""
    version = getattr(content, "version", None)
    return [] if version is None else [(b"etag", b'"%d"' % version)]
