"""The server process: its socket, its workers, and how they end."""

import errno
import multiprocessing
import os
import signal
import socket
import tempfile
import threading
import time
from pathlib import Path
from types import FrameType

import uvicorn
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess

from tms_web.cli import CommandError

MAX_FRAME_BYTES = 64 * 1024
DRAIN_SECONDS = 10
IDLE_SECONDS = 65
"""Longer than reverse proxies keep an idle connection, so that it is never closed under a request of theirs."""
METRICS_FOLDER = "tms-metrics-"
UNREAD_SECONDS = 30
"""A client that takes nothing for so long is gone."""


def listening_socket(host: str, port: int) -> socket.socket:
    """A socket on which connections queue from now on. Raises ``CommandError`` that says why there is none."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except (OSError, UnicodeError):
        raise CommandError(f"There is no address {host!r} to listen on; check --host.") from None
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNREAD_SECONDS * 1000)
        listener.bind(address)
        listener.listen(2048)
    except OSError as error:
        listener.close()
        raise CommandError(_why_not(error, host, port)) from None
    listener.set_inheritable(True)
    return listener


def _why_not(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} on {host} is in use already. Stop what listens there, or choose another with --port."
    if error.errno == errno.EACCES:
        return f"Port {port} is not yours to listen on; ports below 1024 need privileges. Choose another with --port."
    if error.errno == errno.EADDRNOTAVAIL:
        return f"This machine does not have the address {host}; check --host."
    return f"Cannot listen on port {port} of {host}: {error.strerror}."


def serve_until_stopped(listener: socket.socket, workers: int) -> None:
    """Answer requests until SIGTERM or Ctrl+C. Reports that have not begun to arrive are refused then, and all other
    running requests finish, for ten seconds at most.

    Raises ``CommandError`` when the application cannot start.
    """
    config = _Config(
        "tms_web.app:create_app",
        factory=True,
        loop="uvloop",
        http="tms_web.http.server:HttpProtocol",
        workers=workers,
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=IDLE_SECONDS,
        timeout_graceful_shutdown=DRAIN_SECONDS,
        ws="tms_web.realtime.server:SocketProtocol",
        ws_max_size=MAX_FRAME_BYTES,
        ws_per_message_deflate=False,
        ws_ping_interval=None,  # the protocol has heartbeats of its own, which prove more
    )
    from tms_web.app import remove_abandoned

    signal.signal(signal.SIGTERM, _leave)
    remove_abandoned(Path(tempfile.gettempdir()), METRICS_FOLDER)
    try:
        started = _serve_here(config, listener) if workers == 1 else _serve_in_workers(config, listener)
    except KeyboardInterrupt:
        return
    if not started:
        raise CommandError("The server could not start; the lines above say why.")


def _serve_here(config: uvicorn.Config, listener: socket.socket) -> bool:
    server = uvicorn.Server(config)
    try:
        server.run(sockets=[listener])
    except SystemExit as leaving:
        return leaving.code != STARTUP_FAILURE
    return server.started


def _serve_in_workers(config: uvicorn.Config, listener: socket.socket) -> bool:
    """Workers add up their metrics in a folder that they share (see ``tms_web.observability.metrics``)."""
    from tms_web.app import temporary_folder

    with temporary_folder(METRICS_FOLDER) as folder:
        os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", folder)
        supervisor = Multiprocess(config, sockets=[listener])
        supervisor.run()
        return all(process.exitcode != STARTUP_FAILURE for process in supervisor.processes)


def _leave(_signal: int, _frame: FrameType | None) -> None:
    """uvicorn raises the signal once more when it has drained; as an ordinary end it gives exit status 0."""
    raise SystemExit(0)


class _Config(uvicorn.Config):
    """A worker whose parent was killed must not stay behind with the port."""

    def load(self) -> None:
        super().load()
        if (parent := multiprocessing.parent_process()) is not None:
            threading.Thread(target=_leave_with, args=(parent.pid,), daemon=True).start()


def _leave_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)
