"""The outbox, in memory."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from heapq import nsmallest

from tms_adapters.memory.feature import MemoryFeature, Unit
from tms_adapters.memory.tables import USERS, Table, TableKey, page_of
from tms_core.consumers.model import Lease, is_expired
from tms_core.entity import Page, PageRequest
from tms_core.errors import TransactionConflict
from tms_core.mail.feature import MAIL
from tms_core.mail.model import (
    NOT_TRIED,
    Mail,
    MailState,
    OutboxFilter,
    OutboxRepository,
    OutboxStatus,
    RefusedAddress,
    SenderStatus,
)

MAILS: TableKey[int, Mail] = TableKey("outbox")
REFUSED: TableKey[int, RefusedAddress] = TableKey("refused_addresses")
SENDER: TableKey[int, SenderStatus] = TableKey("mail_sender")
ONLY = 1
NEW = SenderStatus()


class MemoryOutbox:
    """Implements ``OutboxRepository``."""

    def __init__(self, unit: Unit) -> None:
        self._touch = unit.touch
        self._ids = unit.ids(MAILS)

    async def get(self, mail_id: int) -> Mail | None:
        return (await self._touch())[MAILS].get(mail_id)

    async def by_merge_keys(self, keys: Iterable[str]) -> dict[str, Mail]:
        wanted = set(keys)
        mails = sorted((await self._touch())[MAILS].values(), key=lambda mail: mail.id)
        return {mail.merge_key: mail for mail in mails if mail.merge_key in wanted}

    async def page(self, wanted: OutboxFilter, page: PageRequest) -> Page[Mail]:
        found = (
            mail
            for mail in (await self._touch())[MAILS].values()
            if wanted.state in (None, mail.state) and wanted.user_id in (None, mail.user_id)
        )
        return page_of(found, lambda mail: (mail.id,), page, ascending=False)

    async def status(self, now: datetime) -> OutboxStatus:
        data = await self._touch()
        due = [mail.next_at for mail in data[MAILS].values() if mail.next_at and mail.next_at <= now]
        sending = sum(mail.state is MailState.SENDING for mail in data[MAILS].values())
        sender = data[SENDER].get(ONLY) or NEW
        return OutboxStatus(sender=sender, due_since=min(due, default=None), sending=sending)

    async def unsent(self) -> Mapping[MailState, int]:
        return Counter(
            mail.state for mail in (await self._touch())[MAILS].values() if mail.state is not MailState.SENT
        )

    async def refused_addresses(self, limit: int) -> tuple[list[RefusedAddress], int]:
        data = await self._touch()
        present = [
            refused
            for refused in data[REFUSED].values()
            if (user := data[USERS].get(refused.user_id)) is not None and user.email == refused.address
        ]
        present.sort(key=lambda each: (each.refused_at, each.user_id), reverse=True)
        return present[:limit], len(present)

    async def refused(self, user_ids: Iterable[int]) -> dict[int, RefusedAddress]:
        table = (await self._touch())[REFUSED]
        return {user_id: found for user_id in user_ids if (found := table.get(user_id))}

    async def add(self, mail: Mail) -> Mail:
        added = replace(mail, id=next(self._ids))
        (await self._touch())[MAILS].put(added.id, added)
        return added

    async def add_all(self, mails: Sequence[Mail]) -> None:
        for mail in mails:
            await self.add(mail)

    async def find_held(
        self, kind: str, user_ids: Collection[int], merge_keys: Collection[str]
    ) -> dict[tuple[int, str], Mail]:
        users, keys = set(user_ids), set(merge_keys)
        return {
            (mail.user_id, mail.merge_key): mail
            for mail in sorted((await self._touch())[MAILS].values(), key=lambda mail: mail.id)
            if mail.merge_key in keys
            and mail.user_id in users
            and mail.kind == kind
            and mail.state is MailState.HELD
        }

    async def due(self, now: datetime, limit: int) -> list[Mail]:
        due = [
            (mail.priority, mail.next_at, mail.id, mail)
            for mail in (await self._touch())[MAILS].values()
            if mail.next_at is not None and mail.next_at <= now
        ]
        first = min(due)[0] if due else None
        return [each[-1] for each in nsmallest(limit, due) if each[0] == first]

    async def update(self, before: Mail, after: Mail) -> None:
        table = (await self._touch())[MAILS]
        stored = table.get(before.id)
        if stored is None or stored.revision != before.revision:
            raise TransactionConflict
        table.put(before.id, replace(after, revision=before.revision + 1))

    async def update_all(self, changes: Sequence[tuple[Mail, Mail]]) -> None:
        for before, after in changes:
            await self.update(before, after)

    async def remove(self, mail: Mail) -> None:
        table = (await self._touch())[MAILS]
        stored = table.get(mail.id)
        if stored is None or stored.revision != mail.revision:
            raise TransactionConflict
        table.drop(mail.id)

    async def remove_held(self, kind: str, user_ids: Collection[int], merge_keys: Collection[str]) -> int:
        held = await self.find_held(kind, user_ids, merge_keys)
        return self._drop((await self._touch())[MAILS], [mail.id for mail in held.values()])

    async def remove_all_of(self, user_id: int) -> None:
        data = await self._touch()
        self._drop(data[MAILS], (mail.id for mail in data[MAILS].values() if mail.user_id == user_id))
        data[REFUSED].drop(user_id)

    async def requeue_sending(self, now: datetime) -> int:
        table = (await self._touch())[MAILS]
        sending = [mail for mail in table.values() if mail.state is MailState.SENDING]
        for mail in sending:
            queued = replace(mail, state=MailState.QUEUED, next_at=now, revision=mail.revision + 1)
            table.put(mail.id, queued)
        return len(sending)

    async def requeue_failed(self, now: datetime) -> int:
        data = await self._touch()
        table = data[MAILS]
        failed = [mail for mail in table.values() if mail.state is MailState.FAILED]
        for mail in failed:
            table.put(mail.id, replace(mail, next_at=now, revision=mail.revision + 1, **NOT_TRIED))
            data[REFUSED].drop(mail.user_id)
        return len(failed)

    async def forget(self, created_before: datetime, limit: int) -> int:
        table = (await self._touch())[MAILS]
        old = sorted(
            (mail.created_at, mail.id) for mail in table.values() if mail.created_at < created_before
        )
        return self._drop(table, (mail_id for _, mail_id in old[:limit]))

    @staticmethod
    def _drop(table: Table[int, Mail], ids: Iterable[int]) -> int:
        dropped = list(ids)
        for mail_id in dropped:
            table.drop(mail_id)
        return len(dropped)

    async def save_refused(self, refused: RefusedAddress) -> None:
        (await self._touch())[REFUSED].put(refused.user_id, refused)

    async def remove_refused(self, user_id: int) -> None:
        (await self._touch())[REFUSED].drop(user_id)

    async def take_lease(self, lease: Lease, now: datetime) -> bool:
        table = (await self._touch())[SENDER]
        row = table.get(ONLY) or NEW
        if not (row.holder in (None, lease.holder) or is_expired(row.held_until, lease, now)):
            return False
        table.put(ONLY, replace(row, holder=lease.holder, held_until=now + lease.duration))
        return True

    async def release_lease(self, holder: str) -> None:
        table = (await self._touch())[SENDER]
        row = table.get(ONLY) or NEW
        if row.holder == holder:
            table.put(ONLY, replace(row, holder=None, held_until=None))

    async def save_status(self, status: SenderStatus) -> None:
        table = (await self._touch())[SENDER]
        row = table.get(ONLY) or NEW
        table.put(ONLY, replace(status, holder=row.holder, held_until=row.held_until))


FEATURE = MemoryFeature(feature=MAIL, repositories={OutboxRepository: MemoryOutbox})
