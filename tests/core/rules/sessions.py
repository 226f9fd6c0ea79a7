"""The rules of sessions."""

from tms_core.actor import Role

ADMIN, TRAINER, TRAINEE = Role.ADMIN, Role.TRAINER, Role.TRAINEE

ALLOWED = {
    "add_trainees": {ADMIN, TRAINER},
    "create_session": {ADMIN, TRAINER},
    "delete_session": {ADMIN, TRAINER},
    "find_conflicts": {ADMIN, TRAINER},
    "get_session": {ADMIN, TRAINER, TRAINEE},
    "list_sessions": {ADMIN, TRAINER, TRAINEE},
    "reply_to_session": {TRAINEE},
    "mark_attendance": {ADMIN, TRAINER},
    "purge_deleted_sessions": set(),
    "remove_trainee": {ADMIN, TRAINER},
    "update_session": {ADMIN, TRAINER},
}
