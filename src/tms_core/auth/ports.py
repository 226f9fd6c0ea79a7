"""Ports: hashing passwords and issuing tokens."""

from datetime import datetime
from typing import Protocol

from tms_core.auth.model import Claims


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
