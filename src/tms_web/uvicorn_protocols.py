"""uvicorn's protocols, with what the product needs beside them: a sign that the server is being stopped, and a way to write
ready WebSocket frames. The one place that reaches into the server.

``AsgiWriter`` does the same over ASGI alone, several times slower; a test holds the two equal.
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
from tms_web.realtime.writers import CLOSE_TIMEOUT_SECONDS, EXTENSION, MAX_BUFFERED_BYTES


class HttpProtocol(HttpToolsProtocol):
    """One connection."""

    def on_message_begin(self) -> None:
        """A request begins: let the application break off an answer that it cannot finish."""
        super().on_message_begin()
        cast(Any, self.scope)["extensions"] = {BREAK_OFF: self.transport.close}

    def shutdown(self) -> None:
        """uvicorn calls this for every connection, waits for running requests, and cancels what has not finished."""
        super().shutdown()
        if isinstance(self.app, Edge):
            self.app.begin_shutdown()


UNREAD_MILLISECONDS = 10_000
"""After so long without a sign of life from the client's side of an unread or dead connection, it ends."""
SEND_BUFFER_BYTES = 64 * 1024
"""Small, so that a client that stops reading is noticed soon, and costs little until then."""
IDLE_SECONDS, PROBE_SECONDS, PROBES = 5, 3, 3


def _nothing() -> None:
    pass


class SocketProtocol(WebSocketsSansIOProtocol):
    """One connection. Fulfils ``tms_web.realtime.writers.Transport``."""

    on_drain: Callable[[], None] = staticmethod(_nothing)

    @property
    def is_open(self) -> bool:
        """Whether frames may still be written."""
        return not (self.close_sent or self.disconnected or self.transport.is_closing())

    @property
    def buffered(self) -> int:
        """Bytes written that the kernel has not taken yet."""
        return self.transport.get_write_buffer_size()

    def write(self, data: bytes) -> None:
        """Send bytes as they are."""
        self.transport.write(data)

    def abort(self) -> None:
        """End the connection at once."""
        self.transport.abort()

    def connection_made(self, transport: BaseTransport) -> None:
        """Bound what a connection may hold, and how long it may be silent."""
        super().connection_made(transport)
        cast(Transport, transport).set_write_buffer_limits(high=MAX_BUFFERED_BYTES)
        if (plain := transport.get_extra_info("socket")) is not None:
            _bound(plain)

    def handle_connect(self, event: Request) -> None:
        """Hand the connection itself to the application, beside ASGI's own channel."""
        super().handle_connect(event)
        if hasattr(self, "scope"):
            extensions: Any = self.scope["extensions"]
            extensions[EXTENSION] = self

    async def send(self, message: ASGISendEvent) -> None:
        """Once connected, what the handshake said is not kept: it would be a third of a socket's memory."""
        await super().send(message)
        if self.handshake_complete:
            self.request.headers.clear()
            self.response.headers.clear()

    def send_receive_event_to_app(self) -> None:
        """Text that is no UTF-8 ends the connection (RFC 6455, section 8.1), and is no news for the log."""
        if self.curr_msg_data_type == "text" and not _is_text(b"".join(self.frames)):
            self.conn.fail(1007, "text must be UTF-8")
            self.handle_parser_exception()
        else:
            super().send_receive_event_to_app()

    def shutdown(self) -> None:
        """Say goodbye, and do not wait for those who would not read it."""
        super().shutdown()
        if self.buffered:
            self.loop.call_later(CLOSE_TIMEOUT_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """There is room again."""
        super().resume_writing()
        self.on_drain()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing will be written any more."""
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
