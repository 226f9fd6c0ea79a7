"""Whatever body is sent to any route, the response is a 4xx problem and the server keeps running."""

from __future__ import annotations

import gzip
import http.client
from collections.abc import Iterator

import httpx
import pytest

from tests.blackbox.installation import Installation, Someone
from tests.patience import HANGS

MIB = 1024 * 1024
JSON = {"Content-Type": "application/json"}

BODIES = {
    "bad UTF-8": (b'{"username": "\xff\xfe"}', {400}),
    "an overlong UTF-8 sequence": (b'{"username": "\xc0\x80"}', {400}),
    "100,000 lists in lists": (b"[" * 100_000 + b"]" * 100_000, {400}),
    "100,000 objects in objects": (b'{"title":' * 100_000 + b"1" + b"}" * 100_000, {400}),
    "a deep value in a field": (b'{"records": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", {400}),
    "a raw NUL": (b'{"username": "a\x00b"}', {400, 422}),
    "an escaped NUL": (b'{"username": "a\\u0000b", "title": "\\u0000", "new_password": "\\u0000"}', {422}),
    "a lone surrogate": (b'{"username": "\\ud800", "title": "\\udfff"}', {400, 422}),
    "1e999": (b'{"duration_minutes": 1e999, "student_id": 1e999}', {400, 422}),
    "NaN": (b'{"duration_minutes": NaN}', {400}),
    "Infinity": (b'{"student_id": -Infinity}', {400}),
    "an integer of 5,000 digits": (b'{"student_id": ' + b"9" * 5_000 + b"}", {400, 422}),
    "an integer beyond 64 bits": (
        b'{"student_id": 18446744073709551616, "trainee_ids": [99999999999999999999]}',
        {400, 422},
    ),
    "a huge negative integer": (b'{"trainee_id": -9223372036854775809}', {400, 422}),
    "a cut-off object": (b'{"username": "a', {400}),
    "two values": (b"{} {}", {400}),
    "a byte order mark and an unknown field": (b'\xef\xbb\xbf{"no such field": 1}', {422}),
    "only white space": (b" \n\t", {400, 422}),
    "no body": (b"", {400, 422}),
    "null": (b"null", {422}),
    "a list": (b"[]", {422}),
    "a text": (b'"text"', {422}),
    "a number": (b"7", {422}),
    "true": (b"true", {422}),
    "an unknown field": (b'{"no such field": 1}', {422}),
    "a field named NUL": (b'{"\\u0000": 1, "\\ud83d\\ude00": 2}', {422}),
    "every field an object": (
        (
            b'{"username": {}, "password": {}, "new_password": {}, "title": {}, "records": {}, '
            b'"trainee_ids": {}, "student_id": {}, "email": {}}'
        ),
        {422},
    ),
}
OTHER_TYPES = [
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=b",
    "application/xml",
    "application/json; charset=utf-16",
    "nonsense",
    "",
]


@pytest.fixture(scope="module")
def routes(embedded: Installation) -> list[tuple[str, str]]:
    """Method and path of every operation with a JSON body in the OpenAPI document that admins may call; the body of
    reset-password is optional, and only trainees reply."""
    document = embedded.client().get("/schema/openapi.json").json()
    session = embedded.session(trainer_id=embedded.admin.id)
    ids = {"user_id": embedded.created()["id"], "session_id": session["id"]}
    found = [
        (method.upper(), path.format_map(ids))
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        if "application/json" in operation.get("requestBody", {}).get("content", ())
        and not path.endswith("/reply")
    ]
    assert len(found) >= 11
    return found


@pytest.fixture
def admin(embedded: Installation) -> Iterator[Someone]:
    """The admin, who can still work after every refusal."""
    limits = httpx.Limits(max_connections=1, max_keepalive_connections=1)
    headers = {"Authorization": f"Bearer {embedded.admin.token}"}
    with httpx.Client(
        base_url=embedded.product.base_url, headers=headers, limits=limits, timeout=HANGS
    ) as client:
        yield Someone(embedded.admin.user, client)
        assert client.get("/auth/me").json()["username"] == "admin"


def check(answer: httpx.Response, allowed: set[int], what: str) -> None:
    assert answer.status_code in allowed, f"{what}: {answer.status_code} {answer.text[:300]}"
    assert answer.headers["content-type"].startswith("application/problem+json"), what
    problem = answer.json()
    assert problem["status"] == answer.status_code
    assert problem["code"]
    assert len(problem["detail"]) > 10
    assert "Traceback" not in answer.text


@pytest.mark.parametrize("name", BODIES)
def test_a_malformed_body_is_refused_by_every_route(
    name: str, admin: Someone, routes: list[tuple[str, str]]
) -> None:
    body, allowed = BODIES[name]
    for method, path in routes:
        if not body and path.startswith("/auth/reset-password/"):
            continue
        answer = admin.call(method, path, content=body, headers=JSON)
        check(answer, allowed, f"{method} {path}")


def test_a_connection_stays_open_after_every_refusal(embedded: Installation) -> None:
    product = embedded.product
    connection = http.client.HTTPConnection(product.host, product.port, timeout=HANGS)
    connection.connect()
    connection.auto_open = 0  # so that a connection closed by the server is not silently replaced
    headers = JSON | {"Authorization": f"Bearer {embedded.admin.token}"}
    for body, _ in BODIES.values():
        connection.request("POST", "/sessions/", body, headers)
        answer = connection.getresponse()
        assert 400 <= answer.status < 500
        answer.read()
    connection.request("GET", "/auth/me", headers=headers)
    assert connection.getresponse().status == 200
    connection.close()


@pytest.mark.parametrize("content_type", OTHER_TYPES)
def test_only_json_is_accepted(content_type: str, admin: Someone, routes: list[tuple[str, str]]) -> None:
    for method, path in routes:
        answer = admin.call(method, path, content=b"{}", headers={"Content-Type": content_type})
        check(answer, {415}, f"{method} {path}")
        assert answer.json()["code"] == "unsupported_media_type"


@pytest.mark.parametrize("coding", ["gzip", "br", "GZip", "deflate, gzip", "identity, gzip", "nonsense"])
def test_a_compressed_body_is_refused_by_every_route(
    coding: str, admin: Someone, routes: list[tuple[str, str]]
) -> None:
    """Also if it could be read as it is, so that no two readers disagree about what was sent."""
    for method, path in [*routes, ("PUT", "/organisation/logo")]:
        for body in (gzip.compress(b"{}"), b"{}"):
            answer = admin.call(method, path, content=body, headers=JSON | {"Content-Encoding": coding})
            check(answer, {415}, f"{method} {path}")
            assert answer.json()["code"] == "unsupported_content_encoding"
            assert answer.headers["accept-encoding"] == "identity"


@pytest.mark.parametrize("coding", ["identity", "Identity", ""])
def test_a_body_that_says_it_is_not_compressed_is_read(
    coding: str, admin: Someone, routes: list[tuple[str, str]]
) -> None:
    for method, path in routes:
        body = b'{"no such field": 1}'
        answer = admin.call(method, path, content=body, headers=JSON | {"Content-Encoding": coding})
        check(answer, {422}, f"{method} {path}")


def test_a_body_over_the_limit_is_refused_by_its_content_length(
    admin: Someone, routes: list[tuple[str, str]]
) -> None:
    for method, path in routes:
        answer = admin.call(method, path, content=b" " * (MIB + 1), headers=JSON)
        check(answer, {413}, f"{method} {path}")


def test_a_chunked_body_over_the_limit_is_refused(admin: Someone, routes: list[tuple[str, str]]) -> None:
    for method, path in routes:
        chunks = (part for part in [b"{" + b" " * 65_535] + [b" " * 65_536] * 15 + [b"}"])
        answer = admin.call(method, path, content=chunks, headers=JSON)
        check(answer, {413}, f"{method} {path}")


def test_a_body_of_exactly_the_limit_is_accepted(admin: Someone, routes: list[tuple[str, str]]) -> None:
    for method, path in routes:
        answer = admin.call(method, path, content=b'{"no such field": 1}'.ljust(MIB), headers=JSON)
        check(answer, {422}, f"{method} {path}")
