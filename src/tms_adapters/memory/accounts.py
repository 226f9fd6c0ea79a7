"""Credentials, revoked tokens, failed sign-ins and the password log, in memory."""

from dataclasses import replace
from datetime import datetime
from itertools import count, takewhile

from tms_adapters.memory.log import MemoryLog
from tms_adapters.memory.paging import page_of
from tms_adapters.memory.tables import Touch
from tms_core.auth.model import AuditFilter, Credentials, Identity, PasswordRecord
from tms_core.pagination import Page, PageRequest
from tms_core.users.model import User


class MemoryAuth:
    """Implements ``AuthRepository``."""

    def __init__(self, touch: Touch, ids: "count[int]", log: MemoryLog) -> None:
        self._touch = touch
        self._ids = ids
        self._log = log

    async def get_identity(self, user_id: int, token_id: str) -> Identity | None:
        data = await self._touch()
        position = self._log.position
        user, credentials = data.users.get(user_id), data.credentials.get(user_id)
        if user is None or credentials is None:
            return None
        return Identity(
            user=user,
            token_generation=credentials.token_generation,
            token_revoked=data.revoked_tokens.get(token_id) is not None,
            position=position,
        )

    async def find_by_login(self, name: str) -> tuple[User, Credentials] | None:
        data = await self._touch()
        user_id = data.usernames.get(name) or data.emails.get(name) or 0
        user, credentials = data.users.get(user_id), data.credentials.get(user_id)
        return (user, credentials) if user and credentials else None

    async def lock_credentials(self, user_id: int) -> Credentials | None:
        return (await self._touch()).credentials.get(user_id)

    async def save_credentials(self, credentials: Credentials) -> None:
        (await self._touch()).credentials.put(credentials.user_id, credentials)

    async def remove_credentials(self, user_id: int) -> None:
        (await self._touch()).credentials.drop(user_id)

    async def revoke_token(self, token_id: str, expires_at: datetime, now: datetime) -> None:
        revoked = (await self._touch()).revoked_tokens
        for old in [old for old, end in revoked.items() if end <= now]:
            revoked.drop(old)
        revoked.put(token_id, expires_at)

    async def add_password_record(self, record: PasswordRecord) -> None:
        record = replace(record, id=next(self._ids))
        (await self._touch()).password_log.put(record.id, record)

    async def password_log_page(self, wanted: AuditFilter, page: PageRequest) -> Page[PasswordRecord]:
        records = (await self._touch()).password_log.values()
        found = (record for record in records if wanted.user_id in (None, record.user_id))
        return page_of(found, lambda record: (record.id,), page, ascending=False)

    async def count_failures(self, subject: str, since: datetime) -> int:
        times = (await self._touch()).failures.get(subject) or ()
        return sum(at > since for at in times)

    async def add_failure(self, subjects: list[str], at: datetime, forget_before: datetime) -> None:
        failures = (await self._touch()).failures
        # The longest unwritten come first, so this stops at the first subject that still matters.
        for subject, _ in list(takewhile(lambda item: item[1][-1] < forget_before, failures.items())):
            failures.drop(subject)
        for subject in subjects:
            recent = (time for time in failures.get(subject) or () if time >= forget_before)
            failures.put(subject, (*recent, at))
