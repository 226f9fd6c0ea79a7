"""Which trainer looks after which trainee."""

from tms_core.assignments import commands, queries
from tms_core.assignments.events import STUDENT_ASSIGNED, STUDENT_UNASSIGNED
from tms_core.assignments.person_data import PERSON_DATA
from tms_core.errors import Kind, ProblemType
from tms_core.feature import Documentation, Feature


def _documentation() -> Documentation:
    from tms_core.assignments.documentation import DOCUMENTATION

    return DOCUMENTATION


ASSIGNMENTS = Feature(
    name="assignments",
    commands=(commands.assign_student, commands.unassign_student),
    queries=(queries.list_assignments,),
    events=(STUDENT_ASSIGNED, STUDENT_UNASSIGNED),
    problems=(
        ProblemType(
            "has_assignments",
            Kind.CONFLICT,
            "The person is assigned to somebody. Remove the assignments first.",
        ),
        ProblemType(
            "already_assigned", Kind.CONFLICT, "This trainee is in the care of this trainer already."
        ),
    ),
    person_data=PERSON_DATA,
    documentation=_documentation,
)
