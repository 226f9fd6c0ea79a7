"""Server messages as WebSocket frames, each encoded once for all sockets, and the close codes."""

from enum import IntEnum
from typing import Any

import msgspec

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
