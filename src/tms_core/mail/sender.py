"""Sends what is in the outbox, in the background."""

import asyncio
import logging
import os
import secrets
import socket
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import TracebackType
from typing import Self

from tms_core.actor import SYSTEM
from tms_core.application import Application
from tms_core.consumers.model import Lease
from tms_core.errors import TransactionConflict, Unavailable
from tms_core.mail import sending
from tms_core.mail.delivery import Composer, Delivery, MailMetrics, Message, Outcome, Outgoing, Transport
from tms_core.mail.due_mails import begin_sending, write_due_mails
from tms_core.mail.model import Mail, OutboxStatus, Reason
from tms_core.mail.sending import LeaseLost, Unwritable
from tms_core.organisation.logo import Logo
from tms_core.organisation.model import Organisation

log = logging.getLogger("tms.mail")

MAX_REST_SECONDS = 5.0
MAX_BATCH_SIZE = 50
"""How many mails are written at once, if the mail server is quick."""
FRESH_SECONDS = 2.0
"""For how long a mail that was written is sent as it is."""
STOP_SECONDS = 8.0
"""How long a mail that is under way may take when the process is to end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Times in seconds. ``lease``: how long a process that has died keeps others from sending. ``poll``: how often to look
    for mails that are due."""

    lease: float = 4.0
    poll: float = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class LaidOut:
    """A mail that is ready for the mail server; without a ``message`` if it could not be laid out."""

    outgoing: Outgoing
    message: Message | None


class NoMetrics:
    """Forgets all figures."""

    def count(self, outcome: Outcome) -> None:
        """See ``MailMetrics``."""

    def show(self, status: OutboxStatus, now: datetime) -> None:
        """See ``MailMetrics``."""


