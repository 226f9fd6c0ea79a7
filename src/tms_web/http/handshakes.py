"""Refusing to open a WebSocket, before it is one."""

import secrets
from typing import Any

from litestar.types import Scope, Send

from tms_web.http.errors import HttpError, http_problem, problem_of
from tms_web.http.responses import SECURITY_HEADERS

POLICY_VIOLATION = 1008
SOCKET_REFUSED = http_problem(
    403,
    "socket_refused",
    "A WebSocket can be opened at /ws only, under a host name that this installation accepts, by its own pages or those "
    "of the origins in TMS_CORS_ORIGINS.",
)


async def refuse_handshake(error: HttpError, scope: Scope, send: Send) -> None:
    """Answer the request with problem details; servers that cannot do that answer with an empty 403."""
    messages: list[Any]
    if "websocket.http.response" in (scope.get("extensions") or {}):
        response = problem_of(error).to_response()
        headers = [
            *response.raw_headers,
            *SECURITY_HEADERS,
            (b"x-request-id", secrets.token_hex(8).encode()),
            (b"content-length", b"%d" % len(response.body)),
            (b"connection", b"close"),
        ]
        messages = [
            {"type": "websocket.http.response.start", "status": response.status, "headers": headers},
            {"type": "websocket.http.response.body", "body": response.body, "more_body": False},
        ]
    else:
        messages = [{"type": "websocket.close", "code": POLICY_VIOLATION, "reason": error.detail}]
    for message in messages:
        await send(message)
