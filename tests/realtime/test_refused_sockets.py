"""Refusals after the connection has been established: with a close code that a browser can read."""

from __future__ import annotations

import time

import jwt
import pytest

from tests.blackbox.installation import Installation, Someone
from tests.patience import check_promise
from tests.realtime.client import Closed, Connect, Message, Socket, refusal
from tests.realtime.conftest import SECRET
from tests.realtime.raw_socket import http_status

NOT_SIGNED_IN, TOO_LATE, TOO_MANY, TOO_LONG = 4401, 4408, 4429, 1009
KIB_64 = 64 * 1024
MOST_SOCKETS = 20


def forged(someone: Someone, key: str = SECRET, algorithm: str = "HS256", **changes: object) -> str:
    claims = jwt.decode(someone.token, options={"verify_signature": False}) | changes
    return jwt.encode({name: value for name, value in claims.items() if value is not None}, key, algorithm)


async def test_the_tests_can_forge_a_valid_token(installation: Installation, trainee: Someone) -> None:
    socket = await Socket.open(installation.product.base_url, forged(trainee))
    await socket.close()


async def test_a_token_must_be_valid(installation: Installation, trainee: Someone) -> None:
    now = int(time.time())
    tokens = {
        "expired": forged(trainee, exp=now - 1, iat=now - 100),
        "signed by another": forged(trainee, key=SECRET[::-1]),
        "not signed": forged(trainee, key="", algorithm="none"),
        "without an end": forged(trainee, exp=None),
        "without an id": forged(trainee, jti=None),
        "of nobody": forged(trainee, sub="999999999"),
        "of no number": forged(trainee, sub="admin"),
        "of the admin, by the trainee": forged(trainee, sub=str(installation.admin.id), jti="x"),
        "with a prefix": f"Bearer {trainee.token}",
        "cut off": trainee.token[:-5],
        "empty": "",
        "a word": "token",
        "not ASCII": "é" * 40,
        "very long": "a" * 50_000,
    }
    for kind, token in tokens.items():
        assert await refusal(installation.product.base_url, token) == NOT_SIGNED_IN, kind


async def test_a_revoked_token_is_refused(installation: Installation) -> None:
    gone, left, changed = installation.add(), installation.add(), installation.add()
    installation.admin.done("DELETE", f"/users/{gone.id}")
    left.done("POST", "/auth/logout")
    installation.admin.done("POST", f"/auth/reset-password/{changed.id}", {})
    for someone in (gone, left, changed):
        assert await refusal(installation.product.base_url, someone.token) == NOT_SIGNED_IN


@pytest.mark.parametrize(
    "first",
    [
        {"type": "ping"},
        {"type": "get", "id": "1", "path": "/auth/me"},
        {"type": "authenticate"},
        {"type": "authenticate", "token": None},
        {"type": "authenticate", "token": 12},
        {"type": "authenticate", "token": ["x"]},
        {"type": "Authenticate", "token": "x"},
        {"token": "x"},
        {},
        [],
        "",
        "hello",
        '"authenticate"',
        "null",
        "[" * 50_000,
        b"",
        b"\x00\xff",
        b'{"type": "authenticate"}',
    ],
    ids=lambda first: repr(first)[:30],
)
async def test_the_first_message_must_authenticate(installation: Installation, first: Message | str) -> None:
    socket = await Socket.connect(installation.product.base_url)
    await socket.send(first)
    assert await socket.closed() == NOT_SIGNED_IN
    assert {message["type"] for message in socket.heard} <= {"error"}


async def test_authenticating_twice_does_not_change_the_user(
    installation: Installation, connect: Connect, trainee: Someone
) -> None:
    socket = await connect(trainee)
    await socket.send({"type": "authenticate", "token": installation.admin.token, "since": None})
    assert (await socket.next())["type"] == "error"
    assert (await socket.ask("/auth/me"))["data"]["id"] == trainee.id


@pytest.mark.slow
async def test_a_client_that_does_not_authenticate_is_closed_after_five_seconds(
    installation: Installation, trainee: Someone
) -> None:
    """A token in the URL is ignored."""
    began = time.monotonic()
    socket = await Socket.connect(installation.product.base_url, f"/ws?token={trainee.token}")
    assert await socket.closed() == TOO_LATE
    took = time.monotonic() - began
    assert took > 4.9
    check_promise(7, took)
    assert socket.heard == []


