"""Files that a command writes: complete or not there at all, and never in the place of somebody's work."""

import os
import secrets
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from tms_web.app import claimed, remove_abandoned
from tms_web.cli import CommandError
from tms_web.settings.shown_path import shown_path

PREFIX = ".tms-out-"


@contextmanager
def output_file(
    path: Path, *, force: bool, replaceable: Callable[[Path], bool] = lambda _: False
) -> Iterator[BinaryIO]:
    """A file beside ``path`` that gets its name when all went well, and is gone otherwise.

    An existing file is replaced with ``force`` or if it is ``replaceable``; a symbolic link stays, and its target is
    replaced. The new file is for its owner alone. Raises ``CommandError`` when there is no way, before anything is done.
    """
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
    """Whether something is there and may go."""
    with _failing_as(f"{name} cannot be written"):
        if not os.path.lexists(path):
            return False
        kind = path.stat().st_mode if path.exists() else stat.S_IFREG
    if stat.S_ISDIR(kind):
        raise CommandError(f"{name} is a folder; --out names a file.")
    if not stat.S_ISREG(kind):
        raise CommandError(f"{name} is no ordinary file; `--out -` writes to standard output.")
    if not (force or replaceable(path)):
        raise CommandError(f"{name} exists already; --force replaces it.")
    return True


def _take_name(draft: Path, target: Path, name: str) -> None:
    """Linking fails where somebody made a file of that name meanwhile; not every file system has it."""
    try:
        os.link(draft, target)
    except FileExistsError:
        raise CommandError(f"{name} exists by now; --force replaces it.") from None
    except OSError:
        if os.path.lexists(target):
            raise CommandError(f"{name} exists by now; --force replaces it.") from None
        os.rename(draft, target)


@contextmanager
def _failing_as(what: str) -> Iterator[None]:
    """Failures of the file itself; those of other files, such as the database, name these already."""
    try:
        yield
    except OSError as error:
        raise CommandError(f"{what}: {error.strerror}.") from error
