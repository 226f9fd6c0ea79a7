"""What use cases need besides the store: the organisation's settings, password hashing, tokens and the clock."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from tms_core.auth.ports import PasswordHasher, Tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationSettings:
    """What an organisation decides for itself."""

    password_min_length: int = 6
    sign_in_failures: int = 10
    time_zone: str = "UTC"
    name: str = ""
    """The organisation's name; empty if it has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """What use cases need besides the store."""

    passwords: PasswordHasher
    tokens: Tokens
    organisation: OrganisationSettings = field(default_factory=OrganisationSettings)


class Clock(Protocol):
    """What time it is."""

    def __call__(self) -> datetime:
        """Now, in UTC."""
