"""What others are shown of sessions: the view of one, and the events that tell of changes."""

from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, field, fields, replace
from datetime import datetime
from typing import Any, Protocol

from tms_core.actor import Actor, Role
from tms_core.entity import DELETED_NAME, PersonRef
from tms_core.events import Audience, Event, EventType
from tms_core.sessions.model import AttendanceStatus, SessionStatus, TrainingSession


@dataclass(slots=True, kw_only=True)
class AttendanceMark:
    """Whether a trainee came, who marked it, and when."""

    trainee_id: int
    status: AttendanceStatus
    note: str | None
    marked_at: datetime
    marked_by: int | None


@dataclass(slots=True, kw_only=True)
class SessionView:
    """A training session with the names of its people. Trainees do not see the other trainees."""

    id: int
    title: str
    description: str
    trainer_id: int
    trainer: PersonRef
    trainee_id: int | None = None
    trainee_ids: list[int] = field(default_factory=list)
    trainees: list[PersonRef] = field(default_factory=list)
    trainee_count: int = 0
    capacity: int | None
    scheduled_date: datetime
    duration_minutes: int
    ends_at: datetime
    time_zone: str
    status: SessionStatus
    class_link: str | None
    attendance: list[AttendanceMark] = field(default_factory=list)
    version: int
    created_at: datetime
    updated_at: datetime

    def for_reader(self, reader: Actor) -> "SessionView | None":
        """The session as ``reader`` may see it, or None. The one place that decides it, for REST and events."""
        if reader.is_admin or (reader.role is Role.TRAINER and reader.id == self.trainer_id):
            return self
        if reader.role is Role.TRAINEE and reader.id in self.trainee_ids:
            return self.narrowed_to(reader.user_id)
        return None

    def narrowed_to(self, trainee_id: int) -> "SessionView":
        """What one trainee sees of it."""
        return replace(
            self,
            trainee_id=trainee_id,
            trainee_ids=[trainee_id],
            trainees=[person for person in self.trainees if person.id == trainee_id],
            attendance=[mark for mark in self.attendance if mark.trainee_id == trainee_id],
        )


class TraineePlace(Protocol):
    """Who takes part, and whether they came: an enrolment of the entity, or a row of the store."""

    @property
    def trainee_id(self) -> int:
        """Who it is."""

    @property
    def status(self) -> AttendanceStatus | None:
        """Whether they came; None as long as nobody said so."""

    @property
    def note(self) -> str | None:
        """What was noted with it."""

    @property
    def marked_at(self) -> datetime | None:
        """When that was said."""

    @property
    def marked_by(self) -> int | None:
        """Who said it."""


def to_view(session: TrainingSession, people: Mapping[int, PersonRef]) -> SessionView:
    """Everything there is to see of a session; ``people`` holds the names of those in it."""
    view = SessionView(
        trainer=_named(session.trainer_id, people), **{name: getattr(session, name) for name in ALIKE}
    )
    fill_roster(view, session.roster, people)
    return view


def fill_roster(view: SessionView, roster: Iterable[TraineePlace], people: Mapping[int, PersonRef]) -> None:
    """Fill in who takes part in a session, in the order of ``roster``; the one place where that is done, whether the
    session comes as an entity or as a row."""
    for seat in roster:
        trainee_id = seat.trainee_id
        view.trainee_ids.append(trainee_id)
        view.trainees.append(_named(trainee_id, people))
        if seat.status is not None and seat.marked_at is not None:
            view.attendance.append(
                AttendanceMark(
                    trainee_id=trainee_id,
                    status=seat.status,
                    note=seat.note,
                    marked_at=seat.marked_at,
                    marked_by=seat.marked_by,
                )
            )
    view.trainee_count = len(view.trainee_ids)
    view.trainee_id = view.trainee_ids[0] if view.trainee_ids else None


def _named(user_id: int, people: Mapping[int, PersonRef]) -> PersonRef:
    return people.get(user_id) or PersonRef(id=user_id, name=DELETED_NAME)


ALIKE = [each.name for each in fields(SessionView) if each.default is MISSING is each.default_factory]
ALIKE.remove("trainer")
"""What a session and its view have in common."""


def _event_type(name: str) -> EventType[TrainingSession]:
    return EventType(
        name=name,
        entity="session",
        payload=TrainingSession,
        people=lambda session: session.people_ids,
        to_view=to_view,
        visible_to=SessionView.for_reader,
    )


SESSION_CREATED = _event_type("session_created")
SESSION_UPDATED = _event_type("session_updated")
SESSION_DELETED: EventType[Any] = EventType(name="session_deleted", entity="session", removes=True)


def session_created(session: TrainingSession) -> Event:
    """A session was planned."""
    return SESSION_CREATED(session.id, _audience(session), session, session.version)


def session_deleted(session: TrainingSession) -> Event:
    """A session was deleted."""
    return _gone(session, _audience(session))


def session_changes(before: TrainingSession, after: TrainingSession) -> Iterable[Event]:
    """A session changed; whoever lost sight of it is told that it is gone."""
    yield SESSION_UPDATED(after.id, _audience(after), after, after.version)
    if lost := before.people_ids - after.people_ids:
        yield _gone(after, Audience.of(users=lost))


def _gone(session: TrainingSession, audience: Audience) -> Event:
    return SESSION_DELETED(session.id, audience, {"session_id": session.id}, session.version)


def _audience(session: TrainingSession) -> Audience:
    return Audience.of(Role.ADMIN, users=session.people_ids)
