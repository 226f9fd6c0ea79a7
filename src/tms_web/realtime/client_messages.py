"""Client messages: parsed strictly, refused with an explanation, and rate limited."""

import asyncio
from collections import deque
from typing import Any
from urllib.parse import quote, unquote

import msgspec
from litestar.types import ASGIApp, Scope

from tms_web.http.errors import HttpError, http_problem, problem_of
from tms_web.realtime.frames import json_frame

IN_A_PATH = "!$&'()*+,/:;=@%-._~"
IN_A_QUERY = IN_A_PATH + "?"
MAX_PATH_LENGTH = 8192
FORWARDED_HEADERS = {
    b"x-event-position": "position",
    b"x-total-count": "total",
    b"link": "link",
    b"etag": "etag",
}
"""Response headers that belong to a list → their members in the ``response`` message."""
NOT_ACCEPTABLE = http_problem(
    406,
    "not_acceptable",
    "The response is not JSON, so it cannot be sent over a socket. Request it over HTTP.",
)
NOT_JSON = HttpError(NOT_ACCEPTABLE, "The response is not JSON. Request it over HTTP.")


class DataRequests:
    """Answers ``get`` messages by calling the application as an HTTP server would."""

    def __init__(self, http: ASGIApp) -> None:
        self._http = http

    async def answer(self, socket: Scope, token: str, request_id: object, path: str) -> bytes:
        """A ``response`` frame. ``path`` begins with a slash and may have a query string."""
        answer = _Answer()
        running = asyncio.ensure_future(self._http(_scope(socket, token, path), _NoBody(), answer.send))
        answer.stop = running.cancel
        try:
            await running
        except asyncio.CancelledError:
            if not answer.is_foreign:
                raise
        if answer.is_foreign:
            problem = problem_of(NOT_JSON).to_response()
            return _frame(request_id, problem.status, problem.body, {})
        return _frame(request_id, answer.status, b"".join(answer.body), answer.shown)


class _Answer:
    """Collects the application's response, up to the size that a socket can carry."""

    def __init__(self) -> None:
        self.status = 500
        self.is_foreign = False
        self.body: list[bytes] = []
        self.shown: dict[str, Any] = {}
        self.stop: Any = None

    async def send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            headers = dict(message["headers"])
            self.status = message["status"]
            self.shown = {
                name: headers[field].decode("latin-1")
                for field, name in FORWARDED_HEADERS.items()
                if field in headers
            }
            self.is_foreign = b"json" not in headers.get(b"content-type", b"")
            if self.is_foreign:
                self.stop()  # before it does work whose result would be discarded
        elif not self.is_foreign:
            self.body.append(message.get("body", b""))


def _frame(request_id: object, status: int, body: bytes, shown: dict[str, Any]) -> bytes:
    if "total" in shown:
        shown["total"] = int(shown["total"])
    data = msgspec.Raw(body or b"null")
    return json_frame({"type": "response", "id": request_id, "status": status, **shown, "data": data})


def _scope(socket: Scope, token: str, target: str) -> Any:
    path, _, query = target.partition("#")[0].partition("?")
    raw_path = quote(path, safe=IN_A_PATH)
    host = [(name, value) for name, value in socket["headers"] if name == b"host"]
    return {
        "type": "http",
        "asgi": socket["asgi"],
        "http_version": "1.1",
        "method": "GET",
        "scheme": "https" if socket["scheme"] == "wss" else "http",
        "path": unquote(raw_path),
        "raw_path": raw_path.encode(),
        "query_string": quote(query, safe=IN_A_QUERY).encode(),
        "root_path": "",
        "headers": [*host, (b"accept", b"application/json"), (b"authorization", f"Bearer {token}".encode())],
        "client": socket["client"],
        "server": socket["server"],
        "state": {},
        "extensions": {},
    }


class _NoBody:
    """The ``receive`` of a request without a body: one empty message, then nothing. A disconnect cancels the request."""

    def __init__(self) -> None:
        self._is_told = False

    async def __call__(self) -> Any:
        if self._is_told:
            await asyncio.Event().wait()
        self._is_told = True
        return {"type": "http.request", "body": b"", "more_body": False}


UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
MAX_MESSAGES_PER_SECOND = 100
TOO_MANY_MESSAGES = f"more than {MAX_MESSAGES_PER_SECOND} messages in a second"
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
    """An invalid message; ``code`` and ``detail`` tell the client why, ``about`` which message it was."""

    def __init__(self, code: str, detail: str, about: dict[str, Any] | None = None) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.about = about or {}


def read(message: Any) -> Authenticate | Get | Heartbeat:
    """Parse one message. Raises ``InvalidMessage``."""
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
        """Count a message at ``now`` (seconds); returns whether the limit is exceeded."""
        if self._times is None:
            self._times = deque(maxlen=MAX_MESSAGES_PER_SECOND)
        is_full = len(self._times) == MAX_MESSAGES_PER_SECOND
        exceeded = is_full and now - self._times[0] < 1
        self._times.append(now)
        return exceeded
