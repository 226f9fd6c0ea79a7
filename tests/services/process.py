"""The common base of all private servers: a directory, a port, a process, its output, and cleaning up."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from tests.patience import patience
from tests.services import reaper
from tests.services.forked import Forked
from tests.services.ports import Port

_ROOM = 1 << 30  # bytes that must be free in memory before a server's files go there


class ServiceError(Exception):
    """A server did not start; the text contains its output."""


def find_program(name: str, package: str) -> str:
    """The path of a program, which may also be in the directories of system administration."""
    path = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"])
    if found := shutil.which(name, path=path):
        return found
    raise ServiceError(
        f"{name} is not installed: install it (on Debian: apt-get install {package}), "
        "or run `make test-fast`, which leaves out the tests that need it"
    )


def in_memory() -> str | None:
    """/dev/shm if it exists and has space, so that test servers need no disk."""
    try:
        roomy = shutil.disk_usage("/dev/shm").free > _ROOM
    except OSError:
        return None
    return "/dev/shm" if roomy and os.access("/dev/shm", os.W_OK) else None


class Server:
    """One private server process, as a context manager.

    Subclasses define how to run it (`command`), when it is ready (`is_ready`) and what to prepare (`prepare`).
    Directory and port stay the same over `stop()`, `kill()` and `start()`; leaving the `with` block removes them.
    """

    name = "server"
    host = "127.0.0.1"
    start_seconds = 30.0
    stop_seconds = 20.0

    def __init__(self, *, folder_in: str | None = None) -> None:
        self._process: subprocess.Popen[bytes] | Forked | None = None
        self._folder_in = folder_in

    def command(self) -> Sequence[str]:
        raise NotImplementedError

    def environment(self) -> Mapping[str, str] | None:
        return None

    def spawn(self, output: IO[bytes]) -> subprocess.Popen[bytes] | Forked:
        """Start it in its own session: Ctrl-C ends the tests, which then stop the server."""
        return subprocess.Popen(
            self.command(),
            cwd=self.folder,
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def prepare(self) -> None:
        """Fill the new directory, before the first start."""

    def is_ready(self) -> bool:
        raise NotImplementedError

    def __enter__(self) -> Self:
        self.folder = Path(tempfile.mkdtemp(prefix=f"tms-{self.name}-", dir=self._folder_in))
        reaper.watch_folder(str(self.folder))
        self._port = Port()
        try:
            self.prepare()
            self._start_on_some_port()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def port(self) -> int:
        return self._port.number

    @property
    def pid(self) -> int:
        assert self._process is not None, f"{self.name} is not running"
        return self._process.pid

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def output(self) -> str:
        """Everything it has printed since the directory was created, over all its starts."""
        try:
            return self._output.read_text(errors="replace")
        except FileNotFoundError:
            return ""

    def start(self) -> None:
        """Start it (again) and wait until it is ready. Raises `ServiceError` with its output if it does not get ready."""
        assert self._process is None, f"{self.name} is running already"
        with self._output.open("ab") as output:
            self._process = self.spawn(output)
        reaper.watch_group(self._process.pid)
        began = time.monotonic()
        while not self.is_ready():
            if (code := self._process.poll()) is not None:
                self._ended()
                raise ServiceError(f"{self.name} ended at once with code {code}; it printed:\n{self.output}")
            if time.monotonic() > began + patience(self.start_seconds):
                self.kill()
                raise ServiceError(
                    f"{self.name} did not answer on port {self.port} within {patience(self.start_seconds):.0f} s; "
                    f"it printed:\n{self.output}"
                )
            time.sleep(0.02)

    def stop(self) -> int | None:
        """Terminate it (SIGTERM) and wait. Returns the exit code, or None if it was not running."""
        if self._process is None:
            return None
        self._process.terminate()
        try:
            code = self._process.wait(patience(self.stop_seconds))
        except subprocess.TimeoutExpired:
            self.kill()
            raise ServiceError(
                f"{self.name} did not end within {patience(self.stop_seconds):.0f} s of SIGTERM; it printed:\n{self.output}"
            ) from None
        self._ended()
        return code

    def kill(self) -> None:
        """Kill it as in a power cut: SIGKILL to it and all its children, without flushing anything."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._ended()

    def pause(self) -> None:
        """Freeze it: connections stay open and are not answered, until `resume()`."""
        os.killpg(self.pid, signal.SIGSTOP)

    def resume(self) -> None:
        os.killpg(self.pid, signal.SIGCONT)

    def close(self) -> None:
        """Kill it and remove its directory."""
        self.kill()
        self._port.release()
        shutil.rmtree(self.folder, ignore_errors=True)
        reaper.forget_folder(str(self.folder))

    @property
    def _output(self) -> Path:
        return self.folder / "output.txt"

    def _ended(self) -> None:
        assert self._process is not None
        # Its children too, if it ended without them.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        reaper.forget_group(self._process.pid)
        self._process = None

    def _start_on_some_port(self) -> None:
        for _ in range(4):
            try:
                return self.start()
            except ServiceError:
                if "in use" not in self.output.lower():
                    raise
            self._port.release()
            self._port = Port()
            self._output.unlink()
        return self.start()


def wait_for(condition: Callable[[], bool], what: str, seconds: float = 20.0) -> None:
    """Wait until `condition()` holds; otherwise fail, naming `what` was expected. Slow and busy machines get more
    `seconds`."""
    began = time.monotonic()
    while not condition():
        if time.monotonic() > began + patience(seconds):
            raise AssertionError(f"{what}: not within {patience(seconds):.0f} s")
        time.sleep(0.02)
