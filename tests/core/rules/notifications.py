"""The rules of notifications: everybody reads and chooses for themselves."""

from tms_core.actor import Role

EVERYBODY = set(Role)

ALLOWED: dict[str, set[Role]] = {
    "get_preferences": EVERYBODY,
    "list_notifications": EVERYBODY,
    "list_session_notifications": {Role.ADMIN, Role.TRAINER},
    "mark_notifications_read": EVERYBODY,
    "purge_notifications": set(),
    "send_reminders": set(),
    "update_preferences": EVERYBODY,
}
