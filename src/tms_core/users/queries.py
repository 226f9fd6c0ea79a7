"""Queries that find users, and that export everything stored about a person."""

from dataclasses import replace

from tms_core.actor import ALL_ROLES, Actor, Role
from tms_core.entity import Page, PageRequest
from tms_core.errors import NotFound, NotPermitted
from tms_core.unit_of_work import ReadUnit
from tms_core.use_cases import query
from tms_core.users.model import (
    VISIBLE_TO_TRAINERS,
    User,
    UserFilter,
    UserReader,
)


@query(Role.ADMIN, Role.TRAINER)
async def list_users(uow: ReadUnit, actor: Actor, wanted: UserFilter, page: PageRequest) -> Page[User]:
    """List users, by id unless another order is requested: all for admins, trainers and trainees for trainers."""
    if not actor.is_admin:
        if wanted.assigned is not None:
            raise NotPermitted("Only admins can filter by assignment. You can list your own assignments.")
        asked = wanted.roles or VISIBLE_TO_TRAINERS
        wanted = replace(wanted, roles=tuple(role for role in asked if role in VISIBLE_TO_TRAINERS))
    return await uow.repository(UserReader).page(wanted, page)


@query(*ALL_ROLES)
async def get_user(uow: ReadUnit, actor: Actor, user_id: int) -> User:
    """One user: anybody for admins, trainers and trainees for trainers, yourself for everybody."""
    user = await uow.repository(UserReader).get(user_id)
    if user is None or not user.visible_to(actor):
        raise NotFound("user")
    return user


@query(*ALL_ROLES)
async def export_person(uow: ReadUnit, actor: Actor, user_id: int) -> dict[str, object]:
    """Everything that the features store about a person: for admins, and for the person."""
    user = await uow.repository(UserReader).get(user_id)
    if user is None or not (actor.is_admin or actor.id == user_id):
        raise NotFound("user")
    exported: dict[str, object] = {}
    for held in uow.person_data:
        exported |= await held.export(uow, user.person)
    return exported
