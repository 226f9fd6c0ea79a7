"""Resource usage of web processes over time: memory, threads, files, sockets, database connections."""

from __future__ import annotations

import asyncio
import os
import re
import statistics
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.findings import Findings
from tests.services import RunningProduct

INTERVAL_SECONDS = 2.0
MAX_GROWTH_PERCENT = 10.0
WINDOW_SECONDS = 30.0
"""Memory fluctuates with every report and list, so half minutes are compared: their medians, or what stays open between
two reports."""
SPARE_THREADS = 3
"""A thread pool adds a thread when all others are busy, which may happen late."""
BYTES_PER_MIB = 1 << 20


@dataclass(frozen=True)
class Sample:
    """One web process at one moment. ``open_files`` are those that are not sockets; ``kept_files`` are on disk."""

    at: float
    memory_mib: float
    threads: int
    children: int
    open_files: int
    kept_files: int
    clients: int
    connections: int


@dataclass
class Usage:
    """``samples[i]`` are those of ``products[i]``, which must not be restarted."""

    products: Sequence[RunningProduct]
    open_connections: Callable[[], Sequence[int]]
    samples: list[list[Sample]] = field(init=False)

    def __post_init__(self) -> None:
        self.samples = [[] for _ in self.products]

    async def watch(self) -> None:
        """Sample each web process every few seconds, until cancelled."""
        async with httpx.AsyncClient(timeout=60) as client:
            while True:
                connections = await asyncio.to_thread(self.open_connections) or [0] * len(self.products)
                for product, held, samples in zip(self.products, connections, self.samples, strict=True):
                    metrics = (await client.get(f"{product.base_url}/metrics")).text
                    [clients] = re.findall(r"^tms_sockets(?:{.*})? (\S+)$", metrics, re.MULTILINE)
                    samples.append(_sample(product, int(float(clients)), held))
                await asyncio.sleep(INTERVAL_SECONDS)

    def latest(self) -> str:
        """The last sample of each web process, on one line."""
        lasts = [samples[-1] for samples in self.samples]
        memory = " + ".join(f"{last.memory_mib:.0f}" for last in lasts)
        clients = " + ".join(str(last.clients) for last in lasts)
        files = " + ".join(str(last.open_files) for last in lasts)
        pools = " + ".join(str(last.connections) for last in lasts)
        return f"memory {memory} MiB, {clients} sockets, {files} files, {pools} database connections"

    def report(self, findings: Findings, since: float, clients: int, pool_size: int) -> None:
        """Compare the end with the half minute after ``since`` (monotonic), when everything was warm."""
        connected = [
            sum(sample.clients for sample in at_once)
            for at_once in zip(*self.samples, strict=False)
            if at_once[0].at >= since
        ]
        findings.at_least("Sockets connected, median", statistics.median(connected), clients * 0.95)
        for number, samples in enumerate(self.samples):
            _report(findings, f"Web process {number}", [one for one in samples if one.at >= since], pool_size)


def _report(findings: Findings, process: str, warm: Sequence[Sample], pool_size: int) -> None:
    window = min(WINDOW_SECONDS, (warm[-1].at - warm[0].at) / 2)
    first = [sample for sample in warm if sample.at <= warm[0].at + window]
    last = [sample for sample in warm if sample.at >= warm[-1].at - window]
    before, after = (statistics.median(one.memory_mib for one in part) for part in (first, last))
    findings.note(f"{process}: memory when warm, at the end, MiB", (round(before, 1), round(after, 1)))
    findings.note(f"{process}: most memory, MiB", round(max(one.memory_mib for one in warm), 1))
    growth = round((after / before - 1) * 100, 1)
    findings.at_most(f"{process}: memory grew by, percent", growth, MAX_GROWTH_PERCENT)
    for what in ("threads", "children", "open_files", "kept_files"):
        rested, rests = (min(getattr(one, what) for one in part) for part in (first, last))
        allowed = rested + (SPARE_THREADS if what == "threads" else 0)
        findings.at_most(f"{process}: {what.replace('_', ' ')}, between reports", rests, allowed)
    most = max(one.connections for one in warm)
    findings.at_most(f"{process}: database connections, most", most, pool_size)


def _sample(product: RunningProduct, clients: int, connections: int) -> Sample:
    process = Path("/proc", str(product.pid))
    status = dict(
        line.split(":\t", 1) for line in (process / "status").read_text().splitlines() if ":\t" in line
    )
    targets, children = [], 0
    for descriptor in (process / "fd").iterdir():
        with suppress(FileNotFoundError):  # closed meanwhile
            targets.append(os.readlink(descriptor))
    for thread in (process / "task").iterdir():
        with suppress(FileNotFoundError):  # ended meanwhile
            children += len((thread / "children").read_text().split())
    return Sample(
        at=time.monotonic(),
        memory_mib=int(status["VmRSS"].split()[0]) * 1024 / BYTES_PER_MIB,
        threads=int(status["Threads"]),
        children=children,
        open_files=sum(not target.startswith("socket:") for target in targets),
        kept_files=sum(1 for path in product.data_dir.rglob("*") if path.is_file()),
        clients=clients,
        connections=connections,
    )
