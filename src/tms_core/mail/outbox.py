"""Put mails into the outbox, in the transaction of what they are about. They are written and sent later."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from tms_core.application.letters import MailKind
from tms_core.mail.model import HOLDS_AT_MOST, MAX_SUBJECT, Mail, MailState, OutboxRepository, Priority
from tms_core.unit_of_work import UnitOfWork


async def queue_mail(
    uow: UnitOfWork,
    kind: MailKind,
    user_id: int,
    subject: str,
    *,
    data: Mapping[str, Any] | None = None,
    merge_key: str | None = None,
    address: str | None = None,
) -> Mail:
    """Add a mail for a user. ``data`` is what ``kind`` needs to write it: a small JSON object without anything secret.
    ``subject`` is shown in the outbox until the letter has one. ``address`` is where it goes if not to the user's address.

    Mails of an optional kind are held for a while. While one is held, another one for the same user with the same
    ``merge_key`` replaces it, and is held again, up to five times as long as one alone.
    """
    outbox, now = uow.repository(OutboxRepository), uow.now
    hold = uow.services.mail.hold
    shown = subject[:MAX_SUBJECT]
    if kind.optional and merge_key is not None:
        held = (await outbox.find_held(kind.name, [user_id], [merge_key])).get((user_id, merge_key))
        if held is not None:
            until = min(now + hold, held.created_at + HOLDS_AT_MOST * hold)
            merged = replace(held, subject=shown, data=dict(data or {}), next_at=until)
            await outbox.update(held, merged)
            return merged
    return await outbox.add(
        Mail(
            kind=kind.name,
            user_id=user_id,
            address=address,
            subject=shown,
            merge_key=merge_key,
            data=dict(data or {}),
            state=MailState.HELD if kind.optional else MailState.QUEUED,
            priority=Priority.NEWS if kind.optional else Priority.ACCOUNT,
            created_at=now,
            next_at=now + hold if kind.optional else now,
        )
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldMail:
    """A mail of an optional kind, as ``queue_mail`` takes it, that is held until a time."""

    user_id: int
    subject: str
    merge_key: str
    held_until: datetime
    data: Mapping[str, Any] = field(default_factory=dict, hash=False)


async def queue_mails(
    uow: UnitOfWork, kind: MailKind, mails: Sequence[HeldMail], *, may_be_held: bool = True
) -> None:
    """Add many mails of an optional kind at once. Each replaces one with the same ``merge_key`` that is still held for the
    same user; if there can be none, ``may_be_held=False`` saves looking for them."""
    if not mails:
        return
    outbox, now = uow.repository(OutboxRepository), uow.now
    held: Mapping[tuple[int, str], Mail] = {}
    if may_be_held:
        held = await outbox.find_held(kind.name, *_places((each.user_id, each.merge_key) for each in mails))
    new, merged = [], []
    for each in mails:
        shown, next_at = each.subject[:MAX_SUBJECT], max(each.held_until, now)
        earlier = held.get((each.user_id, each.merge_key))
        if earlier is not None:
            later = replace(earlier, subject=shown, data=dict(each.data), next_at=next_at)
            merged += [(earlier, later)] if later != earlier else []
            continue
        new.append(
            Mail(
                kind=kind.name,
                user_id=each.user_id,
                subject=shown,
                merge_key=each.merge_key,
                data=dict(each.data),
                state=MailState.HELD if next_at > now else MailState.QUEUED,
                priority=Priority.NEWS,
                created_at=now,
                next_at=next_at,
            )
        )
    if new:
        await outbox.add_all(new)
    if merged:
        await outbox.update_all(merged)


async def withdraw_mail(uow: UnitOfWork, kind: MailKind, user_id: int, merge_key: str) -> bool:
    """Remove a mail that is still held; False if there is none."""
    return await withdraw_mails(uow, kind, [(user_id, merge_key)]) > 0


async def withdraw_mails(uow: UnitOfWork, kind: MailKind, mails: Iterable[tuple[int, str]]) -> int:
    """Remove the mails that are still held for these users with these keys; returns how many."""
    users, keys = _places(mails)
    return await uow.repository(OutboxRepository).remove_held(kind.name, users, keys) if keys else 0


def _places(mails: Iterable[tuple[int, str]]) -> tuple[list[int], list[str]]:
    listed = list(mails)
    return sorted({user_id for user_id, _ in listed}), sorted({key for _, key in listed})
