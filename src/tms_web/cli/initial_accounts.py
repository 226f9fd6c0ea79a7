"""Making the first accounts of an installation, and showing their passwords once."""

from collections.abc import Callable, Iterable, Sequence

from tms_core.actor import SYSTEM
from tms_core.application import Application
from tms_core.errors import Conflict
from tms_core.users.bootstrap import add_first_admin
from tms_core.users.model import CreatedUser
from tms_demo.seed import DemoSignIn, seed_demo
from tms_web.cli.application_context import shown_before_commit


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
