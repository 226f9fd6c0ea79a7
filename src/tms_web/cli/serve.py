"""``tms serve``: the server process, its listening socket, its workers and its shutdown."""

import argparse
import errno
import ipaddress
import multiprocessing
import os
import signal
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from types import FrameType

import uvicorn
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess

from tms_core.application import Application
from tms_web import __version__
from tms_web.cli import CommandError, output
from tms_web.settings import Settings

MAX_FRAME_BYTES = 64 * 1024
DRAIN_SECONDS = 10
IDLE_SECONDS = 65
"""Longer than reverse proxies keep an idle connection, so that none is closed while a proxy is sending a request on it.
"""
METRICS_FOLDER = "tms-metrics-"
UNREAD_SECONDS = 30
"""A client that has read nothing for this long is considered gone."""


def listening_socket(host: str, port: int) -> socket.socket:
    """A listening socket; connections queue on it from now on. Raises ``CommandError`` with the reason if there is
    none."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except (OSError, UnicodeError):
        raise CommandError(f"Cannot resolve the address {host!r}; check --host.") from None
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
        return f"Port {port} on {host} is already in use. Stop the program that uses it, or choose another port with --port."
    if error.errno == errno.EACCES:
        return f"Permission denied for port {port}: ports below 1024 need privileges. Choose another port with --port."
    if error.errno == errno.EADDRNOTAVAIL:
        return f"{host} is not an address of this machine; check --host."
    return f"Cannot listen on port {port} of {host}: {error.strerror}."


def serve_until_stopped(listener: socket.socket, workers: int, on_started: Callable[[], None]) -> None:
    """Serve requests until SIGTERM or Ctrl+C; ``on_started`` is called once the server is ready. On shutdown, report
    downloads that have not started are refused, and all other running requests get at most ten seconds to finish.

    Raises ``CommandError`` when the application cannot start.
    """
    config = _Config(
        "tms_web.app:create_app",
        factory=True,
        loop="uvloop",
        http="tms_web.uvicorn_protocols:HttpProtocol",
        workers=workers,
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=IDLE_SECONDS,
        timeout_graceful_shutdown=DRAIN_SECONDS,
        ws="tms_web.uvicorn_protocols:SocketProtocol",
        ws_max_size=MAX_FRAME_BYTES,
        ws_per_message_deflate=False,
        ws_ping_interval=None,  # our protocol has its own heartbeats, which prove more
    )
    from tms_web.app import remove_abandoned
    from tms_web.uvicorn_protocols.descriptors import raise_limit

    raise_limit()
    signal.signal(signal.SIGTERM, _leave)
    remove_abandoned(Path(tempfile.gettempdir()), METRICS_FOLDER)
    try:
        serve = _serve_here if workers == 1 else _serve_in_workers
        started = serve(config, listener, on_started)
    except KeyboardInterrupt:
        return
    if not started:
        raise CommandError("The server could not start; see the lines above.")


def _serve_here(config: uvicorn.Config, listener: socket.socket, on_started: Callable[[], None]) -> bool:
    server = _Server(config, on_started)
    try:
        server.run(sockets=[listener])
    except SystemExit as leaving:
        return leaving.code != STARTUP_FAILURE
    return server.started


def _serve_in_workers(
    config: uvicorn.Config, listener: socket.socket, on_started: Callable[[], None]
) -> bool:
    """Workers combine their metrics in a shared directory (see ``tms_web.observability.metrics``)."""
    from tms_web.app import temporary_folder

    with temporary_folder(METRICS_FOLDER) as folder:
        os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", folder)
        supervisor = _Workers(config, [listener], on_started)
        supervisor.run()
        return all(process.exitcode != STARTUP_FAILURE for process in supervisor.processes)


def _leave(_signal: int, _frame: FrameType | None) -> None:
    """uvicorn raises the signal again after shutting down; treated as a normal end, it gives exit status 0."""
    raise SystemExit(0)


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, on_started: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_started = on_started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._on_started()


class _Workers(Multiprocess):
    def __init__(
        self, config: uvicorn.Config, sockets: list[socket.socket], on_started: Callable[[], None]
    ) -> None:
        super().__init__(config, sockets)
        self._on_started: Callable[[], None] | None = on_started

    def keep_subprocess_alive(self) -> None:
        """uvicorn calls this every half second."""
        super().keep_subprocess_alive()
        if self._on_started and any(process.is_ready(timeout=1) for process in self.processes):
            self._on_started()
            self._on_started = None


class _Config(uvicorn.Config):
    """A worker whose parent was killed must not keep running and hold the port."""

    def load(self) -> None:
        super().load()
        if (parent := multiprocessing.parent_process()) is not None:
            threading.Thread(target=_leave_with, args=(parent.pid,), daemon=True).start()


def _leave_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)


def run(arguments: argparse.Namespace) -> None:
    """Check the settings, bind the port, prepare the database, show new credentials, serve, and then print the address."""
    settings = Settings.from_environment()
    with closing(listening_socket(arguments.host, arguments.port)) as listener:
        # Imported late: the database layer takes a moment to load, and a port in use should be reported at once.
        from tms_web.cli.database import with_application
        from tms_web.observability.logging import configure_logging

        configure_logging()

        steps = _first_steps_of_demo if arguments.demo else _first_steps
        hint = with_application(settings, lambda application: steps(application, settings))

        def tell() -> None:
            output.show("\n".join(_ready(listener, settings, hint)))

        serve_until_stopped(listener, arguments.workers, tell)


async def _first_steps(application: Application, settings: Settings) -> str | None:
    """Create the first admin. Returns the accounts that can sign in, if they were not shown already."""
    from tms_web.cli.accounts import first_admin

    def show(sign_in: str) -> None:
        told = f"  Sign in with this temporary password, which is only shown now:\n\n{sign_in}"
        output.show_once(told, output.RESET_BY_ANOTHER)

    if await first_admin(application, lambda: output.announce(_heading(settings)), show):
        return None
    return "Sign in with your own account. If nobody can any more, create one with `tms create-admin`."


async def _first_steps_of_demo(application: Application, settings: Settings) -> str | None:
    """Add the demo data. Returns the accounts that can sign in, if they were not shown already."""
    from tms_demo.news import make_news
    from tms_web.cli.accounts import demo_sign_ins

    def show(sign_ins: str) -> None:
        told = (
            "  This is a demo organisation with two years of sessions. Sign in as one of these;\n"
            f"  the passwords are only shown now:\n\n{sign_ins}"
        )
        output.show_once(told, output.RESET_BY_ANOTHER)

    if await demo_sign_ins(application, lambda: output.announce(_heading(settings)), show):
        await make_news(application)
        return None
    return (
        "The database already contains users, so no demo was added. Its passwords were shown when it was;\n"
        "  if they are lost, `tms create-admin` adds an admin, who can reset the others."
    )


def _heading(settings: Settings) -> str:
    return f"\n  {_bold('Training Management System')} {__version__}\n\n  Data   {settings.shown_database}\n"


def _ready(listener: socket.socket, settings: Settings, hint: str | None) -> Iterator[str]:
    """Printed once the server is ready. Where credentials were shown, the heading has already been printed."""
    host, port = listener.getsockname()[:2]
    address = ipaddress.ip_address(host)
    shown = "localhost" if address.is_unspecified else f"[{host}]" if address.version == 6 else host
    if hint is not None:
        yield _heading(settings).removesuffix("\n")
    else:
        yield ""
    yield f"  Open   {_bold(f'http://{shown}:{port}/')}"
    yield ""
    if hint is not None:
        yield f"  {hint}"
        yield ""
    yield "  Ctrl+C stops the server."
    yield ""


def _bold(text: str) -> str:
    return f"\x1b[1m{text}\x1b[0m" if sys.stdout.isatty() and "NO_COLOR" not in os.environ else text
