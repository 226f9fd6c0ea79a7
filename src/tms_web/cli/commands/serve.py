"""``tms serve``."""

import argparse
import ipaddress
import os
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import closing

from tms_core.application import Application
from tms_web import __version__
from tms_web.cli import terminal
from tms_web.cli.server_process import listening_socket, serve_until_stopped
from tms_web.settings import Settings


def run(arguments: argparse.Namespace) -> None:
    """Check the settings, take the port, prepare the database, say how to sign in, and serve."""
    settings = Settings.from_environment()
    with closing(listening_socket(arguments.host, arguments.port)) as listener:
        # Only now: the database layer takes a moment to load, and a taken port should be told at once.
        from tms_web.cli.application_context import with_application

        def greeting(sign_in: str) -> str:
            return "\n".join(_greeting(listener, settings, sign_in))

        first_steps = _first_steps_of_demo if arguments.demo else _first_steps
        with_application(settings, lambda application: first_steps(application, greeting))
        serve_until_stopped(listener, arguments.workers)


Greeting = Callable[[str], str]


async def _first_steps(application: Application, greeting: Greeting) -> None:
    from tms_web.cli.initial_accounts import first_admin

    def show(sign_in: str) -> None:
        told = f"Sign in with this temporary password, which is shown this once:\n\n{sign_in}"
        terminal.show_once(greeting(told))

    if not await first_admin(application, show):
        told = "Sign in with your own account. If nobody can any more, `tms create-admin` adds one."
        terminal.show(greeting(told))


async def _first_steps_of_demo(application: Application, greeting: Greeting) -> None:
    from tms_web.cli.initial_accounts import demo_sign_ins

    def show(sign_ins: str) -> None:
        terminal.show_once(
            greeting(
                "This is a demo organisation with two years of sessions. Sign in as one of these;\n"
                f"  the passwords are shown this once:\n\n{sign_ins}"
            )
        )

    if not await demo_sign_ins(application, show):
        terminal.show(
            greeting(
                "The database holds people already, so no demo was added. Its passwords were shown when it was;\n"
                "  if they are lost, `tms create-admin` adds an admin, who can reset the others."
            )
        )


def _greeting(listener: socket.socket, settings: Settings, sign_in: str) -> Iterator[str]:
    host, port = listener.getsockname()[:2]
    address = ipaddress.ip_address(host)
    shown = "localhost" if address.is_unspecified else f"[{host}]" if address.version == 6 else host
    yield ""
    yield f"  {_bold('Training Management System')} {__version__}"
    yield ""
    yield f"  Open   {_bold(f'http://{shown}:{port}/')}"
    yield f"  Data   {settings.shown_database}"
    yield ""
    yield f"  {sign_in}"
    yield ""
    yield "  Ctrl+C stops the server."
    yield ""


def _bold(text: str) -> str:
    return f"\x1b[1m{text}\x1b[0m" if sys.stdout.isatty() and "NO_COLOR" not in os.environ else text
