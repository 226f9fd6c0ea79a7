"""Port: storage of assignments."""

from typing import Protocol

from tms_core.assignments.model import Assignment, AssignmentFilter, AssignmentView
from tms_core.entity import Page, PageRequest
from tms_core.unit_of_work import ReadPort


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
