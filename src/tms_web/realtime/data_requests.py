"""Data requests: the routes of REST, asked over the socket, with the same rights and the same answers."""

import asyncio
from typing import Any
from urllib.parse import quote, unquote

import msgspec
from litestar.types import ASGIApp, Scope

from tms_web.http.errors import HttpError, problem_of
from tms_web.http.problem_catalog import http_problem
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
"""Header fields that a list would be worth less without → members of the response."""
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
        """A ``response`` frame. ``path`` begins with a slash; a query may follow it."""
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
    """What the application sends, as far as a socket can carry it."""

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
                self.stop()  # before it does work that nobody will see
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
    """What a server says of a request without a body: that once, and then nothing. Who leaves cancels the request."""

    def __init__(self) -> None:
        self._is_told = False

    async def __call__(self) -> Any:
        if self._is_told:
            await asyncio.Event().wait()
        self._is_told = True
        return {"type": "http.request", "body": b"", "more_body": False}
