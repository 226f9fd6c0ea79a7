"""Assignments of trainees (students) to trainers (teachers): entity, inputs, views, events and the port."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from tms_core.actor import Actor, Role
from tms_core.entity import Page, PageRequest, PersonRef
from tms_core.errors import Conflict
from tms_core.events import Audience, Event, EventType
from tms_core.unit_of_work import ReadPort
from tms_core.users.model import User
from tms_core.validation import Id, validate


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """One trainee is assigned to one trainer."""

    id: int = 0
    student_id: Id
    teacher_id: Id
    assigned_date: datetime


def already_assigned() -> Conflict:
    """A trainee can be assigned to a trainer only once."""
    return Conflict("already_assigned", "This trainee is already assigned to this trainer.")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAssignment:
    """The trainee and the trainer to assign to each other."""

    student_id: Id
    teacher_id: Id

    def __post_init__(self) -> None:
        validate(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentFilter:
    """Conditions for assignments; both None means all."""

    student_id: int | None = None
    teacher_id: int | None = None

    def narrowed(self, other: "AssignmentFilter") -> "AssignmentFilter | None":
        """The filter that matches what both match, or None if nothing can."""
        pairs = ((self.student_id, other.student_id), (self.teacher_id, other.teacher_id))
        if any(None not in pair and pair[0] != pair[1] for pair in pairs):
            return None
        student_id, teacher_id = (mine if mine is not None else asked for mine, asked in pairs)
        return AssignmentFilter(student_id=student_id, teacher_id=teacher_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentView:
    """An assignment with its people. Trainees see only the trainer's id and name."""

    id: int
    student: User
    teacher: User | PersonRef
    assigned_date: datetime

    def for_reader(self, reader: Actor) -> "AssignmentView | None":
        """The assignment as ``reader`` may see it, or None. REST and events both use this."""
        if reader.is_admin:
            return self
        if reader.role is Role.TRAINER and reader.id == self.teacher.id:
            if self.student.pending_email is None:
                return self
            return replace(self, student=replace(self.student, pending_email=None))
        if reader.role is Role.TRAINEE and reader.id == self.student.id:
            teacher = PersonRef(id=self.teacher.id, name=self.teacher.name)
            return AssignmentView(
                id=self.id, student=self.student, teacher=teacher, assigned_date=self.assigned_date
            )
        return None


STUDENT_ASSIGNED: EventType[Any] = EventType(name="student_assigned", entity="assignment")
STUDENT_UNASSIGNED: EventType[Any] = EventType(name="student_unassigned", entity="assignment")


def student_assigned(assignment: Assignment) -> Event:
    """A trainee was assigned to a trainer."""
    return _event(STUDENT_ASSIGNED, assignment, {"assigned_date": assignment.assigned_date})


def student_unassigned(assignment: Assignment) -> Event:
    """A trainee is no longer assigned to a trainer."""
    return _event(STUDENT_UNASSIGNED, assignment, {})


def _event(kind: EventType[Any], assignment: Assignment, data: dict[str, object]) -> Event:
    people = {"student_id": assignment.student_id, "teacher_id": assignment.teacher_id}
    return kind(assignment.id, Audience.of(Role.ADMIN, users=people.values()), {**people, **data})


class AssignmentReader(ReadPort, Protocol):
    """Reads assignments."""

    async def of_person(self, user_id: int) -> list[Assignment]:
        """All assignments in which a person is the student or the teacher."""

    async def page(self, wanted: AssignmentFilter, page: PageRequest) -> Page[AssignmentView]:
        """Assignments by id, as an admin sees them; the page key is ``(id,)``."""


class AssignmentRepository(AssignmentReader, Protocol):
    """Assignments, at most one for each trainee and trainer."""

    async def add(self, assignment: Assignment) -> Assignment:
        """Store a new assignment; returns it with its id. Raises ``Conflict`` ``already_assigned``."""

    async def remove(self, student_id: int, teacher_id: int) -> Assignment | None:
        """Delete an assignment; returns the deleted one, or None."""
