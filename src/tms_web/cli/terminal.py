"""Standard input, output and error, whatever they are: an ASCII terminal, a closed descriptor, a pipe nobody reads."""

import io
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import BinaryIO, Self

from tms_web.cli import CommandError

STDIN, STDOUT, STDERR = 0, 1, 2


MAX_WIDTH = 40
BLOCKS, PLAIN = ("█", "░"), ("#", "-")


def prepare() -> None:
    """Make the standard streams usable. What a terminal cannot show is shown as an escape, such as ``\\xe9``.

    A descriptor that is closed would be given to the next file that is opened, such as the database. So each one
    is occupied: reading finds nothing, writing to standard output fails as it should, and errors go nowhere.
    """
    for descriptor, flags in ((STDIN, os.O_RDONLY), (STDOUT, os.O_RDONLY), (STDERR, os.O_WRONLY)):
        try:
            os.fstat(descriptor)
        except OSError:
            os.set_inheritable(os.open(os.devnull, flags), True)
    sys.stdin = sys.stdin or open(STDIN, closefd=False)  # noqa: SIM115 - for as long as the program runs
    sys.stdout = sys.stdout or open(STDOUT, "w", closefd=False)  # noqa: SIM115 - for as long as the program runs
    sys.stderr = sys.stderr or open(STDERR, "w", closefd=False)  # noqa: SIM115 - for as long as the program runs
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace", write_through=False)


@contextmanager
def binary_output() -> Iterator[BinaryIO]:
    """Standard output for files. Raises ``CommandError`` when it takes no more, other than by leaving."""
    try:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        if error.filename is not None:
            raise
        discard()
        raise CommandError(f"Standard output cannot be written: {error.strerror}.") from error


def show_once(text: str) -> None:
    """Print what can never be shown again, and make sure that it left. Raises ``CommandError``."""
    try:
        print(text, flush=True)
    except OSError as error:
        discard()
        raise CommandError(
            f"Standard output does not take the passwords ({error.strerror}), so nothing was added."
        ) from error


def show(text: str) -> None:
    """Print what nobody has to read."""
    try:
        print(text, flush=True)
    except OSError:
        discard()


def discard() -> None:
    """Drop what standard output did not take, so that it is not tried again at the end of the program."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


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
