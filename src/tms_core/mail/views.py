"""The outbox as admins see it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from tms_core.entity import PersonRef
from tms_core.mail.model import Mail, MailState, Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxMail:
    """A mail as admins see it in the outbox: never what it says."""

    id: int
    kind: str
    to: PersonRef
    subject: str
    state: MailState
    attempts: int
    next_at: datetime | None
    error: str | None
    reason: Reason | None
    created_at: datetime
    sent_at: datetime | None


def to_view(mail: Mail, people: Mapping[int, PersonRef]) -> OutboxMail:
    """A mail with the name of the person that it is for."""
    return OutboxMail(
        id=mail.id,
        kind=mail.kind,
        to=people[mail.user_id],
        subject=mail.subject,
        state=mail.state,
        attempts=mail.attempts,
        next_at=mail.next_at,
        error=mail.error,
        reason=mail.reason,
        created_at=mail.created_at,
        sent_at=mail.sent_at,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressRefusal:
    """Somebody whose present address a mail server does not accept. Nothing is sent there until it changes."""

    user: PersonRef
    address: str
    error: str
    refused_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MailStatus:
    """Whether mails get out, as admins see it."""

    server: str | None
    sender: str
    public_url: str | None
    down_since: datetime | None
    error: str | None
    reason: Reason | None
    retry_at: datetime | None
    waiting_since: datetime | None
    held: int
    queued: int
    sending: int
    failed: int
    refused_count: int
    refused: list[AddressRefusal]
