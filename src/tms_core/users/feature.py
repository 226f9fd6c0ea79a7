"""People: trainees, trainers and admins."""

from collections.abc import Mapping

from tms_core.actor import Actor
from tms_core.entity import PersonRef
from tms_core.errors import Kind, ProblemType
from tms_core.feature import Documentation, Feature
from tms_core.person_data import Departure, PersonData
from tms_core.unit_of_work import ReadUnit, UnitOfWork
from tms_core.users import bootstrap, commands, queries
from tms_core.users.events import CREDENTIALS_SHARED, USER_CREATED, USER_DELETED, USER_UPDATED, user_deleted
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


def _documentation() -> Documentation:
    from tms_core.users.documentation import DOCUMENTATION

    return DOCUMENTATION


USERS = Feature(
    name="users",
    commands=(
        commands.create_user,
        commands.update_user,
        commands.delete_user,
        bootstrap.add_first_admin,
        bootstrap.add_admin,
    ),
    queries=(queries.list_users, queries.get_user, queries.export_person),
    events=(USER_CREATED, USER_UPDATED, USER_DELETED, CREDENTIALS_SHARED),
    problems=(
        ProblemType("username_taken", Kind.CONFLICT, "Another user has this username. Case is ignored."),
        ProblemType(
            "email_taken",
            Kind.CONFLICT,
            "Another user has this e-mail address. Case is ignored.",
        ),
        ProblemType(
            "last_admin",
            Kind.CONFLICT,
            "This is the last admin. Make somebody else an admin first.",
        ),
        ProblemType("own_account", Kind.CONFLICT, "You cannot delete your own account. Ask another admin."),
    ),
    person_data=PERSON_DATA,
    documentation=_documentation,
)
