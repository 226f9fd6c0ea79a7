"""The steps of sending: each is one transaction, so that a process that dies at any moment loses no mail.

A mail is marked as ``sending`` before the mail server hears of it, and as sent afterwards. What is found in that state when
another process takes over goes out again, with the same ``Message-ID``: nobody knows whether it had arrived.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tms_core.actor import Actor
from tms_core.application.letters import MailKind
from tms_core.consumers.model import Lease
from tms_core.errors import TransactionConflict, Unavailable
from tms_core.mail.delivery import Delivery, NewMessageId, Outcome, Outgoing
from tms_core.mail.events import address_refused
from tms_core.mail.model import (
    FIRST_PAUSE,
    MAX_ERROR,
    MAX_PAUSE,
    MAX_PAUSE_UNREACHABLE,
    MAX_SUBJECT,
    RETRY_PERIOD,
    Mail,
    MailState,
    OutboxReader,
    OutboxRepository,
    OutboxStatus,
    Reader,
    Reason,
    RefusedAddress,
    SenderStatus,
)
from tms_core.organisation.logo import Logo
from tms_core.organisation.model import OrganisationReader, organisation_of
from tms_core.unit_of_work import ReadUnit, UnitOfWork
from tms_core.use_cases import command, query
from tms_core.users.model import User, UserReader

FIRST_SERVER_PAUSE = timedelta(seconds=2)
MAX_SERVER_PAUSE = timedelta(minutes=1)
KEPT_FOR = timedelta(days=90)
FORGET_BATCH_SIZE = 500
MAX_WRITING_FAILURES = 5


class LeaseLost(Exception):
    """Another process sends now. Nothing was written."""


class Unwritable(Exception):
    """A mail could not be written. Nothing was stored; the cause is the error of its kind."""

    def __init__(self, mail: Mail) -> None:
        super().__init__(mail.kind)
        self.mail = mail


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """A mail that was dealt with without sending anything."""

    mail: Mail


Next = Outgoing | Passed | None


@query()
async def get_outbox_status(uow: ReadUnit, actor: Actor) -> OutboxStatus:
    """The state of the sender, and what is due."""
    return await uow.repository(OutboxReader).status(uow.now)


@query()
async def get_mail_logo(uow: ReadUnit, actor: Actor) -> Logo | None:
    """The organisation's logo."""
    return await uow.repository(OrganisationReader).logo()


@command()
async def take_sender_lease(uow: UnitOfWork, actor: Actor, lease: Lease) -> bool:
    """Become the process that sends; False if another one is. What a process was sending that is gone is queued again."""
    outbox = uow.repository(OutboxRepository)
    if not await outbox.take_lease(lease, uow.now):
        return False
    await outbox.requeue_sending(uow.now)
    return True


@command()
async def renew_sender_lease(uow: UnitOfWork, actor: Actor, lease: Lease) -> bool:
    """Go on being the process that sends; False if another one has taken over."""
    return await uow.repository(OutboxRepository).take_lease(lease, uow.now)


@command()
async def release_sender_lease(uow: UnitOfWork, actor: Actor, holder: str) -> None:
    """Leave sending to other processes."""
    await uow.repository(OutboxRepository).release_lease(holder)


@command()
async def take_next_mail(
    uow: UnitOfWork,
    actor: Actor,
    lease: Lease,
    kinds: Mapping[str, MailKind],
    new_message_id: NewMessageId,
    done: tuple[Mail, Delivery] | None = None,
) -> Next:
    """Store what became of the mail before, and mark the next one as being sent. None: nothing is due.

    Raises ``LeaseLost``, with nothing stored, and ``Unwritable``.
    """
    outbox = uow.repository(OutboxRepository)
    if not await outbox.take_lease(lease, uow.now):
        raise LeaseLost
    status = (await outbox.status(uow.now)).sender
    if done is not None:
        status = await _settle(uow, status, *done)
    if status.paused_until is not None and status.paused_until > uow.now:
        return None
    mail = await outbox.next_due(uow.now)
    return None if mail is None else await _claim(uow, mail, kinds, new_message_id)


@command()
async def settle_mail(uow: UnitOfWork, actor: Actor, mail: Mail, delivery: Delivery) -> None:
    """Store what became of a mail."""
    status = (await uow.repository(OutboxRepository).status(uow.now)).sender
    await _settle(uow, status, mail, delivery)


@command()
async def postpone_unwritable(uow: UnitOfWork, actor: Actor, mail: Mail) -> None:
    """Store that a mail could not be written; after some attempts it has failed."""
    attempts = mail.attempts + 1
    is_hopeless = attempts >= MAX_WRITING_FAILURES
    error = "It could not be written. The server's log has the details."
    state = MailState.FAILED if is_hopeless else MailState.QUEUED
    next_at = None if is_hopeless else uow.now + _pause(attempts)
    await uow.repository(OutboxRepository).update(
        mail,
        replace(
            mail, state=state, attempts=attempts, next_at=next_at, error=error, reason=Reason.NOT_WRITTEN
        ),
    )


