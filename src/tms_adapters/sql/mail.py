"""The outbox in SQL."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from tms_adapters.sql.feature import Queries, SqlFeature, first
from tms_adapters.sql.queries.mail import (
    MAILS,
    SERVER,
    clear_lease,
    count_mails,
    count_present_refused,
    count_sending,
    count_unsent,
    delete_held,
    delete_mails,
    delete_refused_with_failed,
    lock_held,
    mail_sender,
    outbox,
    refused_addresses,
    requeue,
    requeue_failed,
    select_by_merge_keys,
    select_due,
    select_due_since,
    select_forgotten,
    select_mails,
    select_present_refused,
    select_refused,
    select_sender,
    take_lease,
    update_mails,
    update_server,
)
from tms_adapters.sql.row_mapper import delete_where, in_list, insert_all, insert_one, padded_in_list
from tms_core.consumers.model import MAX_CLOCK_DIFFERENCE, Lease
from tms_core.entity import Page, PageRequest, split_page
from tms_core.errors import TransactionConflict
from tms_core.mail.feature import MAIL
from tms_core.mail.model import (
    Mail,
    MailState,
    OutboxFilter,
    OutboxRepository,
    OutboxStatus,
    Priority,
    RefusedAddress,
    SenderStatus,
)


class SqlOutbox:
    """See ``OutboxRepository``."""

    def __init__(self, connection: Queries) -> None:
        self._connection = connection

    async def get(self, mail_id: int) -> Mail | None:
        """See ``OutboxReader``."""
        return await first(self._connection, select_mails(("id",), False), id=mail_id, most=1, skip=0)

    async def by_merge_keys(self, keys: Iterable[str]) -> dict[str, Mail]:
        """See ``OutboxReader``."""
        padded = padded_in_list(list(keys))
        found = await self._connection.rows(select_by_merge_keys(len(padded)), **in_list("key", padded))
        return {mail.merge_key: mail for mail in found if mail.merge_key is not None}

    async def page(self, wanted: OutboxFilter, page: PageRequest) -> Page[Mail]:
        """See ``OutboxReader``."""
        equal = {"state": wanted.state, "user_id": wanted.user_id}
        given = {name: value for name, value in equal.items() if value is not None}
        total = None
        if page.count:
            [total] = await self._connection.rows(count_mails(tuple(given)), **given)
        after = {"after_id": page.after[0]} if page.after else {}
        ask = select_mails(tuple(given), bool(after))
        found = await self._connection.rows(ask, most=page.limit + 1, skip=page.skip, **given, **after)
        items, last = split_page(found, page.limit)
        return Page(items=items, total=total, next=(last.id,) if last else None)

    async def status(self, now: datetime) -> OutboxStatus:
        """See ``OutboxReader``."""
        [sender] = await self._connection.rows(select_sender())
        due = [row.since for row in await self._connection.rows(select_due_since(), now=now) if row.since]
        [sending] = await self._connection.rows(count_sending())
        return OutboxStatus(sender=sender, due_since=min(due, default=None), sending=sending)

    async def unsent(self) -> Mapping[MailState, int]:
        """See ``OutboxReader``."""
        return {found.state: found.mails for found in await self._connection.rows(count_unsent())}

    async def refused_addresses(self, limit: int) -> tuple[list[RefusedAddress], int]:
        """See ``OutboxReader``."""
        found = await self._connection.rows(select_present_refused(), most=limit)
        [count] = await self._connection.rows(count_present_refused())
        return found, count

    async def refused(self, user_ids: Iterable[int]) -> dict[int, RefusedAddress]:
        """See ``OutboxReader``."""
        ids = padded_in_list(sorted(user_ids))
        found = await self._connection.rows(select_refused(len(ids)), **in_list("user", ids))
        return {refused.user_id: refused for refused in found}

    async def add(self, mail: Mail) -> Mail:
        """See ``OutboxRepository``."""
        return replace(mail, id=await insert_one(self._connection, outbox, MAILS.values(mail)))

    async def add_all(self, mails: Sequence[Mail]) -> None:
        """See ``OutboxRepository``."""
        await insert_all(self._connection, outbox, [MAILS.values(mail) for mail in mails])

    async def find_held(
        self, kind: str, user_ids: Collection[int], merge_keys: Collection[str]
    ) -> dict[tuple[int, str], Mail]:
        """See ``OutboxRepository``."""
        users, keys = padded_in_list(list(user_ids)), padded_in_list(list(merge_keys))
        ask = lock_held(len(users), len(keys))
        found = await self._connection.rows(ask, kind=kind, **in_list("user", users), **in_list("key", keys))
        return {(mail.user_id, mail.merge_key): mail for mail in found if mail.merge_key is not None}

    async def due(self, now: datetime, limit: int) -> list[Mail]:
        """See ``OutboxRepository``."""
        for priority in Priority:
            found = await self._connection.rows(select_due(), priority=priority.value, now=now, most=limit)
            if found:
                return found
        return []

    async def update(self, before: Mail, after: Mail) -> None:
        """See ``OutboxRepository``."""
        await self.update_all([(before, after)])

    async def update_all(self, changes: Sequence[tuple[Mail, Mail]]) -> None:
        """See ``OutboxRepository``. Those that change alike change in one statement, which is most of them."""
        numbered = [(before, replace(after, revision=before.revision + 1)) for before, after in changes]
        for columns, mails in MAILS.changes_alike(numbered):
            ids = [mail.id for mail in mails]
            listed = padded_in_list(ids)
            new = {f"new_{name}": value for name, value in columns.items()}
            query = update_mails(tuple(columns), len(listed))
            done = await self._connection.run(
                query, **in_list("mail", listed), known=mails[0].revision, **new
            )
            if done.matched != len(ids):
                raise TransactionConflict

    async def remove(self, mail: Mail) -> None:
        """See ``OutboxRepository``."""
        delete = delete_where(outbox, ("id", "revision"))
        if not (await self._connection.run(delete, id=mail.id, revision=mail.revision)).matched:
            raise TransactionConflict

    async def remove_held(self, kind: str, user_ids: Collection[int], merge_keys: Collection[str]) -> int:
        """See ``OutboxRepository``."""
        users, keys = padded_in_list(list(user_ids)), padded_in_list(list(merge_keys))
        query = delete_held(len(users), len(keys))
        listed = {**in_list("user", users), **in_list("key", keys)}
        return (await self._connection.run(query, kind=kind, **listed)).matched

    async def remove_all_of(self, user_id: int) -> None:
        """See ``OutboxRepository``."""
        for table in (outbox, refused_addresses):
            await self._connection.run(delete_where(table, ("user_id",)), user_id=user_id)

    async def requeue_sending(self, now: datetime) -> int:
        """See ``OutboxRepository``."""
        return (await self._connection.run(requeue(), now=now)).matched

    async def requeue_failed(self, now: datetime) -> int:
        """See ``OutboxRepository``."""
        await self._connection.run(delete_refused_with_failed())
        return (await self._connection.run(requeue_failed(), now=now)).matched

    async def forget(self, created_before: datetime, limit: int) -> int:
        """See ``OutboxRepository``."""
        old = await self._connection.rows(select_forgotten(), before=created_before, most=limit)
        if old:
            ids = padded_in_list(old)
            await self._connection.run(delete_mails(len(ids)), **in_list("mail", ids))
        return len(old)

    async def save_refused(self, refused: RefusedAddress) -> None:
        """See ``OutboxRepository``."""
        await self.remove_refused(refused.user_id)
        row = {name: getattr(refused, name) for name in RefusedAddress.__slots__}
        await insert_one(self._connection, refused_addresses, row)

    async def remove_refused(self, user_id: int) -> None:
        """See ``OutboxRepository``."""
        await self._connection.run(delete_where(refused_addresses, ("user_id",)), user_id=user_id)

    async def take_lease(self, lease: Lease, now: datetime) -> bool:
        """See ``OutboxRepository``."""
        until = now + lease.duration
        done = await self._connection.run(
            take_lease(),
            the_holder=lease.holder,
            new_holder=lease.holder,
            new_held_until=until,
            now=now,
            impossible=until + MAX_CLOCK_DIFFERENCE,
        )
        return done.matched == 1

    async def release_lease(self, holder: str) -> None:
        """See ``OutboxRepository``."""
        await self._connection.run(clear_lease(), the_holder=holder)

    async def save_status(self, status: SenderStatus) -> None:
        """See ``OutboxRepository``."""
        await self._connection.run(
            update_server(), **{f"new_{name}": getattr(status, name) for name in SERVER}
        )


FEATURE = SqlFeature(
    feature=MAIL,
    tables=(outbox, refused_addresses, mail_sender),
    repositories={OutboxRepository: lambda unit: SqlOutbox(unit.connection)},
)
