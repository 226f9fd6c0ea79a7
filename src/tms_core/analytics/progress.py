"""How far one trainee has come."""

from collections.abc import Iterable

from tms_core.analytics.model import MarkCounts, TraineeProgress, hours
from tms_core.analytics.repository import SeatsOf
from tms_core.entity import Person
from tms_core.sessions.model import AttendanceStatus, SessionStatus

ATTENDED = (AttendanceStatus.PRESENT, AttendanceStatus.LATE)


def progress_of(trainee: Person, seats: Iterable[SeatsOf]) -> TraineeProgress:
    """What a trainee's seats add up to. Held is what is completed, and whatever this trainee was marked in."""
    seats = [seat for seat in seats if seat.status is not SessionStatus.CANCELLED]
    held = [seat for seat in seats if seat.status is SessionStatus.COMPLETED or seat.mark]
    attended = [seat for seat in held if seat.mark in ATTENDED]
    upcoming = [seat for seat in seats if seat.status is SessionStatus.SCHEDULED and seat.ahead]
    marks = MarkCounts(**{mark.value: _number(held, mark) for mark in AttendanceStatus})
    return TraineeProgress(
        trainee=trainee,
        held=sum(seat.seats for seat in held),
        attended=marks.attended,
        attendance_rate=marks.attendance_rate,
        hours_attended=hours(sum(seat.minutes for seat in attended)),
        marks=marks,
        unmarked=_number(held, None),
        upcoming=sum(seat.seats for seat in upcoming),
        next_at=min((seat.first for seat in upcoming), default=None),
    )


def _number(seats: Iterable[SeatsOf], mark: AttendanceStatus | None) -> int:
    return sum(seat.seats for seat in seats if seat.mark is mark)
