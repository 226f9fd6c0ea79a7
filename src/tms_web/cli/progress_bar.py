"""A bar that fills up, for people who wait at a terminal."""

import shutil
import sys
from types import TracebackType
from typing import Self

MAX_WIDTH = 40
BLOCKS, PLAIN = ("█", "░"), ("#", "-")


class ProgressBar:
    """``with Progress(total) as progress: progress.step()``. Where standard error is no terminal nothing is shown."""

    def __init__(self, total: int) -> None:
        self._total = max(total, 1)
        self._done = 0
        self._width = min(MAX_WIDTH, shutil.get_terminal_size().columns - 12)
        self._full, self._empty = BLOCKS if _can_show("".join(BLOCKS)) else PLAIN
        self._visible = sys.stderr.isatty() and self._width > 0

    def step(self) -> None:
        """One more is done. There may be more than were expected."""
        self.reach(self._done + 1)

    def reach(self, done: int) -> None:
        """So many are done."""
        self._done = done
        self._show()

    def _show(self) -> None:
        if self._visible:
            share = min(1.0, self._done / self._total)
            filled = round(share * self._width)
            print(
                f"\r  {self._full * filled}{self._empty * (self._width - filled)} {share:4.0%}",
                end="",
                file=sys.stderr,
                flush=True,
            )

    def __enter__(self) -> Self:
        self._show()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._visible:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def _can_show(text: str) -> bool:
    try:
        text.encode(sys.stderr.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True
