"""Cleans up after a test run that could not do it itself.

A killed test process does not run its `finally` blocks. So it starts this script as a child process and tells it, line
by line, what would be left over; when the pipe closes, for whatever reason, the rest is killed and removed.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import threading
from typing import IO

_lock = threading.Lock()
_pipe: IO[str] | None = None


def watch_group(pid: int) -> None:
    """Kill the process group `pid` when this process ends, unless `forget_group` comes first."""
    _tell(f"+group {pid}")


def forget_group(pid: int) -> None:
    _tell(f"-group {pid}")


def watch_folder(path: str) -> None:
    """Remove the directory when this process ends, unless `forget_folder` comes first."""
    _tell(f"+folder {path}")


def forget_folder(path: str) -> None:
    _tell(f"-folder {path}")


def _tell(line: str) -> None:
    global _pipe  # noqa: PLW0603 - one reaper for the whole process
    with _lock:
        if _pipe is None:
            # In its own session: Ctrl-C must not reach it before it has done its work.
            process = subprocess.Popen(
                [sys.executable, "-S", "-E", __file__],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                text=True,
                start_new_session=True,
            )
            _pipe = process.stdin
        assert _pipe is not None
        _pipe.write(line + "\n")
        _pipe.flush()


def _main() -> None:
    left: dict[tuple[str, str], None] = {}
    for line in sys.stdin:
        kind, _, name = line.rstrip("\n").partition(" ")
        if kind[0] == "+":
            left[kind[1:], name] = None
        else:
            left.pop((kind[1:], name), None)
    for kind, name in left:
        if kind == "group":
            with contextlib.suppress(OSError):
                os.killpg(int(name), signal.SIGKILL)
    for kind, name in left:
        if kind == "folder":
            shutil.rmtree(name, ignore_errors=True)


if __name__ == "__main__":
    _main()
