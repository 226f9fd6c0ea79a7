"""What the description of the API says about assignments."""

from tms_core.assignments.model import Assignment, AssignmentView, NewAssignment
from tms_core.feature import Documentation
from tms_core.users.documentation import NOW, TRAINEE, TRAINER

DOCUMENTATION = Documentation(
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
