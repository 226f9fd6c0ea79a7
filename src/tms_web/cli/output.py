"""Output of commands: to a terminal, with colours and progress bars where supported, and to files."""

import io
import os
import secrets
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from tms_web.cli import CommandError
from tms_web.settings.parsers import shown_path

STDIN, STDOUT, STDERR = 0, 1, 2
RESET_BY_ANOTHER = "Add an admin with `tms create-admin`, who can reset their passwords."


MAX_WIDTH = 40
BLOCKS, PLAIN = ("█", "░"), ("#", "-")


def prepare() -> None:
    """Make the standard streams usable. Characters that a terminal cannot show are escaped, as in ``\\xe9``.

    The number of a closed descriptor would be reused for the next file to be opened, such as the database. So each
    closed stream is replaced: reading finds nothing, writing to standard output fails as it should, and errors are
    discarded.
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
    """Standard output for file contents. Raises ``CommandError`` if writing fails, unless the reader has simply gone
    away."""
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


def announce(text: str) -> None:
    """Print that something is about to be done whose result can be shown only once, and make sure that it was written.

    Raises ``CommandError``: if this cannot be printed, the result could not be printed either.
    """
    _print_or_refuse(text, "so nothing was added.")


def show_once(text: str, what_now: str) -> None:
    """Print what can never be shown again. Raises ``CommandError`` whose message ends with the sentence ``what_now``."""
    _print_or_refuse(text, f"but the accounts exist by now. {what_now}")


def _print_or_refuse(text: str, consequence: str) -> None:
    try:
        print(text, flush=True)
    except OSError as error:
        discard()
        raise CommandError(
            f"The passwords cannot be written to standard output ({error.strerror}), {consequence}"
        ) from error


def show(text: str) -> None:
    """Print supplementary output."""
    try:
        print(text, flush=True)
    except OSError:
        discard()


def discard() -> None:
    """Discard unwritten output, so that the interpreter does not try to flush it again at exit."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class ProgressBar:
    """``with ProgressBar(total) as bar: bar.step()``. Shows nothing if standard error is not a terminal.

    ``title`` precedes the bar. With ``at_once=False`` it appears only when something has been done.
    """

    def __init__(self, total: int, title: str = "", *, at_once: bool = True) -> None:
        self._total = max(total, 1)
        self._done = 0
        self._prefix = f"{title} " if title else ""
        self._at_once = at_once
        self._width = min(MAX_WIDTH, shutil.get_terminal_size().columns - 12 - len(self._prefix))
        self._full, self._empty = BLOCKS if _can_show("".join(BLOCKS)) else PLAIN
        self._visible = sys.stderr.isatty() and self._width > 0

    def step(self) -> None:
        """Count one more item. There may be more than expected."""
        self.reach(self._done + 1)

    def reach(self, done: int) -> None:
        """Set the number of finished items."""
        self._done = done
        self._show()

    def _show(self) -> None:
        if self._visible:
            share = min(1.0, self._done / self._total)
            filled = round(share * self._width)
            print(
                f"\r  {self._prefix}{self._full * filled}{self._empty * (self._width - filled)} {share:4.0%}",
                end="",
                file=sys.stderr,
                flush=True,
            )

    def __enter__(self) -> Self:
        if self._at_once:
            self._show()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._visible and (self._at_once or self._done):
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def _can_show(text: str) -> bool:
    try:
        text.encode(sys.stderr.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True


PREFIX = ".tms-out-"


@contextmanager
def output_file(
    path: Path, *, force: bool, replaceable: Callable[[Path], bool] = lambda _: False
) -> Iterator[BinaryIO]:
    """A temporary file next to ``path`` that is renamed on success and removed otherwise.

    An existing file is replaced with ``force`` or if it is ``replaceable``; a symbolic link is kept and its target
    replaced. The new file is accessible to its owner only. Raises ``CommandError`` before any work if the file cannot
    be written.
    """
    from tms_web.app import claimed, remove_abandoned  # late: this module needs no web packages

    name = shown_path(path)
    replaces = _may_replace(path, name, force, replaceable)
    target = Path(os.path.realpath(path)) if replaces else path
    if not target.parent.is_dir():
        raise CommandError(f"There is no folder {shown_path(target.parent)}.")
    remove_abandoned(target.parent, PREFIX)
    draft = target.parent / f"{PREFIX}{os.getpid()}-{secrets.token_hex(4)}"
    with _failing_as(f"{name} cannot be written"):
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with _failing_as(f"{name} cannot be written"):
            with claimed(draft), os.fdopen(descriptor, "wb") as out:
                yield out
                out.flush()
                os.fsync(out.fileno())
            if replaces:
                os.replace(draft, target)
            else:
                _take_name(draft, target, name)
    finally:
        with suppress(FileNotFoundError):
            os.unlink(draft)


def _may_replace(path: Path, name: str, force: bool, replaceable: Callable[[Path], bool]) -> bool:
    """Whether the file exists and may be replaced."""
    with _failing_as(f"{name} cannot be written"):
        if not os.path.lexists(path):
            return False
        kind = path.stat().st_mode if path.exists() else stat.S_IFREG
    if stat.S_ISDIR(kind):
        raise CommandError(f"{name} is a folder; --out needs a file.")
    if not stat.S_ISREG(kind):
        raise CommandError(f"{name} is not a regular file; `--out -` writes to standard output.")
    if not (force or replaceable(path)):
        raise CommandError(f"{name} already exists; --force replaces it.")
    return True


def _take_name(draft: Path, target: Path, name: str) -> None:
    """Linking fails if a file of that name has appeared meanwhile; not every file system supports it."""
    try:
        os.link(draft, target)
    except FileExistsError:
        raise CommandError(f"{name} has been created meanwhile; --force replaces it.") from None
    except OSError:
        if os.path.lexists(target):
            raise CommandError(f"{name} has been created meanwhile; --force replaces it.") from None
        os.rename(draft, target)


@contextmanager
def _failing_as(what: str) -> Iterator[None]:
    """For errors of the output file itself; errors of other files, such as the database, already name their file."""
    try:
        yield
    except OSError as error:
        raise CommandError(f"{what}: {error.strerror}.") from error
