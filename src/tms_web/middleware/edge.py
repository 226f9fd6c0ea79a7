"""The outermost layer: what applies to every response, whatever happens inside."""

import asyncio
import os
import re
import time
from dataclasses import dataclass
from typing import Any

import structlog
from litestar.exceptions import LitestarException
from litestar.types import ASGIApp, Receive, Send

from tms_web.http.errors import HttpError, Stopping, http_problem, logged_problem
from tms_web.http.handshakes import SOCKET_REFUSED, refuse_handshake
from tms_web.http.responses import SECURITY_HEADERS, RawResponse
from tms_web.middleware.origins import AllowedHosts, Cors, Network, apply_forwarded_headers
from tms_web.observability.logging import log_start_failure
from tms_web.observability.metrics import request_seconds


def shutdown_of(scope: Any) -> asyncio.Event:
    """Set once the server is shutting down."""
    event: asyncio.Event = scope["state"]["shutdown"]
    return event


def refusal() -> Stopping:
    """The response to a request that can no longer be completed."""
    return Stopping(
        "The server is being stopped or restarted. Try again shortly.", cause="it is being stopped"
    )


BREAK_OFF = "tms.break_off"
"""The server extension that closes the connection of a request."""
SANE_REQUEST_ID = re.compile(rb"[A-Za-z0-9._:/+=@-]{1,128}")
HOST_FIELD = re.compile(rb"(?:[A-Za-z0-9._~!$&'()*+,;=%-]*|\[[0-9A-Fa-f:.]+\])(?::[0-9]*)?")
"""RFC 3986, sections 3.2.2 and 3.2.3; section 7.2 of RFC 9110 allows it to be empty."""
SECRET_IN_PATH = re.compile(r"(?i)(?<=/calendar/).+|[a-z0-9_-]{43}(?=\.ics)", re.DOTALL)
"""The address of a calendar feed is its only protection, so it is in no log, however it was misspelt."""
METHODS_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})
ONE_HOST = "Send exactly one valid Host header field."
UNKNOWN = "This installation does not accept that host name."

HTTPS_ONLY = (b"strict-transport-security", b"max-age=31536000")

UNKNOWN_HOST = http_problem(
    400,
    "unknown_host",
    "The host name of the request is not one that this installation accepts (TMS_ALLOWED_HOSTS).",
)
INVALID_HOST = http_problem(
    400,
    "invalid_host",
    "A request needs exactly one Host header field, with the name and port of the server.",
)
SLOWEST_BYTES = 16 * 1024
"""Bytes a second that every client can be expected to send."""

CLIENT_DISCONNECTED = http_problem(
    400, "client_disconnected", "The connection was closed before the whole request body had arrived."
)
REQUEST_TIMEOUT = http_problem(408, "request_timeout", "The request arrived too slowly. Nothing was changed.")
URI_TOO_LONG = http_problem(414, "uri_too_long", "The URL of the request is too long.")
HEADERS_TOO_LARGE = http_problem(
    431, "headers_too_large", "The header fields of the request are too large, or there are too many."
)
TOO_MANY_CONNECTIONS = http_problem(
    503, "too_many_connections", "The server has as many open connections as it can serve. Try again shortly."
)

log = structlog.get_logger("tms.access")


@dataclass(frozen=True, slots=True, kw_only=True)
class EdgeRules:
    """The operator's settings for this layer. Without ``hosts`` any host name is accepted; without ``cors`` no other
    origin may call the API."""

    hosts: AllowedHosts | None = None
    cors: Cors | None = None
    trusted_proxies: tuple[Network, ...] = ()
    body_stall_seconds: float = 15.0
    body_seconds: float = 30.0


class Edge:
    """ASGI middleware around the whole application. For every HTTP request: a request id, security and CORS headers,
    the real client address, a time limit on bodies, one log line, one Prometheus observation, and a response without
    details for unexpected errors. For every connection: allowed hosts."""

    def __init__(self, app: ASGIApp, sockets: ASGIApp, rules: EdgeRules) -> None:
        self._app = app
        self._sockets = sockets
        self._rules = rules
        self._shutdown = asyncio.Event()

    def begin_shutdown(self) -> None:
        """The server is shutting down: slow requests that have not begun to respond are refused, the others may finish."""
        self._shutdown.set()

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        """Pass a connection on, or refuse it."""
        rules = self._rules
        if scope["type"] not in ("http", "websocket"):
            await self._live(scope, receive, send)
            return
        if rules.trusted_proxies:
            apply_forwarded_headers(scope, rules.trusted_proxies)
        if scope["type"] == "http":
            context = RequestContext(scope, send, rules.cors)
            scope["state"]["shutdown"] = self._shutdown
            try:
                await self._answer(context, receive)
            finally:
                context.log_and_count()
        elif not _has_valid_host(scope):
            await refuse_handshake(HttpError(INVALID_HOST, ONE_HOST), scope, send)
        elif rules.hosts is not None and not rules.hosts.admit(scope["headers"]):
            await refuse_handshake(HttpError(SOCKET_REFUSED, UNKNOWN), scope, send)
        else:
            await self._sockets(scope, receive, send)

    async def _live(self, scope: Any, receive: Receive, send: Send) -> None:
        """Start-up and shutdown of the application. If start-up fails, one log line says why."""
        failed = False

        async def without_traceback(message: Any) -> None:
            nonlocal failed
            if message["type"] == "lifespan.startup.failed":
                failed = True
                message = {"type": message["type"]}
            await send(message)

        try:
            await self._app(scope, receive, without_traceback)
        except Exception as error:
            if failed:
                log_start_failure(error)
            raise

    async def _answer(self, context: "RequestContext", receive: Receive) -> None:
        rules, scope = self._rules, context.scope
        if not _has_valid_host(scope):
            await context.refuse(HttpError(INVALID_HOST, ONE_HOST), receive)
            return
        if rules.hosts is not None and not rules.hosts.admit_request(scope):
            await context.refuse(HttpError(UNKNOWN_HOST, UNKNOWN), receive)
            return
        if (
            rules.cors is not None
            and (preflight := rules.cors.preflight(context.method, scope["headers"])) is not None
        ):
            await RawResponse(204, preflight, b"")(scope, receive, context.send)
            return
        if context.method in METHODS_WITH_BODY:
            receive = BodyWithTimeout(receive, rules.body_stall_seconds, rules.body_seconds)
        try:
            await self._app(scope, receive, context.send)
        except Exception as error:
            await context.refuse(_original(error), receive)
        except asyncio.CancelledError:
            if not self._shutdown.is_set():
                raise
            # The server has stopped waiting. The response under way stays incomplete, and the server closes the
            # connection.
            if not context.status:
                await context.refuse(refusal(), receive)


