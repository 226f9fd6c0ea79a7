"""Loads the product once and forks a process for each requested `tms` command; started by `forked.py`.

Importing the product takes most of a second of CPU time, and the tests start it hundreds of times. A request is one
message: JSON with the arguments, the environment and the working directory, accompanied by the three standard files and
a connection. The new process sends its id over that connection; this one sends the status of `waitpid` when it has
ended.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import importlib
import io
import json
import os
import pkgutil
import runpy
import selectors
import signal
import socket
import sys
import threading
from typing import Any, Never

PACKAGES = ("tms_core", "tms_adapters", "tms_demo", "tms_web")
IMPORTED_LATER = (
    "anyio._backends._asyncio",
    "asyncmy.pool",
    "litestar._kwargs",
    "litestar.exceptions.responses",
    "litestar.middleware._internal.exceptions.middleware",
    "litestar.middleware.allowed_hosts",
    "litestar.middleware.csrf",
    "litestar.middleware.response_cache",
    "litestar.plugins.attrs",
    "sqlalchemy.dialects.mysql.asyncmy",
    "sqlalchemy.dialects.sqlite.pysqlite",
    "sqlalchemy.ext.asyncio",
    "uvicorn.lifespan.on",
    "uvicorn.loops.uvloop",
)
"""What the product and its libraries import only when a server starts."""
NUMBER = 8  # bytes of a process id or a status
MOST = 1 << 18  # maximum size of a request in bytes
CHEAP_PASSWORDS = "TESTS_CHEAP_PASSWORDS"
"""A process with this variable hashes passwords with argon2's lowest costs: adding a person hashes three times, which
otherwise is most of the work of many tests. For tests in which it does not matter what guessing a password costs."""
FORKED_WORKERS = "TESTS_FORKED_WORKERS"
"""With this variable, `tms serve --workers` forks its workers, which otherwise import the product again: a second of CPU
time each. Not for tests of starting or of metrics, which are then not combined."""
LOWEST_COSTS = {"memory_kib": 8, "passes": 1, "lanes": 1, "threads": None}


def load() -> None:
    """Import everything that `tms` may need, and what uvicorn imports when it starts."""
    for name in PACKAGES:
        package = importlib.import_module(name)
        for module in pkgutil.walk_packages(package.__path__, f"{name}."):
            if not module.name.endswith("__main__") and ".alembic" not in module.name:
                importlib.import_module(module.name)
    for name in IMPORTED_LATER:
        importlib.import_module(name)


def wait_for_requests(control: socket.socket) -> dict[str, Any]:
    """Fork for each request. Returns only in the new processes, each with its request."""
    selector = selectors.DefaultSelector()
    selector.register(control, selectors.EVENT_READ)
    while True:
        for key, _ in selector.select():
            if key.fileobj is not control:
                _report(selector, key)
                continue
            message, files, _, _ = socket.recv_fds(control, MOST, 4)
            if not message:
                sys.exit()
            pid = os.fork()
            if pid == 0:
                _close(selector)
                _take(files)
                request: dict[str, Any] = json.loads(message)
                return request
            connection = socket.socket(fileno=files.pop())
            for file in files:
                os.close(file)
            selector.register(os.pidfd_open(pid), selectors.EVENT_READ, (pid, connection))


def _report(selector: selectors.BaseSelector, key: selectors.SelectorKey) -> None:
    pid, connection = key.data
    _, status = os.waitpid(pid, 0)
    selector.unregister(key.fileobj)
    os.close(key.fd)
    with contextlib.suppress(OSError):  # nobody is waiting for it any more
        connection.sendall(status.to_bytes(NUMBER, "big"))
    connection.close()


def _close(selector: selectors.BaseSelector) -> None:
    for key in list(selector.get_map().values()):
        if key.data is None:
            key.fileobj.close()  # type: ignore[union-attr]
        else:
            os.close(key.fd)
            key.data[1].close()
    selector.close()


def _take(files: list[int]) -> None:
    os.setsid()
    *standard, told = files
    with socket.socket(fileno=told) as connection:  # sent only now, when signals to the group reach it
        connection.sendall(os.getpid().to_bytes(NUMBER, "big"))
    for number, file in enumerate(standard):
        os.dup2(file, number)
        os.close(file)


def become(request: dict[str, Any]) -> None:
    """Put this process in the state in which `python -m tms_web.cli …` starts."""
    standard: io.TextIOWrapper = sys.__stdout__  # type: ignore[assignment]
    encoding, errors = standard.encoding, standard.errors
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["environment"])
    if os.environ.pop(CHEAP_PASSWORDS, None):
        from tms_adapters.security.passwords import Argon2Hasher

        Argon2Hasher.__init__.__defaults__ = tuple(LOWEST_COSTS.values())
    if os.environ.pop(FORKED_WORKERS, None):
        import multiprocessing

        import uvicorn._subprocess

        uvicorn._subprocess.spawn = multiprocessing.get_context("fork")  # type: ignore[assignment]
    sys.path[0] = request["folder"]
    sys.argv[1:] = request["arguments"]
    if told := os.environ.get("PYTHONIOENCODING"):
        named, _, handling = told.partition(":")
        encoding, errors = named or encoding, handling or "strict"
    unbuffered = bool(os.environ.get("PYTHONUNBUFFERED"))
    given = io.BufferedReader(io.FileIO(0, closefd=False))
    sys.stdin = sys.__stdin__ = io.TextIOWrapper(given, encoding, errors)
    for number, name, handling in ((1, "stdout", errors), (2, "stderr", "backslashreplace")):
        raw = io.FileIO(number, "w", closefd=False)
        taken: Any = raw if unbuffered else io.BufferedWriter(raw)
        stream = io.TextIOWrapper(
            taken, encoding, handling, line_buffering=number == 2, write_through=unbuffered
        )
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)


def main() -> None:
    control = socket.socket(fileno=int(sys.argv[1]))
    signal.signal(signal.SIGINT, signal.default_int_handler)
    load()
    gc.collect()
    gc.freeze()  # garbage collection then leaves the shared pages unchanged
    become(wait_for_requests(control))
    try:
        runpy.run_module("tms_web.cli", run_name="__main__", alter_sys=True)
    except SystemExit as leaving:
        if isinstance(leaving.code, int):
            leave(leaving.code)
        raise


def leave(status: int) -> Never:
    """End as the interpreter does, but without taking apart all loaded modules, which costs ten times as much CPU time
    as a short command itself."""
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    gc.collect()  # tells of anything that was not closed
    try:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None and not stream.closed:
                stream.flush()
    except OSError:
        sys.exit(status)  # the interpreter says what it could not write
    os._exit(status & 0xFF)