@command()
async def forget_old_mails(uow: UnitOfWork, actor: Actor) -> int:
    """Remove mails that are older than 90 days."""
    return await uow.repository(OutboxRepository).forget(uow.now - KEPT_FOR, FORGET_BATCH_SIZE)


async def _claim(
    uow: UnitOfWork, mail: Mail, kinds: Mapping[str, MailKind], new_message_id: NewMessageId
) -> Outgoing | Passed:
    outbox = uow.repository(OutboxRepository)
    kind = kinds.get(mail.kind)
    user = (await uow.repository(UserReader).get_many([mail.user_id])).get(mail.user_id)
    if user is None or user.is_deactivated or kind is None:
        await outbox.remove(mail)
        return Passed(mail=mail)
    reader = Reader(user=user, address=mail.address or user.email, organisation=await organisation_of(uow))
    if refusal := await _refusal(uow, user, reader.address):
        failed = replace(
            mail, state=MailState.FAILED, next_at=None, error=refusal, reason=Reason.ADDRESS_REFUSED
        )
        await outbox.update(mail, failed)
        return Passed(mail=mail)
    try:
        letter = await kind.write(uow, mail, reader)
    except (TransactionConflict, Unavailable):
        raise
    except Exception as error:
        raise Unwritable(mail) from error
    if letter is None:
        await outbox.remove(mail)
        return Passed(mail=mail)
    sending = replace(
        mail,
        state=MailState.SENDING,
        attempts=mail.attempts + 1,
        message_id=mail.message_id or new_message_id(),
        first_tried_at=mail.first_tried_at or uow.now,
        subject=letter.subject[:MAX_SUBJECT],
        next_at=None,
    )
    await outbox.update(mail, sending)
    claimed = replace(sending, revision=mail.revision + 1)
    return Outgoing(mail=claimed, letter=letter, reader=reader, optional=kind.optional)


async def _refusal(uow: UnitOfWork, user: User, address: str) -> str | None:
    refused = (await uow.repository(OutboxReader).refused([user.id])).get(user.id)
    if refused is None or refused.address != address:
        return None
    return f"This address was refused on {refused.refused_at:%Y-%m-%d}: {refused.error}"[:MAX_ERROR]


async def _settle(uow: UnitOfWork, status: SenderStatus, mail: Mail, delivery: Delivery) -> SenderStatus:
    """Store an outcome; returns the sender's status after it."""
    outbox = uow.repository(OutboxRepository)
    stored = await outbox.get(mail.id)
    if stored is not None and stored.state is MailState.SENDING and stored.message_id == mail.message_id:
        await outbox.update(stored, _settled(stored, delivery, uow.now))
    if delivery.outcome is Outcome.ADDRESS_REFUSED:
        await _mark_address(uow, mail, delivery.reply)
    after = _server_after(status, delivery, uow.now)
    if after != status:
        await outbox.save_status(after)
    return after


def _settled(mail: Mail, delivery: Delivery, now: datetime) -> Mail:
    error = delivery.reply[:MAX_ERROR]
    if delivery.outcome is Outcome.SENT:
        return replace(mail, state=MailState.SENT, sent_at=now, error=None, reason=None, data={})
    started = mail.first_tried_at or now
    is_unreachable = delivery.outcome is Outcome.UNREACHABLE
    next_at = now + min(_pause(mail.attempts), MAX_PAUSE_UNREACHABLE if is_unreachable else MAX_PAUSE)
    may_be_repeated = delivery.outcome in (Outcome.POSTPONED, Outcome.UNREACHABLE)
    if may_be_repeated and next_at < started + RETRY_PERIOD:
        return replace(mail, state=MailState.QUEUED, next_at=next_at, error=error, reason=delivery.reason)
    return replace(mail, state=MailState.FAILED, error=error, reason=delivery.reason)


def _pause(attempts: int) -> timedelta:
    """How long a mail rests after so many attempts: a minute at first, twice as long each time."""
    return min(FIRST_PAUSE * (1 << min(attempts - 1, 20)), MAX_PAUSE)


def _server_after(status: SenderStatus, delivery: Delivery, now: datetime) -> SenderStatus:
    if delivery.outcome is not Outcome.UNREACHABLE:
        return replace(status, failing_since=None, failures=0, error=None, reason=None, paused_until=None)
    pause = min(FIRST_SERVER_PAUSE * (1 << min(status.failures, 20)), MAX_SERVER_PAUSE)
    return replace(
        status,
        failing_since=status.failing_since or now,
        failures=status.failures + 1,
        error=delivery.reply[:MAX_ERROR],
        reason=delivery.reason,
        paused_until=now + pause,
    )


async def _mark_address(uow: UnitOfWork, mail: Mail, reply: str) -> None:
    """Send nothing more to an address that was refused, unless the mail went to one that is not the user's any more."""
    user = (await uow.repository(UserReader).get_many([mail.user_id])).get(mail.user_id)
    if user is None or mail.address not in (None, user.email):
        return
    refused = RefusedAddress(user_id=user.id, address=user.email, error=reply[:MAX_ERROR], refused_at=uow.now)
    await uow.repository(OutboxRepository).save_refused(refused)
    uow.record(address_refused(user.id, refused.error))
