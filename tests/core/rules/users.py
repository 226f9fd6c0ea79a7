"""The rules of users."""

from tms_core.actor import Role

ADMIN, TRAINER, TRAINEE = Role.ADMIN, Role.TRAINER, Role.TRAINEE

ALLOWED = {
    "add_admin": {ADMIN},
    "add_first_admin": {ADMIN},
    "create_user": {ADMIN},
    "delete_user": {ADMIN},
    "export_person": {ADMIN, TRAINER, TRAINEE},
    "get_user": {ADMIN, TRAINER, TRAINEE},
    "list_users": {ADMIN, TRAINER},
    "update_user": {ADMIN, TRAINER, TRAINEE},
}
