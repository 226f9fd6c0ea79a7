"""Assignments, in memory."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import count

from tms_adapters.memory.feature import MemoryFeature
from tms_adapters.memory.tables import USERS, Data, TableKey, Touch, page_of
from tms_core.assignments.feature import ASSIGNMENTS as ASSIGNMENTS_FEATURE
from tms_core.assignments.model import (
    Assignment,
    AssignmentFilter,
    AssignmentRepository,
    AssignmentView,
    already_assigned,
)
from tms_core.entity import Page, PageRequest

ASSIGNMENTS: TableKey[tuple[int, int], Assignment] = TableKey("assignments")


class MemoryAssignments:
    """Implements ``AssignmentRepository``."""

    def __init__(self, touch: Touch, ids: "count[int]") -> None:
        self._touch = touch
        self._ids = ids

    async def add(self, assignment: Assignment) -> Assignment:
        assignments = (await self._touch())[ASSIGNMENTS]
        pair = (assignment.student_id, assignment.teacher_id)
        if assignments.get(pair):
            raise already_assigned()
        assignment = replace(assignment, id=next(self._ids))
        assignments.put(pair, assignment)
        return assignment

    async def remove(self, student_id: int, teacher_id: int) -> Assignment | None:
        assignments = (await self._touch())[ASSIGNMENTS]
        assignment = assignments.get((student_id, teacher_id))
        if assignment is not None:
            assignments.drop((student_id, teacher_id))
        return assignment

    async def of_person(self, user_id: int) -> list[Assignment]:
        assignments = (await self._touch())[ASSIGNMENTS]
        found = (each for pair, each in assignments.items() if user_id in pair)
        return sorted(found, key=lambda each: each.id)

    async def page(self, wanted: AssignmentFilter, page: PageRequest) -> Page[AssignmentView]:
        data = await self._touch()
        return page_of(_views(data, wanted), lambda view: (view.id,), page, ascending=True)


def _views(data: Data, wanted: AssignmentFilter) -> Iterable[AssignmentView]:
    for each in data[ASSIGNMENTS].values():
        if wanted.student_id not in (None, each.student_id) or wanted.teacher_id not in (
            None,
            each.teacher_id,
        ):
            continue
        student, teacher = data[USERS].get(each.student_id), data[USERS].get(each.teacher_id)
        if student and teacher:
            yield AssignmentView(
                id=each.id, student=student, teacher=teacher, assigned_date=each.assigned_date
            )


FEATURE = MemoryFeature(
    feature=ASSIGNMENTS_FEATURE,
    repositories={AssignmentRepository: lambda unit: MemoryAssignments(unit.touch, unit.ids(ASSIGNMENTS))},
)
