"""Waiting for states on machines of any speed, idle or busy.

``patience()`` is how long to wait for something that must happen: only a failing test waits that long. ``promised(1)``
limits what the product promises to do within a second. Both are scaled by the time that this machine currently needs
for a fixed piece of work, and promises also by how crowded its processors were meanwhile. ``HANGS`` is for timeouts that
are set once, such as those of connections.
"""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

REFERENCE_SECONDS = 0.08
"""The time of that work on an idle machine of the kind on which the promises were measured."""
KEPT_SECONDS = 10.0
"""How long a measurement is reused by those who only wait."""
HANGS = 120.0
"""Seconds after which what must happen will not happen on any machine; a test that waits in vain still ends before pytest
gives up the whole run."""
SAMPLE_SECONDS = 0.25
SAMPLES = 2400

_measured: list[tuple[float, float]] = [(float("-inf"), 1.0)]


def slowness() -> float:
    """This machine's current time divided by the reference time, alone or under load; at least 1."""
    began = time.monotonic()
    total = 0
    for number in range(2_000_000):
        total += number * number % 7
    ended = time.monotonic()
    _measured[0] = (ended, max(1.0, (ended - began) / REFERENCE_SECONDS))
    return _measured[0][1]


def patience(seconds: float = 20.0) -> float:
    """``seconds`` on an idle machine as fast as the reference, more on one that is slower or busy, or just was."""
    at, measured = _measured[0]
    slower = measured if time.monotonic() - at < KEPT_SECONDS else slowness()
    return seconds * max(slower, _crowd.during(KEPT_SECONDS))


def eventually(read: Callable[[], T], wanted: T) -> None:
    """Read repeatedly until the value is as ``wanted``: what a page shows before the server has answered is stored soon
    after."""
    began = time.monotonic()
    while (seen := read()) != wanted and time.monotonic() - began < patience():
        time.sleep(0.02)
    assert seen == wanted


@contextmanager
def promised(seconds: float) -> Iterator[None]:
    """Fails if the block takes longer than ``seconds``, scaled to this machine's current speed.

    The speed is measured only if the block took too long, and then several times, because the load may be ending.
    """
    began = time.monotonic()
    yield
    took = time.monotonic() - began
    if took > seconds:
        check_promise(seconds, took)


def check_promise(seconds: float, took: float) -> None:
    """Fails if ``took``, which ends now, exceeds ``seconds``, scaled to this machine's speed now and to how crowded it
    was meanwhile."""
    if took > seconds:
        slower = max(_crowd.during(took), *(slowness() for _ in range(5)))
        assert took <= seconds * slower, (
            f"took {took:.2f} s; promised within {seconds:g} s, on a machine {slower:.1f} times as slow as the reference"
        )


class _Crowd:
    """How many programs wanted to run for each processor, four times a second: a load that has ended by the time a test
    measures it had its effect all the same. Linux only; elsewhere nothing is known."""

    def __init__(self) -> None:
        self._counts: deque[tuple[float, int]] = deque(maxlen=SAMPLES)
        self._processors = os.cpu_count() or 1
        if Path("/proc/stat").exists():
            threading.Thread(target=self._watch, name="crowd", daemon=True).start()

    def during(self, seconds: float) -> float:
        """Programs for each processor on average in the last ``seconds``; at least 1."""
        since = time.monotonic() - seconds
        counts = [count for at, count in list(self._counts) if at >= since]
        return max(1.0, sum(counts) / len(counts) / self._processors) if counts else 1.0

    def _watch(self) -> None:
        while True:
            for line in Path("/proc/stat").read_text().splitlines():
                if line.startswith("procs_running "):
                    self._counts.append((time.monotonic(), int(line.split()[1])))
            time.sleep(SAMPLE_SECONDS)


_crowd = _Crowd()
