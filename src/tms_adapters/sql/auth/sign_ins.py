"""Sign-ins in SQL."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    String,
    Table,
    UniqueConstraint,
    bindparam,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.sql import ColumnElement, Delete, Select, Update

from tms_adapters.sql.column_types import BigId, UtcDateTime
from tms_adapters.sql.compiled_query import reads, writes
from tms_adapters.sql.feature import Queries, UniqueViolation, first
from tms_adapters.sql.row_mapper import RowMapper, delete_where, equal, insert_one
from tms_adapters.sql.tables import OPTIONS, metadata, organisation
from tms_core.auth.sign_ins import SignInRecord
from tms_core.entity import Page, PageRequest, split_page
from tms_core.unit_of_work import IssuedToken

sign_ins = Table(
    "sign_ins",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("user_id", BigId, ForeignKey("users.id"), nullable=False),
    Column("token_id", String(64), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("last_seen_at", UtcDateTime),
    Column("address", String(64), nullable=False),
    Column("agent", String(300), nullable=False),
    Column("ended_at", UtcDateTime),
    UniqueConstraint("token_id"),
    Index(None, "user_id", "id"),
    Index(None, "expires_at"),
    **OPTIONS,
)
SIGN_INS = RowMapper(sign_ins, SignInRecord)
IS_OPEN = sign_ins.c.ended_at.is_(None)


def _time(name: str) -> Any:
    return bindparam(name, type_=sign_ins.c.created_at.type)


def _wanted(only_open: bool, seen_after: bool) -> list[ColumnElement[bool]]:
    found = [sign_ins.c.user_id == bindparam("user_id")]
    if only_open:
        found += [IS_OPEN, sign_ins.c.expires_at > _time("now")]
    if seen_after:
        last_seen = func.coalesce(sign_ins.c.last_seen_at, sign_ins.c.created_at)
        found.append(last_seen > _time("seen_after"))
    return found


@reads(SignInRecord)
def select_sign_ins(only_open: bool, seen_after: bool, after: bool) -> Select[Any]:
    """A page of a user's sign-ins, newest first."""
    found = select(*SIGN_INS.columns).where(*_wanted(only_open, seen_after))
    if after:
        found = found.where(sign_ins.c.id < bindparam("after_id"))
    return found.order_by(sign_ins.c.id.desc()).limit(bindparam("limit")).offset(bindparam("skip"))


@reads(int)
def count_sign_ins(only_open: bool, seen_after: bool) -> Select[Any]:
    """The number of a user's sign-ins."""
    return select(func.count()).select_from(sign_ins).where(*_wanted(only_open, seen_after))


@reads(int)
def select_id() -> Select[Any]:
    """The id of a token's sign-in."""
    return select(sign_ins.c.id).where(sign_ins.c.token_id == bindparam("token_id"))


@reads(str)
def select_installation_id() -> Select[Any]:
    """The id of the data."""
    return select(organisation.c.installation_id).where(organisation.c.id == 1)


@writes
def renew_sign_in() -> Update:
    """Another token for an open sign-in."""
    values = {
        "token_id": bindparam("new_token_id"),
        "expires_at": _time("until"),
        "last_seen_at": _time("now"),
    }
    return update(sign_ins).where(sign_ins.c.id == bindparam("row_id"), IS_OPEN).values(values)


@reads(SignInRecord)
def select_sign_in() -> Select[Any]:
    """A sign-in."""
    return select(*SIGN_INS.columns).where(*equal(sign_ins, ("id",)))


@writes
def end_sign_ins(only: bool, keep: bool) -> Update:
    """End the open sign-ins of a user, or one, or all but one."""
    ended = update(sign_ins).where(sign_ins.c.user_id == bindparam("owner_id"), IS_OPEN)
    if only:
        ended = ended.where(sign_ins.c.id == bindparam("row_id"))
    if keep:
        ended = ended.where(sign_ins.c.id != bindparam("kept_id"))
    return ended.values(ended_at=_time("now"))


