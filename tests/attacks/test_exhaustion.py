"""No client can use up the server's memory, its time or its connections."""

from __future__ import annotations

import resource
import select
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import httpx
import pytest

from tests.attacks.connections import UPGRADE, connection, exchange, read_to_end, resident_mib
from tests.blackbox.installation import Installation
from tests.patience import HANGS, check_promise, patience, promised
from tests.realtime.raw_socket import RawSocket
from tests.services import RunningProduct
from tests.services.process import wait_for

pytestmark = pytest.mark.slow

PING = b"GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n"
LAST = b"GET /health/live HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
CHUNKED = b"POST /auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
HEAD_SECONDS = 15
KIB, MIB = 1024, 1024 * 1024
GROWTH_MIB = 12
"""What the process may grow by, for whatever reason; before there were limits, each attack took hundreds."""


@pytest.fixture(scope="module")
def product(installation: Installation) -> RunningProduct:
    for _ in range(20):
        exchange(installation.product, PING * 20 + LAST)
    return installation.product


@pytest.fixture(autouse=True)
def others_are_served(product: RunningProduct) -> Iterator[None]:
    """Whatever happened, the next client gets an answer at once."""
    yield
    with promised(1):
        assert httpx.get(f"{product.base_url}/health/live", timeout=HANGS).status_code == 200


def send_while_accepted(opened: socket.socket, piece: bytes, most_bytes: int, pause: float = 1.0) -> int:
    """Send the same again and again, until the server has taken nothing for ``pause`` seconds or closed the connection.
    Returns how many bytes it took."""
    opened.setblocking(False)
    sent = 0
    try:
        while sent < most_bytes:
            _, writable, _ = select.select([], [opened], [], pause)
            if not writable:
                break
            sent += opened.send(piece)
    except ConnectionError:
        pass
    opened.settimeout(patience(30))
    return sent


def test_requests_are_not_read_while_their_responses_are_not(product: RunningProduct) -> None:
    before = resident_mib(product)
    with connection(product, receive_buffer=4 * KIB) as opened:
        sent = send_while_accepted(opened, PING * 1500, 40 * MIB)
        assert resident_mib(product) - before < GROWTH_MIB
    assert sent < 8 * MIB  # mostly in the kernel's buffers


def test_a_reader_gets_every_pipelined_response_in_order(product: RunningProduct) -> None:
    paths = [f"/nowhere/{number}" for number in range(3000)]
    requests = [f"GET {path} HTTP/1.1\r\nHost: a\r\nX-Request-ID: {path}\r\n\r\n" for path in paths]
    with connection(product) as opened:
        opened.sendall("".join(requests).encode() + LAST)
        answers = read_to_end(opened)
    assert answers.statuses == [404] * 3000 + [200]
    ids = [part.partition(b"\r\n")[0].decode() for part in answers.data.split(b"x-request-id: ")[1:]]
    assert ids[:-1] == paths


def test_a_request_behind_a_pipelined_body_is_answered_too(product: RunningProduct) -> None:
    body = b" " * 200 * KIB
    post = b"POST /auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b"
    requests = [PING * 3, post % (len(body), body), CHUNKED + b"2\r\n{}\r\n0\r\n\r\n", PING * 3, LAST]
    assert exchange(product, b"".join(requests)).statuses == [200] * 3 + [400, 422] + [200] * 4


@pytest.mark.parametrize(
    ("start", "piece", "status"),
    [
        pytest.param(b"GET / HTTP/1.1\r\nHost: a\r\n", b"a:\r\n" * 8192, 431, id="many fields"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: a\r\nA: ", b"a" * 32 * KIB, 431, id="one long value"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: a\r\n", b"a" * 32 * KIB, 431, id="one long name"),
        pytest.param(b"GET /", b"a" * 32 * KIB, 414, id="a long URL"),
        pytest.param(b"GET /?", b"a=b&" * 8192, 414, id="a long query"),
        pytest.param(UPGRADE + b"Cookie: ", b"a" * 32 * KIB, 431, id="an upgrade"),
        pytest.param(b"", b"\r\n" * 16 * KIB, 431, id="empty lines"),
        pytest.param(
            CHUNKED + b"1;",
            b"a" * 32 * KIB,
            431,
            id="a chunk's extensions",
        ),
        pytest.param(
            CHUNKED + b"0\r\n",
            b"a:\r\n" * 8192,
            431,
            id="trailers",
        ),
    ],
)
def test_a_head_of_more_than_64_kib_is_refused(
    product: RunningProduct, start: bytes, piece: bytes, status: int
) -> None:
    before = resident_mib(product)
    with connection(product) as opened:
        opened.sendall(start)
        sent = send_while_accepted(opened, piece, 64 * MIB, pause=0.5)
        answer = read_to_end(opened)
    assert (answer.status, answer.headers["connection"]) == (status, "close")
    assert answer.headers["content-type"] == "application/problem+json"
    assert resident_mib(product) - before < GROWTH_MIB
    assert sent < 48 * MIB  # most of it into the kernel's buffers, which a busy machine lets grow


@pytest.mark.parametrize(
    "request_head",
    [
        pytest.param(b"GET /health/live HTTP/1.1\r\nHost: a\r\nA: %b\r\n", id="one value"),
        pytest.param(b"GET /health/live?a=%b HTTP/1.1\r\nHost: a\r\n", id="the URL"),
    ],
)
def test_a_head_of_less_than_64_kib_is_accepted(product: RunningProduct, request_head: bytes) -> None:
    filled = request_head % (b"a" * (64 * KIB - len(request_head)))
    assert exchange(product, filled + b"Connection: close\r\n\r\n").status in (414, 431)
    filled = request_head % (b"a" * (64 * KIB - len(request_head) - 50))
    assert exchange(product, filled + b"Connection: close\r\n\r\n").status == 200


