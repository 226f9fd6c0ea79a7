"""The outbox in SQL."""

from collections.abc import Iterable, Mapping
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
    update_mail,
    update_server,
)
from tms_adapters.sql.row_mapper import delete_where, in_list, insert_one, padded_in_list
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

    async def refused(self, user_id: int) -> RefusedAddress | None:
        """See ``OutboxReader``."""
        return await first(self._connection, select_refused(), user_id=user_id)

    async def add(self, mail: Mail) -> Mail:
        """See ``OutboxRepository``."""
        return replace(mail, id=await insert_one(self._connection, outbox, MAILS.values(mail)))

    async def find_held(self, user_id: int, kind: str, merge_key: str) -> Mail | None:
        """See ``OutboxRepository``."""
        wanted = {"user_id": user_id, "kind": kind, "merge_key": merge_key, "state": MailState.HELD}
        return await first(self._connection, lock_held(), **wanted)

    async def next_due(self, now: datetime) -> Mail | None:
        """See ``OutboxRepository``."""
        for priority in Priority:
            found = await first(self._connection, select_due(), priority=priority.value, now=now)
            if found is not None:
                return found
        return None

    async def update(self, before: Mail, after: Mail) -> None:
        """See ``OutboxRepository``."""
        changes = MAILS.changes(before, after)
        changes.pop("revision", None)
        new = {f"new_{name}": value for name, value in changes.items()}
        query = update_mail(tuple(changes))
        done = await self._connection.run(query, row_id=before.id, known=before.revision, **new)
        if not done.matched:
            raise TransactionConflict

    async def remove(self, mail: Mail) -> None:
        """See ``OutboxRepository``."""
        delete = delete_where(outbox, ("id", "revision"))
        if not (await self._connection.run(delete, id=mail.id, revision=mail.revision)).matched:
            raise TransactionConflict

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
