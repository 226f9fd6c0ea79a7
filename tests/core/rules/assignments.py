"""The rules of assignments."""

from tms_core.actor import Role

ADMIN, TRAINER, TRAINEE = Role.ADMIN, Role.TRAINER, Role.TRAINEE

ALLOWED = {
    "assign_student": {ADMIN},
    "list_assignments": {ADMIN, TRAINER, TRAINEE},
    "unassign_student": {ADMIN},
}
