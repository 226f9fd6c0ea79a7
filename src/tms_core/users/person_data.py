"""What is known of a person themselves."""

from collections.abc import Mapping

from tms_core.actor import Actor
from tms_core.entity import PersonRef
from tms_core.person_data import Departure, PersonData
from tms_core.unit_of_work import ReadUnit, UnitOfWork
from tms_core.users.events import user_deleted
from tms_core.users.renaming import record_name_change
from tms_core.users.repository import UserReader, UserRepository


async def _export(uow: ReadUnit, person: PersonRef) -> Mapping[str, object]:
    return {"user": await uow.repository(UserReader).get(person.id)}


async def _erase(uow: UnitOfWork, actor: Actor, departure: Departure) -> None:
    users = uow.repository(UserRepository)
    user = (await users.lock([departure.person.id]))[departure.person.id]
    await record_name_change(uow, user)
    await users.remove(user, uow.now)
    uow.record(user_deleted(user))


PERSON_DATA: PersonData[UnitOfWork] = PersonData(export=_export, erase=_erase)
