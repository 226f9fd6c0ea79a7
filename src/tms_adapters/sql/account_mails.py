"""Links that are sent by mail, and requests for them, in SQL."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index, String, Table, UniqueConstraint, bindparam, func, select, update
from sqlalchemy.sql import Delete, Select, Update

from tms_adapters.sql.column_types import BigId, Choice, UtcDateTime
from tms_adapters.sql.compiled_query import reads, writes
from tms_adapters.sql.feature import Queries, SqlFeature, first
from tms_adapters.sql.row_mapper import RowMapper, delete_where, equal, insert_one
from tms_adapters.sql.tables import KEYED, OPTIONS, PERSON, metadata
from tms_core.account_mails.feature import ACCOUNT_MAILS
from tms_core.account_mails.model import (
    MAX_TYPED_NAME,
    WINDOW,
    AccountLink,
    LinkRepository,
    LinkRequest,
    Purpose,
)
from tms_core.consumers.model import MAX_CLOCK_DIFFERENCE

account_links = Table(
    "account_links",
    metadata,
    Column("user_id", BigId, primary_key=True, autoincrement=False, info=PERSON),
    Column("purpose", Choice(Purpose), primary_key=True),
    Column("token_hash", String(64), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("address", String(254)),
    UniqueConstraint("token_hash"),
    **KEYED,
)

link_requests = Table(
    "link_requests",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("typed", String(MAX_TYPED_NAME)),
    Column("network", String(64), nullable=False),
    Column("requested_at", UtcDateTime, nullable=False),
    Column("user_id", BigId, info=PERSON),
    Index(None, "network", "requested_at"),
    Index(None, "user_id", "requested_at"),
    Index(None, "requested_at"),
    **OPTIONS,
)

LINKS = RowMapper(account_links, AccountLink)
REQUESTS = RowMapper(link_requests, LinkRequest)


def _time(name: str) -> Any:
    return bindparam(name, type_=link_requests.c.requested_at.type)


@reads(AccountLink)
def select_link() -> Select[Any]:
    """The link with the token of a hash."""
    return select(*LINKS.columns).where(*equal(account_links, ("token_hash",)))


@reads(LinkRequest)
def select_request() -> Select[Any]:
    """A request."""
    return select(*REQUESTS.columns).where(*equal(link_requests, ("id",)))


@reads(int)
def count_requests(columns: tuple[str, ...]) -> Select[Any]:
    """The number of requests between two times."""
    at = link_requests.c.requested_at
    recent = (at > _time("since"), at <= _time("until"))
    return select(func.count()).select_from(link_requests).where(*recent, *equal(link_requests, columns))


@writes
def resolve() -> Update:
    """Store whose account it was, and forget what was typed."""
    mine = link_requests.c.id == bindparam("row_id")
    return update(link_requests).where(mine).values(typed=None, user_id=bindparam("found_id"))


@writes
def delete_before(table: Table, column: str) -> Delete:
    """Delete the rows whose time in ``column`` is before ``before``."""
    return table.delete().where(table.c[column] < _time("before"))


class SqlLinks:
    """See ``LinkRepository``."""

    def __init__(self, connection: Queries) -> None:
        self._connection = connection

    async def find(self, token_hash: str) -> AccountLink | None:
        """See ``LinkReader``."""
        return await first(self._connection, select_link(), token_hash=token_hash)

    async def count_requests(
        self, now: datetime, *, network: str | None = None, user_id: int | None = None
    ) -> int:
        """See ``LinkReader``."""
        given = {"network": network, "user_id": user_id}
        wanted = {name: value for name, value in given.items() if value is not None}
        recent = {"since": now - WINDOW, "until": now + MAX_CLOCK_DIFFERENCE}
        [count] = await self._connection.rows(count_requests(tuple(wanted)), **recent, **wanted)
        return count

    async def save(self, link: AccountLink) -> None:
        """See ``LinkRepository``."""
        former = delete_where(account_links, ("user_id", "purpose"))
        await self._connection.run(former, user_id=link.user_id, purpose=link.purpose)
        await insert_one(self._connection, account_links, LINKS.values(link))

    async def use(self, link: AccountLink) -> bool:
        """See ``LinkRepository``."""
        delete = delete_where(account_links, ("token_hash",))
        return (await self._connection.run(delete, token_hash=link.token_hash)).matched == 1

    async def add_request(self, request: LinkRequest) -> int:
        """See ``LinkRepository``."""
        return await insert_one(self._connection, link_requests, REQUESTS.values(request))

    async def get_request(self, request_id: int) -> LinkRequest | None:
        """See ``LinkRepository``."""
        return await first(self._connection, select_request(), id=request_id)

    async def resolve_request(self, request: LinkRequest, user_id: int | None) -> None:
        """See ``LinkRepository``."""
        await self._connection.run(resolve(), row_id=request.id, found_id=user_id)

    async def end_all_of(self, user_id: int) -> None:
        """See ``LinkRepository``."""
        await self._connection.run(delete_where(account_links, ("user_id",)), user_id=user_id)

    async def remove_all_of(self, user_id: int) -> None:
        """See ``LinkRepository``."""
        for table in (account_links, link_requests):
            await self._connection.run(delete_where(table, ("user_id",)), user_id=user_id)

    async def forget(self, requested_before: datetime, expired_before: datetime) -> int:
        """See ``LinkRepository``."""
        requests = delete_before(link_requests, "requested_at")
        links = delete_before(account_links, "expires_at")
        removed = (await self._connection.run(requests, before=requested_before)).matched
        return removed + (await self._connection.run(links, before=expired_before)).matched


FEATURE = SqlFeature(
    feature=ACCOUNT_MAILS,
    tables=(account_links, link_requests),
    repositories={LinkRepository: lambda unit: SqlLinks(unit.connection)},
)
