"""The outermost layer: what every answer has, whatever happens inside."""

import re
import secrets
import time
from dataclasses import dataclass
from typing import Any

import structlog
from litestar.types import ASGIApp, Receive, Send

from tms_web.http.errors import HttpError, logged_problem
from tms_web.http.problem_catalog import http_problem
from tms_web.http.responses import RawResponse
from tms_web.middleware.body_timeout import BodyWithTimeout
from tms_web.middleware.cors import Cors
from tms_web.middleware.hosts import AllowedHosts
from tms_web.middleware.proxy_headers import Network, apply_forwarded_headers
from tms_web.observability.metrics import count_request

SANE_REQUEST_ID = re.compile(rb"[A-Za-z0-9._:/+=@-]{1,128}")
METHODS_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})
POLICY_VIOLATION = 1008

DEFAULTS = (
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
)
HTTPS_ONLY = (b"strict-transport-security", b"max-age=31536000")

UNKNOWN_HOST = http_problem(
    400,
    "unknown_host",
    "The installation was told which host names it answers to, and this is none of them.",
)

log = structlog.get_logger("tms.access")


@dataclass(frozen=True, slots=True, kw_only=True)
class EdgeRules:
    """What an operator decides about the edge."""

    hosts: AllowedHosts
    cors: Cors
    trusted_proxies: tuple[Network, ...] = ()
    body_seconds: float = 30.0


class Edge:
    """ASGI middleware around the whole application. For every HTTP request: a request id, security and CORS header
    fields, the real client address, a limit on slow bodies, one line in the log, one observation for Prometheus,
    and an answer without details for what nobody expected. For every connection: allowed hosts."""

    def __init__(self, app: ASGIApp, sockets: ASGIApp, rules: EdgeRules) -> None:
        self._app = app
        self._sockets = sockets
        self._rules = rules

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        """Pass a connection on, or refuse it."""
        rules = self._rules
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        if rules.trusted_proxies:
            apply_forwarded_headers(scope, rules.trusted_proxies)
        if scope["type"] == "http":
            context = RequestContext(scope, send, rules.cors)
            try:
                await self._answer(context, receive)
            finally:
                context.log_and_count()
        elif rules.hosts.admit(scope["headers"]):
            await self._sockets(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": POLICY_VIOLATION, "reason": "unknown host"})

    async def _answer(self, context: "RequestContext", receive: Receive) -> None:
        rules, scope = self._rules, context.scope
        if not rules.hosts.admit_request(scope):
            await context.refuse(
                HttpError(UNKNOWN_HOST, "This installation does not answer to that host name.")
            )
            return
        preflight = rules.cors.preflight(context.method, scope["headers"])
        if preflight is not None:
            await RawResponse(204, preflight, b"")(scope, receive, context.send)
            return
        if context.method in METHODS_WITH_BODY:
            receive = BodyWithTimeout(receive, rules.body_seconds)
        try:
            await self._app(scope, receive, context.send)
        except Exception as error:
            await context.refuse(error)


class RequestContext:
    """One HTTP request and its answer."""

    __slots__ = ("_cors", "_send", "_started", "method", "path", "request_id", "scope", "status")

    def __init__(self, scope: Any, send: Send, cors: Cors) -> None:
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
        """Pass the answer on, with what every answer has."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = list(message.get("headers", ()))
            own = {name for name, _ in headers}
            headers += [default for default in DEFAULTS if default[0] not in own]
            headers.append((b"x-request-id", self.request_id))
            headers += self._cors.response_headers(self.scope["headers"])
            if self.scope.get("scheme") == "https":
                headers.append(HTTPS_ONLY)
            message["headers"] = headers
        await self._send(message)

    async def refuse(self, error: Exception) -> None:
        """Answer what nobody inside answered; only log it when an answer is under way already."""
        problem = logged_problem(error, self.request_id.decode())
        if self.status:
            raise error
        await problem.to_response()(self.scope, _nothing_more, self.send)

    def log_and_count(self) -> None:
        """One line for the log, one observation for Prometheus."""
        seconds = time.perf_counter() - self._started
        caller = self.scope.get("auth")
        count_request(self.method, self.scope.get("path_template"), self.status, seconds)
        log.info(
            "request",
            method=self.method,
            path=self.path,
            status=self.status,
            ms=round(seconds * 1000, 2),
            request_id=self.request_id.decode(),
            user_id=caller.actor.id if caller else None,
        )


async def _nothing_more() -> Any:
    return {"type": "http.disconnect"}


def _request_id(headers: list[tuple[bytes, bytes]]) -> bytes:
    """The caller's, if it is sane; otherwise a new one."""
    for name, value in headers:
        if name == b"x-request-id" and SANE_REQUEST_ID.fullmatch(value):
            return value
    return secrets.token_hex(8).encode()