async def test_a_message_may_be_64_kib_long_and_no_longer(connect: Connect, trainee: Someone) -> None:
    longest = '{"type": "ping"' + "}".rjust(KIB_64 - 15)
    assert len(longest) == KIB_64
    socket = await connect(trainee)
    await socket.send(longest)
    await socket.wait("pong")
    await socket.send(longest + " ")
    assert await socket.closed() == TOO_LONG


async def test_the_length_limit_is_in_bytes_and_applies_before_signing_in(
    installation: Installation, connect: Connect, trainee: Someone
) -> None:
    socket = await connect(trainee)
    await socket.send('{"pad": "' + "é" * (KIB_64 // 2 - 10) + '"}')
    assert await socket.is_alive()
    await socket.send('{"pad": "' + "é" * (KIB_64 // 2) + '"}')
    assert await socket.closed() == TOO_LONG
    newcomer = await Socket.connect(installation.product.base_url)
    await newcomer.send(" " * (KIB_64 + 1))
    assert await newcomer.closed() == TOO_LONG


async def test_the_length_limit_applies_to_all_fragments_together(connect: Connect, trainee: Someone) -> None:
    socket = await connect(trainee)
    await socket.connection.send(['{"type": ', '"ping"', "}"])
    await socket.wait("pong")
    await socket.connection.send([" " * (KIB_64 // 4)] * 5)
    assert await socket.closed() == TOO_LONG


async def test_ninety_messages_at_once_are_accepted_and_a_flood_is_not(
    connect: Connect, trainee: Someone
) -> None:
    socket = await connect(trainee)
    for _ in range(90):
        await socket.send({"type": "ping"})
    for _ in range(90):
        await socket.wait("pong")
    await socket.events_for(1.1)
    assert await socket.is_alive()
    assert await _flooded(socket) == TOO_MANY
    assert sum(message["type"] == "pong" for message in socket.heard) <= 90 + 1 + 100


async def _flooded(socket: Socket) -> int:
    try:
        for _ in range(400):
            await socket.send({"type": "ping"})
    except Closed as end:
        return end.code
    return await socket.closed()


async def test_a_user_has_at_most_twenty_sockets(
    installation: Installation, connect: Connect, trainee: Someone, trainer: Someone
) -> None:
    base_url = installation.product.base_url
    sockets = [await connect(trainee) for _ in range(MOST_SOCKETS)]
    assert await refusal(base_url, trainee.token) == TOO_MANY
    other_token = installation.sign_in(trainee.username).token
    assert await refusal(base_url, other_token) == TOO_MANY
    assert all([await socket.is_alive() for socket in sockets])
    await connect(trainer)
    sockets[0].drop()
    await sockets[1].close()
    for _ in range(2):
        await _let_in(connect, trainee)
    assert await refusal(base_url, trainee.token) == TOO_MANY


async def _let_in(connect: Connect, someone: Someone) -> None:
    """A place becomes free once the server has noticed, which takes only a moment."""
    began = time.monotonic()
    while True:
        try:
            await connect(someone)
        except Closed:
            check_promise(3, time.monotonic() - began)
        else:
            return


def test_a_plain_http_request_is_told_that_a_websocket_is_expected(installation: Installation) -> None:
    product = installation.product
    before = product.output
    upgraded = "Connection: Upgrade\nUpgrade: websocket\nSec-WebSocket-Version: 13"
    requests = {
        "a plain GET": "GET /ws HTTP/1.1\nHost: x",
        "a POST": "POST /ws HTTP/1.1\nHost: x\nContent-Length: 0",
        "no key": f"GET /ws HTTP/1.1\nHost: x\n{upgraded}",
        "a bad key": f"GET /ws HTTP/1.1\nHost: x\n{upgraded}\nSec-WebSocket-Key: short",
        "elsewhere": f"GET /users/ HTTP/1.1\nHost: x\n{upgraded}\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    }
    for kind, request in requests.items():
        assert 400 <= http_status(product, request) < 500, kind
    assert "Traceback" not in product.output.removeprefix(before)
