"""Mapped classes on the product's tables. Columns that no endpoint here needs keep their defaults."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from tms_adapters.sql.column_types import Choice, JsonObject, UtcDateTime
from tms_core.actor import Role
from tms_core.organisation.model import Language
from tms_core.sessions.enrolment import AttendanceStatus, Reply
from tms_core.sessions.model import SessionStatus
from tms_core.users.model import UserStatus


class Base(DeclarativeBase):
    """The base of all mapped classes."""

    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy's own spelling
        int: BigInteger,
        datetime: UtcDateTime,
        Role: Choice(Role),
        SessionStatus: Choice(SessionStatus),
        AttendanceStatus: Choice(AttendanceStatus),
        Reply: Choice(Reply),
        UserStatus: Choice(UserStatus),
        Language: Choice(Language),
        dict[str, Any]: JsonObject,
    }


class User(Base):
    """A user."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str]
    email: Mapped[str]
    role: Mapped[Role]
    first_name: Mapped[str]
    last_name: Mapped[str]
    name: Mapped[str]
    is_temporary_password: Mapped[bool]
    version: Mapped[int]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    username_key: Mapped[str | None]
    deleted_at: Mapped[datetime | None]
    status: Mapped[UserStatus]
    language: Mapped[Language | None]
    time_zone: Mapped[str | None]
    pending_email: Mapped[str | None]
    external_id: Mapped[str | None]
    custom: Mapped[dict[str, Any]]

    credentials: Mapped["Credentials"] = relationship(lazy="raise")


class Credentials(Base):
    """A user's password."""

    __tablename__ = "credentials"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    password_hash: Mapped[str]


class Enrolment(Base):
    """A trainee's place in a session, with the attendance mark."""

    __tablename__ = "seats"

    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"), primary_key=True)
    trainee_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    place: Mapped[int]
    status: Mapped[AttendanceStatus | None]
    minutes: Mapped[int | None]
    note: Mapped[str | None]
    marked_at: Mapped[datetime | None]
    marked_by: Mapped[int | None]
    reply: Mapped[Reply | None]
    reply_note: Mapped[str | None]
    scheduled_date: Mapped[datetime]
    ends_at: Mapped[datetime]
    session_status: Mapped[SessionStatus]

    trainee: Mapped[User] = relationship(lazy="raise")


class TrainingSession(Base):
    """A session with its trainer and enrolments."""

    __tablename__ = "sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    description: Mapped[str]
    trainer_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    capacity: Mapped[int | None]
    scheduled_date: Mapped[datetime]
    duration_minutes: Mapped[int]
    time_zone: Mapped[str]
    status: Mapped[SessionStatus]
    class_link: Mapped[str | None]
    location: Mapped[str | None]
    version: Mapped[int]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    created_by: Mapped[int | None]
    closed_by: Mapped[int | None]
    closed_at: Mapped[datetime | None]
    status_reason: Mapped[str | None]
    deleted_at: Mapped[datetime | None]
    external_id: Mapped[str | None]
    custom: Mapped[dict[str, Any]]
    search_key: Mapped[str] = mapped_column(Text, deferred=True)

    trainer: Mapped[User] = relationship(lazy="raise")
    enrolments: Mapped[list[Enrolment]] = relationship(lazy="raise", order_by=Enrolment.place)

    @property
    def trainees(self) -> list[User]:
        """The enrolled trainees."""
        return [seat.trainee for seat in self.enrolments]

    @property
    def trainee_ids(self) -> list[int]:
        """The ids of the enrolled trainees."""
        return [seat.trainee_id for seat in self.enrolments]

    @property
    def trainee_id(self) -> int | None:
        """The id of the first trainee."""
        return self.enrolments[0].trainee_id if self.enrolments else None

    @property
    def trainee_count(self) -> int:
        """The number of trainees."""
        return len(self.enrolments)

    @property
    def replies(self) -> list[dict[str, Any]]:
        """What trainees have replied."""
        return [
            {"trainee_id": each.trainee_id, "reply": each.reply, "note": each.reply_note}
            for each in self.enrolments
            if each.reply is not None
        ]

    @property
    def attendance(self) -> list[Enrolment]:
        """The enrolments with an attendance mark."""
        return [seat for seat in self.enrolments if seat.status is not None]


class StreamHead(Base):
    """The last position of the event log."""

    __tablename__ = "stream_head"

    id: Mapped[int] = mapped_column(primary_key=True)
    pos: Mapped[int]
    last_check: Mapped[str]


class LoggedEvent(Base):
    """One event."""

    __tablename__ = "event_log"

    pos: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    event_id: Mapped[str]
    type: Mapped[str]
    entity: Mapped[str]
    entity_id: Mapped[int]
    entity_version: Mapped[int]
    actor_id: Mapped[int]
    audience: Mapped[str] = mapped_column(Text)
    payload: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
