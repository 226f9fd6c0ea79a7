"""What clients send: read strictly, refused in words, and counted."""

from collections import deque
from typing import Any

import msgspec

from tms_web.realtime.data_requests import MAX_PATH_LENGTH

UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
MAX_MESSAGES_PER_SECOND = 100
MAX_ID_LENGTH = 200

_decode = msgspec.json.Decoder().decode


class Authenticate(msgspec.Struct, frozen=True):
    """The first message."""

    token: str
    since: str | None


class Get(msgspec.Struct, frozen=True):
    """A data request."""

    id: str | int
    path: str


class Heartbeat(msgspec.Struct, frozen=True):
    """``ping`` or ``pong``."""

    type: str


class InvalidMessage(Exception):
    """A message that cannot be used; ``code`` and ``detail`` tell the client why, ``about`` which one it was."""

    def __init__(self, code: str, detail: str, about: dict[str, Any] | None = None) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.about = about or {}


def read(message: Any) -> Authenticate | Get | Heartbeat:
    """One message off the socket. Raises ``InvalidMessage``."""
    content = _object(message.get("text"))
    match content.get("type"):
        case "get":
            return _get(content)
        case "authenticate":
            return _authenticate(content)
        case "ping" | "pong" as kind:
            return Heartbeat(kind)
        case str() as kind:
            detail = f"There are no messages of the type {kind[:40]!r}. Send get, ping or pong."
            raise InvalidMessage("unknown_type", detail)
        case _:
            raise InvalidMessage("validation_failed", "type: must be text, such as get")


def _object(text: str | None) -> dict[str, Any]:
    if text is None:
        raise InvalidMessage("not_text", "Send JSON in text frames, not in binary frames.")
    try:
        content = _decode(text)
    except UNREADABLE:
        raise InvalidMessage("malformed_json", "The message is not valid JSON.") from None
    if not isinstance(content, dict):
        raise InvalidMessage("validation_failed", "A message must be a JSON object with a type.")
    return content


def _authenticate(content: dict[str, Any]) -> Authenticate:
    token, since = content.get("token"), content.get("since")
    if not isinstance(token, str) or not token.isascii():
        raise InvalidMessage("validation_failed", "token: must be the access token that signing in returned")
    return Authenticate(token, since if isinstance(since, str) else None if since is None else "")


def _get(content: dict[str, Any]) -> Get:
    request_id, path = content.get("id"), content.get("path")
    if (
        not isinstance(request_id, str | int)
        or isinstance(request_id, bool)
        or len(str(request_id)) > MAX_ID_LENGTH
    ):
        message = f"id: must be text of at most {MAX_ID_LENGTH} characters, which the response repeats"
        raise InvalidMessage("validation_failed", message)
    if not isinstance(path, str) or not path.startswith("/") or len(path) > MAX_PATH_LENGTH:
        message = "path: must be the path of a call, such as /sessions/?limit=10"
        raise InvalidMessage("validation_failed", message, {"id": request_id})
    if not path.isprintable() or " " in path:
        message = "path: must hold no spaces or control characters; encode them as in a URL"
        raise InvalidMessage("validation_failed", message, {"id": request_id})
    return Get(request_id, path)


class RateLimiter:
    """Counts messages over the last second."""

    __slots__ = ("_times",)

    def __init__(self) -> None:
        self._times: deque[float] | None = None

    def is_exceeded(self, now: float) -> bool:
        """Count one more, at ``now`` in seconds; whether it is one too many."""
        if self._times is None:
            self._times = deque(maxlen=MAX_MESSAGES_PER_SECOND)
        is_full = len(self._times) == MAX_MESSAGES_PER_SECOND
        exceeded = is_full and now - self._times[0] < 1
        self._times.append(now)
        return exceeded
