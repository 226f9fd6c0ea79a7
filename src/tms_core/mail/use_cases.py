"""What admins may do with the outbox."""

from dataclasses import replace

from tms_core.actor import Actor, Role
from tms_core.application.letters import Letter, MailKind, Section
from tms_core.entity import Page, PageRequest, SuccessMessage
from tms_core.errors import Conflict, NotFound
from tms_core.mail.model import (
    NOT_TRIED,
    Mail,
    MailState,
    OutboxFilter,
    OutboxReader,
    OutboxRepository,
    Reader,
)
from tms_core.mail.outbox import queue_mail
from tms_core.mail.views import AddressRefusal, MailStatus, OutboxMail, to_view
from tms_core.mail.words import translated
from tms_core.organisation.model import organisation_of
from tms_core.unit_of_work import ReadUnit, UnitOfWork
from tms_core.use_cases import command, query
from tms_core.users.model import UserReader

SHOWN_REFUSALS = 50


@query(Role.ADMIN)
async def list_outbox(
    uow: ReadUnit, actor: Actor, wanted: OutboxFilter, page: PageRequest
) -> Page[OutboxMail]:
    """List the mails that are waiting, were sent, or could not be sent, newest first. Never what they say.

    They are kept for 90 days.
    """
    found = await uow.repository(OutboxReader).page(wanted, page)
    people = await uow.repository(UserReader).people({mail.user_id for mail in found.items})
    return Page(items=[to_view(mail, people) for mail in found.items], total=found.total, next=found.next)


@query(Role.ADMIN)
async def get_mail_status(uow: ReadUnit, actor: Actor) -> MailStatus:
    """Whether mails get out, what waits or has failed, and which addresses were refused."""
    outbox, settings = uow.repository(OutboxReader), uow.services.mail
    status = await outbox.status(uow.now)
    unsent = await outbox.unsent()
    refused, refused_count = await outbox.refused_addresses(SHOWN_REFUSALS)
    people = await uow.repository(UserReader).people({each.user_id for each in refused})
    return MailStatus(
        server=settings.server,
        sender=settings.sender,
        public_url=settings.public_url,
        down_since=status.sender.failing_since,
        error=status.sender.error,
        reason=status.sender.reason,
        retry_at=status.sender.paused_until,
        waiting_since=status.due_since,
        held=unsent.get(MailState.HELD, 0),
        queued=unsent.get(MailState.QUEUED, 0),
        sending=unsent.get(MailState.SENDING, 0),
        failed=unsent.get(MailState.FAILED, 0),
        refused_count=refused_count,
        refused=[
            AddressRefusal(
                user=people[each.user_id],
                address=each.address,
                error=each.error,
                refused_at=each.refused_at,
            )
            for each in refused
        ],
    )


@query(Role.ADMIN)
async def get_outbox_mail(uow: ReadUnit, actor: Actor, mail_id: int) -> OutboxMail:
    """One mail in the outbox."""
    return await _view(uow, await uow.repository(OutboxReader).get(mail_id))


@command(Role.ADMIN)
async def retry_mail(uow: UnitOfWork, actor: Actor, mail_id: int) -> OutboxMail:
    """Have a mail sent now that has failed, is held, or waits for its next attempt.

    If its address had been refused, it is tried again, and so is a mail server that is being left alone for a while.
    """
    outbox = uow.repository(OutboxRepository)
    mail = await outbox.get(mail_id)
    if mail is None:
        raise NotFound("mail")
    if mail.state in (MailState.SENT, MailState.SENDING):
        raise Conflict("mail_sent", "This mail has been sent, or is just being sent.")
    again = replace(mail, next_at=uow.now, **NOT_TRIED)
    await outbox.update(mail, again)
    await outbox.remove_refused(mail.user_id)
    await _end_pause(uow)
    return await _view(uow, again)


@command(Role.ADMIN)
async def retry_failed_mails(uow: UnitOfWork, actor: Actor) -> SuccessMessage:
    """Have all mails sent now that have failed, also those whose address had been refused."""
    count = await uow.repository(OutboxRepository).requeue_failed(uow.now)
    if count:
        await _end_pause(uow)
    return SuccessMessage(message=f"{count} {'mail is' if count == 1 else 'mails are'} sent again.")


@command(Role.ADMIN)
async def send_test_mail(uow: UnitOfWork, actor: Actor) -> OutboxMail:
    """Send a mail to yourself, to see whether mail works. `GET /outbox/{id}` tells what becomes of it."""
    organisation = await organisation_of(uow)
    user = (await uow.repository(UserReader).get_many([actor.user_id])).get(actor.user_id)
    language = (user.language if user else None) or organisation.language
    mail = await queue_mail(uow, TEST, actor.user_id, translated("Mail works", language))
    await _end_pause(uow)
    return await _view(uow, mail)


async def write_test(uow: UnitOfWork, mail: Mail, reader: Reader) -> Letter:
    """The test mail, also for `tms mail test`."""

    def text(english: str) -> str:
        return translated(english, reader.language)

    explained = text("This is a test. If you can read it, this installation can send mail.")
    return Letter(
        subject=text("Mail works"),
        sections=(Section(heading=text("Mail works"), paragraphs=(explained,)),),
        reason=text("An admin had this mail sent."),
    )


TEST = MailKind(name="test", write=write_test, optional=False)


async def _end_pause(uow: UnitOfWork) -> None:
    outbox = uow.repository(OutboxRepository)
    status = (await outbox.status(uow.now)).sender
    if status.paused_until is not None:
        await outbox.save_status(replace(status, paused_until=None))


async def _view(uow: ReadUnit, mail: Mail | None) -> OutboxMail:
    if mail is None:
        raise NotFound("mail")
    return to_view(mail, await uow.repository(UserReader).people([mail.user_id]))
