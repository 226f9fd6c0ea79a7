"""The view of a session, and the events that announce changes to sessions."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields, replace
from datetime import datetime
from operator import attrgetter
from typing import Any

from tms_core.actor import Actor, Role
from tms_core.entity import DELETED_NAME, PersonRef
from tms_core.events import Audience, Event, EventType
from tms_core.organisation.custom_fields import CustomValue
from tms_core.sessions.enrolment import Enrolment
from tms_core.sessions.model import SessionStatus, TrainingSession
from tms_core.sessions.records import RecordedEnrolment, RosterEntry, SessionRecord, attendance_marked
from tms_core.sessions.roster_view import AttendanceMark, TraineePlace, TraineeReply


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
    location: str | None
    created_by: int | None
    closed_by: int | None
    closed_at: datetime | None
    status_reason: str | None
    external_id: str | None
    custom: dict[str, CustomValue]
    attendance: list[AttendanceMark] = field(default_factory=list)
    replies: list[TraineeReply] = field(default_factory=list)
    version: int
    created_at: datetime
    updated_at: datetime

    def for_reader(self, reader: Actor) -> "SessionView | None":
        """The session as ``reader`` may see it, or None. REST and events both use this."""
        if reader.is_admin or (reader.role is Role.TRAINER and reader.id == self.trainer_id):
            return self
        if reader.role is Role.TRAINEE and reader.id in self.trainee_ids:
            return self.narrowed_to(reader.user_id)
        return None

    @property
    def people_ids(self) -> set[int]:
        """The trainer and all trainees."""
        return {self.trainer_id, *self.trainee_ids}

    def concerns(self, reader: Actor) -> bool:
        """Whether ``reader`` leads it, or takes part in it, and may see it."""
        if reader.id == self.trainer_id and reader.role is not Role.TRAINEE:
            return True
        return reader.id in self.trainee_ids and reader.role is not Role.TRAINER

    def narrowed_to(self, trainee_id: int) -> "SessionView":
        """What one trainee may see of it."""
        return replace(
            self,
            trainee_id=trainee_id,
            trainee_ids=[trainee_id],
            trainees=[person for person in self.trainees if person.id == trainee_id],
            attendance=[mark for mark in self.attendance if mark.trainee_id == trainee_id],
            replies=[reply for reply in self.replies if reply.trainee_id == trainee_id],
        )


def to_view(session: TrainingSession | SessionRecord, people: Mapping[int, PersonRef]) -> SessionView:
    """The complete view of a session; ``people`` contains the names of everyone in it."""
    view = SessionView(
        trainer=_named(session.trainer_id, people), **{name: getattr(session, name) for name in ALIKE}
    )
    fill_roster(view, session.roster, people)
    return view


def fill_roster(view: SessionView, roster: Iterable[TraineePlace], people: Mapping[int, PersonRef]) -> None:
    """Fill in the trainees of a session, in the order of ``roster``; used whether the session
    comes from an entity or from a row."""
    for seat in roster:
        trainee_id = seat.trainee_id
        view.trainee_ids.append(trainee_id)
        view.trainees.append(_named(trainee_id, people))
        if seat.status is not None and seat.marked_at is not None:
            view.attendance.append(
                AttendanceMark(
                    trainee_id=trainee_id,
                    status=seat.status,
                    minutes=seat.minutes,
                    note=seat.note,
                    marked_at=seat.marked_at,
                    marked_by=seat.marked_by,
                )
            )
        if seat.reply is not None:
            reply = TraineeReply(trainee_id=trainee_id, reply=seat.reply, note=seat.reply_note)
            view.replies.append(reply)
    view.trainee_count = len(view.trainee_ids)
    view.trainee_id = view.trainee_ids[0] if view.trainee_ids else None


def _named(user_id: int, people: Mapping[int, PersonRef]) -> PersonRef:
    return people.get(user_id) or PersonRef(id=user_id, name=DELETED_NAME)


ALIKE = [each.name for each in fields(SessionView) if each.default is MISSING is each.default_factory]
ALIKE.remove("trainer")
"""The fields that a session and its view have in common."""


def _event_type(name: str) -> EventType[SessionRecord]:
    return EventType(
        name=name,
        entity="session",
        payload=SessionRecord,
        people=lambda session: session.people_ids,
        to_view=to_view,
        visible_to=SessionView.for_reader,
        changes_visible_to=_changes_visible_to,
    )


ABOUT_OTHERS = ("trainee_ids", "attendance", "replies")


def _changes_visible_to(changed: Collection[str], reader: Actor) -> Sequence[str]:
    """Trainees are not told that something about the other trainees changed."""
    return [name for name in changed if reader.role is not Role.TRAINEE or name not in ABOUT_OTHERS]


SESSION_CREATED = _event_type("session_created")
SESSION_UPDATED = _event_type("session_updated")
SESSION_DELETED: EventType[Any] = EventType(name="session_deleted", entity="session", removes=True)


def session_created(session: TrainingSession) -> Event:
    """A session was created."""
    return _event(SESSION_CREATED, session)


def session_deleted(session: TrainingSession) -> Event:
    """A session was deleted."""
    return _gone(session, _audience(session))


RECORDED = (
    "title",
    "description",
    "trainer_id",
    "capacity",
    "scheduled_date",
    "duration_minutes",
    "time_zone",
    "status",
    "class_link",
    "location",
    "closed_by",
    "closed_at",
    "status_reason",
    "external_id",
    "custom",
)
"""The fields whose earlier values the log keeps, by their names in the API, besides those of the roster."""
RECORD_FIELDS = tuple(each.name for each in fields(SessionRecord))
ENROLMENT_FIELDS = tuple(each.name for each in fields(RecordedEnrolment))
MARK_FIELDS = tuple(each.name for each in fields(RosterEntry))
_get_recorded = attrgetter(*RECORDED)
_get_record = attrgetter(*RECORD_FIELDS)
_get_enrolment = attrgetter(*ENROLMENT_FIELDS)
_get_mark = attrgetter(*MARK_FIELDS)


def session_changes(before: TrainingSession, after: TrainingSession) -> Iterable[Event]:
    """A session changed; people who may no longer see it are told that it is gone.

    If only marks changed, the event contains these and not the whole session, because rosters are long and are
    marked one by one.

    Somebody can be its trainer and also among its trainees, from an earlier role. If they lost one of the two
    places, their role decides whether they still see it: they are told first that it is gone, and the change
    brings it back to those who do.
    """
    earlier = _changed_values(before, after)
    if earlier.keys() == {"attendance"}:
        marks = zip(map(_mark, before.roster), map(_mark, after.roster), strict=True)
        yield attendance_marked(after, [(old, new) for old, new in marks if old != new], _audience(after))
        return
    lost = {before.trainer_id} - {after.trainer_id} | set(before.trainee_ids) - set(after.trainee_ids)
    if uncertain := lost & after.people_ids:
        yield _gone(after, Audience.of(users=uncertain))
    yield _event(SESSION_UPDATED, after, earlier)
    if gone := lost - after.people_ids:
        yield _gone(after, Audience.of(users=gone))


def _changed_values(before: TrainingSession, after: TrainingSession) -> dict[str, Any]:
    """The earlier values of the recorded fields that changed."""
    old, new = _plain_values(before), _plain_values(after)
    if before.roster != after.roster:
        old |= _roster_values(before)
        new |= _roster_values(after)
    return {name: value for name, value in old.items() if new[name] != value}


def _plain_values(session: TrainingSession) -> dict[str, Any]:
    return dict(zip(RECORDED, _get_recorded(session), strict=True))


def _roster_values(session: TrainingSession) -> dict[str, Any]:
    marks = [_mark(enrolment) for enrolment in session.roster if enrolment.status is not None]
    replies = [
        {"trainee_id": each.trainee_id, "reply": each.reply, "note": each.reply_note}
        for each in session.roster
        if each.reply is not None
    ]
    return {
        "replies": replies,
        "trainee_ids": session.trainee_ids,
        "trainee_count": len(session.roster),
        "attendance": marks,
    }


def _mark(enrolment: Enrolment) -> RosterEntry:
    return RosterEntry(**dict(zip(MARK_FIELDS, _get_mark(enrolment), strict=True)))


def _event(
    kind: EventType[SessionRecord], session: TrainingSession, before: Mapping[str, Any] | None = None
) -> Event:
    record = _record(session)
    return kind(session.id, _audience(session), record, session.version, before)


def _record(session: TrainingSession) -> SessionRecord:
    values = dict(zip(RECORD_FIELDS, _get_record(session), strict=True))
    values["roster"] = tuple(
        RecordedEnrolment(**dict(zip(ENROLMENT_FIELDS, _get_enrolment(each), strict=True)))
        for each in session.roster
    )
    return SessionRecord(**values)


def _gone(session: TrainingSession, audience: Audience) -> Event:
    return SESSION_DELETED(session.id, audience, {"session_id": session.id}, session.version)


def _audience(session: TrainingSession) -> Audience:
    return Audience.of(Role.ADMIN, users=session.people_ids)
