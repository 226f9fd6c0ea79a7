"""``tms create-admin``."""

import argparse
import getpass
import sys

from tms_core.actor import SYSTEM, Role
from tms_core.users.bootstrap import add_admin
from tms_core.users.model import CreatedUser, NewUser
from tms_web.cli import CommandError, terminal
from tms_web.cli.application_context import shown_before_commit, with_application
from tms_web.cli.initial_accounts import temporary
from tms_web.settings import Settings

MAX_PASSWORD_BYTES = 4096


def run(arguments: argparse.Namespace) -> None:
    """Add an admin, with a password of their own or one made up."""
    settings = Settings.from_environment()
    new = NewUser(
        username=arguments.username,
        email=arguments.email,
        role=Role.ADMIN,
        first_name=arguments.first_name or arguments.username,
        last_name=arguments.last_name,
        password=_password() if arguments.password_stdin else None,
    )
    add = shown_before_commit(add_admin, lambda user: _show(user, settings))
    with_application(settings, lambda application: application.run(add, SYSTEM, new))


def _show(user: CreatedUser, settings: Settings) -> None:
    added = f"The admin {user.username} is added to {settings.shown_database}."
    if user.temporary_password is None:
        terminal.show(added)
        return
    terminal.show_once(
        f"{added}\nThe password is shown this once, and is to be changed at the first sign-in:\n\n{temporary(user)}"
    )


def _password() -> str:
    """From a pipe everything up to the line break at its end; from a person one line that stays unseen."""
    password = getpass.getpass("Password: ") if sys.stdin.isatty() else _piped()
    if not password:
        raise CommandError("Standard input was empty; the password is expected there.")
    return password


def _piped() -> str:
    try:
        text = sys.stdin.buffer.read(MAX_PASSWORD_BYTES).decode()
    except UnicodeDecodeError:
        raise CommandError("The password on standard input is not valid UTF-8.") from None
    return text.removesuffix("\n").removesuffix("\r")
