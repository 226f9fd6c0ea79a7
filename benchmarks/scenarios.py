"""The load scenarios for socket clients: each function runs one round on one server and returns its figures."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from time import perf_counter, sleep

from benchmarks.client_process import ClientProcess
from benchmarks.comparison import run_load
from benchmarks.events import TOLD_SESSION, append_events
from benchmarks.load import Order
from benchmarks.organisation import Organisation
from benchmarks.requests import PLAN, WRITES, Ask
from benchmarks.servers import answer, cpu_seconds
from benchmarks.socket_clients import EventsReport
from tests.services.process import Server

PAUSE = 0.01  # seconds between single events
Figures = Mapping[str, float]


@dataclass(eq=False)
class Contender:
    """A server, its database and its socket clients. ``token`` is an admin's; ``memory`` is the server's memory per
    socket in KiB; ``first`` is the number of the next session."""

    server: Server
    is_baseline: bool
    url: str
    token: str
    organisation: Organisation
    audience: ClientProcess
    memory: float
    first: int


def one_at_a_time(contender: Contender, events: int) -> Figures:
    """The time from just before the request that causes an event until a client has received it (ms)."""
    taken: list[float] = []
    message_bytes = 0.0
    for _ in range(events):
        ask = WRITES[PLAN].make(contender.organisation, contender.first)
        contender.first += 1
        started = perf_counter()
        answer(contender.server.port, ask, contender.token)
        heard = contender.audience.hear(1, each=True)
        taken += [(arrival - started) * 1000 for arrival in heard.each]
        message_bytes = heard.message_bytes
        sleep(PAUSE)
    taken.sort()
    return {
        "half": taken[len(taken) // 2],
        "slowest": taken[len(taken) * 99 // 100],
        "bytes": message_bytes,
    }


def at_full_speed(contender: Contender, seconds: float) -> Figures:
    """Deliveries per second while sessions are created as fast as possible."""
    before = cpu_seconds(contender.server)
    done = run_load(
        Order(
            port=contender.server.port,
            case=PLAN,
            users=contender.organisation.users,
            sessions=contender.organisation.sessions,
            token=contender.token,
            query="",
            first=contender.first,
            seconds=seconds,
        )
    )
    contender.first = done.next
    heard = contender.audience.hear(done.answers)
    cpu = cpu_seconds(contender.server) - before
    return _rates("full", contender.audience.size * done.answers, heard, cpu)


def in_a_burst(contender: Contender, events: int) -> Figures:
    """Deliveries per second of many simultaneous events: from one transaction, or, with the baseline, from one request,
    which need not read them from a database."""
    before = cpu_seconds(contender.server)
    if contender.is_baseline:
        answer(contender.server.port, Ask("POST", f"/bursts/{TOLD_SESSION}?events={events}"), contender.token)
    else:
        asyncio.run(append_events(contender.url, contender.organisation, events))
    heard = contender.audience.hear(events)
    cpu = cpu_seconds(contender.server) - before
    return _rates("burst", contender.audience.size * events, heard, cpu)


def _rates(name: str, deliveries: int, heard: EventsReport, cpu: float) -> Figures:
    return {
        name: deliveries / (heard.last - heard.first),
        f"{name}_cpu": max(cpu, 0.001) * 1_000_000 / deliveries,
    }
