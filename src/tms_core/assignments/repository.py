"""Port: where assignments are kept."""

from typing import Protocol

from tms_core.assignments.model import Assignment, AssignmentFilter, AssignmentView
from tms_core.pagination import Page, PageRequest
from tms_core.unit_of_work import ReadPort


class AssignmentReader(ReadPort, Protocol):
    """Looks for assignments."""

    async def of_person(self, user_id: int) -> list[Assignment]:
        """All assignments in which a person is the student or the teacher."""

    async def page(self, wanted: AssignmentFilter, page: PageRequest) -> Page[AssignmentView]:
        """Assignments by id, as an admin sees them; the page key is ``(id,)``."""


class AssignmentRepository(AssignmentReader, Protocol):
    """Assignments, at most one for each pair of people."""

    async def add(self, assignment: Assignment) -> Assignment:
        """Keep a new one; returns it with its id. Raises ``Conflict`` ``already_assigned``."""

    async def remove(self, student_id: int, teacher_id: int) -> Assignment | None:
        """Forget one; returns what was there, or None."""
