"""Sessions and attendance as the event log keeps them: with ids instead of names."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tms_core.organisation.custom_fields import CustomValue
from tms_core.sessions.model import AttendanceStatus, SessionStatus


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
class SessionRecord:
    """A session as the event log keeps it. What earlier versions did not write has a default."""

    id: int
    title: str
    description: str = ""
    trainer_id: int
    roster: tuple[RosterEntry, ...] = ()
    capacity: int | None = None
    scheduled_date: datetime
    duration_minutes: int
    time_zone: str
    status: SessionStatus = SessionStatus.SCHEDULED
    class_link: str | None = None
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
