"""Accounts: ``tms create-admin`` and ``tms demo``, which show passwords once, and ``tms sign-out-everybody``."""

import argparse
import getpass
import sys
from collections.abc import Callable, Iterable, Sequence

from tms_core.actor import SYSTEM, Role
from tms_core.application import Application
from tms_core.auth.sign_ins import sign_out_everybody as end_all_sign_ins
from tms_core.errors import Conflict
from tms_core.users.model import CreatedUser, NewUser
from tms_core.users.use_cases import add_admin, add_first_admin
from tms_demo.seed import DemoSignIn, seed_demo
from tms_web.cli import CommandError, output
from tms_web.cli.database import announced, with_application
from tms_web.settings import Settings


def demo(arguments: argparse.Namespace) -> None:
    """Fill an empty database with demo data, and show the credentials."""
    settings = Settings.from_environment()

    def announce() -> None:
        output.announce(f"Filling {settings.shown_database} with the demo organisation.")

    def show(sign_ins: str) -> None:
        told = f"Sign in as one of these; the passwords are only shown now:\n\n{sign_ins}"
        output.show_once(told, output.RESET_BY_ANOTHER)

    if not with_application(settings, lambda application: demo_sign_ins(application, announce, show)):
        raise CommandError(
            f"{settings.shown_database} already contains users, and the demo needs an empty database. "
            "Choose another one with TMS_DATA_DIR or TMS_DATABASE_URL."
        )
    print("\n`tms serve` starts the server.")


async def first_admin(
    application: Application, announce: Callable[[], None], show: Callable[[str], None]
) -> bool:
    """Create the first admin of a new installation, and ``show`` the credentials after the commit.

    ``announce`` is called before the commit: if it raises, nobody is added. Returns False if an account already
    existed, even one that was created a moment ago.
    """

    def announce_new(admin: CreatedUser | None) -> None:
        if admin is not None:
            announce()

    try:
        added = await application.run(announced(add_first_admin, announce_new), SYSTEM)
    except Conflict:
        return False
    if added is not None:
        show(temporary(added))
    return added is not None


async def demo_sign_ins(
    application: Application, announce: Callable[[], None], show: Callable[[str], None]
) -> bool:
    """Fill the database with demo data, and ``show`` its credentials after the commit.

    ``announce`` is called before the commit: if it raises, nothing is added. Returns False if the database already held
    users, even ones that were created a moment ago.
    """
    try:
        sign_ins = await application.run(announced(seed_demo, lambda _: announce()), SYSTEM)
    except Conflict:
        return False
    show(demo_table(sign_ins))
    return True


def demo_table(sign_ins: Iterable[DemoSignIn]) -> str:
    """Role, username and password, one account per line."""
    return table([(one.role.value, one.username, one.password) for one in sign_ins])


def temporary(user: CreatedUser) -> str:
    """Username and generated password of a new account, one per line."""
    rows = [("username", user.username)]
    if user.temporary_password is not None:
        rows.append(("password", user.temporary_password))
    return table(rows)


def table(rows: Sequence[Sequence[str]]) -> str:
    """Indented, aligned columns."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "\n".join(f"    {line}".rstrip() for line in lines)


MAX_PASSWORD_BYTES = 4096


def create_admin(arguments: argparse.Namespace) -> None:
    """Create an admin with a given or a generated password."""
    settings = Settings.from_environment()
    new = NewUser(
        username=arguments.username,
        email=arguments.email,
        role=Role.ADMIN,
        first_name=arguments.first_name or arguments.username,
        last_name=arguments.last_name,
        password=_password() if arguments.password_stdin else None,
    )
    where = settings.shown_database

    def announce(user: CreatedUser) -> None:
        if user.temporary_password is not None:
            output.announce(f"Adding the admin {user.username} to {where}.")

    add = announced(add_admin, announce)
    _show(with_application(settings, lambda application: application.run(add, SYSTEM, new)), where)


def sign_out_everybody(arguments: argparse.Namespace) -> None:
    """End all sign-ins of everybody."""
    settings = Settings.from_environment()
    ended = with_application(settings, lambda application: application.run(end_all_sign_ins, SYSTEM))
    output.show(f"Everybody has been signed out of {settings.shown_database}: {ended:,} sign-ins have ended.")


def _show(user: CreatedUser, where: str) -> None:
    if user.temporary_password is None:
        output.show(f"Created the admin {user.username} in {where}.")
        return
    output.show_once(
        "Done. The password is only shown now, and must be changed at the first sign-in:\n\n"
        + temporary(user),
        "Add another admin, who can reset the password of this one.",
    )


def _password() -> str:
    """From a pipe, the whole input without its final line break; from a terminal, one line that is not echoed."""
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
