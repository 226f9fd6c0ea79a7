"""Inputs for sessions."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, NotRequired, TypedDict

from tms_core.errors import FieldError, Invalid
from tms_core.organisation.custom_fields import CustomValue
from tms_core.sessions.model import (
    CAME,
    AttendanceStatus,
    Capacity,
    Description,
    ExternalId,
    Link,
    Minutes,
    MinutesPresent,
    Note,
    SessionStatus,
    StatusReason,
    Title,
)
from tms_core.validation import MAX_ID, Id, InstantUtc, Integer, ListOf, TimeZoneName, validate, validated

MAX_ROSTER = 1000
TraineeIds = Annotated[tuple[int, ...], ListOf(Integer(1, MAX_ID), MAX_ROSTER)]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSession:
    """A session to plan. Without a ``trainer_id`` you lead it yourself; without a ``time_zone`` it gets the
    organisation's. ``trainee_id`` is a short form of ``trainee_ids`` for a single trainee."""

    title: Title
    scheduled_date: InstantUtc
    duration_minutes: Minutes
    description: Description = ""
    trainer_id: Id | None = None
    trainee_ids: TraineeIds | None = None
    trainee_id: Id | None = None
    capacity: Capacity | None = None
    time_zone: TimeZoneName | None = None
    class_link: Link | None = None
    status: SessionStatus = SessionStatus.SCHEDULED
    external_id: ExternalId | None = None
    custom: dict[str, CustomValue] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        validate(self)
        if self.trainee_ids is not None and self.trainee_id is not None:
            raise one_of_both()

    @property
    def wanted_trainees(self) -> tuple[int, ...]:
        """The requested trainees, in whichever form they were sent."""
        if self.trainee_id is not None:
            return (self.trainee_id,)
        return self.trainee_ids or ()


class SessionChanges(TypedDict, total=False):
    """The fields of a session to change. ``trainee_ids`` replaces the whole list; ``status_reason`` goes with
    cancelling; of ``custom``, only the keys that are sent change, and null clears one."""

    title: Title
    scheduled_date: InstantUtc
    duration_minutes: Minutes
    description: Description
    trainer_id: Id
    trainee_ids: TraineeIds
    trainee_id: Id | None
    capacity: Capacity | None
    time_zone: TimeZoneName
    class_link: Link | None
    status: SessionStatus
    status_reason: StatusReason | None
    external_id: ExternalId | None
    custom: dict[str, CustomValue]


@dataclass(frozen=True, slots=True, kw_only=True)
class TraineeList:
    """Trainees to add to a session: all of them, or none."""

    trainee_ids: TraineeIds

    def __post_init__(self) -> None:
        validate(self)


class AttendanceRecord(TypedDict):
    """One trainee's mark; a null ``status`` clears it. Without ``note`` or ``minutes`` an existing note, or the
    existing minutes, are kept. Only those who came have ``minutes``."""

    trainee_id: Id
    status: AttendanceStatus | None
    note: NotRequired[Note | None]
    minutes: NotRequired[MinutesPresent | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """The marks to set. Trainees who are not listed keep theirs."""

    records: tuple[AttendanceRecord, ...]

    def __post_init__(self) -> None:
        cleaned = tuple(
            validated(AttendanceRecord, dict(record)) for record in self.records[: MAX_ROSTER + 1]
        )
        object.__setattr__(self, "records", cleaned)
        if len(self.records) > MAX_ROSTER:
            raise Invalid.field("records", f"must have at most {MAX_ROSTER} entries")
        named = [record["trainee_id"] for record in self.records]
        if len(set(named)) < len(named):
            raise Invalid.field("records", "must name each trainee only once")
        if errors := [
            FieldError(f"records.{index}.{name}", message)
            for index, record in enumerate(self.records)
            for name, message in _contradictions(record)
        ]:
            raise Invalid(errors)


def _contradictions(record: AttendanceRecord) -> Iterator[tuple[str, str]]:
    """What does not go with the status, as (field, message)."""
    if record["status"] is None and record.get("note"):
        yield "note", "needs a status: a note belongs to a mark"
    if record["status"] not in CAME and record.get("minutes") is not None:
        yield "minutes", "must be left out unless the status is present or late"


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionFilter:
    """Conditions for sessions. Every word of ``q`` is in the title, the description or the name of the trainer
    or a trainee. ``from_`` and ``to`` select those that overlap that time. ``led_by`` and
    ``taken_by`` limit the list to what a trainer or trainee may see; combined with a different
    ``trainer_id`` or ``trainee_id`` they match nothing. With ``taken_by``, ``q`` does not look in the names of
    other trainees."""

    status: SessionStatus | None = None
    trainer_id: int | None = None
    trainee_id: int | None = None
    from_: datetime | None = None
    to: datetime | None = None
    q: str | None = None
    ascending: bool = False
    led_by: int | None = None
    taken_by: int | None = None


def one_of_both() -> Invalid:
    """Raised when both forms of the trainee list were sent."""
    message = "send either trainee_ids or trainee_id, not both"
    return Invalid([FieldError("trainee_id", message), FieldError("trainee_ids", message)])