class MailSender:
    """Sends mails in the background, one after the other, while it is entered.

    Any number of processes may do so: one of them sends at a time. If that one stops, another goes on at once; if it dies,
    within seconds. No mail is lost; the one that was under way may arrive twice, with the same ``Message-ID``.
    """

    def __init__(
        self,
        application: Application,
        composer: Composer,
        transport: Transport,
        metrics: MailMetrics | None = None,
        pace: Pace | None = None,
    ) -> None:
        self._application = application
        self._composer = composer
        self._transport = transport
        self._metrics: MailMetrics = metrics or NoMetrics()
        self._pace = pace or Pace()
        self._kinds = application.store.features.mail_kinds
        self.holder = f"{socket.gethostname()[:60]}:{os.getpid()}:{secrets.token_hex(4)}"
        """Identifies this process as the one that sends."""
        self._lease = Lease(holder=self.holder, duration=timedelta(seconds=self._pace.lease))
        self._running: asyncio.Task[None] | None = None
        self._stopping = asyncio.Event()
        self._has_lease = False
        self._done: tuple[Mail, Delivery] | None = None
        self._batch_size = 1
        self._is_failing = False
        self._logo: tuple[str | None, Logo | None] = (None, None)

    async def __aenter__(self) -> Self:
        self._running = asyncio.create_task(self._run())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop after the mail that is under way, unless that takes too long, and leave sending to other processes."""
        self._stopping.set()
        if self._running is not None:
            await asyncio.wait([self._running], timeout=STOP_SECONDS)
            self._running.cancel()
            with suppress(asyncio.CancelledError):
                await self._running
        await self._transport.rest()
        with suppress(Unavailable):
            await self._release()

    async def _run(self) -> None:
        failures = 0
        while not self._stopping.is_set():
            try:
                await self._work()
                if failures:
                    log.info("the outbox can be read again")
                failures = 0
            except LeaseLost:
                self._has_lease = False
            except (Unavailable, TransactionConflict) as error:
                if not failures:
                    log.warning("the outbox cannot be read: %s", getattr(error, "cause", error))
                failures += 1
            except Exception:
                log.exception("sending mail failed; trying again")
                failures += 1
            with suppress(TimeoutError):
                async with asyncio.timeout(min(MAX_REST_SECONDS, self._pace.poll * 2 ** min(failures, 6))):
                    await self._stopping.wait()

    async def _work(self) -> None:
        """Send everything that is due, if no other process does."""
        await self._settle()
        status = await self._application.read(sending.get_outbox_status, SYSTEM)
        self._metrics.show(status, self._application.clock())
        has_nothing = status.due_since is None and not status.sending
        if has_nothing or status.sender.is_paused(self._application.clock()):
            await self._release()
            return
        if not await self._application.run(sending.take_sender_lease, SYSTEM, self._lease):
            return
        self._has_lease = True
        try:
            while not self._stopping.is_set() and await self._send_some():
                pass
            await self._settle()
        finally:
            await self._transport.rest()
        await self._release()

    async def _settle(self) -> None:
        """Store what became of the last mail, unless that was stored with the one after it."""
        if self._done is not None:
            await self._application.run(sending.settle_mail, SYSTEM, *self._done)
            self._done = None

    async def _release(self) -> None:
        if self._has_lease:
            self._has_lease = False
            await self._application.run(sending.release_sender_lease, SYSTEM, self.holder)

    async def _send_some(self) -> bool:
        """Write several mails that are due, and send them one after the other; False if nothing is due."""
        await self._settle()
        run, clock = self._application.run, asyncio.get_running_loop().time
        try:
            written = await run(write_due_mails, SYSTEM, self._lease, self._kinds, self._batch_size)
        except Unwritable as error:
            await self._pass(error)
            return True
        if written is None:
            return False
        works, until = written.sender.failing_since is None, clock() + FRESH_SECONDS
        ahead: LaidOut | None = None
        for number, outgoing in enumerate(written.mails):
            if self._stopping.is_set() or (number and clock() > until):
                self._batch_size = max(1, number)
                return True
            laid_out = ahead or await self._lay_out(outgoing)
            begun = await run(begin_sending, SYSTEM, self._lease, laid_out.outgoing, self._done)
            self._done = ahead = None
            if begun is None:
                continue
            following = written.mails[number + 1] if number + 1 < len(written.mails) else None
            # The next one is laid out while the mail server is busy with this one.
            delivery, ahead = await asyncio.gather(self._deliver(laid_out), self._lay_out_ahead(following))
            self._done = (begun.mail, delivery)
            if delivery.outcome is Outcome.UNREACHABLE:
                return True
            if delivery.outcome is not Outcome.SENT or not works:
                await self._settle()
                works = True
        self._batch_size = min(MAX_BATCH_SIZE, 2 * self._batch_size)
        return True

    async def _pass(self, error: Unwritable) -> None:
        """Have a mail wait that cannot be written. If it is one of several, they are written one by one."""
        self._batch_size = 1
        if len(error.mails) == 1:
            log.error("a mail of kind %s cannot be written", error.mails[0].kind, exc_info=error.__cause__)
            await self._application.run(sending.postpone_unwritable, SYSTEM, error.mails[0])

    async def _lay_out(self, outgoing: Outgoing) -> LaidOut:
        mail = replace(outgoing.mail, message_id=outgoing.mail.message_id or self._composer.message_id())
        outgoing = replace(outgoing, mail=mail)
        logo = await self._logo_of(outgoing.reader.organisation)
        try:
            return LaidOut(outgoing=outgoing, message=self._composer.compose(outgoing, logo))
        except Exception:
            log.exception("a mail of kind %s cannot be laid out", mail.kind)
            return LaidOut(outgoing=outgoing, message=None)

    async def _lay_out_ahead(self, outgoing: Outgoing | None) -> LaidOut | None:
        """None if there is none, or if that has to wait because the store is down."""
        with suppress(Unavailable, TransactionConflict):
            return None if outgoing is None else await self._lay_out(outgoing)
        return None

    async def _deliver(self, laid_out: LaidOut) -> Delivery:
        if laid_out.message is None:
            error = "It could not be laid out. The server's log has the details."
            return Delivery(outcome=Outcome.MAIL_REFUSED, reply=error, reason=Reason.NOT_WRITTEN)
        renewing = asyncio.create_task(self._renew())
        try:
            delivery = await self._transport.deliver(laid_out.message)
        finally:
            renewing.cancel()
        self._metrics.count(delivery.outcome)
        self._tell(delivery)
        return delivery

    async def _renew(self) -> None:
        """Servers may take minutes to answer."""
        while True:
            await asyncio.sleep(self._pace.lease / 3)
            with suppress(Unavailable):
                await self._application.run(sending.renew_sender_lease, SYSTEM, self._lease)

    async def _logo_of(self, organisation: Organisation) -> Logo | None:
        if self._logo[0] != organisation.logo_digest:
            logo = None
            if organisation.logo_digest is not None:
                logo = await self._application.read(sending.get_mail_logo, SYSTEM)
            self._logo = (organisation.logo_digest, logo)
        return self._logo[1]

    def _tell(self, delivery: Delivery) -> None:
        """One line when the server fails, and one when it works again; refusals are each worth one."""
        if delivery.outcome is Outcome.UNREACHABLE:
            if not self._is_failing:
                log.warning("the mail server does not take mails: %s", delivery.reply)
            self._is_failing = True
            return
        if self._is_failing:
            log.info("the mail server takes mails again")
        self._is_failing = False
        if delivery.outcome is Outcome.ADDRESS_REFUSED:
            log.warning("an address was refused: %s", delivery.reply)
        elif delivery.outcome is Outcome.MAIL_REFUSED:
            log.warning("a mail was refused: %s", delivery.reply)
