"""What becomes of somebody's sessions when they are deleted."""

from tms_core.actor import Actor, Role
from tms_core.errors import Conflict, Invalid
from tms_core.sessions.conflicts import check_available
from tms_core.sessions.events import session_changes
from tms_core.sessions.model import TrainingSession
from tms_core.unit_of_work import UnitOfWork
from tms_core.users.model import User


async def reassign_sessions(
    uow: UnitOfWork, actor: Actor, leaver: User, reassign_to: int | None, allow_conflicts: bool
) -> None:
    """Give the scheduled sessions that ``leaver`` leads to another trainer.

    Raises ``Conflict`` ``has_scheduled_sessions`` when nobody is named, ``schedule_conflict`` when they are busy.
    """
    led = [session for session in await _scheduled(uow, leaver.id) if session.trainer_id == leaver.id]
    if reassign_to is not None:
        successor = (await uow.users.lock([reassign_to])).get(reassign_to)
        if successor is None or successor.role is not Role.TRAINER or successor.id == leaver.id:
            raise Invalid.field("reassign_to", "must be the id of another trainer")
    elif led:
        detail = (
            f"{leaver.name} still leads scheduled sessions ({len(led)}). Name a trainer to take them over."
        )
        raise Conflict("has_scheduled_sessions", detail, session_ids=[session.id for session in led[:100]])
    else:
        return
    for session in led:
        changed = session.with_changes(uow.now, trainer_id=successor.id)
        if not allow_conflicts:
            await check_available(uow, actor, changed, [successor.id], {successor.id: successor.person})
        await _save(uow, session, changed)


async def leave_upcoming_sessions(uow: UnitOfWork, trainee_id: int) -> None:
    """Free the seats of somebody in sessions that have not begun; the others are history and stay."""
    for session in await _scheduled(uow, trainee_id):
        if trainee_id in session.trainee_ids and session.scheduled_date > uow.now:
            await _save(uow, session, session.without_trainee(trainee_id, uow.now))


async def _scheduled(uow: UnitOfWork, person_id: int) -> list[TrainingSession]:
    ids = await uow.sessions.scheduled_of(person_id)
    return list((await uow.sessions.lock(ids)).values()) if ids else []


async def _save(uow: UnitOfWork, before: TrainingSession, after: TrainingSession) -> None:
    await uow.sessions.update(before, after)
    for event in session_changes(before, after):
        uow.record(event)
