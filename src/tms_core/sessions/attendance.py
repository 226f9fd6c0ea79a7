"""Recording attendance, mark by mark, so that two people can fill in one roster."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime

from tms_core.actor import Actor
from tms_core.errors import FieldError, Invalid
from tms_core.sessions.enrolment import CAME, Enrolment
from tms_core.sessions.events import SessionView
from tms_core.sessions.inputs import Attendance, AttendanceRecord
from tms_core.sessions.model import LEADERS, TrainingSession
from tms_core.sessions.saving import lock_for_update, save
from tms_core.unit_of_work import UnitOfWork
from tms_core.use_cases import command
from tms_core.validation import validated


@command(*LEADERS)
async def mark_attendance(
    uow: UnitOfWork,
    actor: Actor,
    session_id: int,
    attendance: Attendance,
    expected_versions: Collection[int] | None = None,
) -> SessionView:
    """Set attendance marks, once the session has started. Only the marks that are sent change."""
    session = await lock_for_update(uow, actor, session_id, expected_versions)
    return await save(uow, actor, session, apply_marks(session, attendance.records, actor.id, uow.now))


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
    status = cleaned["status"]
    if status is None:
        return replace(enrolment, status=None, minutes=None, note=None, marked_at=None, marked_by=None)
    note = cleaned.get("note", enrolment.note) or None
    minutes = cleaned.get("minutes", enrolment.minutes) if status in CAME else None
    if (status, minutes, note) == (enrolment.status, enrolment.minutes, enrolment.note):
        return enrolment
    return replace(enrolment, status=status, minutes=minutes, note=note, marked_at=now, marked_by=by)
