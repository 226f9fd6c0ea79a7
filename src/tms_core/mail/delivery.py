"""Ports to the outside: what turns a letter into a message, and what carries it to a mail server."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from tms_core.application.letters import Letter
from tms_core.mail.model import Mail, OutboxStatus, Reader, Reason
from tms_core.organisation.logo import Logo


class Outcome(StrEnum):
    """What became of an attempt to deliver a mail.

    ``POSTPONED``: the server wants this mail later. ``UNREACHABLE``: it is out of order, or nobody knows what became of the
    mail, since the connection broke; both concern all mails. ``ADDRESS_REFUSED``: no mail will ever arrive there.
    ``MAIL_REFUSED``: this one will not.
    """

    SENT = "sent"
    POSTPONED = "postponed"
    UNREACHABLE = "unreachable"
    ADDRESS_REFUSED = "address_refused"
    MAIL_REFUSED = "mail_refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """An outcome, the server's reply, or what happened instead, as one line, and what that means if it was not sent."""

    outcome: Outcome
    reply: str = ""
    reason: Reason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A mail that is to be sent now."""

    mail: Mail
    letter: Letter
    reader: Reader
    optional: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A mail as it goes over the wire, with the addresses of the envelope."""

    sender: str
    recipient: str
    content: bytes


class Composer(Protocol):
    """Lays letters out."""

    def compose(self, outgoing: Outgoing, logo: Logo | None) -> Message:
        """The message, as HTML and as plain text."""

    def message_id(self) -> str:
        """A new ``Message-ID``."""


class Transport(Protocol):
    """Delivers messages."""

    async def deliver(self, message: Message) -> Delivery:
        """Deliver a message. Never raises for what a server or a network does."""

    async def rest(self) -> None:
        """Nothing is to be delivered for now: close the connection."""


class MailMetrics(Protocol):
    """Receives figures for monitoring."""

    def count(self, outcome: Outcome) -> None:
        """Count an attempt."""

    def show(self, status: OutboxStatus, now: datetime) -> None:
        """The state of the outbox has been read."""


NewMessageId = Callable[[], str]
