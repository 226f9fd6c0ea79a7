"""Who sends, and what becomes of mails: each step is one transaction, so that a process that dies at any moment loses no
mail.

What is found as ``sending`` when another process takes over goes out again, with the same ``Message-ID``: nobody knows
whether it had arrived.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from tms_core.actor import Actor
from tms_core.consumers.model import Lease
from tms_core.mail.delivery import Delivery, Outcome
from tms_core.mail.events import address_refused
from tms_core.mail.model import (
    FIRST_PAUSE,
    MAX_ERROR,
    MAX_PAUSE,
    MAX_PAUSE_UNREACHABLE,
    MAX_SERVER_PAUSE,
    RETRY_PERIOD,
    Mail,
    MailState,
    OutboxReader,
    OutboxRepository,
    OutboxStatus,
    Reason,
    RefusedAddress,
    SenderStatus,
)
from tms_core.organisation.logo import Logo
from tms_core.organisation.model import OrganisationReader
from tms_core.unit_of_work import ReadUnit, UnitOfWork
from tms_core.use_cases import command, query
from tms_core.users.model import UserReader

FIRST_SERVER_PAUSE = timedelta(seconds=2)
KEPT_FOR = timedelta(days=90)
FORGET_BATCH_SIZE = 500
MAX_WRITING_FAILURES = 5


class LeaseLost(Exception):
    """Another process sends now. Nothing was written."""


class Unwritable(Exception):
    """One of these mails could not be written. Nothing was stored; the cause is the error of their kind."""

    def __init__(self, mails: Sequence[Mail]) -> None:
        super().__init__(mails[0].kind)
        self.mails = mails


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
async def settle_mail(uow: UnitOfWork, actor: Actor, mail: Mail, delivery: Delivery) -> None:
    """Store what became of a mail, and what that says of its address and of the mail server."""
    await settle(uow, mail, delivery)
    if delivery.outcome is Outcome.ADDRESS_REFUSED:
        await _mark_address(uow, mail, delivery.reply)
    outbox = uow.repository(OutboxRepository)
    status = (await outbox.status(uow.now)).sender
    after = _server_after(status, delivery, uow.now)
    if after != status:
        await outbox.save_status(after)


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


async def settle(uow: UnitOfWork, mail: Mail, delivery: Delivery) -> None:
    """Store what became of a mail, unless it has changed since it was marked as being sent."""
    outbox = uow.repository(OutboxRepository)
    stored = await outbox.get(mail.id)
    if stored is not None and stored.state is MailState.SENDING and stored.message_id == mail.message_id:
        await outbox.update(stored, _settled(stored, delivery, uow.now))


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
