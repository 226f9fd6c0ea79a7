"""WebSockets: one connection, which can also write encoded frames, with bounds on the number of frames, on memory, and on
how long a client may not read.

``AsgiWriter`` writes frames over plain ASGI, several times more slowly; a test checks that both behave alike.
"""

import socket
from asyncio import Transport
from asyncio.transports import BaseTransport
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, cast

from uvicorn._types import ASGISendEvent
from uvicorn.config import Config
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState
from websockets.exceptions import HeaderLineTooLong, RequestLineTooLong, TooManyHeaders
from websockets.frames import Frame
from websockets.http11 import Request

from tms_web.http.errors import BAD_REQUEST, HttpError
from tms_web.realtime.client_messages import MAX_MESSAGES_PER_SECOND, TOO_MANY_MESSAGES
from tms_web.realtime.frames import CLOSE_TIMEOUT_SECONDS, EXTENSION, MAX_BUFFERED_BYTES, CloseCode
from tms_web.uvicorn_protocols.refusals import MAX_HEAD_BYTES, too_large, write_refusal

UNREAD_MILLISECONDS = 10_000
"""A connection whose client has not acknowledged data for this long is dead, and is closed."""
SEND_BUFFER_BYTES = 64 * 1024
"""Small, so that a client that stops reading is noticed soon, and uses little memory until then."""
IDLE_SECONDS, PROBE_SECONDS, PROBES = 5, 3, 3
PIECE_BYTES = 1024
"""Data is parsed in pieces of this size: a single read can hold tens of thousands of frames."""


def _nothing() -> None:
    pass


class SocketProtocol(WebSocketsSansIOProtocol):
    """One connection. Implements ``tms_web.realtime.frames.Transport``."""

    on_drain: Callable[[], None] = staticmethod(_nothing)
    _second_began = 0.0
    _frames_in_second = 0
    _discards_input = False

    def __init__(self, config: Config, server_state: ServerState, app_state: dict[str, Any]) -> None:
        super().__init__(config, server_state, app_state)
        self._state = server_state

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
        if self.conn.accept(event).status_code != HTTPStatus.SWITCHING_PROTOCOLS:
            self._refuse_handshake()
            return
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

    def data_received(self, data: bytes) -> None:
        """Parse it, as long as the client keeps to the limits. Every frame counts, whether it is a message, a part of one
        or a control frame."""
        for start in range(0, len(data), PIECE_BYTES):
            if self._discards_input or self.transport.is_closing():
                return
            self.conn.receive_data(data[start : start + PIECE_BYTES])
            if self.conn.handshake_exc is not None:
                self._refuse_handshake()
            elif self.conn.parser_exc is not None:
                self.handle_parser_exception()
            elif self._are_too_many(len(self.conn.events)):
                self.conn.fail(CloseCode.TOO_MANY, TOO_MANY_MESSAGES)
                self.handle_parser_exception()
            else:
                self.handle_events()

    def _are_too_many(self, frames: int) -> bool:
        now = self.loop.time()
        if now - self._second_began >= 1:
            self._second_began, self._frames_in_second = now, 0
        self._frames_in_second += frames
        return self._frames_in_second > MAX_MESSAGES_PER_SECOND

    def _refuse_handshake(self) -> None:
        """The request does not open a WebSocket."""
        self._discards_input = True
        self.handshake_complete = self.close_sent = True
        match self.conn.handshake_exc:
            case RequestLineTooLong():
                error = too_large(b"/" * MAX_HEAD_BYTES)
            case HeaderLineTooLong() | TooManyHeaders():
                error = too_large(b"/")
            case reason:
                error = HttpError(BAD_REQUEST, f"The request is not a valid WebSocket handshake: {reason}.")
        write_refusal(self.transport, error, self._state, self.client)
        self.transport.close()

    def handle_cont(self, event: Frame) -> None:
        """A further part of a message. Empty ones are not kept."""
        if event.data or event.fin:
            super().handle_cont(event)

    def handle_parser_exception(self) -> None:
        """The client broke the protocol. The connection stays for a moment, without looking at what arrives: closing at
        once could destroy the close frame on its way."""
        self._discards_input = True
        if self.conn.close_sent is None:  # the handshake is not complete
            self.transport.abort()
            return
        code, reason = self.conn.close_sent.code, self.conn.close_sent.reason
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code, "reason": reason})
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        if self.close_timer is None:
            self.close_timer = self.loop.call_later(CLOSE_TIMEOUT_SECONDS, self.transport.close)
        if self.read_paused:
            self.transport.resume_reading()

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
