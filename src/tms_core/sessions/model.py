"""A training session: topic, time, trainer, trainees and attendance."""

import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, NamedTuple
from urllib.parse import urlsplit

from tms_core.actor import Actor, Role
from tms_core.entity import TimestampedEntity
from tms_core.errors import Conflict, FieldError, Invalid, NotFound, NotPermitted
from tms_core.text import search_key
from tms_core.users.model import User
from tms_core.validation import Id, InstantUtc, Integer, Text, TimeZoneName


class Interval(NamedTuple):
    """From ``start`` (inclusive) to ``end`` (exclusive), so that adjacent intervals do not overlap."""

    start: datetime
    end: datetime

    def overlaps(self, other: "Interval") -> bool:
        """Whether the two have an instant in common."""
        return self.start < other.end and other.start < self.end


def next_free(wanted: Interval, busy: Iterable[Interval]) -> datetime:
    """The first start, not before the wanted one, at which an equally long interval avoids all of ``busy``.

    ``busy`` is ordered by start and may contain overlaps.
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


NO_WEB_ADDRESS = "must be an http or https address"
FORBIDDEN_IN_HOSTS = frozenset("@\\%<>^|`{}\"'")


def link_problem(link: str) -> str | None:
    """Accepts only web addresses whose host is the one that people read, so that a link can neither run a
    script nor lead elsewhere than it seems to."""
    try:
        parts = urlsplit(link)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return NO_WEB_ADDRESS
    if not usable or any(letter.isspace() for letter in link):
        return NO_WEB_ADDRESS
    if any(letter in FORBIDDEN_IN_HOSTS or unicodedata.category(letter) == "Cf" for letter in parts.netloc):
        return "must be a web address with a plain host, without user name, backslash or invisible characters"
    return None


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
    """A training session. ``roster`` keeps the order in which trainees were added."""

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
        """Raises ``Conflict`` ``session_full`` if trainees were added, or capacity was
        reduced, and there are now too many."""
        if len(self.roster) > len(before.roster) or self.capacity != before.capacity:
            self.check_capacity()

    def check_capacity(self) -> None:
        """Raises ``Conflict`` ``session_full`` if there are more trainees than places."""
        if self.capacity is not None and len(self.roster) > self.capacity:
            raise session_full(self.capacity, len(self.roster))

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
    def people_ids(self) -> frozenset[int]:
        """The trainer and all trainees."""
        return frozenset((self.trainer_id, *self.trainee_ids))

    def enrolments_for(self, trainee_ids: tuple[int, ...]) -> tuple[Enrolment, ...]:
        """The roster with exactly these trainees; those who were already in it
        keep their enrolment and mark."""
        enrolments = {enrolment.trainee_id: enrolment for enrolment in self.roster}
        return tuple(
            enrolments.get(trainee_id) or Enrolment(trainee_id=trainee_id) for trainee_id in trainee_ids
        )

    def without_trainee(self, trainee_id: int, now: datetime) -> "TrainingSession":
        """The session without one trainee. Raises ``NotFound`` if they do not take part."""
        if trainee_id not in self.trainee_ids:
            raise NotFound("trainee in this session")
        return self.with_changes(
            now, roster=tuple(enrolment for enrolment in self.roster if enrolment.trainee_id != trainee_id)
        )

    def check_markable(self, now: datetime) -> None:
        """Attendance can be recorded once the session has started. Raises ``Conflict``
        before that, and if it is cancelled."""
        if self.status is SessionStatus.CANCELLED:
            raise Conflict("session_cancelled", "A cancelled session has no attendance.")
        if now < self.scheduled_date:
            raise Conflict("not_started", "Attendance can be taken once the session has started.")


def session_full(capacity: int, wanted: int) -> Conflict:
    """There are more trainees than places."""
    detail = f"There are fewer seats ({capacity}) than trainees who would take part ({wanted})."
    return Conflict("session_full", detail, capacity=capacity, trainee_count=wanted)


def search_key_of(session: TrainingSession) -> str:
    """What ``q`` searches of a session itself, folded; names of people are looked up where they are stored."""
    return search_key(session.title, session.description)


LEADERS = (Role.TRAINER, Role.ADMIN)


def check_leads_alone(actor: Actor, trainer_id: int) -> None:
    """Raises ``NotPermitted`` if a trainer names somebody else as the trainer."""
    if actor.role is not Role.ADMIN and trainer_id != actor.id:
        raise NotPermitted("Trainers can only plan sessions that they lead themselves.")


def check_roles(users: Mapping[int, User], trainers: Iterable[int], trainees: Iterable[int]) -> None:
    """Check that people have the required roles and are not deactivated; ``users`` contains those of them that
    exist. Raises ``Invalid`` with every id that does not fit."""
    errors = [
        FieldError("trainer_id", problem)
        for trainer_id in trainers
        if (problem := _role_problem(users, trainer_id, "trainer", LEADERS))
    ]
    errors += [
        FieldError("trainee_ids", problem)
        for trainee_id in sorted(trainees)
        if (problem := _role_problem(users, trainee_id, "trainee", (Role.TRAINEE,)))
    ]
    if errors:
        raise Invalid(errors)


def _role_problem(users: Mapping[int, User], user_id: int, what: str, roles: Collection[Role]) -> str | None:
    user = users.get(user_id)
    if user is None or user.role not in roles:
        return f"{user_id} is not a {what}"
    return f"{user.name} has been deactivated" if user.is_deactivated else None
