"""Queries about who is assigned to whom."""

from dataclasses import replace

from tms_core.actor import ALL_ROLES, Actor, Role
from tms_core.assignments.model import AssignmentFilter, AssignmentView
from tms_core.assignments.repository import AssignmentReader
from tms_core.entity import Page, PageRequest
from tms_core.unit_of_work import ReadUnit
from tms_core.use_cases import query

ALL = AssignmentFilter()


@query(*ALL_ROLES)
async def list_assignments(
    uow: ReadUnit, actor: Actor, page: PageRequest, wanted: AssignmentFilter = ALL
) -> Page[AssignmentView]:
    """List assignments: all for admins, their own for trainers and trainees."""
    seen_by_actor = _own(actor).narrowed(wanted)
    if seen_by_actor is None:
        return Page(items=[], total=0 if page.count else None, next=None)
    found = await uow.repository(AssignmentReader).page(seen_by_actor, page)
    return replace(found, items=[seen for item in found.items if (seen := item.for_reader(actor))])


def _own(actor: Actor) -> AssignmentFilter:
    if actor.is_admin:
        return ALL
    if actor.role is Role.TRAINER:
        return AssignmentFilter(teacher_id=actor.user_id)
    return AssignmentFilter(student_id=actor.user_id)
