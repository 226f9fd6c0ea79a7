"""What is known of somebody's passwords, and the end of their sign-in."""

from collections.abc import Mapping
from functools import partial

from tms_core.actor import Actor
from tms_core.auth.model import AuditFilter
from tms_core.auth.repository import AuthReader, AuthRepository
from tms_core.entity import PersonRef
from tms_core.pagination import read_all
from tms_core.person_data import Departure, PersonData
from tms_core.unit_of_work import ReadUnit, UnitOfWork


async def _export(uow: ReadUnit, person: PersonRef) -> Mapping[str, object]:
    page = uow.repository(AuthReader).password_log_page
    return {"password_log": await read_all(partial(page, AuditFilter(user_id=person.id)))}


async def _erase(uow: UnitOfWork, actor: Actor, departure: Departure) -> None:
    """Nobody signs in any more. The password log stays: it holds ids alone, and proves who did what."""
    await uow.repository(AuthRepository).remove_credentials(departure.person.id)


PERSON_DATA: PersonData[UnitOfWork] = PersonData(export=_export, erase=_erase)
