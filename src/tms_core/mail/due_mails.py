"""From the outbox to the mail server: several mails are written at once, and each is then marked as being sent on its own.

A mail is marked before the mail server hears of it, in the transaction that stores that the one before was sent. So a
process that dies at any moment leaves at most one mail of which nobody knows whether it has arrived.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from tms_core.actor import Actor
from tms_core.application.letters import Letter, MailKind
from tms_core.consumers.model import Lease
from tms_core.errors import TransactionConflict, Unavailable
from tms_core.mail.delivery import Delivery, Outgoing
from tms_core.mail.model import (
    MAX_ERROR,
    MAX_SUBJECT,
    Mail,
    MailState,
    OutboxRepository,
    Reader,
    Reason,
    RefusedAddress,
    SenderStatus,
)
from tms_core.mail.sending import LeaseLost, Unwritable, settle
from tms_core.organisation.model import organisation_of
from tms_core.unit_of_work import UnitOfWork
from tms_core.use_cases import command
from tms_core.users.model import UserReader


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """Mails that are due, in the order in which to send them; those that have nothing to say, or cannot be sent, have been
    dealt with. ``sender`` is the state of the mail server."""

    mails: Sequence[Outgoing]
    sender: SenderStatus


@command()
async def write_due_mails(
    uow: UnitOfWork, actor: Actor, lease: Lease, kinds: Mapping[str, MailKind], limit: int
) -> Written | None:
    """Write at most ``limit`` of the mails that are due, all of one priority; None: nothing is due. They stay in the outbox
    as they are until ``begin_sending``.

    Raises ``LeaseLost``, with nothing stored, and ``Unwritable``.
    """
    outbox = uow.repository(OutboxRepository)
    if not await outbox.take_lease(lease, uow.now):
        raise LeaseLost
    sender = (await outbox.status(uow.now)).sender
    if sender.is_paused(uow.now):
        return None
    due = await outbox.due(uow.now, limit)
    if not due:
        return None
    readable = await _readable(uow, due, kinds)
    letters = await _letters(uow, readable, kinds)
    found = []
    for mail, reader in readable:
        if (letter := letters[mail.id]) is None:
            await outbox.remove(mail)
        else:
            optional = kinds[mail.kind].optional
            found.append(Outgoing(mail=mail, letter=letter, reader=reader, optional=optional))
    return Written(mails=found, sender=sender)


@command(is_durable=False)
async def begin_sending(
    uow: UnitOfWork,
    actor: Actor,
    lease: Lease,
    outgoing: Outgoing,
    done: tuple[Mail, Delivery] | None = None,
) -> Outgoing | None:
    """Store that the mail before was sent (``done``), and mark this one as being sent; None if it has changed since it was
    written. ``outgoing`` has its ``Message-ID``.

    Raises ``LeaseLost``, with nothing stored. It need not survive a power cut: a mail would arrive twice then.
    """
    outbox = uow.repository(OutboxRepository)
    if not await outbox.take_lease(lease, uow.now):
        raise LeaseLost
    if done is not None:
        await settle(uow, *done)
    mail = await outbox.get(outgoing.mail.id)
    if mail is None or mail.revision != outgoing.mail.revision:
        return None
    sending = replace(
        mail,
        state=MailState.SENDING,
        attempts=mail.attempts + 1,
        message_id=outgoing.mail.message_id,
        first_tried_at=mail.first_tried_at or uow.now,
        subject=outgoing.letter.subject[:MAX_SUBJECT],
        next_at=None,
    )
    await outbox.update(mail, sending)
    return replace(outgoing, mail=replace(sending, revision=mail.revision + 1))


async def _readable(
    uow: UnitOfWork, due: Sequence[Mail], kinds: Mapping[str, MailKind]
) -> list[tuple[Mail, Reader]]:
    """Those that somebody can read, with who that is. The others are removed, or have failed."""
    outbox, organisation = uow.repository(OutboxRepository), await organisation_of(uow)
    user_ids = {mail.user_id for mail in due}
    users = await uow.repository(UserReader).get_many(user_ids)
    refused = await outbox.refused(user_ids)
    found = []
    for mail in due:
        user = users.get(mail.user_id)
        if user is None or user.is_deactivated or mail.kind not in kinds:
            await outbox.remove(mail)
            continue
        reader = Reader(user=user, address=mail.address or user.email, organisation=organisation)
        refusal = refused.get(user.id)
        if refusal is not None and refusal.address == reader.address:
            await outbox.update(mail, _refused(mail, refusal))
            continue
        found.append((mail, reader))
    return found


def _refused(mail: Mail, refusal: RefusedAddress) -> Mail:
    error = f"This address was refused on {refusal.refused_at:%Y-%m-%d}: {refusal.error}"[:MAX_ERROR]
    return replace(mail, state=MailState.FAILED, next_at=None, error=error, reason=Reason.ADDRESS_REFUSED)


@contextmanager
def _blaming(mails: Sequence[tuple[Mail, Reader]]) -> Iterator[None]:
    """Raises ``Unwritable`` if their kind is to blame, rather than the store."""
    try:
        yield
    except (TransactionConflict, Unavailable):
        raise
    except Exception as error:
        raise Unwritable([mail for mail, _ in mails]) from error


async def _letters(
    uow: UnitOfWork, mails: Sequence[tuple[Mail, Reader]], kinds: Mapping[str, MailKind]
) -> dict[int, Letter | None]:
    """The letters, by mail."""
    letters: dict[int, Letter | None] = {}
    for name in dict.fromkeys(mail.kind for mail, _ in mails):
        kind = kinds[name]
        alike = [(mail, reader) for mail, reader in mails if mail.kind == name]
        if kind.write_many is not None:
            with _blaming(alike):
                written = await kind.write_many(uow, alike)
            letters |= {mail.id: letter for (mail, _), letter in zip(alike, written, strict=True)}
            continue
        for mail, reader in alike:
            with _blaming([(mail, reader)]):
                letters[mail.id] = await kind.write(uow, mail, reader)
    return letters
