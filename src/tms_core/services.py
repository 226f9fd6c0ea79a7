"""What use cases need besides the store: the organisation's settings, password hashing, tokens and the clock."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What a token says: whose it is, of which generation, its own id, and when it ends."""

    user_id: int
    generation: int
    token_id: str
    expires_at: datetime


class PasswordHasher(Protocol):
    """Slow, salted hashing. Implementations keep the event loop free and bound how many run at once."""

    async def hash(self, password: str) -> str:
        """A new hash of ``password``."""

    async def verify(self, password_hash: str | None, password: str) -> bool:
        """Whether ``password`` fits. With no hash it takes as long and answers False."""

    def is_outdated(self, password_hash: str) -> bool:
        """Whether the hash should be made anew at the next chance."""


class Tokens(Protocol):
    """Signed, expiring proof of who is calling."""

    @property
    def lifetime_seconds(self) -> int:
        """How long a new token lasts."""

    def issue(self, user_id: int, generation: int, now: datetime) -> str:
        """A new token."""

    def read(self, token: str, now: datetime) -> Claims:
        """What a token says. Raises ``NotAuthenticated`` when it is forged, malformed or expired."""


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
