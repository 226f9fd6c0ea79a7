"""The rules of auth."""

from tms_core.actor import Role

ADMIN, TRAINER, TRAINEE = Role.ADMIN, Role.TRAINER, Role.TRAINEE

ALLOWED = {
    "admin_change_password": {ADMIN},
    "change_password": {ADMIN, TRAINER, TRAINEE},
    "get_me": {ADMIN, TRAINER, TRAINEE},
    "list_password_log": {ADMIN},
    "reset_password": {ADMIN},
    "sign_out": {ADMIN, TRAINER, TRAINEE},
}
WITH_A_TEMPORARY_PASSWORD = {"change_password", "get_me", "sign_out"}
