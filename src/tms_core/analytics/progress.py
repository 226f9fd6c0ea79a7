"""How far one trainee has come."""

from collections.abc import Iterable

from tms_core.analytics.model import MarkCounts, TraineeProgress, hours
from tms_core.analytics.repository import EnrolmentCount
from tms_core.entity import PersonRef
from tms_core.sessions.model import AttendanceStatus, SessionStatus

ATTENDED = (AttendanceStatus.PRESENT, AttendanceStatus.LATE)


def progress_of(trainee: PersonRef, enrolments: Iterable[EnrolmentCount]) -> TraineeProgress:
    """What a trainee's seats add up to. Held is what is completed, and whatever this trainee was marked in."""
    enrolments = [enrolment for enrolment in enrolments if enrolment.status is not SessionStatus.CANCELLED]
    held = [
        enrolment for enrolment in enrolments if enrolment.status is SessionStatus.COMPLETED or enrolment.mark
    ]
    attended = [enrolment for enrolment in held if enrolment.mark in ATTENDED]
    upcoming = [
        enrolment
        for enrolment in enrolments
        if enrolment.status is SessionStatus.SCHEDULED and enrolment.ahead
    ]
    marks = MarkCounts(**{mark.value: _number(held, mark) for mark in AttendanceStatus})
    return TraineeProgress(
        trainee=trainee,
        held=sum(enrolment.enrolments for enrolment in held),
        attended=marks.attended,
        attendance_rate=marks.attendance_rate,
        hours_attended=hours(sum(enrolment.minutes for enrolment in attended)),
        marks=marks,
        unmarked=_number(held, None),
        upcoming=sum(enrolment.enrolments for enrolment in upcoming),
        next_at=min((enrolment.first for enrolment in upcoming), default=None),
    )


def _number(enrolments: Iterable[EnrolmentCount], mark: AttendanceStatus | None) -> int:
    return sum(enrolment.enrolments for enrolment in enrolments if enrolment.mark is mark)
