"""What makes a password acceptable, and making one up."""

import secrets

from tms_core.errors import Invalid
from tms_core.passwords.model import MAX_PASSWORD_LENGTH
from tms_core.services import OrganisationSettings
from tms_core.text import casefold_key

UNAMBIGUOUS = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
GENERATED_LENGTH = 14


def generated_password(organisation: OrganisationSettings) -> str:
    """A random password without letters that look alike (about 81 bits), longer where the policy asks for it."""
    length = max(GENERATED_LENGTH, organisation.password_min_length)
    return "".join(secrets.choice(UNAMBIGUOUS) for _ in range(length))


def check_password(
    password: str, username: str, email: str, organisation: OrganisationSettings, field: str
) -> None:
    """Length and the person's own names, as OWASP ASVS 2.1 asks; any Unicode is fine. Raises ``Invalid``."""
    if any("\ud800" <= character <= "\udfff" for character in password):
        raise Invalid.field(field, "must be valid Unicode text")
    if len(password) < organisation.password_min_length:
        raise Invalid.field(field, f"must be at least {organisation.password_min_length} characters long")
    if len(password) > MAX_PASSWORD_LENGTH:
        raise Invalid.field(field, f"must be at most {MAX_PASSWORD_LENGTH} characters long")
    if casefold_key(password) in (casefold_key(username), casefold_key(email)):
        raise Invalid.field(field, "must not be the username or the e-mail address")
