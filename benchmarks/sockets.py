"""Product and baseline with many sockets each, all of which receive every event.

Three scenarios, in which the two alternate on separate databases: single events, sessions created as fast as possible,
and bursts of simultaneous events.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple

from benchmarks.client_process import ClientProcess
from benchmarks.organisation import Organisation
from benchmarks.scenarios import Contender, at_full_speed, in_a_burst, one_at_a_time
from benchmarks.servers import RunningBaseline, memory, running_product, sign_in
from benchmarks.tables import table
from tests.services.process import Server

FIRST_FEW = 20
"""Sockets that are opened and closed before memory is measured, so that one-time allocations are not counted."""
PLANNED_WITH_A_SIZE = 100_000
"""Session numbers of different socket counts are this far apart."""
ROOM = {"TMS_MAX_SOCKETS": "100000"}


class Row(NamedTuple):
    """A row of the table: a figure, its format, and whether more is better."""

    name: str
    title: str
    form: str
    more_is_better: bool


ROWS = [
    Row("full", "deliveries/s, people writing at full speed", ",.0f", True),
    Row("full_cpu", "  CPU of the server per delivery, µs", ".1f", False),
    Row("burst", "deliveries/s, events in bursts", ",.0f", True),
    Row("burst_cpu", "  CPU of the server per delivery, µs", ".1f", False),
    Row("half", "one event, from request to client: p50, ms", ".1f", False),
    Row("slowest", "  p99, ms", ".1f", False),
    Row("memory", "memory of the server per socket, KiB", ".1f", False),
    Row("bytes", "bytes in a message", ".0f", False),
]
HEAD = ["", "baseline", "product", "times better"]


@dataclass(frozen=True, kw_only=True)
class SocketScale:
    """How much is measured: rounds, and in each of them single events, seconds at full speed and deliveries in a burst."""

    sizes: Sequence[int]
    rounds: int
    singles: int
    seconds: float
    burst: int


def compare_sockets(
    urls: tuple[str, str], organisation: Organisation, scale: SocketScale, say: Callable[[str], None]
) -> str:
    """Load both servers, each on its own filled database (the product's first); returns a table for a terminal.

    Raises ``RuntimeError`` when a socket misses an event, or when either server responds with an error.
    """
    tables = []
    for place, size in enumerate(scale.sizes):
        rows = _measured(urls, organisation, scale, size, place * PLANNED_WITH_A_SIZE, say)
        tables.append(table([f"{size:,} sockets", *HEAD[1:]], rows))
    return "\n\n".join(tables)


def _measured(
    urls: tuple[str, str],
    organisation: Organisation,
    scale: SocketScale,
    size: int,
    first: int,
    say: Callable[[str], None],
) -> list[list[str]]:
    """Both servers are restarted for each size, so that memory left over from earlier sockets does not distort the next
    result."""
    say(f"{size:,} sockets to each")
    with (
        running_product(urls[0], ROOM) as product,
        RunningBaseline(urls[1]) as baseline,
        crowded(product, urls[0], organisation, size, first) as its_own,
        crowded(baseline, urls[1], organisation, size, first) as others,
    ):
        found: dict[str, list[tuple[float, float]]] = defaultdict(list)
        found["memory"].append((its_own.memory, others.memory))
        for name, turn in _turns(scale, size).items():
            say(f"{size:,} sockets: {scale.rounds} rounds {name}")
            for turns in range(scale.rounds):
                # The order alternates, so that side effects of the first server affect both equally.
                order = (its_own, others) if turns % 2 else (others, its_own)
                figures = {contender: turn(contender) for contender in order}
                for figure, value in figures[its_own].items():
                    found[figure].append((value, figures[others][figure]))
    return [_row(row, found[row.name]) for row in ROWS]


@contextmanager
def crowded(
    server: Server, url: str, organisation: Organisation, size: int, first: int = 0
) -> Iterator[Contender]:
    """A server with many connected sockets. The first session created is the ``first``-th of the organisation."""
    is_baseline = isinstance(server, RunningBaseline)
    token = sign_in(server.port, organisation.admin)
    greeting = None if is_baseline else json.dumps({"type": "authenticate", "token": token})
    with ClientProcess(server.port, min(size, FIRST_FEW), greeting):
        pass
    before = memory(server)
    with ClientProcess(server.port, size, greeting) as audience:
        kib = (memory(server) - before) / 1024 / size
        yield Contender(server, is_baseline, url, token, organisation, audience, kib, first)


def _turns(scale: SocketScale, size: int) -> dict[str, Callable[[Contender], Mapping[str, float]]]:
    return {
        "of one event at a time": lambda contender: one_at_a_time(contender, scale.singles),
        "of people writing at full speed": lambda contender: at_full_speed(contender, scale.seconds),
        "of bursts": lambda contender: in_a_burst(contender, max(1, scale.burst // size)),
    }


def _row(row: Row, found: Sequence[tuple[float, float]]) -> list[str]:
    """Pairs of figures, the product's first."""
    ratios = [mine / theirs for mine, theirs in found]
    if not row.more_is_better:
        ratios = [1 / ratio for ratio in ratios]
    spread = f"{median(ratios):.1f} ({min(ratios):.1f}-{max(ratios):.1f})"
    baseline, product = (median(pair[place] for pair in found) for place in (1, 0))
    return [row.title, f"{baseline:{row.form}}", f"{product:{row.form}}", spread]
