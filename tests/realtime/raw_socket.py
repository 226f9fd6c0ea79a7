"""Clients that break the rules: sockets on which the test controls every byte."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import Self

from websockets.client import ClientProtocol
from websockets.exceptions import InvalidStatus
from websockets.frames import Frame, Opcode
from websockets.protocol import State
from websockets.typing import Subprotocol
from websockets.uri import parse_uri

from tests.patience import HANGS
from tests.realtime.client import SUBPROTOCOL
from tests.services import RunningProduct

SMALL = 4096


class RawSocket:
    """A connection that reads only on request. ``receive_buffer`` limits what the kernel accepts on its behalf."""

    def __init__(self, product: RunningProduct, receive_buffer: int = SMALL) -> None:
        self.product = product
        self.socket = socket.socket()
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.settimeout(HANGS)
        self.socket.connect((product.host, product.port))
        self.protocol = ClientProtocol(
            parse_uri(f"ws://{product.host}:{product.port}/ws"), subprotocols=[Subprotocol(SUBPROTOCOL)]
        )
        self._frames: list[bytes] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def upgrade(self, **headers: str) -> int:
        """Send a handshake with further headers; returns the HTTP status, 0 when the server just closes the connection."""
        request = self.protocol.connect()
        for name, value in headers.items():
            request.headers.pop(name, None)
            request.headers[name] = value
        self.protocol.send_request(request)
        self._flush()
        while self.protocol.state is State.CONNECTING and self._receive():
            pass
        if self.protocol.state is State.OPEN:
            return 101
        error = self.protocol.handshake_exc
        return int(error.response.status_code) if isinstance(error, InvalidStatus) else 0

    def send_json(self, message: object) -> None:
        self.send_text(json.dumps(message).encode())

    def send_text(self, text: bytes, times: int = 1) -> None:
        """Send the same message several times at once."""
        for _ in range(times):
            self.protocol.send_text(text)
        self._flush()

    def authenticate(self, token: str) -> None:
        """Authenticate and wait for the response. The last thing this client reads, unless told to."""
        self.send_json({"type": "authenticate", "token": token, "since": None})
        assert b'"ready"' in self.frame(), "not ready"

    def frame(self) -> bytes:
        """The bytes of the next text frame; empty at the end of the connection."""
        while not self._frames:
            received = self._receive()
            frames = [event for event in self.protocol.events_received() if isinstance(event, Frame)]
            self._frames += [bytes(frame.data) for frame in frames if frame.opcode is Opcode.TEXT]
            if not received:
                return b""
        return self._frames.pop(0)

    def close_code(self) -> int:
        """Read until the server ends the connection, without answering its close frame; returns its close code, 1006 when
        there was none."""
        while self.frame():
            pass
        return self.protocol.close_code or 1006

    def is_held(self) -> bool:
        """Whether the server's process still holds the other end, according to Linux."""
        mine, theirs = self.socket.getsockname()[1], self.product.port
        for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
            _, local, remote, *_, inode = line.split()[:10]
            if _port(local) == theirs and _port(remote) == mine:
                return inode != "0"
        return False

    def _flush(self) -> None:
        if data := b"".join(self.protocol.data_to_send()):
            self.socket.sendall(data)

    def _receive(self) -> bool:
        try:
            data = self.socket.recv(65536)
        except ConnectionError:  # the server closed the connection with some of our data unread
            data = b""
        if data:
            self.protocol.receive_data(data)
        else:
            self.protocol.receive_eof()
        return bool(data)


def _port(address: str) -> int:
    return int(address.partition(":")[2], 16)


def http_status(product: RunningProduct, request: str) -> int:
    """The status of the response to these lines, sent unchanged; 0 when the server just closes the connection."""
    with socket.create_connection((product.host, product.port), timeout=HANGS) as connection:
        connection.sendall(request.replace("\n", "\r\n").encode() + b"\r\n\r\n")
        answer = connection.recv(64)
    return int(answer.split(b" ")[1]) if answer else 0
