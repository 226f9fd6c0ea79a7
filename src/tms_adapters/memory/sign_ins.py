"""Sign-ins, in memory."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import count

from tms_adapters.memory.tables import Data, MemoryLog, TableKey, Touch, page_of
from tms_core.auth.sign_ins import SignInRecord
from tms_core.entity import Page, PageRequest
from tms_core.unit_of_work import IssuedToken

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
