"""Who came: marks are merged row by row, so that two people can mark one roster."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from tms_core.errors import FieldError, Invalid
from tms_core.sessions.inputs import AttendanceRecord
from tms_core.sessions.model import Enrolment, TrainingSession
from tms_core.validation import validated


def apply_marks(
    session: TrainingSession, records: Iterable[AttendanceRecord], by: int | None, now: datetime
) -> TrainingSession:
    """The session with these marks; trainees who are not named keep theirs.

    Raises ``Invalid`` for anyone who does not take part, ``Conflict`` before the start or when cancelled.
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
    record = validated(AttendanceRecord, dict(record))  # type: ignore[assignment]  # same keys, cleaned values
    if record["status"] is None:
        return Enrolment(trainee_id=enrolment.trainee_id)
    note = record.get("note", enrolment.note) or None
    if (record["status"], note) == (enrolment.status, enrolment.note):
        return enrolment
    return replace(enrolment, status=record["status"], note=note, marked_at=now, marked_by=by)
