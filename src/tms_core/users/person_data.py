"""What is known of a person themselves."""

from collections.abc import Mapping

from tms_core.actor import ALL_ROLES, Actor
from tms_core.entity import PersonRef
from tms_core.errors import NotFound
from tms_core.permissions import permitted
from tms_core.person_data import Departure, PersonData
from tms_core.unit_of_work import UnitOfWork
from tms_core.users.events import user_deleted
from tms_core.users.renaming import record_name_change
from tms_core.users.repository import UserRepository


@permitted(*ALL_ROLES)
async def export_person(uow: UnitOfWork, actor: Actor, user_id: int) -> dict[str, object]:
    """Everything that every feature holds of a person: for themselves, and for admins."""
    user = await uow.repository(UserRepository).get(user_id)
    if user is None or not (actor.is_admin or actor.id == user_id):
        raise NotFound("user")
    exported: dict[str, object] = {}
    for held in uow.person_data:
        exported |= await held.export(uow, user.person)
    return exported


async def _export(uow: UnitOfWork, person: PersonRef) -> Mapping[str, object]:
    return {"user": await uow.repository(UserRepository).get(person.id)}


async def _erase(uow: UnitOfWork, actor: Actor, departure: Departure) -> None:
    users = uow.repository(UserRepository)
    user = (await users.lock([departure.person.id]))[departure.person.id]
    await record_name_change(uow, user)
    await users.remove(user, uow.now)
    uow.record(user_deleted(user))


PERSON_DATA: PersonData[UnitOfWork] = PersonData(export=_export, erase=_erase)
