"""What applies to every response, whatever happens inside."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from ipaddress import ip_network
from typing import Any

import httpx
import pytest
import structlog

from tests.web.conftest import Web, some_settings
from tms_web.app import create_asgi_app
from tms_web.http.errors import HttpError
from tms_web.middleware.edge import BodyWithTimeout, Edge, EdgeRules
from tms_web.middleware.origins import AllowedHosts, apply_forwarded_headers, rate_limit_key
from tms_web.routes.reports import StreamingFile

ANSWERS = ["/health/live", "/nowhere", "/users/", "/", "/docs"]


def web_with(web: Web, **settings: Any) -> Web:
    """The same organisation with other settings."""
    return Web(web.world, create_asgi_app(web.world.app, some_settings(**settings)))


@pytest.mark.parametrize("path", ANSWERS)
async def test_every_response_has_security_headers(web: Web, path: str) -> None:
    headers = (await web.call("GET", path)).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "Permissions-Policy" in headers
    assert "Strict-Transport-Security" not in headers


async def test_api_responses_are_not_cached(web: Web) -> None:
    assert (await web.call("GET", "/auth/me")).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("sane", ["abc", "5f0c6f0e-8f4c-4a51-9d8c-6f1f0b7c1a2d", "a" * 128])
async def test_the_callers_request_id_is_kept_if_it_is_valid(web: Web, sane: str) -> None:
    answer = await web.call("GET", "/nowhere", headers={"X-Request-ID": sane})
    assert answer.headers["X-Request-ID"] == sane


@pytest.mark.parametrize("strange", ["", "a b", "a" * 129, '"quoted"', "<b>"])
async def test_an_invalid_request_id_is_replaced(web: Web, strange: str) -> None:
    answer = await web.call("GET", "/nowhere", headers={"X-Request-ID": strange})
    assert len(answer.headers["X-Request-ID"]) == 16


async def test_a_request_is_logged_without_its_secrets(web: Web) -> None:
    admin = await web.world.admin(username="root")
    token = await web.token(admin)
    with structlog.testing.capture_logs() as logs:
        await web.call("GET", "/users/?q=secret-query", by=admin)
        await web.call("POST", "/auth/login", json={"username": "root", "password": "secret-password"})
    read, attempt, signed_in = logs
    assert (attempt["logger"], attempt["outcome"], attempt["account_id"]) == (
        "tms.security",
        "failure",
        admin.id,
    )
    assert {name: read[name] for name in ("method", "path", "status", "user_id")} == {
        "method": "GET",
        "path": "/users/",
        "status": 200,
        "user_id": admin.id,
    }
    assert [signed_in["status"], signed_in["user_id"]] == [401, None]
    assert not any(secret in str(logs) for secret in ("secret-query", "secret-password", token))


async def test_metrics_are_labelled_by_route_not_by_path(web: Web) -> None:
    admin = await web.world.admin()
    for path in ("/users/1", "/users/424242", "/made/up/address"):
        await web.call("GET", path, by=admin)
    await web.call("BREW", "/users/1")
    text = (await web.call("GET", "/metrics")).text
    assert 'tms_http_request_seconds_count{method="GET",route="/users/{user_id}",status="2xx"}' in text
    assert 'tms_http_request_seconds_count{method="GET",route="none",status="4xx"}' in text
    assert 'method="other"' in text
    assert "424242" not in text
    assert "made/up" not in text


async def test_only_allowed_hosts_are_served(web: Web) -> None:
    strict = web_with(web, allowed_hosts=("tms.test", "*.example.org"))
    assert (await strict.call("GET", "/docs")).status_code == 200
    refused = await strict.call("GET", "/docs", headers={"Host": "evil.test"})
    assert [refused.status_code, refused.json()["code"]] == [400, "unknown_host"]
    assert "X-Request-ID" in refused.headers


@pytest.mark.parametrize("host", ["10.0.0.7:8000", "[fd00::7]:8000", "node-3", "", "evil.test"])
async def test_probes_and_metrics_are_served_for_any_host(web: Web, host: str) -> None:
    strict = web_with(web, allowed_hosts=("training.example.org",))
    for path in ("/health", "/health/live", "/health/ready", "/metrics", "/health/"):
        for method in ("GET", "HEAD"):
            answer = await strict.call(method, path, headers={"Host": host})
            assert answer.status_code == 200, path
            assert "X-Content-Type-Options" in answer.headers


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/health"),
        ("OPTIONS", "/metrics"),
        ("GET", "/health//live"),
        ("GET", "/health/live/../../users"),
        ("GET", "/health/%2e%2e/users"),
        ("GET", "/Health"),
        ("GET", "/metrics/more"),
        ("GET", "/"),
        ("GET", "/users/?path=/health"),
    ],
)
async def test_nothing_else_is_served_for_any_host(web: Web, method: str, path: str) -> None:
    strict = web_with(web, allowed_hosts=("training.example.org",))
    answer = await strict.call(method, path, headers={"Host": "10.0.0.7:8000"})
    assert (answer.status_code, answer.json()["code"]) == (400, "unknown_host")


@pytest.mark.parametrize(
    ("host", "admitted"),
    [
        (b"tms.test", True),
        (b"TMS.test:8443", True),
        (b"a.example.org:1", True),
        (b"a.b.example.org", True),
        (b"[::1]:8000", True),
        (b"[0:0:0:0:0:0:0:1]", True),
        (b"[::2]", False),
        (b"[::1]evil", False),
        (b"[::1].example.org", False),
        (b"[::1", False),
        (b"tms.test.", True),
        (b"TMS.TEST.:8443", True),
        (b"a.example.org.", True),
        (b"tms.test:", True),
        (b"tms.test..", False),
        (b"tms.test:80:evil", False),
        (b"tms.test:evil", False),
        (b"evil@tms.test", False),
        (b"evil/.example.org", False),
        (b".example.org", False),
        (b"a..example.org", False),
        (b"XN--MNCHEN-3YA.example", True),
        ("münchen.example".encode(), False),
        (b"example.org", False),
        (b"evilexample.org", False),
        (b"tms.test.evil", False),
        (b"", False),
    ],
)
def test_hosts_are_compared_without_port_and_case(host: bytes, admitted: bool) -> None:
    hosts = AllowedHosts(("tms.test", "*.example.org", "[::1]", "xn--mnchen-3ya.example"))
    assert hosts.admit([(b"host", host)]) is admitted


async def test_a_socket_for_another_host_is_refused_before_the_handshake() -> None:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    edge = Edge(_never, _never, EdgeRules(hosts=AllowedHosts(("tms.test",))))
    await edge({"type": "websocket", "headers": [(b"host", b"evil.test")]}, _never, send)  # type: ignore[arg-type]
    assert sent[0]["type"] == "websocket.close"


async def _never(*_: Any) -> Any:
    raise AssertionError("nobody should ask")


ORIGIN = {"Origin": "https://training.example.org"}


@pytest.mark.parametrize("path", ANSWERS)
async def test_allowed_origins_may_read_every_response_including_errors(web: Web, path: str) -> None:
    shared = web_with(web, cors_origins=("https://training.example.org",))
    headers = (await shared.call("GET", path, headers=ORIGIN)).headers
    assert headers["Access-Control-Allow-Origin"] == "https://training.example.org"
    assert "Origin" in headers["Vary"]
    exposed = set(headers["Access-Control-Expose-Headers"].split(", "))
    assert exposed >= {
        "ETag",
        "Link",
        "Location",
        "X-Total-Count",
        "X-Request-ID",
        "X-Event-Position",
        "Retry-After",
    }


async def test_a_preflight_is_accepted_for_allowed_origins_only(web: Web) -> None:
    shared = web_with(web, cors_origins=("https://training.example.org",))
    asked = {"Access-Control-Request-Method": "PUT", "Access-Control-Request-Headers": "if-match"}
    allowed = await shared.call("OPTIONS", "/users/1", headers={**ORIGIN, **asked})
    assert allowed.status_code == 204
    assert "PUT" in allowed.headers["Access-Control-Allow-Methods"]
    assert "If-Match" in allowed.headers["Access-Control-Allow-Headers"]
    foreign = await shared.call("OPTIONS", "/users/1", headers={"Origin": "https://evil.test", **asked})
    assert "Access-Control-Allow-Origin" not in foreign.headers
    assert "Access-Control-Allow-Methods" not in foreign.headers


async def test_without_allowed_origins_there_are_no_cors_headers(web: Web) -> None:
    headers = (await web.call("GET", "/health/live", headers=ORIGIN)).headers
    assert not any(name.startswith("access-control") for name in headers)


PROXIES = (ip_network("10.0.0.0/8"), ip_network("::1/128"))


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "1.1.1.1, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "198.51.100.1, 10.2.2.2", "198.51.100.1"),
        ("10.0.0.1", "198.51.100.1:5123", "198.51.100.1"),
        ("::1", "[2001:db8::7]:443", "2001:db8::7"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "nonsense", "nonsense"),
    ],
)
def test_the_client_is_the_last_address_that_is_not_a_trusted_proxy(
    peer: str, forwarded: str, client: str
) -> None:
    scope = {"type": "http", "client": (peer, 1), "headers": [(b"x-forwarded-for", forwarded.encode())]}
    apply_forwarded_headers(scope, PROXIES)
    assert scope["client"][0] == client


@pytest.mark.parametrize(
    ("peer", "origin"),
    [
        ("198.51.100.1", "198.51.100.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:198.51.100.1", "198.51.100.1"),
        ("nonsense", "unknown"),
        (None, "unknown"),
    ],
)
def test_failed_sign_ins_are_counted_by_address_or_network(peer: str | None, origin: str) -> None:
    assert rate_limit_key({"client": (peer, 1) if peer else None}) == origin


async def test_https_behind_a_trusted_proxy_sends_hsts(web: Web) -> None:
    behind = web_with(web, trusted_proxies=(ip_network("127.0.0.1"),))
    answer = await behind.call("GET", "/health/live", headers={"X-Forwarded-Proto": "https"})
    assert "max-age" in answer.headers["Strict-Transport-Security"]
    direct = await web.call("GET", "/health/live", headers={"X-Forwarded-Proto": "https"})
    assert "Strict-Transport-Security" not in direct.headers


async def test_a_body_that_arrives_too_slowly_times_out() -> None:
    async def dribbling() -> Any:
        await asyncio.sleep(0.02)
        return {"type": "http.request", "body": b" ", "more_body": True}

    async def whole_body() -> None:
        receive = BodyWithTimeout(dribbling, stall_seconds=10, seconds=0.1)
        while (await receive())["more_body"]:
            pass

    with pytest.raises(HttpError) as refusal:
        await whole_body()
    assert (refusal.value.status, refusal.value.code) == (408, "request_timeout")


async def test_a_client_that_disconnects_during_a_body_causes_no_500() -> None:
    async def leaving() -> Any:
        return {"type": "http.disconnect"}

    with pytest.raises(HttpError) as refusal:
        await BodyWithTimeout(leaving, stall_seconds=1, seconds=1)()
    assert refusal.value.status == 400


async def test_there_is_no_timeout_after_the_body() -> None:
    messages = [{"type": "http.request", "body": b"{}", "more_body": False}, {"type": "http.disconnect"}]

    async def patient() -> Any:
        if len(messages) == 1:
            await asyncio.sleep(0.3)
        return messages.pop(0)

    receive = BodyWithTimeout(patient, stall_seconds=0.1, seconds=0.1)
    assert (await receive())["body"] == b"{}"
    assert (await receive())["type"] == "http.disconnect"


@pytest.mark.parametrize("chunked", [True, False])
async def test_a_body_over_the_limit_is_413_whether_chunked_or_not(web: Web, chunked: bool) -> None:
    small = web_with(web, max_body_bytes=1024)
    admin = await web.world.admin()

    async def pieces() -> Any:
        for _ in range(5):
            yield b" " * 256

    content = pieces() if chunked else b" " * 1025
    headers = {"Content-Type": "application/json"}
    answer = await small.call("POST", "/users/", by=admin, content=content, headers=headers)
    assert [answer.status_code, answer.json()["code"]] == [413, "body_too_large"]
    within = await small.call("PUT", "/users/1", by=admin, content=b"{}" + b" " * 1022, headers=headers)
    assert within.status_code == 200


async def test_an_error_outside_the_framework_is_a_problem_too() -> None:
    async def broken(*_: Any) -> None:
        raise ZeroDivisionError("SELECT secret")

    edge = Edge(broken, broken, EdgeRules())
    transport = httpx.ASGITransport(edge)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://tms.test") as client:
        answer = await client.get("/")
    assert [answer.status_code, answer.json()["code"]] == [500, "internal_error"]
    assert "SELECT" not in answer.text


@pytest.mark.parametrize(
    ("is_stopping", "begins", "statuses"), [(False, False, []), (True, False, [503]), (True, True, [200])]
)
async def test_a_request_abandoned_at_shutdown_is_a_problem_too(
    is_stopping: bool, begins: bool, statuses: list[int]
) -> None:
    messages: list[Any] = []

    async def endless(_scope: Any, _receive: Any, send: Any) -> None:
        if begins:
            await send({"type": "http.response.start", "status": 200, "headers": []})
        await asyncio.Event().wait()

    async def sent(message: Any) -> None:
        messages.append(message)

    edge = Edge(endless, endless, EdgeRules())
    if is_stopping:
        edge.begin_shutdown()
    scope = {"type": "http", "method": "GET", "path": "/", "headers": []}
    request = asyncio.create_task(edge(scope, sent, sent))  # type: ignore[arg-type]
    await asyncio.sleep(0)
    request.cancel()
    await asyncio.wait([request])
    assert request.cancelled() is not is_stopping
    assert [message["status"] for message in messages if "status" in message] == statuses
    assert [message["type"] for message in messages if message.get("body")] == (
        ["http.response.body"] if statuses == [503] else []
    )


@pytest.mark.parametrize(("begins", "expected"), [(True, [200]), (False, [503])])
async def test_at_shutdown_a_file_that_has_begun_is_finished_and_no_other_begins(
    begins: bool, expected: list[int]
) -> None:
    """Rendering counts as begun, although no part of the file has been sent."""
    rendering, rendered = asyncio.Event(), asyncio.Event()
    messages: list[Any] = []

    async def chunks() -> AsyncGenerator[bytes, None]:
        rendering.set()
        await rendered.wait()
        yield b"the file"

    async def sent(message: Any) -> None:
        messages.append(message)

    async def stays() -> Any:
        await asyncio.Event().wait()

    edge = Edge(StreamingFile([], chunks()), StreamingFile([], chunks()), EdgeRules())
    if not begins:
        edge.begin_shutdown()
    scope = {"type": "http", "method": "GET", "path": "/", "headers": []}
    request = asyncio.create_task(edge(scope, stays, sent))  # type: ignore[arg-type]
    if begins:
        await rendering.wait()
        edge.begin_shutdown()
        await asyncio.sleep(0.01)
        assert messages == []
        rendered.set()
    await request
    assert [message["status"] for message in messages if "status" in message] == expected
    assert rendering.is_set() is begins
