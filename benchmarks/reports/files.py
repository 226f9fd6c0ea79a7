"""Files of many rows: time, first byte and memory, against the usual library for the format."""

import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks.reports.memory import Peak
from benchmarks.tables import table

BASELINES = {"pdf": "reportlab", "excel": "openpyxl", "csv": None}
AIMS = {"pdf": 3.0, "excel": 2.0}
MOST_ADDED = 40  # MiB
LEAST_TO_COMPARE = 10_000
"""Rows. With fewer, the time is dominated by starting a process, and too short for users to notice."""
MOST_FOR_REPORTLAB = 10_000
"""Rows. Its table holds all rows in memory, and more would take minutes."""


class Made(NamedTuple):
    """One file: seconds in total and until the first byte, its size and the memory used, both in MiB."""

    seconds: float
    first: float
    size: float
    added: float


def measure_files(sizes: tuple[int, ...], rounds: int) -> str:
    """Create every kind of file alternately; returns a table for a terminal."""
    lines = [_line(kind, baseline, count, rounds) for kind, baseline in BASELINES.items() for count in sizes]
    head = [
        "file",
        "rows",
        "s",
        "first byte s",
        "MiB",
        "added MiB",
        "baseline s",
        "baseline MiB",
        "times faster",
        "aim",
    ]
    return table(head, lines)


def _line(kind: str, baseline: str | None, count: int, rounds: int) -> list[str]:
    asked = baseline is not None and (baseline != "reportlab" or count <= MOST_FOR_REPORTLAB)
    mine, theirs = [], []
    for _ in range(rounds):
        mine.append(made(kind, count))
        if baseline and asked:
            theirs.append(made(baseline, count))
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
    """One file, created in a process that has loaded everything before the clock starts."""
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
