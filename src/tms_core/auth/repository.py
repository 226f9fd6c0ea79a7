"""Port: storage of credentials, revoked tokens, failed sign-ins and the password log."""

from datetime import datetime
from typing import Protocol

from tms_core.auth.model import AuditFilter, Identity
from tms_core.entity import Page, PageRequest
from tms_core.unit_of_work import ReadPort
from tms_core.users.model import User
from tms_core.users.passwords import Credentials, CredentialsRepository, PasswordRecord


class AuthReader(ReadPort, Protocol):
    """Reads identities, the password log and failed sign-ins."""

    async def get_identity(self, user_id: int, token_id: str) -> Identity | None:
        """The caller's current identity, in one query; None if there is no such user."""

    async def find_by_login(self, name: str) -> tuple[User, Credentials] | None:
        """The user with this case-folded username or e-mail address."""

    async def password_log_page(self, wanted: AuditFilter, page: PageRequest) -> Page[PasswordRecord]:
        """The password log, newest first; the page key is ``(id,)``."""

    async def count_failures(self, subject: str, since: datetime) -> int:
        """The number of failed sign-ins for ``subject`` (a name or an address) after ``since``."""


class AuthRepository(AuthReader, CredentialsRepository, Protocol):
    """Reads and writes everything about signing in."""

    async def revoke_token(self, token_id: str, expires_at: datetime, now: datetime) -> None:
        """Revoke one token. Entries of tokens that have expired by ``now`` are deleted along the way."""

    async def add_failure(self, subjects: list[str], at: datetime, forget_before: datetime) -> None:
        """Record a failed sign-in for each of ``subjects``, and delete
        records older than ``forget_before``."""
