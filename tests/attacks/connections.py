"""Connections on which an attacker decides about every byte."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.services import RunningProduct

SECONDS = 60.0
UPGRADE = (
    b"GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n"
)


@dataclass(frozen=True)
class Received:
    """Everything that the server sent until it closed the connection, or until its first response was complete."""

    data: bytes

    @property
    def status(self) -> int:
        """The status of the first response; 0 without one."""
        return int(self.data.split(b" ", 2)[1]) if self.data else 0

    @property
    def statuses(self) -> list[int]:
        """The status of each response."""
        return [int(part[:3]) for part in self.data.split(b"HTTP/1.1 ")[1:]]

    @property
    def headers(self) -> dict[str, str]:
        """The header fields of the first response, with names in lower case."""
        lines = self.data.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")[1:]
        return {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}


@contextmanager
def connection(product: RunningProduct, receive_buffer: int | None = None) -> Iterator[socket.socket]:
    with socket.socket() as opened:
        if receive_buffer is not None:
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        opened.settimeout(SECONDS)
        opened.connect((product.host, product.port))
        yield opened


def read_to_end(opened: socket.socket) -> Received:
    """Read until the server closes the connection."""
    data = b""
    try:
        while piece := opened.recv(65_536):
            data += piece
    except ConnectionError:
        pass
    return Received(data)


def exchange(product: RunningProduct, request: bytes) -> Received:
    """Send these bytes on a connection of their own, and read until the server closes it."""
    with connection(product) as opened:
        with suppress(ConnectionError):  # closed before everything was sent
            opened.sendall(request)
        return read_to_end(opened)


def resident_mib(product: RunningProduct) -> float:
    """The memory that the server's process occupies."""
    pages = int(Path(f"/proc/{product.pid}/statm").read_text().split()[1])
    return pages * 4096 / 2**20
