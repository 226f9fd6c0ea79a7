"""Starts `tms` processes that have already imported the product. Each test process has one `fork_server.py` for that."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO

from tests.services.fork_server import NUMBER

ROOT = Path(__file__).parents[2]
PROGRAM = "from tests.services.fork_server import main; main()"
AT_THE_START = ("PYTHON", "LC_", "LANG")
"""Python reads variables with these prefixes only at start-up, so a change needs a new interpreter."""
OF_FILES = {"PYTHONUNBUFFERED", "PYTHONIOENCODING"}
"""Except these: the standard streams are recreated."""

_lock = threading.Lock()
_control: socket.socket | None = None


class Forked:
    """A running process, with the part of `subprocess.Popen` that the tests use."""

    def __init__(self, arguments: Sequence[str], connection: socket.socket) -> None:
        self.args = arguments
        self.returncode: int | None = None
        self._connection = connection
        self.pid = self._number()

    def poll(self) -> int | None:
        if self.returncode is None and select.select([self._connection], [], [], 0)[0]:
            self._end()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        if self.returncode is None:
            if not select.select([self._connection], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired(list(self.args), timeout or 0)
            self._end()
        assert self.returncode is not None
        return self.returncode

    def terminate(self) -> None:
        if self.poll() is None:
            os.kill(self.pid, signal.SIGTERM)

    def _end(self) -> None:
        self.returncode = os.waitstatus_to_exitcode(self._number())
        self._connection.close()

    def _number(self) -> int:
        number = self._connection.recv(NUMBER)
        assert number, "the fork server has ended"
        return int.from_bytes(number, "big")


def is_forkable(environment: Mapping[str, str]) -> bool:
    """Whether a process with these variables may be forked from a running interpreter."""

    def of_interpreters(variables: Mapping[str, str]) -> dict[str, str]:
        told = {name: value for name, value in variables.items() if name.startswith(AT_THE_START)}
        return {name: value for name, value in told.items() if name not in OF_FILES}

    return sys.platform == "linux" and of_interpreters(environment) == of_interpreters(os.environ)


def fork_tms(
    arguments: Sequence[str],
    *,
    folder: str | Path,
    environment: Mapping[str, str],
    files: Sequence[IO[bytes] | int],
) -> Forked:
    """Start `tms arguments…` in its own session; `files` are its standard input, output and error."""
    request = {"arguments": list(arguments), "environment": dict(environment), "folder": str(folder)}
    numbers = [file if isinstance(file, int) else file.fileno() for file in files]
    here, there = socket.socketpair()
    with there, _lock:
        socket.send_fds(_server(), [json.dumps(request).encode()], [*numbers, there.fileno()])
    return Forked(arguments, here)


def run_tms(
    arguments: Sequence[str],
    *,
    folder: str | Path,
    environment: Mapping[str, str],
    stdin: bytes,
    timeout: float,
) -> subprocess.CompletedProcess[bytes]:
    """`subprocess.run` of `tms arguments…`, with captured output."""
    pipes = [os.pipe() for _ in range(3)]
    (their_in, to_them), (out, their_out), (err, their_err) = pipes
    files = [their_in, their_out, their_err]
    try:
        process = fork_tms(arguments, folder=folder, environment=environment, files=files)
    finally:
        for file in files:
            os.close(file)
    with open(to_them, "wb") as sink, contextlib.suppress(BrokenPipeError):
        sink.write(stdin)
    with open(out, "rb") as output, open(err, "rb") as errors, ThreadPoolExecutor(2) as pool:
        printed = pool.submit(output.read), pool.submit(errors.read)
        try:
            process.wait(timeout)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise
        return subprocess.CompletedProcess(arguments, process.wait(), *(each.result() for each in printed))


def _server() -> socket.socket:
    global _control
    if _control is None:
        _control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        _control.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
        with theirs:
            # It ends when the other end of its socket is closed. Ctrl-C must not reach it or its children.
            server = subprocess.Popen(
                [sys.executable, "-c", PROGRAM, str(theirs.fileno())],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )
        atexit.register(server.wait)
        atexit.register(_control.close)
    return _control
