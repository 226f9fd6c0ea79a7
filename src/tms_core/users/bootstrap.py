"""How an installation gets admins before anybody can sign in."""

from tms_core.actor import Actor, Role
from tms_core.unit_of_work import UnitOfWork
from tms_core.use_cases import command
from tms_core.users.commands import create_user
from tms_core.users.events import user_updated
from tms_core.users.model import CreatedUser, NewUser
from tms_core.users.repository import UserRepository

FIRST_ADMIN = NewUser(
    username="admin",
    email="admin@localhost",
    role=Role.ADMIN,
    first_name="System",
    last_name="Administrator",
)


@command(Role.ADMIN)
async def add_first_admin(uow: UnitOfWork, actor: Actor) -> CreatedUser | None:
    """Where nobody has ever been added, add ``admin`` with a temporary password, shown in this answer only.

    None where somebody has. Of several that run at once one adds it; the others raise ``Conflict``
    ``username_taken``.
    """
    if not await uow.repository(UserRepository).is_empty():
        return None
    return await create_user(uow, actor, FIRST_ADMIN)


@command(Role.ADMIN)
async def add_admin(uow: UnitOfWork, actor: Actor, new: NewUser) -> CreatedUser:
    """Add an admin from the machine itself. A password chosen there is theirs to keep, so it is not temporary;
    one that is generated is, and is shown in this answer only."""
    created = await create_user(uow, actor, new)
    if created.temporary_password is not None:
        return created
    user = created.user
    admin = user.with_changes(uow.now, is_temporary_password=False)
    await uow.repository(UserRepository).update(user, admin)
    uow.record(user_updated(admin))
    return created.with_changes(uow.now, is_temporary_password=False)
