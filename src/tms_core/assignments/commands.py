"""Commands that assign trainees to trainers."""

from tms_core.actor import Actor, Role
from tms_core.assignments.events import student_assigned, student_unassigned
from tms_core.assignments.model import Assignment, NewAssignment
from tms_core.assignments.repository import AssignmentRepository
from tms_core.entity import SuccessMessage
from tms_core.errors import FieldError, Invalid, NotFound
from tms_core.unit_of_work import UnitOfWork
from tms_core.use_cases import command
from tms_core.users.repository import UserRepository


@command(Role.ADMIN)
async def assign_student(uow: UnitOfWork, actor: Actor, new: NewAssignment) -> Assignment:
    """Assign a trainee to a trainer. Both must have that role, and must not be assigned to each other yet."""
    people = await uow.repository(UserRepository).lock([new.student_id, new.teacher_id])
    wanted = {"student_id": (new.student_id, Role.TRAINEE), "teacher_id": (new.teacher_id, Role.TRAINER)}
    if errors := [
        FieldError(field, f"must be the id of a {role}")
        for field, (user_id, role) in wanted.items()
        if user_id not in people or people[user_id].role is not role
    ]:
        raise Invalid(errors)
    assignment = await uow.repository(AssignmentRepository).add(
        Assignment(student_id=new.student_id, teacher_id=new.teacher_id, assigned_date=uow.now)
    )
    uow.record(student_assigned(assignment))
    return assignment


@command(Role.ADMIN)
async def unassign_student(uow: UnitOfWork, actor: Actor, student_id: int, teacher_id: int) -> SuccessMessage:
    """Remove a trainee's assignment to a trainer."""
    assignment = await uow.repository(AssignmentRepository).remove(student_id, teacher_id)
    if assignment is None:
        raise NotFound("assignment")
    uow.record(student_unassigned(assignment))
    return SuccessMessage(message="The trainee is no longer assigned to this trainer.")
