"""Put mails into the outbox, in the transaction of what they are about. They are written and sent later."""

from collections.abc import Mapping
from dataclasses import replace
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
        held = await outbox.find_held(user_id, kind.name, merge_key)
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


async def withdraw_mail(uow: UnitOfWork, kind: MailKind, user_id: int, merge_key: str) -> bool:
    """Remove a mail that is still held; False if there is none."""
    outbox = uow.repository(OutboxRepository)
    held = await outbox.find_held(user_id, kind.name, merge_key)
    if held is not None:
        await outbox.remove(held)
    return held is not None
