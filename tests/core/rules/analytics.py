"""The rules of analytics."""

from tms_core.actor import Role

ADMIN, TRAINER, TRAINEE = Role.ADMIN, Role.TRAINER, Role.TRAINEE

ALLOWED = {
    "count_sessions": {ADMIN},
    "count_users": {ADMIN},
    "get_attention": {ADMIN, TRAINER},
    "get_overview": {ADMIN, TRAINER},
    "get_progress": {ADMIN, TRAINER, TRAINEE},
}
