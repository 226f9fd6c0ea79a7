"""Controls a process of WebSocket clients (``benchmarks.socket_clients``)."""

import json
import subprocess
import sys
from contextlib import suppress
from dataclasses import asdict
from types import TracebackType
from typing import Self

from benchmarks.socket_clients import ConnectRequest, EventsReport, EventsRequest

LEAVE_SECONDS = 10.0


class ClientProcess:
    """``with ClientProcess(port, 1_000, greeting) as clients``: that many clients are connected until the block ends."""

    def __init__(self, port: int, clients: int, greeting: str | None = None) -> None:
        self.size = clients
        self._invitation = ConnectRequest(port=port, clients=clients, greeting=greeting)

    def __enter__(self) -> Self:
        """Raises ``RuntimeError`` when not all clients can connect."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.socket_clients"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            self._ask(asdict(self._invitation))
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the process."""
        try:
            self._process.communicate(timeout=LEAVE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.communicate()

    def hear(self, events: int, *, each: bool = False) -> EventsReport:
        """Wait until every client has received this many events since the last call.

        Raises ``RuntimeError`` when they do not arrive.
        """
        return EventsReport(**self._ask(asdict(EventsRequest(events=events, each=each))))

    def _ask(self, question: object) -> dict[str, float]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with suppress(BrokenPipeError):  # then there is no answer either
            self._process.stdin.write(json.dumps(question) + "\n")
            self._process.stdin.flush()
        if answer := self._process.stdout.readline():
            return json.loads(answer)
        _, complaint = self._process.communicate()
        port = self._invitation.port
        raise RuntimeError(f"the clients of port {port} gave up: {complaint.strip().rpartition(chr(10))[2]}")
