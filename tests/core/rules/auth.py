"""The rules of auth."""

from tms_core.actor import Role

ADMIN, TRAINER, TRAINEE = Role.ADMIN, Role.TRAINER, Role.TRAINEE

ALLOWED = {
    "admin_change_password": {ADMIN},
    "change_password": {ADMIN, TRAINER, TRAINEE},
    "end_other_sign_ins": {ADMIN, TRAINER, TRAINEE},
    "end_sign_in": {ADMIN, TRAINER, TRAINEE},
    "get_me": {ADMIN, TRAINER, TRAINEE},
    "list_password_log": {ADMIN},
    "list_sign_ins": {ADMIN, TRAINER, TRAINEE},
    "reset_password": {ADMIN},
    "sign_out": {ADMIN, TRAINER, TRAINEE},
    "sign_out_everybody": set(),
}
WITH_A_TEMPORARY_PASSWORD = {"change_password", "get_me", "sign_out"}
