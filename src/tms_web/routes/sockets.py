"""The WebSocket endpoint, and the response to plain HTTP requests at its address."""

from typing import Any

import structlog
from litestar.types import Receive, Scope, Send

from tms_web.http.errors import HttpError, http_problem
from tms_web.http.handshakes import SOCKET_REFUSED, refuse_handshake
from tms_web.http.request import ApiRequest
from tms_web.http.responses import RawResponse
from tms_web.http.routing import public
from tms_web.middleware.origins import AllowedOrigins
from tms_web.realtime.frames import EXTENSION, AsgiWriter, FrameWriter, RawFrameWriter
from tms_web.realtime.socket import ClientSocket
from tms_web.realtime.socket_registry import SocketRegistry

log = structlog.get_logger("tms.sockets")

PATH = "/ws"
SUBPROTOCOL = "tms.v1"


class SocketEndpoint:
    """An ASGI application for WebSockets. ``registry`` is set while the application is running."""

    def __init__(self, origins: AllowedOrigins) -> None:
        self._origins = origins
        self.registry: SocketRegistry | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One connection. A refusal before the upgrade is sent as status 403, a later one as a close code."""
        await receive()
        path = scope["path"].rstrip("/")
        if self.registry is None or path != PATH or not self._origins.admit(scope["headers"]):
            detail = "No WebSocket can be opened at this address, or from this page."
            await refuse_handshake(HttpError(SOCKET_REFUSED, detail), scope, send)
            return
        offered: Any = scope.get("subprotocols") or []
        accepted: Any = {
            "type": "websocket.accept",
            "subprotocol": SUBPROTOCOL if SUBPROTOCOL in offered else None,
            "headers": [],
        }
        await send(accepted)
        # The other headers are not needed again, and browsers may make them arbitrarily long.
        scope["headers"] = [field for field in scope["headers"] if field[0] == b"host"]
        await _socket(self.registry, scope, receive, send).run()


def _socket(registry: SocketRegistry, scope: Scope, receive: Receive, send: Send) -> ClientSocket:
    socket: ClientSocket

    def on_drain() -> None:
        socket.flush()

    extensions: Any = scope.get("extensions") or {}
    writer: FrameWriter
    if (transport := extensions.get(EXTENSION)) is not None:
        writer = RawFrameWriter(transport, send, on_drain)
    else:
        writer = AsgiWriter(send, on_drain)
    socket = ClientSocket(registry, scope, receive, writer)
    return socket


UPGRADE_REQUIRED = http_problem(
    426,
    "upgrade_required",
    "This URL is for WebSockets with the subprotocol tms.v1. Open one, then authenticate.",
)
UPGRADE = [(b"upgrade", b"websocket"), (b"connection", b"upgrade")]


@public(PATH, "upgrade_required", documented=False)
async def get_socket(request: ApiRequest) -> RawResponse[Any]:
    """Says that a WebSocket is expected here (RFC 9110, section 15.5.22)."""
    detail = f"Open a WebSocket here, with the subprotocol {SUBPROTOCOL}, and authenticate on it."
    raise HttpError(UPGRADE_REQUIRED, detail, UPGRADE)
