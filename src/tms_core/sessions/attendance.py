"""Who came: marks are merged row by row, so that two people can mark one roster."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from tms_core.errors import FieldError, Invalid
from tms_core.fields import cleaned
from tms_core.sessions.inputs import AttendanceRecord
from tms_core.sessions.model import Seat, TrainingSession


def marked(
    session: TrainingSession, records: Iterable[AttendanceRecord], by: int | None, now: datetime
) -> TrainingSession:
    """The session with these marks; trainees who are not named keep theirs.

    Raises ``Invalid`` for anyone who does not take part, ``Conflict`` before the start or when cancelled.
    """
    session.check_markable(now)
    wanted = {record["trainee_id"]: record for record in records}
    if strangers := [str(trainee_id) for trainee_id in wanted if trainee_id not in session.trainee_ids]:
        raise Invalid([FieldError("records", f"these do not take part: {', '.join(strangers)}")])
    roster = tuple(
        _seat(seat, wanted[seat.trainee_id], by, now) if seat.trainee_id in wanted else seat
        for seat in session.roster
    )
    return session.changed(now, roster=roster)


def _seat(seat: Seat, record: AttendanceRecord, by: int | None, now: datetime) -> Seat:
    record = cleaned(AttendanceRecord, dict(record))  # type: ignore[assignment]  # same keys, cleaned values
    if record["status"] is None:
        return Seat(trainee_id=seat.trainee_id)
    note = record.get("note", seat.note) or None
    if (record["status"], note) == (seat.status, seat.note):
        return seat
    return replace(seat, status=record["status"], note=note, marked_at=now, marked_by=by)
