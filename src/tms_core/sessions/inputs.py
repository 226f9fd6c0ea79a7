"""Inputs for sessions."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NotRequired, TypedDict

from tms_core.errors import FieldError, Invalid
from tms_core.organisation.custom_fields import CustomValue
from tms_core.sessions.enrolment import CAME, AttendanceStatus
from tms_core.sessions.model import (
    MAX_ROSTER,
    Capacity,
    Description,
    ExternalId,
    Link,
    Location,
    Minutes,
    MinutesPresent,
    Note,
    SessionStatus,
    StatusReason,
    Title,
    TraineeIds,
)
from tms_core.validation import Id, InstantUtc, TimeZoneName, validate, validated


class SessionChanges(TypedDict, total=False):
    """The fields of a session to change. ``trainee_ids`` replaces the whole list; ``status_reason`` goes with
    cancelling; of ``custom``, only the keys that are sent change, and null clears one, as it does ``description``."""

    title: Title
    scheduled_date: InstantUtc
    duration_minutes: Minutes
    description: Description | None
    trainer_id: Id
    trainee_ids: TraineeIds
    trainee_id: Id | None
    capacity: Capacity | None
    time_zone: TimeZoneName
    class_link: Link | None
    location: Location | None
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
    """Conditions for sessions. Every word of ``q`` is in the title, the description, the location or the name of
    the trainer or a trainee. ``from_`` and ``to`` select those that overlap that time. ``led_by`` and
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
