"""The rules of calendars."""

from tms_core.actor import ALL_ROLES, Role

ALLOWED: dict[str, set[Role]] = {
    "create_calendar": set(ALL_ROLES),
    "get_calendar": set(ALL_ROLES),
    "get_session_calendar": set(ALL_ROLES),
    "note_calendar_use": set(),
    "read_feed": set(),
    "revoke_calendar": set(ALL_ROLES),
}
