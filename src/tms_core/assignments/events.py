"""What other people are told about assignments."""

from tms_core.actor import Role
from tms_core.assignments.model import Assignment
from tms_core.events import Audience, Event


def _event(kind: str, assignment: Assignment, data: dict[str, object]) -> Event:
    people = {"student_id": assignment.student_id, "teacher_id": assignment.teacher_id}
    audience = Audience.of(Role.ADMIN, users=people.values())
    return Event(
        type=kind, entity="assignment", entity_id=assignment.id, audience=audience, data={**people, **data}
    )


def student_assigned(assignment: Assignment) -> Event:
    """A trainee is now in a trainer's care."""
    return _event("student_assigned", assignment, {"assigned_date": assignment.assigned_date})


def student_unassigned(assignment: Assignment) -> Event:
    """A trainee is no longer in a trainer's care."""
    return _event("student_unassigned", assignment, {})
