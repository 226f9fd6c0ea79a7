"""Port: where credentials, revoked tokens, failed sign-ins and the password log are kept."""

from datetime import datetime
from typing import Protocol

from tms_core.auth.model import AuditFilter, Identity
from tms_core.pagination import Page, PageRequest
from tms_core.unit_of_work import ReadPort
from tms_core.users.model import User
from tms_core.users.passwords import Credentials, CredentialsRepository, PasswordRecord


class AuthReader(ReadPort, Protocol):
    """Who is calling, and what became of passwords and sign-ins."""

    async def get_identity(self, user_id: int, token_id: str) -> Identity | None:
        """The caller as the store knows them now, in one look; None when there is no such user."""

    async def find_by_login(self, name: str) -> tuple[User, Credentials] | None:
        """By folded username or folded e-mail address."""

    async def password_log_page(self, wanted: AuditFilter, page: PageRequest) -> Page[PasswordRecord]:
        """The password log, newest first; the page key is ``(id,)``."""

    async def count_failures(self, subject: str, since: datetime) -> int:
        """How many sign-ins failed for ``subject`` (a name or an address) after ``since``."""


class AuthRepository(AuthReader, CredentialsRepository, Protocol):
    """Everything about signing in."""

    async def revoke_token(self, token_id: str, expires_at: datetime, now: datetime) -> None:
        """End one token. Entries of tokens that have expired by ``now`` are dropped on the way."""

    async def add_failure(self, subjects: list[str], at: datetime, forget_before: datetime) -> None:
        """Note a failed sign-in for each of ``subjects``, and drop notes older than ``forget_before``."""