@writes
def end_all() -> Update:
    """End all open sign-ins."""
    return update(sign_ins).where(IS_OPEN).values(ended_at=_time("now"))


@writes
def move_last_seen() -> Update:
    """Store when a sign-in was last used, unless something later is stored."""
    is_later = or_(sign_ins.c.last_seen_at.is_(None), sign_ins.c.last_seen_at < _time("seen"))
    return (
        update(sign_ins)
        .where(sign_ins.c.id == bindparam("row_id"), is_later)
        .values(last_seen_at=_time("seen"))
    )


@writes
def forget_sign_ins() -> Delete:
    """Delete the sign-ins that expired before a time."""
    return sign_ins.delete().where(sign_ins.c.expires_at < _time("before"))


class SqlSignIns:
    """See ``SignInRepository``."""

    def __init__(self, connection: Queries) -> None:
        self._connection = connection

    async def installation_id(self) -> str:
        """See ``SignInRepository``."""
        [found] = await self._connection.rows(select_installation_id())
        return found

    async def get(self, sign_in_id: int) -> SignInRecord | None:
        """See ``SignInRepository``."""
        return await first(self._connection, select_sign_in(), id=sign_in_id)

    async def page(self, user_id: int, page: PageRequest) -> Page[SignInRecord]:
        """See ``SignInRepository``."""
        return await self._page(page, False, user_id=user_id)

    async def open_page(
        self, user_id: int, now: datetime, seen_after: datetime | None, page: PageRequest
    ) -> Page[SignInRecord]:
        """See ``SignInRepository``."""
        seen = {} if seen_after is None else {"seen_after": seen_after}
        return await self._page(page, True, user_id=user_id, now=now, **seen)

    async def _page(self, page: PageRequest, only_open: bool, **wanted: Any) -> Page[SignInRecord]:
        shape = (only_open, "seen_after" in wanted)
        total = None
        if page.count:
            [total] = await self._connection.rows(count_sign_ins(*shape), **wanted)
        after = {"after_id": page.after[0]} if page.after else {}
        ask = select_sign_ins(*shape, bool(after))
        found = await self._connection.rows(ask, limit=page.limit + 1, skip=page.skip, **wanted, **after)
        items, last = split_page(found, page.limit)
        return Page(items=items, total=total, next=(last.id,) if last else None)

    async def add(self, record: SignInRecord) -> int:
        """See ``SignInRepository``."""
        try:
            return await insert_one(self._connection, sign_ins, SIGN_INS.values(record))
        except UniqueViolation:
            known = await first(self._connection, select_id(), token_id=record.token_id)
            return known or 0

    async def renew(self, sign_in_id: int, issued: IssuedToken, now: datetime) -> bool:
        """See ``SignInRepository``."""
        until = issued.expires_at
        token = {"new_token_id": issued.token_id, "until": until, "now": now}
        return bool((await self._connection.run(renew_sign_in(), row_id=sign_in_id, **token)).matched)

    async def end(
        self, user_id: int, now: datetime, *, only: int | None = None, keep: int | None = None
    ) -> int:
        """See ``SignInRepository``."""
        rows = {} if only is None else {"row_id": only}
        rows |= {} if keep is None else {"kept_id": keep}
        ask = end_sign_ins(only is not None, keep is not None)
        return (await self._connection.run(ask, owner_id=user_id, now=now, **rows)).matched

    async def end_everybody(self, now: datetime) -> int:
        """See ``SignInRepository``."""
        return (await self._connection.run(end_all(), now=now)).matched

    async def remove_all_of(self, user_id: int) -> None:
        """See ``SignInRepository``."""
        await self._connection.run(delete_where(sign_ins, ("user_id",)), user_id=user_id)

    async def save_last_seen(self, sign_in_id: int, seen: datetime) -> None:
        """See ``SignInRepository``."""
        await self._connection.run(move_last_seen(), row_id=sign_in_id, seen=seen)

    async def forget(self, expired_before: datetime) -> None:
        """See ``SignInRepository``."""
        await self._connection.run(forget_sign_ins(), before=expired_before)
