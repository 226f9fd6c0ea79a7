"""Many WebSocket clients in a separate process, as lightweight as Python allows, because the server is what is
measured.

``python -m benchmarks.socket_clients`` reads a ``ConnectRequest`` from standard input, connects, and answers with an
empty line. After that it answers each ``EventsRequest`` with an ``EventsReport``, as soon as every client has received
all events. Frames are distinguished by length alone: events are longer than any other.
"""

import json
import os
import resource
import select
import sys
from array import array
from dataclasses import asdict, dataclass
from time import perf_counter

from benchmarks.clients import Client, connect

TIMEOUT_SECONDS = 120.0  # for outstanding events
INPUT = 0


@dataclass(frozen=True, kw_only=True)
class ConnectRequest:
    """How many clients connect to which port, and the first message of each (``None``: nothing)."""

    port: int
    clients: int
    greeting: str | None


@dataclass(frozen=True, kw_only=True)
class EventsRequest:
    """Wait for this many events since the last request; ``each`` asks for the time of every delivery."""

    events: int
    each: bool = False


@dataclass(frozen=True, kw_only=True)
class EventsReport:
    """The time of the first and the last delivery (this machine's clock, seconds), and with ``each`` of all of them.

    ``message_bytes`` is the average length of an event on the wire.
    """

    first: float
    last: float
    message_bytes: float
    each: list[float]


class SocketClients:
    """All clients, and what they have received since the last request."""

    def __init__(self, invitation: ConnectRequest) -> None:
        self._clients: dict[int, Client] = {}
        self._poll = select.epoll()
        for _ in range(invitation.clients):
            connection = connect(invitation.port, invitation.greeting)
            self._clients[connection.fileno()] = Client(connection)
            self._poll.register(connection, select.EPOLLIN)
        self._arrivals = array("d")
        self._total = 0
        self._asked = b""

    def listen(self) -> None:
        """Answer requests until the input ends. Raises ``RuntimeError`` when events do not arrive in time."""
        self._poll.register(INPUT, select.EPOLLIN)
        wish, deadline = None, 0.0
        while True:
            ready = self._poll.poll(1.0)
            for number, _ in ready:
                if number != INPUT:
                    self._hear(self._clients[number])
                elif wish := self._wish():
                    deadline = perf_counter() + TIMEOUT_SECONDS
                else:
                    return
            if wish and self._total >= wish.events * len(self._clients):
                _say(asdict(self._heard(wish)))
                wish = None
            elif wish and perf_counter() > deadline:
                raise RuntimeError(f"{self._total} of {wish.events} × {len(self._clients)} deliveries came")

    def _hear(self, client: Client) -> None:
        try:
            events = client.take()
        except BlockingIOError:
            return
        if events:
            self._arrivals.append(perf_counter())
            self._total += events

    def _wish(self) -> EventsRequest | None:
        while b"\n" not in self._asked:
            if not (more := os.read(INPUT, 4096)):
                return None
            self._asked += more
        line, _, self._asked = self._asked.partition(b"\n")
        return EventsRequest(**json.loads(line))

    def _heard(self, wish: EventsRequest) -> EventsReport:
        """Report, and reset the counters. Every client must have received the same events."""
        counts = {client.events for client in self._clients.values()}
        if counts != {wish.events}:
            raise RuntimeError(f"clients were told {sorted(counts)} events instead of {wish.events} each")
        heard = EventsReport(
            first=self._arrivals[0],
            last=self._arrivals[-1],
            message_bytes=sum(client.bytes for client in self._clients.values()) / self._total,
            each=list(self._arrivals) if wish.each else [],
        )
        for client in self._clients.values():
            client.events = client.bytes = 0
        self._arrivals = array("d")
        self._total = 0
        return heard


def _say(answer: object) -> None:
    print(json.dumps(answer), flush=True)


def main() -> None:
    """Connect, and answer requests."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    invitation = ConnectRequest(**json.loads(sys.stdin.buffer.raw.readline()))
    try:
        crowd = SocketClients(invitation)
        _say({})
        crowd.listen()
    except (OSError, RuntimeError) as error:
        sys.exit(f"{type(error).__name__}: {error}")


if __name__ == "__main__":
    main()
