"""Request and response bodies."""

from datetime import datetime, timedelta
from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, HttpUrl

from tms_core.actor import Role
from tms_core.organisation.model import Language
from tms_core.sessions.enrolment import AttendanceStatus, Reply
from tms_core.sessions.model import SessionStatus
from tms_core.users.model import UserStatus


class Out(BaseModel):
    """Fields read from mapped objects."""

    model_config = ConfigDict(from_attributes=True)


class PersonOut(Out):
    """A person as shown to others."""

    id: int
    name: str


class UserOut(Out):
    """A user."""

    id: int
    username: str
    email: str
    role: Role
    first_name: str
    last_name: str
    name: str
    is_temporary_password: bool
    language: Language | None
    time_zone: str | None
    status: UserStatus
    pending_email: str | None
    external_id: str | None
    custom: dict[str, Any]
    version: int
    created_at: datetime
    updated_at: datetime


class MarkOut(Out):
    """A trainee's attendance mark."""

    trainee_id: int
    status: AttendanceStatus
    minutes: int | None
    note: str | None
    marked_at: datetime
    marked_by: int | None


class ReplyOut(Out):
    """Whether a trainee says that they will come."""

    trainee_id: int
    reply: Reply
    note: str | None


class SessionOut(Out):
    """A session."""

    id: int
    title: str
    description: str
    trainer_id: int
    trainer: PersonOut
    trainee_id: int | None
    trainee_ids: list[int]
    trainees: list[PersonOut]
    trainee_count: int
    capacity: int | None
    scheduled_date: datetime
    duration_minutes: int
    ends_at: datetime
    time_zone: str
    status: SessionStatus
    class_link: str | None
    location: str | None
    created_by: int | None
    closed_by: int | None
    closed_at: datetime | None
    status_reason: str | None
    external_id: str | None
    custom: dict[str, Any]
    attendance: list[MarkOut]
    replies: list[ReplyOut]
    version: int
    created_at: datetime
    updated_at: datetime


class SessionIn(BaseModel):
    """A session to create."""

    model_config = ConfigDict(extra="forbid")

    title: Annotated[str, Field(min_length=1, max_length=100)]
    scheduled_date: AwareDatetime
    duration_minutes: Annotated[int, Field(ge=1, le=1440)]
    trainer_id: int
    description: Annotated[str, Field(max_length=500)] = ""
    trainee_ids: Annotated[list[int], Field(max_length=1000)] = []
    capacity: Annotated[int, Field(ge=1, le=10_000)] | None = None
    time_zone: str = "UTC"
    class_link: HttpUrl | None = None
    location: Annotated[str, Field(max_length=200)] | None = None
    status: SessionStatus = SessionStatus.SCHEDULED

    @property
    def ends_at(self) -> datetime:
        """When the session ends."""
        return self.scheduled_date + timedelta(minutes=self.duration_minutes)


class SignIn(BaseModel):
    """A username and a password."""

    username: str
    password: str


class TokenOut(BaseModel):
    """A new token."""

    access_token: str
    token_type: str = "bearer"
    expires_in: int
    user: UserOut
    force_password_change: bool
