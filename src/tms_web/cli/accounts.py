"""The first accounts of an installation, whose passwords are shown once, and ``tms create-admin``."""

import argparse
import getpass
import sys
from collections.abc import Callable, Iterable, Sequence

from tms_core.actor import SYSTEM, Role
from tms_core.application import Application
from tms_core.errors import Conflict
from tms_core.users.commands import add_admin, add_first_admin
from tms_core.users.model import CreatedUser, NewUser
from tms_demo.seed import DemoSignIn, seed_demo
from tms_web.cli import CommandError, output
from tms_web.cli.application_context import shown_before_commit, with_application
from tms_web.settings import Settings


async def first_admin(application: Application, show: Callable[[str], None]) -> bool:
    """Add the admin that a new installation begins with, and ``show`` the sign-in before it counts.

    False where somebody, maybe just now, was there before.
    """

    def show_sign_in(admin: CreatedUser | None) -> None:
        if admin is not None:
            show(temporary(admin))

    try:
        added = await application.run(shown_before_commit(add_first_admin, show_sign_in), SYSTEM)
    except Conflict:
        return False
    return added is not None


async def demo_sign_ins(application: Application, show: Callable[[str], None]) -> bool:
    """Fill the database with the demo, and ``show`` its sign-ins before they count.

    False where the database holds people, maybe since a moment ago.
    """
    try:
        await application.run(
            shown_before_commit(seed_demo, lambda sign_ins: show(demo_table(sign_ins))), SYSTEM
        )
    except Conflict:
        return False
    return True


def demo_table(sign_ins: Iterable[DemoSignIn]) -> str:
    """Role, username and password, one sign-in a line."""
    return table([(one.role.value, one.username, one.password) for one in sign_ins])


def temporary(user: CreatedUser) -> str:
    """Username and generated password of somebody just added, one line each."""
    rows = [("username", user.username)]
    if user.temporary_password is not None:
        rows.append(("password", user.temporary_password))
    return table(rows)


def table(rows: Sequence[Sequence[str]]) -> str:
    """Indented columns that line up."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "\n".join(f"    {line}".rstrip() for line in lines)


MAX_PASSWORD_BYTES = 4096


def create_admin(arguments: argparse.Namespace) -> None:
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
    added = f"Created the admin {user.username} in {settings.shown_database}."
    if user.temporary_password is None:
        output.show(added)
        return
    output.show_once(
        f"{added}\nThe password is shown this once, and is to be changed at the first sign-in:\n\n{temporary(user)}"
    )


def _password() -> str:
    """From a pipe everything up to the line break at its end; from a person one line that stays unseen."""
    password = getpass.getpass("Password: ") if sys.stdin.isatty() else _piped()
    if not password:
        raise CommandError("Standard input is empty; it should contain the password.")
    return password


def _piped() -> str:
    try:
        text = sys.stdin.buffer.read(MAX_PASSWORD_BYTES).decode()
    except UnicodeDecodeError:
        raise CommandError("The password on standard input is not valid UTF-8.") from None
    return text.removesuffix("\n").removesuffix("\r")
