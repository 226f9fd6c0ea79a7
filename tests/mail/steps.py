"""The steps of a process that sends, one mail at a time."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

from tms_core.actor import SYSTEM
from tms_core.application import Application
from tms_core.consumers.model import Lease
from tms_core.mail.delivery import Delivery, Outcome, Outgoing
from tms_core.mail.due_mails import begin_sending, write_due_mails
from tms_core.mail.model import Mail
from tms_core.mail.sending import settle_mail

SERIAL = count(1)


class Passed:
    """A mail was dealt with without sending anything."""


async def take(
    app: Application, lease: Lease, done: tuple[Mail, Delivery] | None = None
) -> Outgoing | Passed | None:
    """Take the next mail that is due from the outbox; None if there is none."""
    written = await app.run(write_due_mails, SYSTEM, lease, app.store.features.mail_kinds, 1)
    if written is None:
        return None
    for outgoing in written.mails:
        if begun := await app.run(begin_sending, SYSTEM, lease, identified(outgoing), done):
            return begun
    return Passed()


def identified(outgoing: Outgoing) -> Outgoing:
    """With a ``Message-ID``: its own, or a new one."""
    message_id = outgoing.mail.message_id or f"<{next(SERIAL)}@example.org>"
    return replace(outgoing, mail=replace(outgoing.mail, message_id=message_id))


async def deliver_all(app: Application, lease: Lease) -> list[Outgoing]:
    """Send everything that is due, several mails at a time; returns it in the order of sending."""
    sent: list[Outgoing] = []
    kinds = app.store.features.mail_kinds
    while (written := await app.run(write_due_mails, SYSTEM, lease, kinds, 20)) is not None:
        for outgoing in written.mails:
            if begun := await app.run(begin_sending, SYSTEM, lease, identified(outgoing)):
                sent.append(begun)
                delivery = Delivery(outcome=Outcome.SENT, reply="250 OK")
                await app.run(settle_mail, SYSTEM, begun.mail, delivery)
    return sent
