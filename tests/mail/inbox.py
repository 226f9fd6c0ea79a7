"""An inbox for what running consumers and a running sender make of what happens."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

from tests.consumers.waiting import QUICK as QUICK_CONSUMERS
from tests.consumers.waiting import until_registered
from tests.core.organisation import World
from tests.mail.news import held_for, outbox, sender, until
from tms_core.actor import SYSTEM
from tms_core.consumers.runner import Consumers
from tms_core.consumers.use_cases import get_statuses
from tms_core.mail.delivery import Delivery, Message, Outcome

LINK = re.compile(r"https://tms\.test/app/(?:set-password|confirm-email)#([\w-]{43})\s")


class Inbox:
    """A ``Transport`` that keeps what it gets."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []

    async def deliver(self, message: Message) -> Delivery:
        mail = message_from_bytes(message.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        return Delivery(outcome=Outcome.SENT)

    async def rest(self) -> None:
        pass

    def text(self, number: int = -1) -> str:
        body = self.mails[number].get_body(("plain",))
        assert isinstance(body, EmailMessage)
        return str(body.get_content())

    @property
    def addresses(self) -> list[str]:
        """Where the mails went."""
        return [str(mail["To"].addresses[0].addr_spec) for mail in self.mails]

    @property
    def subjects(self) -> list[str]:
        return [str(mail["Subject"]) for mail in self.mails]

    def token(self, number: int = -1) -> str:
        found = LINK.search(self.text(number))
        assert found, self.text(number)
        return found[1]


@asynccontextmanager
async def mailing(world: World) -> AsyncIterator[Inbox]:
    """Consumers and the sender at work."""
    held_for(world, timedelta())
    inbox = Inbox()
    async with Consumers(world.app, pace=QUICK_CONSUMERS), sender(world.app, inbox):
        await until_registered(world.app, "account_mails")
        yield inbox


async def handled(world: World) -> None:
    """Return once all events are handled and all mails are sent."""

    async def is_so() -> bool:
        statuses = await world.app.read(get_statuses, SYSTEM)
        mails = await outbox(world.app)
        return bool(statuses) and all(not each.behind for each in statuses) and all(m.sent_at for m in mails)

    await until(is_so)
