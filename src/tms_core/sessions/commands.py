"""Commands that schedule, change, close and delete sessions, and change who takes part."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from tms_core.actor import Actor, Role
from tms_core.entity import SuccessMessage
from tms_core.errors import Conflict, Invalid, NotPermitted
from tms_core.organisation.model import organisation_of
from tms_core.sessions.conflicts import check_available, checked_people
from tms_core.sessions.enrolment import Enrolment
from tms_core.sessions.events import SessionView, session_created, session_deleted, to_view
from tms_core.sessions.inputs import SessionChanges, TraineeList
from tms_core.sessions.model import (
    DELETED_FOR,
    LEADERS,
    UNDO_PERIOD,
    NewSession,
    SessionStatus,
    TrainingSession,
)
from tms_core.sessions.refusals import has_attendance, one_of_both
from tms_core.sessions.replies import without_replies
from tms_core.sessions.repository import SessionRepository
from tms_core.sessions.saving import changed_values, lock_for_update, save, values_of_new
from tms_core.unit_of_work import UnitOfWork
from tms_core.use_cases import command
from tms_core.validation import validated


@command(*LEADERS)
async def create_session(
    uow: UnitOfWork, actor: Actor, new: NewSession, allow_conflicts: bool = False
) -> SessionView:
    """Plan a session. Its trainer and trainees must be free, unless ``allow_conflicts`` is true.

    Admins choose who leads it; trainers can only plan sessions that they lead themselves.
    """
    trainer_id = actor.user_id if new.trainer_id is None else new.trainer_id
    _check_external_id(actor, None, new.external_id)
    closing = _closing(actor, new.status, uow.now)
    check_leads_alone(actor, trainer_id)
    added = [Enrolment(trainee_id=id_, added_by=actor.id, added_at=uow.now) for id_ in new.wanted_trainees]
    session = TrainingSession(
        title=new.title,
        description=new.description or "",
        trainer_id=trainer_id,
        capacity=new.capacity,
        scheduled_date=new.scheduled_date,
        duration_minutes=new.duration_minutes,
        time_zone=new.time_zone or (await organisation_of(uow)).time_zone,
        status=new.status,
        class_link=new.class_link,
        location=new.location,
        external_id=new.external_id,
        custom={} if new.custom is None else await values_of_new(uow, new.custom),
        roster=tuple(added),
        created_by=actor.id,
        created_at=uow.now,
        updated_at=uow.now,
        **closing,
    )
    session.check_capacity()
    session.check_completed(uow.now)
    people = await checked_people(uow, session, [trainer_id], session.trainee_ids)
    if not allow_conflicts:
        await check_available(uow, actor, session, session.people_ids, people)
    session = await uow.repository(SessionRepository).add(session)
    uow.record(session_created(session))
    return to_view(session, people)


def check_leads_alone(actor: Actor, trainer_id: int) -> None:
    """Raises ``NotPermitted`` if a trainer names somebody else as the trainer."""
    if actor.role is not Role.ADMIN and trainer_id != actor.id:
        raise NotPermitted("Trainers can only plan sessions that they lead themselves.")


@command(*LEADERS)
async def update_session(
    uow: UnitOfWork,
    actor: Actor,
    session_id: int,
    changes: SessionChanges,
    allow_conflicts: bool = False,
    expected_versions: Collection[int] | None = None,
    discard_attendance: bool = False,
) -> SessionView:
    """Change the fields that are sent. Added people must be free, unless ``allow_conflicts`` is true.

    Scheduled sessions can be cancelled, with a ``status_reason``, and completed once they have started. Admins can reopen
    a session, and so can whoever closed it, for 10 minutes. Title, time and people of a completed session can only be
    changed by admins. Trainees with an attendance mark are only removed if ``discard_attendance`` is true.
    """
    session = await lock_for_update(uow, actor, session_id, expected_versions)
    check_leads_alone(actor, changes.get("trainer_id", session.trainer_id))
    changed = session.with_changes(uow.now, **await _changed_fields(uow, actor, session, changes))
    _check_external_id(actor, session.external_id, changed.external_id)
    return await save(uow, actor, session, changed, allow_conflicts, discard_attendance)


async def _changed_fields(
    uow: UnitOfWork, actor: Actor, session: TrainingSession, changes: SessionChanges
) -> dict[str, Any]:
    fields: dict[str, Any] = validated(SessionChanges, dict(changes))
    if "trainee_ids" in fields and "trainee_id" in fields:
        raise one_of_both()
    if "trainee_id" in fields:
        trainee_id = fields.pop("trainee_id")
        fields["trainee_ids"] = () if trainee_id is None else (trainee_id,)
    if "trainee_ids" in fields:
        fields |= session.with_trainees(fields.pop("trainee_ids"), actor.id, uow.now)
    if fields.get("scheduled_date", session.scheduled_date) != session.scheduled_date:
        fields["roster"] = without_replies(fields.get("roster", session.roster))
    if "description" in fields:
        fields["description"] = fields["description"] or ""
    if "custom" in fields:
        fields["custom"] = await changed_values(uow, session, fields["custom"])
    status = fields.get("status", session.status)
    if status is not SessionStatus.CANCELLED and fields.get("status_reason") is not None:
        raise Invalid.field("status_reason", "goes with cancelling a session")
    if status is not session.status:
        _check_status_change(actor, session, status, uow.now)
        fields |= {"status_reason": fields.get("status_reason"), **_closing(actor, status, uow.now)}
    return fields


def _closing(actor: Actor, status: SessionStatus, now: datetime) -> dict[str, Any]:
    """Who closed a session that has this status now, and when."""
    is_open = status is SessionStatus.SCHEDULED
    return {"closed_by": None if is_open else actor.id, "closed_at": None if is_open else now}


def _check_status_change(actor: Actor, session: TrainingSession, after: SessionStatus, now: datetime) -> None:
    """Scheduled sessions can be completed or cancelled; admins can reopen them, and for a while whoever
    closed them."""
    if session.status is SessionStatus.SCHEDULED:
        return
    if after is not SessionStatus.SCHEDULED:
        detail = f"A {session.status} session cannot become {after}. Put it back to scheduled first."
        raise Conflict("status_change_not_allowed", detail)
    if not (actor.is_admin or _can_undo(actor, session.closed_by, session.closed_at, now)):
        minutes = UNDO_PERIOD // timedelta(minutes=1)
        detail = f"Only admins can reopen a session, and for {minutes} minutes whoever closed it."
        raise NotPermitted(detail)


def _can_undo(actor: Actor, done_by: int | None, done_at: datetime | None, now: datetime) -> bool:
    """Whether the actor did something so recently that they may take it back. The clocks of two hosts can
    differ a little, so it may seem to have been done in the future, but not by more than that period."""
    return done_by is not None and done_by == actor.id and abs(now - (done_at or now)) <= UNDO_PERIOD


def _check_external_id(actor: Actor, before: str | None, after: str | None) -> None:
    """Raises ``NotPermitted`` unless an admin changes it: other systems find the session by it."""
    if after != before and not actor.is_admin:
        raise NotPermitted("Only admins can change external_id.")


@command(*LEADERS)
async def delete_session(
    uow: UnitOfWork, actor: Actor, session_id: int, expected_versions: Collection[int] | None = None
) -> SuccessMessage:
    """Delete a session with its attendance. To keep the record, cancel it instead.

    Admins can delete any session; whoever created one can for 10 minutes, if no attendance has been taken. It is
    invisible at once, and erased after 30 days.
    """
    session = await lock_for_update(uow, actor, session_id, expected_versions)
    if not actor.is_admin:
        _check_may_undo_creation(actor, session, uow.now)
    await uow.repository(SessionRepository).remove(session, uow.now)
    uow.record(session_deleted(session))
    return SuccessMessage(message="Session deleted.")


def _check_may_undo_creation(actor: Actor, session: TrainingSession, now: datetime) -> None:
    if not _can_undo(actor, session.created_by, session.created_at, now):
        minutes = UNDO_PERIOD // timedelta(minutes=1)
        detail = f"Only admins can delete a session, and for {minutes} minutes whoever created it. Cancel it."
        raise NotPermitted(detail)
    if session.ever_marked_ids:
        raise has_attendance(session.ever_marked_ids, "Only admins can delete it.")


PURGED_AT_ONCE = 200


@command()
async def purge_deleted_sessions(uow: UnitOfWork, actor: Actor) -> int:
    """Erase a bounded number of the sessions that were deleted more than 30 days ago, with their attendance.

    Returns how many; 0 when nothing is left to do.
    """
    before = uow.now - DELETED_FOR
    return await uow.repository(SessionRepository).purge(before, PURGED_AT_ONCE)


@command(*LEADERS)
async def add_trainees(
    uow: UnitOfWork,
    actor: Actor,
    session_id: int,
    trainees: TraineeList,
    allow_conflicts: bool = False,
    expected_versions: Collection[int] | None = None,
) -> SessionView:
    """Add trainees: all of them, or none if one is busy, unknown or too many. Those already in it are unchanged."""
    session = await lock_for_update(uow, actor, session_id, expected_versions)
    everyone = dict.fromkeys((*session.trainee_ids, *trainees.trainee_ids))
    changed = session.with_changes(uow.now, **session.with_trainees(everyone, actor.id, uow.now))
    return await save(uow, actor, session, changed, allow_conflicts)


@command(*LEADERS)
async def remove_trainee(
    uow: UnitOfWork,
    actor: Actor,
    session_id: int,
    trainee_id: int,
    expected_versions: Collection[int] | None = None,
    discard_attendance: bool = False,
) -> SessionView:
    """Remove a trainee from a session; one with an attendance mark only if ``discard_attendance`` is true.

    A discarded mark counts nowhere any more, and stays in the history.
    """
    session = await lock_for_update(uow, actor, session_id, expected_versions)
    changed = session.without_trainee(trainee_id, uow.now)
    return await save(uow, actor, session, changed, discard_attendance=discard_attendance)
