"""Credentials, and the lines of the password log."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

MAX_PASSWORD_LENGTH = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """The secret half of a user. Tokens carry ``token_generation``; raising it ends every earlier token."""

    user_id: int
    password_hash: str
    token_generation: int = 1


class PasswordAction(StrEnum):
    """What happened to a password."""

    CREATED = "created"
    CHANGED = "changed"
    RESET = "reset"


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordRecord:
    """One line of the password log. ``performed_by`` is None when the system itself acted."""

    id: int = 0
    user_id: int
    action: PasswordAction
    performed_by: int | None
    timestamp: datetime
    details: str
