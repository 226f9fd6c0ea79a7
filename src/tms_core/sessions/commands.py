"""Commands that schedule and change sessions, and record attendance."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from tms_core.actor import Actor, Role
from tms_core.entity import PersonRef, SuccessMessage
from tms_core.errors import Conflict, FieldError, Invalid, NotFound, NotPermitted, Stale
from tms_core.organisation.model import organisation_of
from tms_core.sessions.conflicts import check_available
from tms_core.sessions.events import SessionView, session_changes, session_created, session_deleted, to_view
from tms_core.sessions.inputs import (
    Attendance,
    AttendanceRecord,
    NewSession,
    SessionChanges,
    TraineeList,
    one_of_both,
)
from tms_core.sessions.model import (
    LEADERS,
    Enrolment,
    SessionStatus,
    TrainingSession,
    check_leads_alone,
    check_roles,
)
from tms_core.sessions.repository import SessionRepository
from tms_core.unit_of_work import UnitOfWork
from tms_core.use_cases import command
from tms_core.users.model import UserRepository
from tms_core.validation import validated


@command(*LEADERS)
async def create_session(
    uow: UnitOfWork, actor: Actor, new: NewSession, allow_conflicts: bool = False
) -> SessionView:
    """Plan a session. Its trainer and trainees must be free, unless ``allow_conflicts`` is true.

    Admins choose who leads it; trainers can only plan sessions that they lead themselves.
    """
    trainer_id = actor.user_id if new.trainer_id is None else new.trainer_id
    check_leads_alone(actor, trainer_id)
    session = TrainingSession(
        title=new.title,
        description=new.description,
        trainer_id=trainer_id,
        capacity=new.capacity,
        scheduled_date=new.scheduled_date,
        duration_minutes=new.duration_minutes,
        time_zone=new.time_zone or (await organisation_of(uow)).time_zone,
        status=new.status,
        class_link=new.class_link,
        roster=tuple(Enrolment(trainee_id=trainee_id) for trainee_id in new.wanted_trainees),
        created_at=uow.now,
        updated_at=uow.now,
    )
    session.check_capacity()
    people = await _checked_people(uow, None, session)
    if not allow_conflicts:
        await check_available(uow, actor, session, session.people_ids, people)
    session = await uow.repository(SessionRepository).add(session)
    uow.record(session_created(session))
    return to_view(session, people)


@command(*LEADERS)
async def update_session(
    uow: UnitOfWork,
    actor: Actor,
    session_id: int,
    changes: SessionChanges,
    allow_conflicts: bool = False,
    expected_versions: Collection[int] | None = None,
) -> SessionView:
    """Change the fields that are sent. Added people must be free, unless ``allow_conflicts`` is true.

    Scheduled sessions can be completed or cancelled; only admins can reopen a session.
    """
    session = await _lock_for_update(uow, actor, session_id, expected_versions)
    check_leads_alone(actor, changes.get("trainer_id", session.trainer_id))
    changed = _changed(session, changes, uow)
    _check_status_change(actor, session.status, changed.status)
    return await _save(uow, actor, session, changed, allow_conflicts)


def _changed(session: TrainingSession, changes: SessionChanges, uow: UnitOfWork) -> TrainingSession:
    fields: dict[str, Any] = validated(SessionChanges, dict(changes))
    if "trainee_ids" in fields and "trainee_id" in fields:
        raise one_of_both()
    if "trainee_id" in fields:
        trainee_id = fields.pop("trainee_id")
        fields["trainee_ids"] = () if trainee_id is None else (trainee_id,)
    if "trainee_ids" in fields:
        fields["roster"] = session.enrolments_for(fields.pop("trainee_ids"))
    return session.with_changes(uow.now, **fields)


@command(Role.ADMIN)
async def delete_session(
    uow: UnitOfWork, actor: Actor, session_id: int, expected_versions: Collection[int] | None = None
) -> SuccessMessage:
    """Delete a session with its attendance. To keep the record, cancel it instead."""
    session = await _lock_for_update(uow, actor, session_id, expected_versions)
    await uow.repository(SessionRepository).remove(session)
    uow.record(session_deleted(session))
    return SuccessMessage(message="Session deleted.")


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
    session = await _lock_for_update(uow, actor, session_id, expected_versions)
    everyone = tuple(dict.fromkeys((*session.trainee_ids, *trainees.trainee_ids)))
    changed = session.with_changes(uow.now, roster=session.enrolments_for(everyone))
    return await _save(uow, actor, session, changed, allow_conflicts)


@command(*LEADERS)
async def remove_trainee(
    uow: UnitOfWork,
    actor: Actor,
    session_id: int,
    trainee_id: int,
    expected_versions: Collection[int] | None = None,
) -> SessionView:
    """Remove a trainee and their attendance mark from a session."""
    session = await _lock_for_update(uow, actor, session_id, expected_versions)
    return await _save(uow, actor, session, session.without_trainee(trainee_id, uow.now))


@command(*LEADERS)
async def mark_attendance(
    uow: UnitOfWork,
    actor: Actor,
    session_id: int,
    attendance: Attendance,
    expected_versions: Collection[int] | None = None,
) -> SessionView:
    """Set attendance marks, once the session has started. Only the marks that are sent change."""
    session = await _lock_for_update(uow, actor, session_id, expected_versions)
    return await _save(uow, actor, session, apply_marks(session, attendance.records, actor.id, uow.now))


async def _lock_for_update(
    uow: UnitOfWork, actor: Actor, session_id: int, expected_versions: Collection[int] | None
) -> TrainingSession:
    """The session, locked against other writers, if the actor may change it
    and has seen its latest version."""
    session = (await uow.repository(SessionRepository).lock([session_id])).get(session_id)
    if session is None or not (actor.is_admin or actor.id == session.trainer_id):
        raise NotFound("session")
    if expected_versions is not None and session.version not in expected_versions:
        raise Stale(to_view(session, await uow.repository(UserRepository).people(session.people_ids)))
    return session


async def _save(
    uow: UnitOfWork,
    actor: Actor,
    before: TrainingSession,
    after: TrainingSession,
    allow_conflicts: bool = True,
) -> SessionView:
    """Store the changes, after checking that newly involved people exist,
    have the right role and are free."""
    people: Mapping[int, PersonRef]
    if after is before:
        return to_view(before, await uow.repository(UserRepository).people(before.people_ids))
    requested = _newly_requested(before, after)
    if requested:
        people = await _checked_people(uow, None if _reopened(before, after) else before, after)
        if not allow_conflicts:
            await check_available(uow, actor, after, requested, people)
    else:
        people = await uow.repository(UserRepository).people(after.people_ids)
    await uow.repository(SessionRepository).update(before, after)
    for event in session_changes(before, after):
        uow.record(event)
    return to_view(after, people)


def _newly_requested(before: TrainingSession, after: TrainingSession) -> frozenset[int]:
    """The people whose time is needed now but was not before."""
    if _reopened(before, after) or before.interval != after.interval:
        return after.people_ids
    return _new_trainer(before, after) | _new_trainees(before, after)


def _reopened(before: TrainingSession, after: TrainingSession) -> bool:
    """Whether a session becomes scheduled again: the people in it may have
    another role, or be busy, by now."""
    return before.status is not SessionStatus.SCHEDULED and after.status is SessionStatus.SCHEDULED


def _new_trainer(before: TrainingSession | None, after: TrainingSession) -> frozenset[int]:
    known = before is not None and before.trainer_id == after.trainer_id
    return frozenset() if known else frozenset([after.trainer_id])


def _new_trainees(before: TrainingSession | None, after: TrainingSession) -> frozenset[int]:
    return frozenset(after.trainee_ids) - frozenset(before.trainee_ids if before else ())


async def _checked_people(
    uow: UnitOfWork, before: TrainingSession | None, after: TrainingSession
) -> dict[int, PersonRef]:
    """Lock everyone in the session, and check that the new people have the right roles.

    Raises ``Invalid`` with every id that is not a trainer or trainee.
    """
    users = await uow.repository(UserRepository).lock(after.people_ids)
    check_roles(users, _new_trainer(before, after), _new_trainees(before, after))
    people = {user.id: user.person for user in users.values()}
    if missing := after.people_ids - people.keys():
        people |= await uow.repository(UserRepository).people(missing)
    return people


def _check_status_change(actor: Actor, before: SessionStatus, after: SessionStatus) -> None:
    """Scheduled sessions can be completed or cancelled; admins can reopen them."""
    if before is after or before is SessionStatus.SCHEDULED:
        return
    if after is not SessionStatus.SCHEDULED:
        detail = f"A {before} session cannot become {after}. Put it back to scheduled first."
        raise Conflict("status_change_not_allowed", detail)
    if not actor.is_admin:
        raise NotPermitted("Only admins can reopen a session.")


def apply_marks(
    session: TrainingSession, records: Iterable[AttendanceRecord], by: int | None, now: datetime
) -> TrainingSession:
    """The session with these marks; trainees who are not listed keep theirs.

    Raises ``Invalid`` for anyone who does not take part, ``Conflict`` if the session has not started or is
    cancelled.
    """
    session.check_markable(now)
    wanted = {record["trainee_id"]: record for record in records}
    if strangers := [str(trainee_id) for trainee_id in wanted if trainee_id not in session.trainee_ids]:
        raise Invalid([FieldError("records", f"not trainees of this session: {', '.join(strangers)}")])
    roster = tuple(
        _with_mark(enrolment, wanted[enrolment.trainee_id], by, now)
        if enrolment.trainee_id in wanted
        else enrolment
        for enrolment in session.roster
    )
    return session.with_changes(now, roster=roster)


def _with_mark(enrolment: Enrolment, record: AttendanceRecord, by: int | None, now: datetime) -> Enrolment:
    cleaned = validated(AttendanceRecord, dict(record))
    if cleaned["status"] is None:
        return Enrolment(trainee_id=enrolment.trainee_id)
    note = cleaned.get("note", enrolment.note) or None
    if (cleaned["status"], note) == (enrolment.status, enrolment.note):
        return enrolment
    return replace(enrolment, status=cleaned["status"], note=note, marked_at=now, marked_by=by)
