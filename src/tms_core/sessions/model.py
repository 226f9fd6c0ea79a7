"""A training session: what is taught when, by whom, who takes part and who came."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, NamedTuple
from urllib.parse import urlsplit

from tms_core.actor import Actor, Role
from tms_core.entity import TimestampedEntity
from tms_core.errors import Conflict, FieldError, Invalid, NotFound, NotPermitted
from tms_core.users.model import User
from tms_core.validation import Id, InstantUtc, Integer, Text, TimeZoneName, casefold_key


class Interval(NamedTuple):
    """From ``start`` on, up to but without ``end`` (half-open, so that neighbours do not clash)."""

    start: datetime
    end: datetime

    def overlaps(self, other: "Interval") -> bool:
        """Whether the two share an instant."""
        return self.start < other.end and other.start < self.end


def next_free(wanted: Interval, busy: Iterable[Interval]) -> datetime:
    """The first start, from the wanted one on, at which an interval of that length meets none of ``busy``.

    ``busy`` comes ordered by start and may overlap itself.
    """
    length: timedelta = wanted.end - wanted.start
    start = wanted.start
    for taken in busy:
        if taken.start >= start + length:
            break
        start = max(start, taken.end)
    return start


class SessionStatus(StrEnum):
    """The status of a session."""

    SCHEDULED = "scheduled"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class AttendanceStatus(StrEnum):
    """Whether a trainee came."""

    PRESENT = "present"
    ABSENT = "absent"
    LATE = "late"
    EXCUSED = "excused"


def link_problem(link: str) -> str | None:
    """Only web addresses, so that a link can never run a script."""
    try:
        parts = urlsplit(link)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        usable = False
    return (
        None
        if usable and not any(letter.isspace() for letter in link)
        else "must be an http or https address"
    )


Title = Annotated[str, Text(1, 100)]
Description = Annotated[str, Text(0, 500, lines=True)]
Note = Annotated[str, Text(0, 500, lines=True)]
Minutes = Annotated[int, Integer(1, 1440)]
Capacity = Annotated[int, Integer(1, 10_000)]
Link = Annotated[str, Text(1, 500, check=link_problem, format="uri", pattern="^https?://")]

MAX_DURATION = timedelta(minutes=1440)


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """One trainee's place in a session, with the attendance mark once there is one."""

    trainee_id: Id
    status: AttendanceStatus | None = None
    note: str | None = None
    marked_at: datetime | None = None
    marked_by: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingSession(TimestampedEntity):
    """A planned or past session. ``roster`` keeps the order in which trainees were added."""

    title: Title
    description: Description = ""
    trainer_id: Id
    roster: tuple[Enrolment, ...] = ()
    capacity: Capacity | None = None
    scheduled_date: InstantUtc
    duration_minutes: Minutes
    time_zone: TimeZoneName
    status: SessionStatus = SessionStatus.SCHEDULED
    class_link: Link | None = None

    def check_change(self, before: "TrainingSession") -> None:
        """Raises ``Conflict`` ``session_full`` when trainees were added, or places taken away, and now do not fit."""
        if len(self.roster) > len(before.roster) or self.capacity != before.capacity:
            self.check_capacity()

    def check_capacity(self) -> None:
        """Raises ``Conflict`` ``session_full`` when there are more trainees than places."""
        if self.capacity is not None and len(self.roster) > self.capacity:
            raise session_full(self.capacity, len(self.roster))

    @property
    def ends_at(self) -> datetime:
        """The first instant at which the session no longer runs."""
        return self.scheduled_date + timedelta(minutes=self.duration_minutes)

    @property
    def interval(self) -> Interval:
        """When it runs: the start is included, the end is not."""
        return Interval(self.scheduled_date, self.ends_at)

    @property
    def trainee_ids(self) -> tuple[int, ...]:
        """Who takes part, in the order they were added."""
        return tuple(enrolment.trainee_id for enrolment in self.roster)

    @property
    def people_ids(self) -> frozenset[int]:
        """Everyone whose time this session takes."""
        return frozenset((self.trainer_id, *self.trainee_ids))

    def enrolments_for(self, trainee_ids: tuple[int, ...]) -> tuple[Enrolment, ...]:
        """The roster with exactly these trainees; those who stay keep their seat and mark."""
        enrolments = {enrolment.trainee_id: enrolment for enrolment in self.roster}
        return tuple(
            enrolments.get(trainee_id) or Enrolment(trainee_id=trainee_id) for trainee_id in trainee_ids
        )

    def without_trainee(self, trainee_id: int, now: datetime) -> "TrainingSession":
        """One trainee fewer. Raises ``NotFound`` for somebody who does not take part."""
        if trainee_id not in self.trainee_ids:
            raise NotFound("trainee in this session")
        return self.with_changes(
            now, roster=tuple(enrolment for enrolment in self.roster if enrolment.trainee_id != trainee_id)
        )

    def check_markable(self, now: datetime) -> None:
        """Attendance is taken from the start on. Raises ``Conflict`` before it, and for a cancelled session."""
        if self.status is SessionStatus.CANCELLED:
            raise Conflict("session_cancelled", "A cancelled session has no attendance.")
        if now < self.scheduled_date:
            raise Conflict("not_started", "Attendance can be taken once the session has started.")


def session_full(capacity: int, wanted: int) -> Conflict:
    """More trainees than seats."""
    detail = f"There are fewer seats ({capacity}) than trainees who would take part ({wanted})."
    return Conflict("session_full", detail, capacity=capacity, trainee_count=wanted)


def search_text(session: TrainingSession) -> str:
    """What ``q`` looks in, folded."""
    return f"{casefold_key(session.title)}\n{casefold_key(session.description)}"


LEADERS = (Role.TRAINER, Role.ADMIN)


def check_leads_alone(actor: Actor, trainer_id: int) -> None:
    """Raises ``NotPermitted`` for a trainer who names somebody else."""
    if actor.role is not Role.ADMIN and trainer_id != actor.id:
        raise NotPermitted("Trainers can only plan sessions that they lead themselves.")


def check_roles(users: Mapping[int, User], trainers: Iterable[int], trainees: Iterable[int]) -> None:
    """See that people are what they should be; ``users`` holds those of them that there are.

    Raises ``Invalid`` that names every id which is no trainer or no trainee.
    """
    roles = {user.id: user.role for user in users.values()}
    errors = [
        FieldError("trainer_id", f"{trainer_id} is not a trainer")
        for trainer_id in trainers
        if roles.get(trainer_id) not in LEADERS
    ]
    errors += [
        FieldError("trainee_ids", f"{trainee_id} is not a trainee")
        for trainee_id in sorted(trainees)
        if roles.get(trainee_id) is not Role.TRAINEE
    ]
    if errors:
        raise Invalid(errors)
