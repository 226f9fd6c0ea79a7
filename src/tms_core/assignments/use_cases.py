"""Assign trainees to trainers, and list who is assigned to whom."""

from dataclasses import replace

from tms_core.actor import ALL_ROLES, Actor, Role
from tms_core.assignments.model import (
    Assignment,
    AssignmentFilter,
    AssignmentReader,
    AssignmentRepository,
    AssignmentView,
    NewAssignment,
    student_assigned,
    student_unassigned,
)
from tms_core.entity import Page, PageRequest, SuccessMessage
from tms_core.errors import FieldError, Invalid, NotFound
from tms_core.unit_of_work import ReadUnit, UnitOfWork
from tms_core.use_cases import command, query
from tms_core.users.model import User, UserRepository
from tms_core.users.updating import with_shown_values


@command(Role.ADMIN)
async def assign_student(uow: UnitOfWork, actor: Actor, new: NewAssignment) -> Assignment:
    """Assign a trainee to a trainer. Both must have that role, and must not be assigned to each other yet."""
    people = await uow.repository(UserRepository).lock([new.student_id, new.teacher_id])
    wanted = {"student_id": (new.student_id, Role.TRAINEE), "teacher_id": (new.teacher_id, Role.TRAINER)}
    if errors := [
        FieldError(field, problem)
        for field, (user_id, role) in wanted.items()
        if (problem := _problem(people.get(user_id), role))
    ]:
        raise Invalid(errors)
    assignment = await uow.repository(AssignmentRepository).add(
        Assignment(student_id=new.student_id, teacher_id=new.teacher_id, assigned_date=uow.now)
    )
    uow.record(student_assigned(assignment))
    return assignment


def _problem(user: User | None, role: Role) -> str | None:
    if user is None or user.role is not role:
        return f"must be the id of a {role}"
    return f"{user.name} has been deactivated" if user.is_deactivated else None


@command(Role.ADMIN)
async def unassign_student(uow: UnitOfWork, actor: Actor, student_id: int, teacher_id: int) -> SuccessMessage:
    """Remove a trainee's assignment to a trainer."""
    assignment = await uow.repository(AssignmentRepository).remove(student_id, teacher_id)
    if assignment is None:
        raise NotFound("assignment")
    uow.record(student_unassigned(assignment))
    return SuccessMessage(message="The trainee is no longer assigned to this trainer.")


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
    seen = [visible for item in found.items if (visible := item.for_reader(actor))]
    return replace(found, items=await _with_shown_values(uow, seen))


async def _with_shown_values(uow: ReadUnit, items: list[AssignmentView]) -> list[AssignmentView]:
    people = [user for item in items for user in (item.student, item.teacher) if isinstance(user, User)]
    if not any(user.custom for user in people):
        return items
    shown = {user.id: user for user in await with_shown_values(uow, people)}
    return [
        replace(item, student=shown[item.student.id], teacher=shown.get(item.teacher.id, item.teacher))
        for item in items
    ]


def _own(actor: Actor) -> AssignmentFilter:
    if actor.is_admin:
        return ALL
    if actor.role is Role.TRAINER:
        return AssignmentFilter(teacher_id=actor.user_id)
    return AssignmentFilter(student_id=actor.user_id)
