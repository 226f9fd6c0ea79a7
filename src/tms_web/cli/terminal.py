"""Standard input, output and error, whatever they are: an ASCII terminal, a closed descriptor, a pipe nobody reads."""

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO

from tms_web.cli import CommandError

STDIN, STDOUT, STDERR = 0, 1, 2


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
