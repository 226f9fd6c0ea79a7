"""Files of many rows: seconds, first byte and memory, against the usual library for the format."""

import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks.reports.memory import Peak
from benchmarks.tables import table

PEERS = {"pdf": "reportlab", "excel": "openpyxl", "csv": None}
AIMS = {"pdf": 3.0, "excel": 2.0}
MOST_ADDED = 40  # MiB
LEAST_TO_COMPARE = 10_000
"""Rows. Of fewer, starting a process takes most of the time that people would not notice anyway."""
MOST_FOR_REPORTLAB = 10_000
"""Rows. Its table holds all of them at once, and more take it minutes."""


class Made(NamedTuple):
    """One file: seconds in all and to the first byte, its size and the memory it took, both in MiB."""

    seconds: float
    first: float
    size: float
    added: float


def measure_files(sizes: tuple[int, ...], rounds: int) -> str:
    """Make every kind of file in turns; a table for a terminal."""
    lines = [_line(kind, peer, count, rounds) for kind, peer in PEERS.items() for count in sizes]
    head = [
        "file",
        "rows",
        "s",
        "first byte s",
        "MiB",
        "added MiB",
        "peer s",
        "peer MiB",
        "times faster",
        "aim",
    ]
    return table(head, lines)


def _line(kind: str, peer: str | None, count: int, rounds: int) -> list[str]:
    asked = peer is not None and (peer != "reportlab" or count <= MOST_FOR_REPORTLAB)
    mine, theirs = [], []
    for _ in range(rounds):
        mine.append(made(kind, count))
        if peer and asked:
            theirs.append(made(peer, count))
    best = _middle(mine)
    cells = [
        kind,
        f"{count:,}",
        f"{best.seconds:.2f}",
        f"{best.first:.2f}",
        f"{best.size:.1f}",
        f"{best.added:.0f}",
    ]
    if not theirs:
        return [*cells, "-", "-", "-", _verdict(kind, count, best, None)]
    other = _middle(theirs)
    ratio = other.seconds / best.seconds
    return [
        *cells,
        f"{other.seconds:.2f}",
        f"{other.added:.0f}",
        f"{ratio:.1f}",
        _verdict(kind, count, best, ratio),
    ]


def _verdict(kind: str, count: int, best: Made, ratio: float | None) -> str:
    fast = ratio is None or count < LEAST_TO_COMPARE or ratio >= AIMS[kind]
    return "met" if fast and best.added <= MOST_ADDED else "MISSED"


def _middle(several: list[Made]) -> Made:
    return Made(*(median(values) for values in zip(*several, strict=True)))


def made(kind: str, count: int) -> Made:
    """One file, made in a process that has loaded everything before the clock starts."""
    with tempfile.TemporaryDirectory(prefix="tms-bench-") as folder:
        path = Path(folder) / "report"
        command = [sys.executable, "-m", "benchmarks.reports.report_process", kind, str(count), str(path)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as maker:
            assert maker.stdin
            assert maker.stdout
            if maker.stdout.readline() != "ready\n":
                raise RuntimeError(f"{kind} could not start")
            with Peak(maker.pid) as peak:
                maker.stdin.write("go\n")
                maker.stdin.flush()
                said = maker.stdout.readline().split()
        if maker.returncode or len(said) != 2:
            raise RuntimeError(f"{kind} failed")
        return Made(float(said[0]), float(said[1]), path.stat().st_size / 2**20, peak.added)
