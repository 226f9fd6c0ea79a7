"""Temporary files and folders that are cleaned up even if the process that created them is killed.

A process puts its id in their names and keeps them locked, so later processes can tell which ones are
abandoned.
"""

import fcntl
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

SETTLED_SECONDS = 60
"""After this many seconds a running process has locked its file, so an unlocked one belongs to an
earlier process with the same id."""


@contextmanager
def temporary_folder(prefix: str) -> Iterator[str]:
    """A new folder in the system's temporary directory; it is removed with its contents afterwards."""
    folder = tempfile.mkdtemp(prefix=f"{prefix}{os.getpid()}-")
    try:
        with claimed(Path(folder)):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def claimed(path: Path) -> Iterator[None]:
    """Protect a file or folder from ``remove_abandoned``. The kernel releases the
    lock however the process ends."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        yield
    finally:
        os.close(descriptor)


def remove_abandoned(folder: Path, *prefixes: str) -> None:
    """Remove what killed processes of this user left in ``folder`` under names that
    start with one of ``prefixes``."""
    name = re.compile(rf"(?:{'|'.join(map(re.escape, prefixes))})([1-9][0-9]*)-\w+")
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if found := name.fullmatch(entry.name):
                with suppress(OSError):
                    _remove_if_abandoned(Path(entry.path), int(found[1]))


def _remove_if_abandoned(path: Path, pid: int) -> None:
    about = path.lstat()
    if about.st_uid != os.getuid() or (_is_alive(pid) and time.time() - about.st_mtime < SETTLED_SECONDS):
        return
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink()
    finally:
        os.close(descriptor)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
