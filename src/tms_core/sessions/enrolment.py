"""One trainee's place in a session: attendance, reply, and the marks from before."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from tms_core.validation import Id


class EnrolmentState(StrEnum):
    """Whether somebody takes part in a session. Only the enrolled count; who is removed keeps their mark on record."""

    ENROLLED = "enrolled"
    WAITING = "waiting"
    DECLINED = "declined"
    REMOVED = "removed"


class AttendanceStatus(StrEnum):
    """Whether a trainee came."""

    PRESENT = "present"
    ABSENT = "absent"
    LATE = "late"
    EXCUSED = "excused"


class Reply(StrEnum):
    """Whether a trainee says that they will come."""

    COMING = "coming"
    NOT_COMING = "not_coming"


CAME = (AttendanceStatus.PRESENT, AttendanceStatus.LATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class PastMark:
    """An attendance mark that counts no more, because its trainee was removed from the session."""

    status: AttendanceStatus
    minutes: int | None = None
    note: str | None = None
    marked_at: datetime | None = None
    marked_by: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """One trainee's place in a session, with the attendance mark and the reply once there is one. ``minutes`` is set if
    they were there for part of the time; ``added_by`` and ``added_at`` are unknown for old enrolments. ``discarded`` are
    the marks from before they were added again, oldest first: the mark of a removed trainee is not among them yet."""

    trainee_id: Id
    state: EnrolmentState = EnrolmentState.ENROLLED
    source: str = "manual"
    added_by: int | None = None
    added_at: datetime | None = None
    status: AttendanceStatus | None = None
    minutes: int | None = None
    note: str | None = None
    marked_at: datetime | None = None
    marked_by: int | None = None
    reply: Reply | None = None
    reply_note: str | None = None
    discarded: tuple[PastMark, ...] = ()

    @property
    def past_marks(self) -> tuple[PastMark, ...]:
        """All marks that count no more."""
        if self.status is None or self.state is EnrolmentState.ENROLLED:
            return self.discarded
        mark = PastMark(
            status=self.status,
            minutes=self.minutes,
            note=self.note,
            marked_at=self.marked_at,
            marked_by=self.marked_by,
        )
        return (*self.discarded, mark)

    def without_past_notes(self) -> "Enrolment":
        """The same without the notes on marks that count no more."""
        note = self.note if self.state is EnrolmentState.ENROLLED else None
        discarded = tuple(replace(mark, note=None) for mark in self.discarded)
        return replace(self, note=note, discarded=discarded)
