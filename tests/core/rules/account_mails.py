"""The rules of mails about accounts."""

from tms_core.actor import ALL_ROLES, Role

ALLOWED: dict[str, set[Role]] = {
    "cancel_email_change": set(ALL_ROLES),
    "confirm_email": set(),
    "find_link": set(),
    "forget_links": set(),
    "invite_user": {Role.ADMIN},
    "request_password_link": set(),
    "send_email_confirmation": set(ALL_ROLES),
    "set_password_by_link": set(),
}
