"""A load generator in a separate process: persistent connections, each of which sends its next request once the
previous one has been answered. Every status is checked; an unexpected one ends the run.

``python -m benchmarks.load`` reads an ``Order`` from standard input and writes a ``Yield`` to standard output.
"""

import asyncio
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import partial
from itertools import count
from time import perf_counter
from typing import Any

import httptools
import uvloop

from benchmarks.organisation import Organisation
from benchmarks.requests import CASES, WRITES, Ask, wire

PATIENCE = 30.0  # seconds to wait for outstanding responses at the end


@dataclass(frozen=True, kw_only=True)
class Order:
    """What load to generate and for how long; the first request is the ``first``-th of its case."""

    port: int
    case: str
    users: int
    sessions: int
    token: str
    query: str
    first: int
    seconds: float


@dataclass(frozen=True, kw_only=True)
class Yield:
    """The result: responses, seconds, the number of the next request, and the 99th percentile latency (ms)."""

    answers: int
    seconds: float
    next: int
    slowest_percent: float


class Caller(asyncio.Protocol):
    """One connection."""

    def __init__(self, requests: Iterator[bytes], expected: int, until: float) -> None:
        self.latencies: list[float] = []
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._requests = requests
        self._expected = expected
        self._until = until
        self._body = b""

    def connection_made(self, transport: Any) -> None:
        """Send the first request."""
        self._transport = transport
        self._ask()

    def _ask(self) -> None:
        self._parser = httptools.HttpResponseParser(self)
        self._asked = perf_counter()
        self._transport.write(next(self._requests))

    def data_received(self, data: bytes) -> None:
        """Part of a response."""
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError as error:
            self._end(error)

    def on_body(self, body: bytes) -> None:
        """Part of a body, kept only for error messages."""
        self._body = body

    def on_message_complete(self) -> None:
        """A complete response: check it, and send the next request unless time is up."""
        now = perf_counter()
        if (status := self._parser.get_status_code()) != self._expected:
            self._end(RuntimeError(f"status {status} instead of {self._expected}: {self._body[:500]!r}"))
            return
        self.latencies.append(now - self._asked)
        if now < self._until:
            asyncio.get_running_loop().call_soon(self._ask)
        else:
            self._end(None)

    def connection_lost(self, error: Exception | None) -> None:
        """The server closed a connection that it should have kept open."""
        self._end(error or ConnectionResetError("the server closed the connection"))

    def _end(self, error: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(error) if error else self.done.set_result(None)
        self._transport.close()


async def load(order: Order) -> Yield:
    """Execute an order. Raises ``RuntimeError`` at the first unexpected status, ``TimeoutError`` when responses are
    missing."""
    case = (CASES | WRITES)[order.case]
    numbers = count(order.first)
    requests = _requests(order, numbers)
    started = perf_counter()
    loop = asyncio.get_running_loop()
    callers: list[Caller] = []
    for _ in range(case.connections):
        caller = Caller(requests, case.expected, started + order.seconds)
        callers.append(caller)
        await loop.create_connection(partial(_itself, caller), "127.0.0.1", order.port)
    async with asyncio.timeout(order.seconds + PATIENCE):
        await asyncio.gather(*(caller.done for caller in callers))
    latencies = sorted(latency for caller in callers for latency in caller.latencies)
    return Yield(
        answers=len(latencies),
        seconds=perf_counter() - started,
        next=next(numbers),
        slowest_percent=latencies[len(latencies) * 99 // 100] * 1000,
    )


def _itself(caller: Caller) -> Caller:
    return caller


def _requests(order: Order, numbers: Iterator[int]) -> Iterator[bytes]:
    case = (CASES | WRITES)[order.case]
    organisation = Organisation(order.users, order.sessions)
    for n in numbers:
        ask = case.make(organisation, n)
        yield wire(Ask(ask.method, ask.path + order.query, ask.body), order.token)


def main() -> None:
    """Read the order, generate the load, write the result."""
    order = Order(**json.load(sys.stdin))
    json.dump(asdict(uvloop.run(load(order))), sys.stdout)


if __name__ == "__main__":
    main()
