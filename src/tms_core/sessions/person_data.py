"""What sessions store about a person, and what becomes of it when the person leaves."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from functools import partial

from tms_core.actor import Actor, Role
from tms_core.entity import PersonRef, read_all
from tms_core.errors import Conflict, Invalid
from tms_core.sessions.conflicts import check_available
from tms_core.sessions.events import session_changes
from tms_core.sessions.inputs import SessionFilter
from tms_core.sessions.model import TrainingSession
from tms_core.sessions.repository import SessionReader, SessionRepository
from tms_core.sessions.saving import as_shown, hide_removed_fields
from tms_core.unit_of_work import Departure, PersonData, ReadUnit, UnitOfWork
from tms_core.users.model import UserRepository

MAX_SESSION_IDS = 100


async def _export(uow: ReadUnit, person: PersonRef) -> Mapping[str, object]:
    page = uow.repository(SessionReader).page
    taken = await read_all(partial(page, SessionFilter(taken_by=person.id, ascending=True)))
    led = await read_all(partial(page, SessionFilter(led_by=person.id, ascending=True)))
    await hide_removed_fields(uow, [*taken, *led])
    return {
        "sessions_led": led,
        "sessions_taken": [session.narrowed_to(person.id) for session in taken],
        "discarded_attendance": await uow.repository(SessionReader).discarded_marks_of(person.id),
        "session_actions": await uow.repository(SessionReader).acts_of(person.id),
    }


async def _blocks_deletion(uow: UnitOfWork, departure: Departure) -> Conflict | None:
    if departure.reassign_to is not None:
        return None
    person = departure.person
    led = [each.id for each in await _unfinished(uow, person.id) if each.trainer_id == person.id]
    detail = f"{person.name} still leads sessions that have not ended ({len(led)}). Name a trainer to take them over."
    return _has_scheduled_sessions(detail, led) if led else None


async def _blocks_role_change(uow: ReadUnit, person: PersonRef) -> Conflict | None:
    unfinished = await uow.repository(SessionReader).scheduled_of(person.id, uow.now)
    detail = f"{person.name} is in sessions that have not ended ({len(unfinished)}). Reassign or cancel them first."
    return _has_scheduled_sessions(detail, unfinished) if unfinished else None


async def _erase(uow: UnitOfWork, actor: Actor, departure: Departure) -> None:
    """Reassign the sessions that the person leads and that have not ended, remove them from sessions that have
    not started, and erase notes about them. The rest is history and stays, also who created, closed and marked
    sessions: it is kept as an id, which belongs to "Deleted user" from now on."""
    if departure.reassign_to is not None:
        await _reassign(uow, actor, departure, departure.reassign_to)
    person_id = departure.person.id
    for session in await _unfinished(uow, person_id):
        if person_id in session.trainee_ids and session.scheduled_date > uow.now:
            await _save(uow, session, session.without_trainee(person_id, uow.now))
    await _erase_notes(uow, person_id)


async def _erase_notes(uow: UnitOfWork, person_id: int) -> None:
    """The log must not keep the notes as values before a change either."""
    noted = await uow.repository(SessionRepository).noted_of(person_id)
    for session in (await uow.repository(SessionRepository).lock(noted)).values():
        roster = tuple(
            replace(each, note=None, reply_note=None) if each.trainee_id == person_id else each
            for each in session.roster
        )
        await _save(uow, session, session.with_changes(uow.now, roster=roster), log_before=False)
    await uow.repository(SessionRepository).erase_hidden_notes(person_id)


async def _reassign(uow: UnitOfWork, actor: Actor, departure: Departure, successor_id: int) -> None:
    """Raises ``Invalid`` unless the successor is another trainer, ``Conflict``
    ``schedule_conflict`` if they are busy."""
    successor = (await uow.repository(UserRepository).lock([successor_id])).get(successor_id)
    if successor is None or successor.role is not Role.TRAINER or successor.id == departure.person.id:
        raise Invalid.field("reassign_to", "must be the id of another trainer")
    if successor.is_deactivated:
        raise Invalid.field("reassign_to", f"{successor.name} has been deactivated")
    for session in await _unfinished(uow, departure.person.id):
        if session.trainer_id == departure.person.id:
            changed = session.with_changes(uow.now, trainer_id=successor.id)
            if not departure.allow_conflicts:
                people = {successor.id: successor.person}
                await check_available(uow, actor, changed, [successor.id], people, since=uow.now)
            await _save(uow, session, changed)


async def _shows_name_to(uow: ReadUnit, person: PersonRef, told: Collection[Role]) -> Iterable[int]:
    """Trainees see their trainers' names, trainers those of their trainees."""
    readers = set(await uow.repository(SessionReader).trainees_led_by(person.id))
    if Role.TRAINER not in told:
        readers |= set(await uow.repository(SessionReader).leaders_of(person.id))
    return readers


def _has_scheduled_sessions(detail: str, session_ids: list[int]) -> Conflict:
    return Conflict("has_scheduled_sessions", detail, session_ids=session_ids[:MAX_SESSION_IDS])


async def _unfinished(uow: UnitOfWork, person_id: int) -> list[TrainingSession]:
    ids = await uow.repository(SessionRepository).scheduled_of(person_id, uow.now)
    return list((await uow.repository(SessionRepository).lock(ids)).values()) if ids else []


async def _save(
    uow: UnitOfWork, before: TrainingSession, after: TrainingSession, log_before: bool = True
) -> None:
    await uow.repository(SessionRepository).update(before, after)
    for event in session_changes(*await as_shown(uow, before, after)):
        uow.record(event if log_before else replace(event, before=None))


PERSON_DATA: PersonData[UnitOfWork] = PersonData(
    export=_export,
    erase=_erase,
    blocks_deletion=_blocks_deletion,
    blocks_role_change=_blocks_role_change,
    shows_name_to=_shows_name_to,
)
