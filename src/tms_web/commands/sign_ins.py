"""Making the first accounts of an installation, and showing their passwords once."""

from collections.abc import Iterable, Sequence

from tms_core.actor import SYSTEM
from tms_core.application import Application
from tms_core.errors import Conflict
from tms_core.users.bootstrap import add_first_admin
from tms_core.users.model import CreatedUser, User
from tms_demo.seed import DemoSignIn, seed_demo


async def first_admin(application: Application) -> User | CreatedUser | None:
    """The admin that a new installation begins with; None where somebody, maybe just now, was there before."""
    try:
        return await application.run(add_first_admin, SYSTEM)
    except Conflict:
        return None


async def demo_sign_ins(application: Application) -> list[DemoSignIn] | None:
    """The demo's sign-ins; None where the database holds people, maybe since a moment ago."""
    try:
        return await application.run(seed_demo, SYSTEM)
    except Conflict:
        return None


def demo_table(sign_ins: Iterable[DemoSignIn]) -> str:
    """Role, username and password, one sign-in a line."""
    return table([(one.role.value, one.username, one.password) for one in sign_ins])


def temporary(user: User | CreatedUser) -> str:
    """Username and generated password of somebody just added, one line each."""
    rows = [("username", user.username)]
    if isinstance(user, CreatedUser):
        rows.append(("password", user.temporary_password))
    return table(rows)


def table(rows: Sequence[Sequence[str]]) -> str:
    """Indented columns that line up."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "\n".join(f"    {line}".rstrip() for line in lines)
