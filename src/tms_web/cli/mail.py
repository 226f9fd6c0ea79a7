"""``tms mail``."""

import argparse

from tms_core.actor import SYSTEM, Actor, Role
from tms_core.application import Application
from tms_core.mail.delivery import Delivery, Outcome, Outgoing
from tms_core.mail.model import Mail, MailState, Priority, Reader
from tms_core.mail.sending import get_mail_logo
from tms_core.mail.use_cases import TEST, write_test
from tms_core.organisation.model import organisation_of
from tms_core.unit_of_work import UnitOfWork
from tms_core.use_cases import command
from tms_core.users.model import User
from tms_core.validation import email_problem
from tms_web.cli import CommandError
from tms_web.cli.database import with_application
from tms_web.settings import Settings


def test(arguments: argparse.Namespace) -> None:
    """Send a mail without the outbox, and print what the mail server replied, or which file was written."""
    settings = Settings.from_environment()
    if problem := email_problem(arguments.to):
        raise CommandError(f"--to {problem}.")
    delivery = with_application(settings, lambda app: _deliver(app, settings, arguments.to), writes=False)
    smtp = settings.smtp_url
    if delivery.outcome is not Outcome.SENT:
        raise CommandError(f"The mail was not accepted: {delivery.reply.removesuffix('.')}.")
    if smtp is None:
        print(f"TMS_SMTP_URL is not set, so the mail is a file: {settings.mail_path / delivery.reply}")
    else:
        print(f"{smtp.host}:{smtp.port} accepted the mail: {delivery.reply}")


async def _deliver(application: Application, settings: Settings, address: str) -> Delivery:
    from tms_web.app import mail_delivery

    composer, transport = mail_delivery(settings)
    outgoing = await application.run(_written, SYSTEM, address)
    logo = await application.read(get_mail_logo, SYSTEM)
    try:
        return await transport.deliver(composer.compose(outgoing, logo))
    finally:
        await transport.rest()


@command()
async def _written(uow: UnitOfWork, _: Actor, address: str) -> Outgoing:
    """The test mail, to somebody who need not have an account."""
    mail = Mail(
        kind=TEST.name,
        user_id=0,
        subject="",
        state=MailState.SENDING,
        priority=Priority.ACCOUNT,
        created_at=uow.now,
        next_at=None,
    )
    user = User(
        username="",
        email=address,
        role=Role.ADMIN,
        first_name="",
        last_name="",
        created_at=uow.now,
        updated_at=uow.now,
    )
    reader = Reader(user=user, address=address, organisation=await organisation_of(uow))
    letter = await write_test(uow, mail, reader)
    return Outgoing(mail=mail, letter=letter, reader=reader, optional=False)
