"""What is shown of each trainee in a session: their attendance, and what they have replied."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from tms_core.sessions.enrolment import AttendanceStatus, Reply


@dataclass(slots=True, kw_only=True)
class AttendanceMark:
    """Whether a trainee came, who marked it, and when."""

    trainee_id: int
    status: AttendanceStatus
    minutes: int | None
    note: str | None
    marked_at: datetime
    marked_by: int | None


@dataclass(slots=True, kw_only=True)
class TraineeReply:
    """Whether a trainee says that they will come, and why not."""

    trainee_id: int
    reply: Reply
    note: str | None


class TraineePlace(Protocol):
    """A trainee's place in a session and their attendance: an enrolment of the
    entity, or a row of the store."""

    @property
    def trainee_id(self) -> int:
        """The id of the trainee."""

    @property
    def status(self) -> AttendanceStatus | None:
        """The attendance mark; None if there is none yet."""

    @property
    def minutes(self) -> int | None:
        """How long they were there, if only for part of the time."""

    @property
    def note(self) -> str | None:
        """The note on the mark."""

    @property
    def marked_at(self) -> datetime | None:
        """When it was marked."""

    @property
    def marked_by(self) -> int | None:
        """The id of the user who marked it."""

    @property
    def reply(self) -> Reply | None:
        """Whether they say that they will come; None if they have not replied."""

    @property
    def reply_note(self) -> str | None:
        """What they have added."""
