"""One WebSocket client: only the parts of RFC 6455 that a load generator needs."""

import json
import os
import socket
from base64 import b64encode

EVENT_BYTES = 126
"""The minimum length of an event; anything shorter is a heartbeat or another short server message."""
TEXT, CLOSE, PING, PONG = 0x81, 0x88, 0x89, 0x8A
ROOM = 64 * 1024
CONNECT_SECONDS = 30.0
AS_BROWSERS_DO = [
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
    "Accept-Encoding: gzip, deflate, br, zstd",
    "Accept-Language: en-GB,en;q=0.9,pt;q=0.8",
    "Cache-Control: no-cache",
    "Pragma: no-cache",
]
"""Headers as browsers send them, which servers may keep in memory. Compression, which browsers offer too, is left out:
it would slow the baseline down considerably."""


class Client:
    """An open connection. ``events`` counts the events received, ``bytes`` their total length; both may be reset."""

    __slots__ = ("_connection", "_rest", "bytes", "events")

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._rest = b""
        self.bytes = 0
        self.events = 0

    def take(self) -> int:
        """Read what has arrived; returns how many events it completes. Heartbeats are answered.

        Raises ``ConnectionResetError`` when the server closes, ``BlockingIOError`` when there is nothing to read.
        """
        data = self._connection.recv(ROOM)
        if not data:
            raise ConnectionResetError("the server closed a connection")
        if self._rest:
            data = self._rest + data
        start, end, events = 0, len(data), 0
        while end - start >= 2:
            size, head = data[start + 1], 2
            if size >= 126:
                head = 4 if size == 126 else 10
                size = int.from_bytes(data[start + 2 : start + head], "big")
            body = start + head
            if body + size > end:
                break
            if size >= EVENT_BYTES:
                events += 1
                self.bytes += size
            else:
                self._heed(data[start], data[body : body + size])
            start = body + size
        self._rest = data[start:]
        self.events += events
        return events

    def _heed(self, kind: int, body: bytes) -> None:
        if kind == CLOSE:
            raise ConnectionResetError(f"the server closed with {body[:2].hex()} {body[2:]!r}")
        if kind == PING:
            self._connection.send(_frame(PONG, body))
        elif kind == TEXT and json.loads(body)["type"] == "ping":
            self._connection.send(_frame(TEXT, b'{"type":"pong"}'))


def connect(port: int, greeting: str | None) -> socket.socket:
    """A non-blocking connection, after the handshake and, if there is a ``greeting``, the response to it."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=CONNECT_SECONDS)
    key = b64encode(os.urandom(16)).decode()
    head = [
        "GET /ws HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        f"Sec-WebSocket-Key: {key}",
        *AS_BROWSERS_DO,
    ]
    connection.sendall("\r\n".join([*head, "", ""]).encode())
    answer = b""
    while b"\r\n\r\n" not in answer:
        answer += _some(connection)
    if b" 101 " not in answer.partition(b"\r\n")[0]:
        raise ConnectionRefusedError(answer[:500])
    if greeting is not None:
        connection.sendall(_frame(TEXT, greeting.encode()))
        if b'"ready"' not in (answer := _some(connection)):
            raise ConnectionRefusedError(answer[:500])
    connection.setblocking(False)
    return connection


def _some(connection: socket.socket) -> bytes:
    if not (data := connection.recv(ROOM)):
        raise ConnectionResetError("the server closed a connection at once")
    return data


def _frame(kind: int, payload: bytes) -> bytes:
    """A client frame; the mask is all zeros, which leaves the payload unchanged."""
    size = len(payload)
    length = bytes([0x80 | size]) if size < 126 else bytes([0x80 | 126]) + size.to_bytes(2, "big")
    return bytes([kind]) + length + bytes(4) + payload
