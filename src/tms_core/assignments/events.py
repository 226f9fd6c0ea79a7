"""The events that announce changes to assignments."""

from typing import Any

from tms_core.actor import Role
from tms_core.assignments.model import Assignment
from tms_core.events import Audience, Event, EventType

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
