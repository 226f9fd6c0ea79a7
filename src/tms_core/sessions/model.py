"""A training session: topic, time, trainer, trainees and attendance."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any

from tms_core.actor import Role
from tms_core.entity import TimestampedEntity
from tms_core.errors import Conflict, NotFound
from tms_core.organisation.custom_fields import CustomValue
from tms_core.sessions.calendar_changes import calendar_changes
from tms_core.sessions.enrolment import Enrolment, EnrolmentState
from tms_core.sessions.intervals import Interval
from tms_core.sessions.refusals import has_attendance, one_of_both, session_full
from tms_core.validation import (
    MAX_ID,
    Id,
    InstantUtc,
    Integer,
    ListOf,
    Text,
    TimeZoneName,
    link_problem,
    validate,
)
from tms_core.validation.text import search_key


class SessionStatus(StrEnum):
    """The status of a session."""

    SCHEDULED = "scheduled"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


Title = Annotated[str, Text(1, 100)]
Description = Annotated[str, Text(0, 500, lines=True)]
Note = Annotated[str, Text(0, 500, lines=True)]
Minutes = Annotated[int, Integer(1, 1440)]
MinutesPresent = Annotated[int, Integer(0, 1440)]
StatusReason = Annotated[str, Text(1, 200)]
Location = Annotated[str, Text(1, 200)]
ExternalId = Annotated[str, Text(1, 64)]
Capacity = Annotated[int, Integer(1, 10_000)]
Link = Annotated[str, Text(1, 500, check=link_problem, format="uri", pattern="^https?://")]
MAX_ROSTER = 1000
TraineeIds = Annotated[tuple[int, ...], ListOf(Integer(1, MAX_ID), MAX_ROSTER)]

MAX_DURATION = timedelta(minutes=1440)
UNDO_PERIOD = timedelta(minutes=10)
"""How long whoever created or closed a session may take that back."""
DELETED_FOR = timedelta(days=30)
"""How long a deleted session is kept, invisible to everybody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingSession(TimestampedEntity):
    """A training session. ``roster`` holds the enrolled trainees in the order in which they were added;
    ``unenrolled`` those in another state, such as removed ones whose mark stays on record."""

    title: Title
    description: Description = ""
    trainer_id: Id
    roster: tuple[Enrolment, ...] = ()
    unenrolled: tuple[Enrolment, ...] = ()
    capacity: Capacity | None = None
    scheduled_date: InstantUtc
    duration_minutes: Minutes
    time_zone: TimeZoneName
    status: SessionStatus = SessionStatus.SCHEDULED
    class_link: Link | None = None
    location: Location | None = None
    created_by: int | None = None
    closed_by: int | None = None
    closed_at: datetime | None = None
    status_reason: StatusReason | None = None
    external_id: ExternalId | None = None
    custom: dict[str, CustomValue] = field(default_factory=dict, hash=False)
    calendar_sequence: int = 0
    calendar_changed_at: datetime | None = None

    def with_changes(self, now: datetime, **changes: Any) -> "TrainingSession":
        """See ``TimestampedEntity``. What calendars are told of the changes is part of them."""
        after = TimestampedEntity.with_changes(self, now, **changes)
        return after if after is self else replace(after, **calendar_changes(self, after, now))

    def check_change(self, before: "TrainingSession") -> None:
        """Raises ``Conflict``: ``session_full`` if trainees were added, or capacity was reduced, and there are
        now too many; ``has_attendance`` if a session with marks was moved to a time still to come;
        ``not_started`` if it is completed, or was moved, before it starts.

        What did not change is not checked, so that sessions stored under other rules stay usable.
        """
        if len(self.roster) > len(before.roster) or self.capacity != before.capacity:
            self.check_capacity()
        moved = self.scheduled_date != before.scheduled_date
        if moved and self.marked_ids and self.scheduled_date > self.updated_at:
            raise has_attendance(self.marked_ids, "It cannot be moved to a time still to come.")
        if moved or self.status is not before.status:
            self.check_completed(self.updated_at)

    def check_capacity(self) -> None:
        """Raises ``Conflict`` ``session_full`` if there are more trainees than places."""
        if self.capacity is not None and len(self.roster) > self.capacity:
            raise session_full(self.capacity, len(self.roster))

    def check_completed(self, now: datetime) -> None:
        """Raises ``Conflict`` ``not_started`` if the session is completed and starts after ``now``."""
        if self.status is SessionStatus.COMPLETED and self.scheduled_date > now:
            raise Conflict("not_started", "A session can be completed once it has started.")

    @property
    def ends_at(self) -> datetime:
        """The end: the first instant after the session."""
        return self.scheduled_date + timedelta(minutes=self.duration_minutes)

    @property
    def interval(self) -> Interval:
        """The time that the session takes: the start is included, the end is not."""
        return Interval(self.scheduled_date, self.ends_at)

    @property
    def trainee_ids(self) -> tuple[int, ...]:
        """The trainees, in the order in which they were added."""
        return tuple(enrolment.trainee_id for enrolment in self.roster)

    @property
    def marked_ids(self) -> tuple[int, ...]:
        """The trainees who have an attendance mark."""
        return tuple(enrolment.trainee_id for enrolment in self.roster if enrolment.status is not None)

    @property
    def ever_marked_ids(self) -> tuple[int, ...]:
        """The trainees who have a mark, or had one that was discarded."""
        everybody = (*self.roster, *self.unenrolled)
        return tuple(each.trainee_id for each in everybody if each.status or each.discarded)

    @property
    def people_ids(self) -> frozenset[int]:
        """The trainer and all trainees."""
        return frozenset((self.trainer_id, *self.trainee_ids))

    def with_trainees(self, trainee_ids: Iterable[int], by: int | None, now: datetime) -> dict[str, Any]:
        """The changes that leave exactly these trainees enrolled.

        Those who were enrolled keep their enrolment and mark, newcomers start without a mark, and of those
        who leave, the ones who have or had a mark stay on record as removed.
        """
        wanted = tuple(trainee_ids)
        enrolled = {enrolment.trainee_id: enrolment for enrolment in self.roster}
        past = {enrolment.trainee_id: enrolment.past_marks for enrolment in self.unenrolled}
        roster = tuple(
            enrolled.get(trainee_id)
            or Enrolment(trainee_id=trainee_id, added_by=by, added_at=now, discarded=past.get(trainee_id, ()))
            for trainee_id in wanted
        )
        left = tuple(
            replace(enrolment, state=EnrolmentState.REMOVED, reply=None, reply_note=None)
            for enrolment in self.roster
            if (enrolment.status or enrolment.discarded) and enrolment.trainee_id not in wanted
        )
        others = tuple(each for each in self.unenrolled if each.trainee_id not in wanted)
        return {"roster": roster, "unenrolled": (*others, *left)}

    def without_trainee(self, trainee_id: int, now: datetime) -> "TrainingSession":
        """The session without one trainee. Raises ``NotFound`` if they do not take part."""
        if trainee_id not in self.trainee_ids:
            raise NotFound("trainee in this session")
        stay = (each for each in self.trainee_ids if each != trainee_id)
        return self.with_changes(now, **self.with_trainees(stay, None, now))

    def check_keeps_marks(self, before: "TrainingSession") -> None:
        """Raises ``Conflict`` ``has_attendance`` if somebody who left had a mark."""
        if lost := [each for each in before.marked_ids if each not in self.trainee_ids]:
            raise has_attendance(lost, "Send discard_attendance=true to remove them all the same.")

    def check_markable(self, now: datetime) -> None:
        """Attendance can be recorded once the session has started. Raises ``Conflict``
        before that, and if it is cancelled."""
        if self.status is SessionStatus.CANCELLED:
            raise Conflict("session_cancelled", "A cancelled session has no attendance.")
        if now < self.scheduled_date:
            raise Conflict("not_started", "Attendance can be taken once the session has started.")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSession:
    """A session to plan. Without a ``trainer_id`` you lead it yourself; without a ``time_zone`` it gets the
    organisation's. ``trainee_id`` is a short form of ``trainee_ids`` for a single trainee. The fields that the
    organisation requires are demanded if ``custom`` is sent. A ``description`` of None is an empty one."""

    title: Title
    scheduled_date: InstantUtc
    duration_minutes: Minutes
    description: Description | None = ""
    trainer_id: Id | None = None
    trainee_ids: TraineeIds | None = None
    trainee_id: Id | None = None
    capacity: Capacity | None = None
    time_zone: TimeZoneName | None = None
    class_link: Link | None = None
    location: Location | None = None
    status: SessionStatus = SessionStatus.SCHEDULED
    external_id: ExternalId | None = None
    custom: dict[str, CustomValue] | None = field(default=None, hash=False)

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


def search_key_of(session: TrainingSession) -> str:
    """What ``q`` searches of a session itself, folded; names of people are looked up where they are stored.

    Without a location it is what sessions had before they could have one, so that those rows need not be written anew.
    """
    location = () if session.location is None else (session.location,)
    return search_key(session.title, session.description, *location)


LEADERS = (Role.TRAINER, Role.ADMIN)
