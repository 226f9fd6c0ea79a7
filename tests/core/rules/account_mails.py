"""The rules of mails about accounts."""

from tms_core.actor import Role

ALLOWED: dict[str, set[Role]] = {
    "find_link": set(),
    "forget_links": set(),
    "invite_user": {Role.ADMIN},
    "request_password_link": set(),
    "set_password_by_link": set(),
}