@pytest.mark.parametrize("count", [999, 1001])
def test_a_request_may_have_a_thousand_fields(product: RunningProduct, count: int) -> None:
    fields = b"".join(b"a%d: b\r\n" % number for number in range(count - 2))
    answer = exchange(product, LAST[:-2] + fields + b"\r\n")
    assert answer.status == (200 if count < 1000 else 431)


INCOMPLETE = {
    "nothing": b"",
    "half a line": b"GET /health/li",
    "half a head": b"GET /health/live HTTP/1.1\r\nHost: a\r\nX: ",
    "half an upgrade": UPGRADE,
    "half a head after a request": PING + b"GET /hea",
    "a stalled body": b"POST /auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{",
    "a stalled chunk": CHUNKED + b"5\r\n{",
}
DRIBBLES = {
    "a head, byte by byte": (b"GET /health/live HTTP/1.1\r\nHost: a\r\n", b"X: a\r\n"),
    "a head after a request, byte by byte": (PING + b"GET /", b"a"),
}


@pytest.mark.first
def test_requests_that_are_not_completed_end_with_408_after_15_seconds(product: RunningProduct) -> None:
    with ExitStack() as stack:
        opened = {name: stack.enter_context(connection(product)) for name in INCOMPLETE | DRIBBLES}
        began = time.monotonic()
        for name, data in (INCOMPLETE | {name: start for name, (start, _) in DRIBBLES.items()}).items():
            opened[name].sendall(data)
        ended: dict[str, bytes] = dict.fromkeys(opened, b"")
        still = dict(opened)
        while still and time.monotonic() < began + patience(2 * HEAD_SECONDS):
            time.sleep(0.5)
            for name, (_, more) in DRIBBLES.items():
                if name in still:
                    with_errors_ignored(lambda name=name, more=more: still[name].send(more))
            readable, _, _ = select.select(list(still.values()), [], [], 0)
            for name in [name for name, each in still.items() if each in readable]:
                piece = with_errors_ignored(lambda name=name: still[name].recv(65_536)) or b""
                ended[name] += piece
                if not piece:
                    del still[name]
        took = time.monotonic() - began
    assert still == {}
    assert {name: data[-2000:].split(b"HTTP/1.1 ")[-1][:3] for name, data in ended.items()} == dict.fromkeys(
        ended, b"408"
    )
    assert took > HEAD_SECONDS - 1
    check_promise(HEAD_SECONDS + 5, took)


def with_errors_ignored(action: Callable[[], bytes | int]) -> bytes:
    try:
        done = action()
    except OSError:
        return b""
    return done if isinstance(done, bytes) else b""


def test_half_open_connections_cannot_take_all_file_descriptors() -> None:
    """With room for 64 files, 200 connections that send half a request do not keep others out, and the log says why some
    were closed."""
    with RunningProduct() as product, ExitStack() as stack:
        resource.prlimit(product.pid, resource.RLIMIT_NOFILE, (64, 64))
        for _ in range(200):
            half_open = stack.enter_context(socket.create_connection((product.host, product.port), HANGS))
            with_errors_ignored(lambda half_open=half_open: half_open.send(b"GET / HT"))
        for _ in range(5):
            with promised(2):
                assert httpx.get(f"{product.base_url}/health/live", timeout=HANGS).status_code == 200
        wait_for(lambda: "connections_exhausted" in product.output, "the log names the cause")
        assert product.stop() == 0


def frames_until_closed(product: RunningProduct, frame: bytes, count: int) -> tuple[int, int]:
    """Open a WebSocket and send this masked frame again and again. Returns the close code, and how many bytes the server
    took."""
    with RawSocket(product, 65_536) as client:
        assert client.upgrade() == 101
        sent = send_while_accepted(client.socket, frame * 1000, len(frame) * count)
        return client.close_code(), sent


@pytest.mark.parametrize(
    "frame",
    [
        pytest.param(b"\x89\x80aaaa", id="pings"),
        pytest.param(b"\x8a\x80aaaa", id="pongs"),
        pytest.param(b"\x81\x80aaaa", id="empty messages"),
    ],
)
def test_more_than_100_frames_in_a_second_close_the_socket(product: RunningProduct, frame: bytes) -> None:
    before = resident_mib(product)
    code, _ = frames_until_closed(product, frame, 500_000)
    assert code == 4429 or frame[0] == 0x81  # an empty message is no sign-in: 4401
    assert resident_mib(product) - before < GROWTH_MIB


def test_fragments_of_a_message_count_as_frames(product: RunningProduct) -> None:
    before = resident_mib(product)
    with RawSocket(product, 65_536) as client:
        assert client.upgrade() == 101
        client.socket.sendall(b"\x01\x80aaaa")
        send_while_accepted(client.socket, b"\x00\x80aaaa" * 1000, 6 * 1_000_000)
        assert client.close_code() == 4429
    assert resident_mib(product) - before < GROWTH_MIB


@pytest.mark.parametrize(
    ("more", "status"),
    [
        (b"Content-Length: 5\r\n\r\n12345", 400),
        (b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        (b"Cookie: " + b"a" * 10_000 + b"\r\n\r\n", 431),
        (b"".join(b"A%d: b\r\n" % number for number in range(200)) + b"\r\n", 431),
        (b"Sec-WebSocket-Key: again\r\n\r\n", 400),
    ],
)
def test_an_upgrade_that_is_no_valid_handshake_is_refused_and_closed(
    product: RunningProduct, more: bytes, status: int
) -> None:
    answer = exchange(product, UPGRADE + more)
    assert (answer.status, answer.headers["content-type"]) == (status, "application/problem+json")
