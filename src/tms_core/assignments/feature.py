"""The assignments feature: what it declares, and its part of the API documentation."""

from collections.abc import Collection, Iterable, Mapping

from tms_core.actor import Actor, Role
from tms_core.application.feature import Documentation, Feature
from tms_core.assignments import use_cases
from tms_core.assignments.model import (
    STUDENT_ASSIGNED,
    STUDENT_UNASSIGNED,
    Assignment,
    AssignmentReader,
    AssignmentRepository,
    AssignmentView,
    NewAssignment,
    student_unassigned,
)
from tms_core.entity import PersonRef
from tms_core.errors import Conflict, Kind, ProblemType
from tms_core.unit_of_work import Departure, PersonData, ReadUnit, UnitOfWork
from tms_core.users.feature import NOW, TRAINEE, TRAINER


def _documentation() -> Documentation:
    return Documentation(
        package="tms_core.assignments",
        notes={
            "student": "The trainee.",
            "student_id": "The trainee.",
            "teacher": "The trainer. Trainees see only id and name.",
            "teacher_id": "The trainer.",
        },
        examples=(
            Assignment(id=4, student_id=TRAINEE.id, teacher_id=TRAINER.id, assigned_date=NOW),
            NewAssignment(student_id=TRAINEE.id, teacher_id=TRAINER.id),
            AssignmentView(id=4, student=TRAINEE, teacher=TRAINER, assigned_date=NOW),
        ),
    )


async def _export(uow: ReadUnit, person: PersonRef) -> Mapping[str, object]:
    return {"assignments": await uow.repository(AssignmentReader).of_person(person.id)}


async def _blocks_role_change(uow: ReadUnit, person: PersonRef) -> Conflict | None:
    if await uow.repository(AssignmentReader).of_person(person.id):
        return Conflict("has_assignments", f"{person.name} has assignments. Remove them first.")
    return None


async def _erase(uow: UnitOfWork, actor: Actor, departure: Departure) -> None:
    for assignment in await uow.repository(AssignmentRepository).of_person(departure.person.id):
        await uow.repository(AssignmentRepository).remove(assignment.student_id, assignment.teacher_id)
        uow.record(student_unassigned(assignment))


async def _shows_name_to(uow: ReadUnit, person: PersonRef, told: Collection[Role]) -> Iterable[int]:
    found = await uow.repository(AssignmentReader).of_person(person.id)
    return {assignment.student_id for assignment in found}


PERSON_DATA: PersonData[UnitOfWork] = PersonData(
    export=_export,
    erase=_erase,
    blocks_role_change=_blocks_role_change,
    shows_name_to=_shows_name_to,
)


ASSIGNMENTS = Feature(
    name="assignments",
    commands=(use_cases.assign_student, use_cases.unassign_student),
    queries=(use_cases.list_assignments,),
    events=(STUDENT_ASSIGNED, STUDENT_UNASSIGNED),
    problems=(
        ProblemType(
            "has_assignments",
            Kind.CONFLICT,
            "This person has assignments. Remove them first.",
        ),
        ProblemType("already_assigned", Kind.CONFLICT, "This trainee is already assigned to this trainer."),
    ),
    person_data=PERSON_DATA,
    documentation=_documentation,
)