class BodyWithTimeout:
    """Replaces ``receive`` while a body arrives, and gives up if nothing comes for ``stall_seconds``, or if the whole
    takes longer than ``seconds`` and one more for every ``SLOWEST_BYTES``.

    Raises ``HttpError``: 408 on timeout, 400 when the client disconnects in the middle.
    """

    __slots__ = ("_complete", "_deadline", "_receive", "_stall_seconds")

    def __init__(self, receive: Receive, stall_seconds: float, seconds: float) -> None:
        self._receive = receive
        self._stall_seconds = stall_seconds
        self._deadline = asyncio.get_running_loop().time() + seconds
        self._complete = False

    async def __call__(self) -> Any:
        """The next part of the body; messages after the body have no time limit."""
        if self._complete:
            return await self._receive()
        stalled = asyncio.get_running_loop().time() + self._stall_seconds
        try:
            async with asyncio.timeout_at(min(stalled, self._deadline)):
                message: Any = await self._receive()
        except TimeoutError:
            detail = "The request body took too long to arrive."
            raise HttpError(REQUEST_TIMEOUT, detail, [(b"connection", b"close")]) from None
        self._deadline += len(message.get("body", b"")) / SLOWEST_BYTES
        if message["type"] == "http.disconnect":
            raise HttpError(CLIENT_DISCONNECTED, "The connection was closed before the request was complete.")
        self._complete = not message.get("more_body", False)
        return message


class RequestContext:
    """One HTTP request and its response."""

    __slots__ = ("_cors", "_send", "_started", "method", "path", "request_id", "scope", "status")

    def __init__(self, scope: Any, send: Send, cors: Cors | None) -> None:
        self._started = time.perf_counter()
        self._send = send
        self._cors = cors
        self.scope = scope
        self.method: str = scope["method"]
        self.path: str = scope["path"]
        self.status = 0
        self.request_id = _request_id(scope["headers"])
        scope.setdefault("state", {})["request_id"] = self.request_id.decode()

    async def send(self, message: Any) -> None:
        """Pass the response on, with the headers that every response carries."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = list(message.get("headers", ()))
            own = {name for name, _ in headers}
            headers += [default for default in SECURITY_HEADERS if default[0] not in own]
            headers.append((b"x-request-id", self.request_id))
            if self._cors is not None:
                headers += self._cors.response_headers(self.scope["headers"])
            if self.scope.get("scheme") == "https":
                headers.append(HTTPS_ONLY)
            message["headers"] = headers
        await self._send(message)

    async def refuse(self, error: Exception, receive: Receive) -> None:
        """Respond if nothing inside did. A response under way is aborted, so that it does not look complete; servers
        that cannot abort one receive the exception itself, and log it once more."""
        problem = logged_problem(error, self.request_id.decode())
        if not self.status:
            await problem.to_response()(self.scope, _nothing_more, self.send)
            return
        break_off = self.scope.get("extensions", {}).get(BREAK_OFF)
        if break_off is None:
            raise error
        break_off()
        while (await receive())["type"] != "http.disconnect":
            continue

    def log_and_count(self) -> None:
        """One log line and one Prometheus observation."""
        seconds = time.perf_counter() - self._started
        caller = self.scope.get("auth")
        request_seconds(self.method, self.scope.get("path_template"), self.status).observe(seconds)
        log.info(
            "request",
            method=self.method,
            path=SECRET_IN_PATH.sub("…", self.path),
            status=self.status,
            ms=round(seconds * 1000, 2),
            request_id=self.request_id.decode(),
            user_id=caller.actor.id if caller else None,
        )


def _original(error: Exception) -> Exception:
    """The error that the framework wrapped, once in each of its layers, because the response had already started."""
    while type(error) is LitestarException and isinstance(error.__cause__, Exception):
        error = error.__cause__
    return error


def _has_valid_host(scope: Any) -> bool:
    """Whether a request names its host as RFC 9112, section 3.2, demands: in one valid field, which only HTTP/1.0 may
    leave out. Of two, a proxy might believe one and this server the other."""
    hosts = [value for name, value in scope["headers"] if name == b"host"]
    if len(hosts) == 1:
        return HOST_FIELD.fullmatch(hosts[0]) is not None
    return not hosts and scope.get("http_version") != "1.1"


async def _nothing_more() -> Any:
    return {"type": "http.disconnect"}


def _request_id(headers: list[tuple[bytes, bytes]]) -> bytes:
    """The caller's request id if it is acceptable; otherwise a new one."""
    for name, value in headers:
        if name == b"x-request-id" and SANE_REQUEST_ID.fullmatch(value):
            return value
    return os.urandom(8).hex().encode()  # secrets.token_hex takes three times as long
