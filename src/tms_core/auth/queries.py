"""Queries for the signed-in user and the password log."""

from tms_core.actor import ALL_ROLES, Actor, Role
from tms_core.auth.model import AuditFilter
from tms_core.auth.repository import AuthReader
from tms_core.entity import Page, PageRequest
from tms_core.errors import NotFound
from tms_core.unit_of_work import ReadUnit
from tms_core.use_cases import query
from tms_core.users.model import User
from tms_core.users.passwords import PasswordRecord
from tms_core.users.repository import UserReader


@query(*ALL_ROLES, temporary_password=True)
async def get_me(uow: ReadUnit, actor: Actor) -> User:
    """The signed-in user."""
    user = await uow.repository(UserReader).get(actor.user_id)
    if user is None:
        raise NotFound("user")
    return user


@query(Role.ADMIN)
async def list_password_log(
    uow: ReadUnit, actor: Actor, wanted: AuditFilter, page: PageRequest
) -> Page[PasswordRecord]:
    """The password log: whose password was created, changed or reset, by whom and when; newest first."""
    return await uow.repository(AuthReader).password_log_page(wanted, page)
