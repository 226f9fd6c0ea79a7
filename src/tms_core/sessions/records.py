"""Sessions and attendance as the event log keeps them: with ids instead of names."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from tms_core.actor import Actor, Role
from tms_core.entity import PersonRef
from tms_core.events import Audience, Event, EventType
from tms_core.organisation.custom_fields import CustomValue
from tms_core.sessions.enrolment import AttendanceStatus, Reply
from tms_core.sessions.model import SessionStatus, TrainingSession


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterEntry:
    """A trainee of a session, with their mark, as the event log keeps it."""

    trainee_id: int
    status: AttendanceStatus | None = None
    minutes: int | None = None
    note: str | None = None
    marked_at: datetime | None = None
    marked_by: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedEnrolment(RosterEntry):
    """The same with what the trainee has replied."""

    reply: Reply | None = None
    reply_note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRecord:
    """A session as the event log keeps it. What earlier versions did not write has a default."""

    id: int
    title: str
    description: str = ""
    trainer_id: int
    roster: tuple[RecordedEnrolment, ...] = ()
    capacity: int | None = None
    scheduled_date: datetime
    duration_minutes: int
    time_zone: str
    status: SessionStatus = SessionStatus.SCHEDULED
    class_link: str | None = None
    location: str | None = None
    created_by: int | None = None
    closed_by: int | None = None
    closed_at: datetime | None = None
    status_reason: str | None = None
    external_id: str | None = None
    custom: dict[str, CustomValue] = field(default_factory=dict)
    version: int = 1
    created_at: datetime
    updated_at: datetime

    @property
    def ends_at(self) -> datetime:
        """The first instant after the session."""
        return self.scheduled_date + timedelta(minutes=self.duration_minutes)

    @property
    def people_ids(self) -> Collection[int]:
        """The trainer and all trainees."""
        return {self.trainer_id, *(entry.trainee_id for entry in self.roster)}


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceMarked:
    """The marks that changed in a session, and its new version. A mark that was cleared has only nulls."""

    session_id: int
    version: int
    updated_at: datetime
    records: tuple[RosterEntry, ...]

    def narrowed_to(self, trainee_id: int) -> "AttendanceMarked":
        """What one trainee may see of it: their own mark, or none."""
        own = tuple(record for record in self.records if record.trainee_id == trainee_id)
        return AttendanceMarked(
            session_id=self.session_id, version=self.version, updated_at=self.updated_at, records=own
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedMarks:
    """As the event log keeps it: also who leads the session, and whether they are among its trainees too, from
    an earlier role. This decides who of the audience sees what."""

    marked: AttendanceMarked
    trainer_id: int
    trainer_takes_part: bool = False


class SeenMarks(NamedTuple):
    """The marks, and for whom all of them are."""

    marked: AttendanceMarked
    trainer_id: int
    trainer_takes_part: bool

    def visible_to(self, reader: Actor) -> AttendanceMarked | None:
        """All marks for admins and the trainer, their own for trainees."""
        leads = reader.id == self.trainer_id
        if reader.is_admin or (reader.role is Role.TRAINER and leads):
            return self.marked
        if reader.role is Role.TRAINEE and (self.trainer_takes_part or not leads):
            return self.marked.narrowed_to(reader.user_id)
        return None


def _seen(logged: LoggedMarks, _: Mapping[int, PersonRef]) -> SeenMarks:
    return SeenMarks(logged.marked, logged.trainer_id, logged.trainer_takes_part)


ATTENDANCE_MARKED: EventType[LoggedMarks] = EventType(
    name="attendance_marked",
    entity="session",
    payload=LoggedMarks,
    to_view=_seen,
    whole=lambda seen: seen.marked,
    visible_to=SeenMarks.visible_to,
)


def attendance_marked(
    after: TrainingSession, changed: Sequence[tuple[RosterEntry, RosterEntry]], audience: Audience
) -> Event:
    """Marks were set, changed or cleared, and nothing else. ``changed`` has their old and new entries."""
    marked = AttendanceMarked(
        session_id=after.id,
        version=after.version,
        updated_at=after.updated_at,
        records=tuple(new for _, new in changed),
    )
    logged = LoggedMarks(
        marked=marked,
        trainer_id=after.trainer_id,
        trainer_takes_part=after.trainer_id in after.trainee_ids,
    )
    earlier = {"attendance": [old for old, _ in changed]}
    return ATTENDANCE_MARKED(after.id, audience, logged, after.version, earlier)
