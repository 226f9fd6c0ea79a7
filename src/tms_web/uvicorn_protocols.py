"""uvicorn's protocols with two additions: they signal that the server is shutting down, and can write encoded WebSocket
frames. The only module that depends on the server's internals.

``AsgiWriter`` does the same over plain ASGI, several times more slowly; a test checks that both behave alike.
"""

import socket
from asyncio import Transport
from asyncio.transports import BaseTransport
from collections.abc import Callable
from typing import Any, cast

from uvicorn._types import ASGISendEvent
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Request

from tms_web.middleware.edge import BREAK_OFF, Edge
from tms_web.realtime.frames import CLOSE_TIMEOUT_SECONDS, EXTENSION, MAX_BUFFERED_BYTES


class HttpProtocol(HttpToolsProtocol):
    """One connection."""

    def on_message_begin(self) -> None:
        """A request begins: let the application abort a response that it cannot finish."""
        super().on_message_begin()
        cast(Any, self.scope)["extensions"] = {BREAK_OFF: self.transport.close}

    def shutdown(self) -> None:
        """uvicorn calls this for every connection on shutdown, waits for running requests, and cancels those that have
        not finished."""
        super().shutdown()
        if isinstance(self.app, Edge):
            self.app.begin_shutdown()


UNREAD_MILLISECONDS = 10_000
"""A connection whose client has not acknowledged data for this long is dead, and is closed."""
SEND_BUFFER_BYTES = 64 * 1024
"""Small, so that a client that stops reading is noticed soon, and uses little memory until then."""
IDLE_SECONDS, PROBE_SECONDS, PROBES = 5, 3, 3


def _nothing() -> None:
    pass


class SocketProtocol(WebSocketsSansIOProtocol):
    """One connection. Implements ``tms_web.realtime.frames.Transport``."""

    on_drain: Callable[[], None] = staticmethod(_nothing)

    @property
    def is_open(self) -> bool:
        """Whether frames may still be written."""
        return not (self.close_sent or self.disconnected or self.transport.is_closing())

    @property
    def buffered(self) -> int:
        """Bytes written but not yet accepted by the kernel."""
        return self.transport.get_write_buffer_size()

    def write(self, data: bytes) -> None:
        """Send bytes unchanged."""
        self.transport.write(data)

    def abort(self) -> None:
        """Abort the connection."""
        self.transport.abort()

    def connection_made(self, transport: BaseTransport) -> None:
        """Limit how much a connection may buffer, and how long it may be silent."""
        super().connection_made(transport)
        cast(Transport, transport).set_write_buffer_limits(high=MAX_BUFFERED_BYTES)
        if (plain := transport.get_extra_info("socket")) is not None:
            _bound(plain)

    def handle_connect(self, event: Request) -> None:
        """Pass the transport itself to the application, in addition to ASGI's own channel."""
        super().handle_connect(event)
        if hasattr(self, "scope"):
            extensions: Any = self.scope["extensions"]
            extensions[EXTENSION] = self

    async def send(self, message: ASGISendEvent) -> None:
        """Once connected, the handshake's headers are not kept: they would be a third of a socket's memory."""
        await super().send(message)
        if self.handshake_complete:
            self.request.headers.clear()
            self.response.headers.clear()

    def send_receive_event_to_app(self) -> None:
        """Text that is not UTF-8 ends the connection (RFC 6455, section 8.1), and is not logged."""
        if self.curr_msg_data_type == "text" and not _is_text(b"".join(self.frames)):
            self.conn.fail(1007, "text must be UTF-8")
            self.handle_parser_exception()
        else:
            super().send_receive_event_to_app()

    def shutdown(self) -> None:
        """Send a close frame, and do not wait for clients that would not read it."""
        super().shutdown()
        if self.buffered:
            self.loop.call_later(CLOSE_TIMEOUT_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """There is capacity again."""
        super().resume_writing()
        self.on_drain()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing more will be written."""
        super().connection_lost(exc)
        self.on_drain = _nothing


def _is_text(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _bound(plain: socket.socket) -> None:
    options = [
        (socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES),
        (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
    ]
    limits = {
        "TCP_USER_TIMEOUT": UNREAD_MILLISECONDS,
        "TCP_KEEPIDLE": IDLE_SECONDS,
        "TCP_KEEPINTVL": PROBE_SECONDS,
        "TCP_KEEPCNT": PROBES,
    }
    options += [
        (socket.IPPROTO_TCP, getattr(socket, name), value)
        for name, value in limits.items()
        if hasattr(socket, name)
    ]
    for level, name, value in options:
        plain.setsockopt(level, name, value)
