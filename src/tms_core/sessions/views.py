"""A session as people see it, and what each reader may see of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from tms_core.actor import Actor, Role
from tms_core.entity import PersonRef
from tms_core.sessions.model import AttendanceStatus, SessionStatus, TrainingSession
from tms_core.users.model import DELETED_NAME


@dataclass(slots=True, kw_only=True)
class AttendanceMark:
    """Whether one trainee came, who says so, and when they said it."""

    trainee_id: int
    status: AttendanceStatus
    note: str | None
    marked_at: datetime
    marked_by: int | None


@dataclass(slots=True, kw_only=True)
class SessionView:
    """A training session with the names of its people. Trainees see no other trainee in it."""

    id: int
    title: str
    description: str
    trainer_id: int
    trainer: PersonRef
    trainee_id: int | None
    trainee_ids: list[int]
    trainees: list[PersonRef]
    trainee_count: int
    capacity: int | None
    scheduled_date: datetime
    duration_minutes: int
    ends_at: datetime
    time_zone: str
    status: SessionStatus
    class_link: str | None
    attendance: list[AttendanceMark]
    version: int
    created_at: datetime
    updated_at: datetime

    def for_reader(self, reader: Actor) -> "SessionView | None":
        """The session as ``reader`` may see it, or None. The one place that decides it, for REST and events."""
        if reader.is_admin or (reader.role is Role.TRAINER and reader.id == self.trainer_id):
            return self
        if reader.role is Role.TRAINEE and reader.id in self.trainee_ids:
            return self._narrowed_to(reader.user_id)
        return None

    def _narrowed_to(self, trainee_id: int) -> "SessionView":
        return replace(
            self,
            trainee_id=trainee_id,
            trainee_ids=[trainee_id],
            trainees=[person for person in self.trainees if person.id == trainee_id],
            attendance=[mark for mark in self.attendance if mark.trainee_id == trainee_id],
        )


def to_view(session: TrainingSession, people: Mapping[int, PersonRef]) -> SessionView:
    """Everything there is to see of a session; ``people`` holds the names of those in it."""
    trainee_ids = list(session.trainee_ids)
    return SessionView(
        id=session.id,
        title=session.title,
        description=session.description,
        trainer_id=session.trainer_id,
        trainer=_named(session.trainer_id, people),
        trainee_id=trainee_ids[0] if trainee_ids else None,
        trainee_ids=trainee_ids,
        trainees=[_named(trainee_id, people) for trainee_id in trainee_ids],
        trainee_count=len(trainee_ids),
        capacity=session.capacity,
        scheduled_date=session.scheduled_date,
        duration_minutes=session.duration_minutes,
        ends_at=session.ends_at,
        time_zone=session.time_zone,
        status=session.status,
        class_link=session.class_link,
        attendance=list(_marks(session)),
        version=session.version,
        created_at=session.created_at,
        updated_at=session.updated_at,
    )


def _named(user_id: int, people: Mapping[int, PersonRef]) -> PersonRef:
    return people.get(user_id) or PersonRef(id=user_id, name=DELETED_NAME)


def _marks(session: TrainingSession) -> Iterable[AttendanceMark]:
    for enrolment in session.roster:
        if enrolment.status is not None and enrolment.marked_at is not None:
            yield AttendanceMark(
                trainee_id=enrolment.trainee_id,
                status=enrolment.status,
                note=enrolment.note,
                marked_at=enrolment.marked_at,
                marked_by=enrolment.marked_by,
            )
