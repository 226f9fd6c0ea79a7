"""The memory of a process and all its descendants, and its peak over some time."""

import threading
from pathlib import Path
from types import TracebackType
from typing import Self

EVERY = 0.02  # seconds
KIB_PER_MIB = 1024


def held_by(pid: int) -> float:
    """The memory of a process tree in MiB: pages shared by several of its processes count once."""
    return sum(_own(member) for member in _tree(pid)) / KIB_PER_MIB


def _tree(pid: int) -> list[int]:
    members = [pid]
    for member in members:
        try:
            for task in Path(f"/proc/{member}/task").iterdir():
                members += map(int, (task / "children").read_text().split())
        except OSError:  # the process has just ended
            continue
    return members


def _own(pid: int) -> int:
    """KiB. A page that n processes map counts as 1/n for each."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:  # as above
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


class Peak:
    """``with Peak(pid) as peak: …; peak.added`` is the peak increase in MiB over the memory at the beginning."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._over = threading.Event()
        self._watching = threading.Thread(target=self._watch, daemon=True)

    @property
    def added(self) -> float:
        """MiB so far."""
        return self._most - self._before

    def _watch(self) -> None:
        while not self._over.wait(EVERY):
            self._most = max(self._most, held_by(self._pid))

    def __enter__(self) -> Self:
        self._before = self._most = held_by(self._pid)
        self._watching.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._watching.join()
