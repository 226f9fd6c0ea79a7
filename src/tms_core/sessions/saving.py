"""How a changed session is stored: locked, checked against everybody involved and against the organisation's own
fields, and announced."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from tms_core.actor import Actor
from tms_core.entity import PersonRef
from tms_core.errors import NotFound, NotPermitted, Stale
from tms_core.organisation.custom_fields import CustomFieldOwner, CustomValue, checked, shown
from tms_core.organisation.model import organisation_of
from tms_core.sessions.conflicts import check_available, checked_people
from tms_core.sessions.events import SessionView, session_changes, to_view
from tms_core.sessions.model import SessionStatus, TrainingSession
from tms_core.sessions.repository import SessionRepository
from tms_core.unit_of_work import ReadUnit, UnitOfWork
from tms_core.users.model import UserRepository

OWNER = CustomFieldOwner.SESSION


async def values_of_new(uow: ReadUnit, values: Mapping[str, CustomValue]) -> dict[str, CustomValue]:
    """The values to store of a new session. Raises ``Invalid``, also if a required one is missing."""
    return checked((await organisation_of(uow)).custom_fields, OWNER, values)


async def changed_values(
    uow: ReadUnit, session: TrainingSession, values: Mapping[str, CustomValue]
) -> dict[str, CustomValue]:
    """All values to store once ``values`` have been applied to those of ``session``. Raises ``Invalid``."""
    return checked((await organisation_of(uow)).custom_fields, OWNER, values, session.custom)


async def as_shown(uow: ReadUnit, *sessions: TrainingSession) -> list[TrainingSession]:
    """The sessions without the values of fields that the organisation has removed. Those stay stored, and are
    shown again when the field returns."""
    if not any(session.custom for session in sessions):
        return list(sessions)
    definitions = (await organisation_of(uow)).custom_fields
    return [
        replace(session, custom=shown(definitions, OWNER, session.custom)) if session.custom else session
        for session in sessions
    ]


async def hide_removed_fields(uow: ReadUnit, views: Sequence[SessionView]) -> None:
    """The same for views that have just been read."""
    if any(view.custom for view in views):
        definitions = (await organisation_of(uow)).custom_fields
        for view in views:
            view.custom = shown(definitions, OWNER, view.custom)


async def lock_for_update(
    uow: UnitOfWork, actor: Actor, session_id: int, expected_versions: Collection[int] | None
) -> TrainingSession:
    """The session, locked against other writers, if the actor may change it
    and has seen its latest version."""
    session = (await uow.repository(SessionRepository).lock([session_id])).get(session_id)
    if session is None or not (actor.is_admin or actor.id == session.trainer_id):
        raise NotFound("session")
    if expected_versions is not None and session.version not in expected_versions:
        [seen] = await as_shown(uow, session)
        raise Stale(to_view(seen, await uow.repository(UserRepository).people(session.people_ids)))
    return session


async def save(
    uow: UnitOfWork,
    actor: Actor,
    before: TrainingSession,
    after: TrainingSession,
    allow_conflicts: bool = True,
    discard_attendance: bool = False,
) -> SessionView:
    """Store the changes, after checking that the actor may change what has been held, that no attendance gets
    lost, and that newly involved people exist, have the right role and are free."""
    people: Mapping[int, PersonRef]
    if after is before:
        [seen] = await as_shown(uow, before)
        return to_view(seen, await uow.repository(UserRepository).people(before.people_ids))
    _check_may_change_record(actor, before, after)
    if not discard_attendance:
        after.check_keeps_marks(before)
    requested = _newly_requested(before, after)
    if requested:
        known = None if _reopened(before, after) else before
        people = await checked_people(uow, after, _new_trainer(known, after), _new_trainees(known, after))
        if not allow_conflicts:
            await check_available(uow, actor, after, requested, people)
    else:
        people = await uow.repository(UserRepository).people(after.people_ids)
    await uow.repository(SessionRepository).update(before, after)
    shown_before, shown_after = await as_shown(uow, before, after)
    for event in session_changes(shown_before, shown_after):
        uow.record(event)
    return to_view(shown_after, people)


SETTLED = ("title", "scheduled_date", "duration_minutes", "time_zone", "trainer_id", "trainee_ids")
"""What only admins can change about a completed session."""


def _check_may_change_record(actor: Actor, before: TrainingSession, after: TrainingSession) -> None:
    stays_completed = before.status is SessionStatus.COMPLETED is after.status
    if actor.is_admin or not stays_completed:
        return
    if changed := [name for name in SETTLED if getattr(before, name) != getattr(after, name)]:
        raise NotPermitted(f"Only admins can change {', '.join(changed)} of a completed session.")


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
