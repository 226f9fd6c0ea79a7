"""Server messages as WebSocket frames, each encoded once for all sockets, the close codes, and the writers
that send a socket's frames."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from enum import IntEnum
from typing import Any, Protocol

import msgspec
from litestar.types import Send

from tms_core.realtime.visibility import CaughtUp, EventMessage, Message, PositionMessage, Resync


class CloseCode(IntEnum):
    """Our own close codes begin at 4400 and follow the HTTP statuses they resemble; others are from RFC 6455."""

    NOT_SIGNED_IN = 4401
    SILENT_AT_FIRST = 4408
    TOO_SLOW = 4410
    TOO_MANY = 4429
    FAILED = 1011
    TRY_AGAIN = 1013


_encode = msgspec.json.Encoder().encode
FINAL_TEXT = 0x81
SHORT, MEDIUM = 126, 1 << 16


class EventJson(msgspec.Struct, kw_only=True):
    """An event, with its fields in a readable order."""

    type: str
    position: str
    id: str
    at: Any
    actor_id: int | None
    data: Any
    changed: Sequence[str] | msgspec.UnsetType = msgspec.UNSET


def frame_of(message: Message) -> bytes:
    """A feed message as a frame."""
    match message:
        case EventMessage():
            told = EventJson(
                type=message.type,
                position=message.position,
                id=message.id,
                at=message.at,
                actor_id=message.actor_id,
                data=message.data,
                changed=msgspec.UNSET if message.changed is None else message.changed,
            )
            return text_frame(_encode(told))
        case Resync():
            return json_frame({"type": "resync", "reason": message.reason, "position": message.position})
        case CaughtUp():
            return json_frame({"type": "caught_up", "position": message.position})
        case PositionMessage():
            return json_frame({"type": "mark", "position": message.position})


def json_frame(content: object) -> bytes:
    """Any other message as a frame."""
    return text_frame(_encode(content))


def error_frame(code: str, detail: str, about: dict[str, Any] | None = None) -> bytes:
    """An error caused by a client message."""
    return json_frame({"type": "error", **(about or {}), "code": code, "detail": detail})


def text_frame(payload: bytes) -> bytes:
    """An unmasked, final text frame (RFC 6455, section 5.2)."""
    size = len(payload)
    if size < SHORT:
        return bytes((FINAL_TEXT, size)) + payload
    if size < MEDIUM:
        return bytes((FINAL_TEXT, 126)) + size.to_bytes(2, "big") + payload
    return bytes((FINAL_TEXT, 127)) + size.to_bytes(8, "big") + payload


def payload_of(frame: bytes) -> bytes:
    """The text of a frame made by ``text_frame``."""
    return frame[{126: 4, 127: 10}.get(frame[1], 2) :]


PING = json_frame({"type": "ping"})
PONG = json_frame({"type": "pong"})


EXTENSION = "tms.transport"
"""Under ``scope["extensions"]``: the transport itself, if the server is ours (see ``uvicorn_protocols``)."""
MAX_BUFFERED_BYTES = 64 * 1024
CLOSE_TIMEOUT_SECONDS = 1.0
CLOSE_HANDSHAKE_SECONDS = 10.0
"""How long a client that still reads may take to answer a close frame."""


class FrameWriter(Protocol):
    """Accepts frames without waiting. What cannot be sent at once is buffered, so check ``has_capacity`` first."""

    @property
    def has_capacity(self) -> bool:
        """Whether more should be written now. When it becomes true again, ``on_drain`` is called."""

    @property
    def waiting(self) -> int:
        """How much has been written but not yet accepted by the client (in any unit; 0: nothing)."""

    @property
    def taken(self) -> int:
        """How much the client has accepted so far, in the same unit."""

    def write(self, frames: Sequence[bytes]) -> None:
        """Send frames, in order. Does nothing after the connection has ended."""

    async def close(self, code: int, reason: str) -> None:
        """Close the connection with a close code, or without one if the client does not accept it soon."""


class Transport(Protocol):
    """The operations of a connection that ``uvicorn_protocols`` provides."""

    on_drain: Callable[[], None]

    @property
    def is_open(self) -> bool:
        """Whether frames may still be written."""

    @property
    def buffered(self) -> int:
        """Bytes written but not yet accepted by the kernel."""

    def write(self, data: bytes) -> None:
        """Send bytes unchanged."""

    def abort(self) -> None:
        """Abort the connection."""


class RawFrameWriter:
    """Writes encoded frames directly to the transport: one call per socket, and nothing is encoded again."""

    __slots__ = ("_send", "_transport", "_written")

    def __init__(self, transport: Transport, send: Send, on_drain: Callable[[], None]) -> None:
        self._transport = transport
        self._send = send
        self._written = 0
        transport.on_drain = on_drain

    @property
    def has_capacity(self) -> bool:
        """See ``FrameWriter``."""
        return self._transport.buffered <= MAX_BUFFERED_BYTES

    @property
    def waiting(self) -> int:
        """See ``FrameWriter``."""
        return self._transport.buffered

    @property
    def taken(self) -> int:
        """See ``FrameWriter``."""
        return self._written - self._transport.buffered

    def write(self, frames: Sequence[bytes]) -> None:
        """See ``FrameWriter``."""
        if self._transport.is_open:
            data = frames[0] if len(frames) == 1 else b"".join(frames)
            self._written += len(data)
            self._transport.write(data)

    async def close(self, code: int, reason: str) -> None:
        """See ``FrameWriter``."""
        patience = CLOSE_HANDSHAKE_SECONDS if self.has_capacity else CLOSE_TIMEOUT_SECONDS
        await _send_close(self._send, code, reason)
        asyncio.get_running_loop().call_later(patience, self._transport.abort)


class AsgiWriter:
    """For any ASGI server: a task sends the frames one by one."""

    __slots__ = ("_frames", "_on_drain", "_send", "_sending", "taken")

    def __init__(self, send: Send, on_drain: Callable[[], None]) -> None:
        self._send = send
        self._on_drain = on_drain
        self.taken = 0
        self._frames: list[bytes] = []
        self._sending: asyncio.Task[None] | None = None

    @property
    def has_capacity(self) -> bool:
        """See ``FrameWriter``."""
        return not self._frames

    @property
    def waiting(self) -> int:
        """See ``FrameWriter``."""
        return len(self._frames)

    def write(self, frames: Sequence[bytes]) -> None:
        """See ``FrameWriter``."""
        self._frames.extend(frames)
        if self._sending is None:
            self._sending = asyncio.create_task(self._send_all())

    async def close(self, code: int, reason: str) -> None:
        """See ``FrameWriter``."""
        if self._sending is not None:
            await asyncio.wait([self._sending], timeout=CLOSE_TIMEOUT_SECONDS)
            self._sending.cancel()
        await _send_close(self._send, code, reason)

    async def _send_all(self) -> None:
        with suppress(OSError):  # the connection has ended
            while self._frames:
                message: Any = {"type": "websocket.send", "text": payload_of(self._frames[0]).decode()}
                await self._send(message)
                del self._frames[0]
                self.taken += 1
        self._sending = None
        self._on_drain()


async def _send_close(send: Send, code: int, reason: str) -> None:
    message: Any = {"type": "websocket.close", "code": code, "reason": reason}
    with suppress(OSError, RuntimeError, TimeoutError):  # already closed, or no longer accepting data
        async with asyncio.timeout(CLOSE_TIMEOUT_SECONDS):
            await send(message)
