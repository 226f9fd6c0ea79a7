"""The latency of ``GET /sessions/`` for other users, before and while a report is created."""

import asyncio
import http.client
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from statistics import median
from time import perf_counter, sleep
from typing import NamedTuple, TypeVar

from benchmarks.data import fill
from benchmarks.organisation import Organisation
from benchmarks.reports.memory import Peak
from benchmarks.servers import running_product, sign_in
from benchmarks.tables import table

T = TypeVar("T")

PAUSE = 0.005  # seconds between two requests
MOST_P99, MOST_MS, MOST_ADDED = 100.0, 150.0, 40
PIECE = 64 * 1024


class Felt(NamedTuple):
    """Latencies of ``requests`` requests in milliseconds."""

    requests: int
    middle: float
    p99: float
    worst: float


class Fetched(NamedTuple):
    """A report: seconds until it was complete and until its first byte, and its size in MiB."""

    seconds: float
    first: float
    size: float


def measure_meanwhile(url: str, organisation: Organisation, idle_seconds: float) -> str:
    """Fill a database, start the product with one worker, fetch every kind of report; returns a table for a terminal."""
    asyncio.run(fill(url, organisation))
    with running_product(url) as product:
        token = sign_in(product.port, organisation.admin)
        _fetch(
            product.port, token, "excel"
        )  # warm-up: SQLite fills its caches, and the server loads what it needs
        felt, _ = asked_during(product.port, token, lambda: sleep(idle_seconds))
        lines = [_line("nothing", None, 0.0, felt)]
        for kind in ("csv", "excel", "pdf"):
            with Peak(product.pid) as peak:
                felt, fetched = asked_during(product.port, token, partial(_fetch, product.port, token, kind))
            lines.append(_line(kind, fetched, peak.added, felt))
    head = [
        "while this is made",
        "s",
        "first byte s",
        "MiB",
        "added MiB",
        "requests",
        "median ms",
        "p99",
        "worst",
        "aim",
    ]
    return table(head, lines)


def _line(kind: str, fetched: Fetched | None, added: float, felt: Felt) -> list[str]:
    made = ["-"] * 4
    if fetched:
        made = [f"{fetched.seconds:.1f}", f"{fetched.first:.2f}", f"{fetched.size:.1f}", f"{added:.0f}"]
    good = felt.p99 <= MOST_P99 and felt.worst <= MOST_MS and added <= MOST_ADDED
    times = [f"{value:.1f}" for value in (felt.middle, felt.p99, felt.worst)]
    return [kind, *made, f"{felt.requests:,}", *times, ("met" if good else "MISSED") if fetched else "-"]


def asked_during(port: int, token: str, work: Callable[[], T]) -> tuple[Felt, T]:
    """Request sessions repeatedly on one connection while ``work`` runs in a thread; returns the latencies and its
    result."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    times: list[float] = []
    with ThreadPoolExecutor(1) as pool:
        working = pool.submit(work)
        while not working.done():
            times.append(_asked(connection, token))
            sleep(PAUSE)
    connection.close()
    ordered = sorted(times)
    felt = Felt(len(times), median(times), ordered[int(len(ordered) * 0.99)], ordered[-1])
    return felt, working.result()


def _asked(connection: http.client.HTTPConnection, token: str) -> float:
    """The latency of one list of sessions in milliseconds."""
    began = perf_counter()
    connection.request("GET", "/sessions/", headers={"Authorization": f"Bearer {token}"})
    answer = connection.getresponse()
    answer.read()
    if answer.status != 200:
        raise RuntimeError(f"GET /sessions/: {answer.status}")
    return (perf_counter() - began) * 1000


def _fetch(port: int, token: str, kind: str) -> Fetched:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    began, first, size = perf_counter(), 0.0, 0
    connection.request(
        "GET", f"/reports/generate?format={kind}", headers={"Authorization": f"Bearer {token}"}
    )
    answer = connection.getresponse()
    if answer.status != 200:
        raise RuntimeError(f"a report in {kind}: {answer.status} {answer.read()[:300]!r}")
    while piece := answer.read(PIECE):
        first = first or perf_counter() - began
        size += len(piece)
    connection.close()
    return Fetched(perf_counter() - began, first, size / 2**20)
