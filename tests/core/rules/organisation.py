"""The rules of the organisation."""

from tms_core.actor import Role

ADMIN, TRAINER, TRAINEE = Role.ADMIN, Role.TRAINER, Role.TRAINEE

ALLOWED: dict[str, set[Role]] = {
    "get_organisation": {ADMIN, TRAINER, TRAINEE},
    "update_organisation": {ADMIN},
    "set_logo": {ADMIN},
    "remove_logo": {ADMIN},
    "get_logo": set(),
    "get_sign_in_options": set(),
}
