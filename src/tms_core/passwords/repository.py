"""Port: where credentials and the password log are kept."""

from typing import Protocol

from tms_core.passwords.model import Credentials, PasswordRecord


class CredentialsRepository(Protocol):
    """The secret half of users."""

    async def lock_credentials(self, user_id: int) -> Credentials | None:
        """The credentials of a user, held against other writers until the unit ends."""

    async def save_credentials(self, credentials: Credentials) -> None:
        """Add or replace a user's credentials."""

    async def remove_credentials(self, user_id: int) -> None:
        """Remove a user's credentials: no sign-in, no token holds any more."""

    async def add_password_record(self, record: PasswordRecord) -> None:
        """Add a line to the password log."""
