"""What use cases need besides the store: the organisation's settings, password
hashing, tokens and the clock."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """The contents of a token: user id, generation, token id, and expiry."""

    user_id: int
    generation: int
    token_id: str
    expires_at: datetime


class PasswordHasher(Protocol):
    """Slow, salted hashing. Implementations keep the event loop free and limit concurrency."""

    async def hash(self, password: str) -> str:
        """A new hash of ``password``."""

    async def verify(self, password_hash: str | None, password: str) -> bool:
        """Whether ``password`` matches. Without a hash it takes as long and returns False."""

    def is_outdated(self, password_hash: str) -> bool:
        """Whether the password should be hashed again at the next opportunity."""


class Tokens(Protocol):
    """Issues and verifies signed tokens that expire."""

    @property
    def lifetime_seconds(self) -> int:
        """How long a new token lasts."""

    def issue(self, user_id: int, generation: int, now: datetime) -> str:
        """A new token."""

    def read(self, token: str, now: datetime) -> Claims:
        """The claims of a token. Raises ``NotAuthenticated`` if it is forged, malformed or expired."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationSettings:
    """Settings that an organisation chooses."""

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
    """A clock."""

    def __call__(self) -> datetime:
        """The current time, in UTC."""
