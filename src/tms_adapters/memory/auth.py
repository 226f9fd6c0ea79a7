"""Credentials, sign-ins, revoked tokens, failed sign-ins and the password log, in memory."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count, takewhile
from typing import NamedTuple

from tms_adapters.memory.feature import MemoryFeature, Unit
from tms_adapters.memory.known_devices import MemoryKnownDevices
from tms_adapters.memory.tables import EMAILS, USERNAMES, USERS, Data, MemoryLog, TableKey, Touch, page_of
from tms_core.auth.feature import AUTH
from tms_core.auth.known_devices import KnownDeviceRepository
from tms_core.auth.model import GENERATIONS_SKIPPED, AuditFilter, AuthRepository, Identity
from tms_core.auth.sign_ins import SignInRecord, SignInRepository
from tms_core.entity import Page, PageRequest
from tms_core.unit_of_work import IssuedToken
from tms_core.users.model import User
from tms_core.users.passwords import Credentials, CredentialsRepository, PasswordRecord
from tms_core.users.throttle import Failures, Guess, Lengthened, Streak, ThrottleRepository

SIGN_INS: TableKey[int, SignInRecord] = TableKey("sign_ins")
BY_TOKEN: TableKey[str, int] = TableKey("sign_ins_by_token")


def sign_in_of(data: Data, token_id: str) -> SignInRecord | None:
    """The sign-in of a token, or None."""
    return data[SIGN_INS].get(data[BY_TOKEN].get(token_id) or 0)


class MemorySignIns:
    """Implements ``SignInRepository``."""

    def __init__(self, touch: Touch, ids: "count[int]", log: MemoryLog) -> None:
        self._touch = touch
        self._ids = ids
        self._log = log

    async def installation_id(self) -> str:
        return self._log.position.epoch

    async def get(self, sign_in_id: int) -> SignInRecord | None:
        return (await self._touch())[SIGN_INS].get(sign_in_id)

    async def page(self, user_id: int, page: PageRequest) -> Page[SignInRecord]:
        return page_of(await self._of(user_id), _key, page, ascending=False)

    async def open_page(
        self, user_id: int, now: datetime, seen_after: datetime | None, page: PageRequest
    ) -> Page[SignInRecord]:
        found = (
            each
            for each in await self._of(user_id)
            if not each.ended_at
            and each.expires_at > now
            and (seen_after is None or (each.last_seen_at or each.created_at) > seen_after)
        )
        return page_of(found, _key, page, ascending=False)

    async def add(self, record: SignInRecord) -> int:
        data = await self._touch()
        if known := sign_in_of(data, record.token_id):
            return known.id
        record = replace(record, id=next(self._ids))
        data[SIGN_INS].put(record.id, record)
        data[BY_TOKEN].put(record.token_id, record.id)
        return record.id

    async def renew(self, sign_in_id: int, issued: IssuedToken, now: datetime) -> bool:
        data = await self._touch()
        record = data[SIGN_INS].get(sign_in_id)
        if record is None or record.ended_at:
            return False
        renewed = replace(record, token_id=issued.token_id, expires_at=issued.expires_at, last_seen_at=now)
        data[SIGN_INS].put(sign_in_id, renewed)
        data[BY_TOKEN].drop(record.token_id)
        data[BY_TOKEN].put(issued.token_id, sign_in_id)
        return True

    async def end(
        self, user_id: int, now: datetime, *, only: int | None = None, keep: int | None = None
    ) -> int:
        ended = [
            each
            for each in await self._of(user_id)
            if not each.ended_at and only in (None, each.id) and keep != each.id
        ]
        return await self._end(ended, now)

    async def end_everybody(self, now: datetime) -> int:
        rows = (await self._touch())[SIGN_INS].values()
        return await self._end([each for each in rows if not each.ended_at], now)

    async def remove_all_of(self, user_id: int) -> None:
        await self._remove(list(await self._of(user_id)))

    async def save_last_seen(self, sign_in_id: int, seen: datetime) -> None:
        rows = (await self._touch())[SIGN_INS]
        record = rows.get(sign_in_id)
        if record is not None and (record.last_seen_at is None or record.last_seen_at < seen):
            rows.put(sign_in_id, replace(record, last_seen_at=seen))

    async def forget(self, expired_before: datetime) -> None:
        rows = (await self._touch())[SIGN_INS].values()
        await self._remove([each for each in rows if each.expires_at < expired_before])

    async def _of(self, user_id: int) -> Iterator[SignInRecord]:
        rows = (await self._touch())[SIGN_INS].values()
        return (each for each in rows if each.user_id == user_id)

    async def _end(self, records: list[SignInRecord], now: datetime) -> int:
        rows = (await self._touch())[SIGN_INS]
        for each in records:
            rows.put(each.id, replace(each, ended_at=now))
        return len(records)

    async def _remove(self, records: list[SignInRecord]) -> None:
        data = await self._touch()
        for each in records:
            data[SIGN_INS].drop(each.id)
            data[BY_TOKEN].drop(each.token_id)


def _key(record: SignInRecord) -> tuple[int]:
    return (record.id,)


CREDENTIALS: TableKey[int, Credentials] = TableKey("credentials")
REVOKED_TOKENS: TableKey[str, datetime] = TableKey("revoked_tokens")
FAILURES: TableKey[str, tuple["Failure", ...]] = TableKey("failures")
STREAKS: TableKey[str, Streak] = TableKey("streaks")
PASSWORD_LOG: TableKey[int, PasswordRecord] = TableKey("password_log")


NOWHERE = ""


class Failure(NamedTuple):
    """A failed attempt, and where it came from, or ``NOWHERE``."""

    at: datetime
    origin: str


class MemoryAuth:
    """Implements ``AuthRepository``."""

    def __init__(self, touch: Touch, ids: "count[int]", log: MemoryLog) -> None:
        self._touch = touch
        self._ids = ids
        self._log = log

    async def get_identity(self, user_id: int, token_id: str) -> Identity | None:
        data = await self._touch()
        position = self._log.position
        user, credentials = data[USERS].get(user_id), data[CREDENTIALS].get(user_id)
        if user is None or credentials is None or user.is_deactivated:
            return None
        sign_in = sign_in_of(data, token_id)
        if sign_in is not None and sign_in.user_id != user_id:
            sign_in = None
        return Identity(
            user_id=user.id,
            role=user.role,
            is_temporary_password=user.is_temporary_password,
            user_created_at=user.created_at,
            token_generation=credentials.token_generation,
            unlisted_ended_at=credentials.unlisted_ended_at,
            token_revoked=data[REVOKED_TOKENS].get(token_id) is not None,
            installation_id=position.epoch,
            sign_in_id=sign_in.id if sign_in else None,
            last_seen_at=sign_in.last_seen_at if sign_in else None,
            ended_at=sign_in.ended_at if sign_in else None,
            position=position,
        )

    async def find_by_login(self, name: str) -> tuple[User, Credentials] | None:
        data = await self._touch()
        user_id = data[USERNAMES].get(name) or data[EMAILS].get(name) or 0
        found = await self.find_account(user_id)
        return None if found is None or found[0].is_deactivated else found

    async def find_account(self, user_id: int) -> tuple[User, Credentials] | None:
        data = await self._touch()
        user, credentials = data[USERS].get(user_id), data[CREDENTIALS].get(user_id)
        return (user, credentials) if user and credentials else None

    async def lock_credentials(self, user_id: int) -> Credentials | None:
        return (await self._touch())[CREDENTIALS].get(user_id)

    async def save_credentials(self, credentials: Credentials) -> None:
        (await self._touch())[CREDENTIALS].put(credentials.user_id, credentials)

    async def remove_credentials(self, user_id: int) -> None:
        (await self._touch())[CREDENTIALS].drop(user_id)

    async def revoke_token(self, token_id: str, expires_at: datetime, now: datetime) -> None:
        revoked = (await self._touch())[REVOKED_TOKENS]
        for old in [old for old, end in revoked.items() if end <= now]:
            revoked.drop(old)
        revoked.put(token_id, expires_at)

    async def revoke_all_tokens(self) -> None:
        rows = (await self._touch())[CREDENTIALS]
        for user_id, known in list(rows.items()):
            raised = known.token_generation + GENERATIONS_SKIPPED
            rows.put(user_id, replace(known, token_generation=raised))

    async def end_sign_ins(self, user_id: int, now: datetime) -> None:
        await MemorySignIns(self._touch, self._ids, self._log).end(user_id, now)

    async def add_password_record(self, record: PasswordRecord) -> None:
        record = replace(record, id=next(self._ids))
        (await self._touch())[PASSWORD_LOG].put(record.id, record)

    async def password_log_page(self, wanted: AuditFilter, page: PageRequest) -> Page[PasswordRecord]:
        records = (await self._touch())[PASSWORD_LOG].values()
        found = (
            record
            for record in records
            if wanted.user_id in (None, record.user_id) and wanted.performed_by in (None, record.performed_by)
        )
        return page_of(found, lambda record: (record.id,), page, ascending=False)


class MemoryThrottle:
    """Implements ``ThrottleRepository``."""

    def __init__(self, touch: Touch) -> None:
        self._touch = touch

    async def failures(self, guess: Guess, since: datetime, until: datetime) -> Failures:
        data = await self._touch()
        at_target, of_origin = (
            [failure for failure in data[FAILURES].get(subject) or () if since < failure.at <= until]
            for subject in (guess.target, guess.origin)
        )
        by_origin = Counter(failure.origin for failure in at_target)
        return Failures(
            own=sum(by_origin.pop(origin, 0) for origin in {guess.origin, NOWHERE}),
            others=tuple(by_origin.values()),
            origin=len(of_origin),
            streak=data[STREAKS].get(guess.target),
        )

    async def addresses_of(self, user_id: int, since: datetime) -> set[str]:
        rows = (await self._touch())[SIGN_INS].values()
        return {each.address for each in rows if each.user_id == user_id and each.created_at > since}

    async def lengthen_streak(self, subject: str, at: datetime, memory: timedelta) -> Lengthened:
        streaks = (await self._touch())[STREAKS]
        before = streaks.get(subject)
        if before is not None and abs(at - before.last_at) > memory:
            before = None
        after = Streak(failures=before.failures + 1 if before else 1, last_at=at)
        streaks.put(subject, after)
        return Lengthened(before, after)

    async def end_streak(self, subject: str) -> None:
        (await self._touch())[STREAKS].drop(subject)

    async def add_failure(self, guess: Guess, at: datetime, window: timedelta, memory: timedelta) -> None:
        data = await self._touch()
        # Those that were written longest ago come first, so this stops at the first that still matters.
        for subject, failures in takewhile(
            lambda item: abs(item[1][-1].at - at) > window, list(data[FAILURES].items())
        ):
            if failures:
                data[FAILURES].drop(subject)
        for subject, _ in takewhile(
            lambda item: abs(item[1].last_at - at) > memory, list(data[STREAKS].items())
        ):
            data[STREAKS].drop(subject)
        for subject in guess.subjects:
            recent = (each for each in data[FAILURES].get(subject) or () if abs(each.at - at) <= window)
            data[FAILURES].put(subject, (*recent, Failure(at, guess.origin)))


def _auth(unit: Unit) -> MemoryAuth:
    return MemoryAuth(unit.touch, unit.ids(PASSWORD_LOG), unit.log)


FEATURE = MemoryFeature(
    feature=AUTH,
    repositories={
        AuthRepository: _auth,
        CredentialsRepository: _auth,
        SignInRepository: lambda unit: MemorySignIns(unit.touch, unit.ids(SIGN_INS), unit.log),
        KnownDeviceRepository: lambda unit: MemoryKnownDevices(unit.touch),
        ThrottleRepository: lambda unit: MemoryThrottle(unit.touch),
    },
)
