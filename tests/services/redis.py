"""A private Redis without persistence."""

from __future__ import annotations

import socket
from collections.abc import Sequence

from tests.services.process import Server, find_program


class Redis(Server):
    """`with Redis() as server: server.url()`. No password, on 127.0.0.1 only; empty after every start.

    `options` are further arguments of redis-server, such as `"--maxmemory", "1mb"`.
    """

    name = "redis"

    def __init__(self, *options: str) -> None:
        super().__init__()
        self._options = options
        self._redis_server = find_program("redis-server", "redis-server")

    def url(self, database: int = 0) -> str:
        """The URL of one of the 16 numbered databases, for `TMS_BUS_URL`."""
        return f"redis://{self.host}:{self.port}/{database}"

    def command(self) -> Sequence[str]:
        return [
            self._redis_server,
            *("--port", str(self.port)),
            *("--bind", self.host),
            *("--dir", str(self.folder)),
            *("--save", ""),
            *("--appendonly", "no"),
            *self._options,
        ]

    def is_ready(self) -> bool:
        return self._ask(b"PING").startswith(b"+PONG") and self.running

    def flush(self) -> None:
        """Empty it, between two tests that share it."""
        assert self._ask(b"FLUSHALL").startswith(b"+OK")

    def _ask(self, command: bytes) -> bytes:
        try:
            with socket.create_connection((self.host, self.port), timeout=1) as connection:
                connection.sendall(command + b"\r\n")
                return connection.recv(64)
        except OSError:
            return b""
