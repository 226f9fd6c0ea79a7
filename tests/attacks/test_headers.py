"""Requests that a proxy and the server could understand differently are refused, and every response is safe to show."""

from __future__ import annotations

import json

import pytest

from tests.attacks.connections import UPGRADE, exchange
from tests.blackbox.installation import Installation

CLOSE = b"Connection: close\r\n\r\n"
SAFE_HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
}


def status_of(installation: Installation, request: bytes) -> tuple[int, str]:
    """The status and the code of the response, which must be safe and the only one."""
    answer = exchange(installation.product, request)
    assert len(answer.statuses) == 1, answer.data
    assert answer.headers.items() >= SAFE_HEADERS.items()
    assert len(answer.headers["x-request-id"]) == 16
    assert "server" not in answer.headers
    body = answer.data.partition(b"\r\n\r\n")[2]
    return answer.status, json.loads(body).get("code", "")


@pytest.mark.parametrize("path", [b"/health/live", b"/auth/me", b"/nowhere"])
@pytest.mark.parametrize(
    "hosts",
    [
        pytest.param(b"", id="none"),
        pytest.param(b"Host: a\r\nHost: b\r\n", id="two"),
        pytest.param(b"Host: a\r\nHost: a\r\n", id="the same twice"),
        pytest.param(b"Host: user@a\r\n", id="a user"),
        pytest.param(b"Host: a/b\r\n", id="a path"),
        pytest.param(b"Host: a b\r\n", id="a space"),
        pytest.param(b"Host: a, b\r\n", id="a list"),
    ],
)
def test_a_request_names_exactly_one_host(installation: Installation, hosts: bytes, path: bytes) -> None:
    assert status_of(installation, b"GET %b HTTP/1.1\r\n%b" % (path, hosts) + CLOSE) == (400, "invalid_host")


@pytest.mark.parametrize(
    "host", [b"a", b"a:8000", b"[::1]:8000", b"", b"a.example.", b"xn--mnchen-3ya.example"]
)
def test_a_valid_host_is_accepted(installation: Installation, host: bytes) -> None:
    request = b"GET /health/live HTTP/1.1\r\nHost: %b\r\n" % host + CLOSE
    assert exchange(installation.product, request).status == 200


def test_only_http_1_0_may_leave_the_host_out(installation: Installation) -> None:
    assert exchange(installation.product, b"GET /health/live HTTP/1.0\r\n\r\n").status == 200
    two = b"GET /health/live HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n"
    assert exchange(installation.product, two).status == 400


@pytest.mark.parametrize("hosts", [b"", b"Host: b\r\nHost: a\r\n"])
def test_a_websocket_names_exactly_one_host(installation: Installation, hosts: bytes) -> None:
    request = UPGRADE.replace(b"Host: a\r\n", hosts) + b"\r\n"
    assert status_of(installation, request) == (400, "invalid_host")


@pytest.mark.parametrize(
    "request_head",
    [
        pytest.param(UPGRADE + b"Origin: https://evil.example\r\n", id="a foreign page"),
        pytest.param(UPGRADE + b"Origin: null\r\n", id="a page without an origin"),
        pytest.param(UPGRADE.replace(b"/ws", b"/users/"), id="another address"),
    ],
)
def test_a_websocket_is_refused_before_it_is_one(installation: Installation, request_head: bytes) -> None:
    assert status_of(installation, request_head + b"\r\n") == (403, "socket_refused")


POST = b"POST /auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
SMUGGLED = b"GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n"


@pytest.mark.parametrize(
    "framing",
    [
        pytest.param(b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", id="both lengths"),
        pytest.param(
            b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n", id="both, reversed"
        ),
        pytest.param(b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n", id="two lengths"),
        pytest.param(b"Content-Length: +5\r\n\r\n", id="a signed length"),
        pytest.param(b"Content-Length: 5 5\r\n\r\n", id="two numbers"),
        pytest.param(b"Content-Length: 99999999999999999999999\r\n\r\n", id="a huge length"),
        pytest.param(b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n", id="chunked not last"),
        pytest.param(b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n", id="a space before the colon"),
        pytest.param(b"Transfer-Encoding: chunked\r\n\r\n0x5\r\n", id="a chunk length with a prefix"),
        pytest.param(b"Transfer-Encoding: chunked\r\n\r\n1\na\r\n0\r\n\r\n", id="a bare line feed"),
        pytest.param(b"Content-Length: 5\nX: a\r\n\r\n", id="a bare line feed in the head"),
        pytest.param(b"X: a\r\n Content-Length: 5\r\n\r\n", id="a folded line"),
        pytest.param(b"X: a\x00b\r\n\r\n", id="a NUL"),
        pytest.param(b"X: a\rb\r\n\r\n", id="a bare carriage return"),
    ],
)
def test_a_request_whose_end_is_ambiguous_is_refused_with_all_that_follows(
    installation: Installation, framing: bytes
) -> None:
    assert status_of(installation, POST + framing + SMUGGLED) == (400, "bad_request")


def test_a_body_does_not_become_a_request_because_of_an_upgrade(installation: Installation) -> None:
    """The parser ends a request that asks for another protocol at its head, whatever length it states."""
    upgrade = b"Connection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: %d\r\n\r\n" % len(SMUGGLED)
    answer = exchange(installation.product, POST + upgrade + SMUGGLED)
    assert len(answer.statuses) == 1
    assert answer.headers["connection"] == "close"


def test_trailers_are_not_taken_for_header_fields(installation: Installation) -> None:
    token = installation.admin.token.encode()
    chunks = (
        b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n2\r\n{}\r\n0\r\nAuthorization: Bearer %b\r\n\r\n"
        % token
    )
    answer = exchange(installation.product, POST.replace(b"/auth/login", b"/users/") + chunks)
    assert answer.statuses == [401]


@pytest.mark.parametrize(
    "request_line",
    [
        b"GET / HTTP/9.9",
        b"BREW\x00 / HTTP/1.1",
        b"GET /\xff HTTP/1.1",
        b"CONNECT a:443 HTTP/1.1",
        b"PRI * HTTP/2.0",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"hello",
    ],
)
def test_what_is_no_http_request_gets_problem_details_and_no_bug(
    installation: Installation, request_line: bytes
) -> None:
    assert status_of(installation, request_line + b"\r\nHost: a\r\n" + CLOSE) == (400, "bad_request")


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PATCH", "BREW"])
def test_other_methods_than_those_of_the_api_are_refused(installation: Installation, method: str) -> None:
    request = f"{method} /auth/me HTTP/1.1\r\nHost: a\r\nX-Secret: echo\r\n".encode()
    answer = exchange(installation.product, request + CLOSE)
    assert answer.status in (400, 405)
    assert b"echo" not in answer.data


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/app/",
        "/app/users",
        "/docs",
        "/problems/not-found",
        "/schema/openapi.json",
        "/health",
        "/users/",
    ],
)
def test_every_response_tells_browsers_what_not_to_do(installation: Installation, path: str) -> None:
    headers = installation.client().get(path).headers
    policy = headers["content-security-policy"]
    for directive in (
        "default-src 'none'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    ):
        assert directive in policy
    assert "unsafe-eval" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    if headers["content-type"].startswith("text/"):
        assert "charset=utf-8" in headers["content-type"]
    assert "set-cookie" not in headers
