"""Mails in the outbox, their view, and the port to the store."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from typing import Any, Protocol

from tms_core.consumers.model import MAX_CLOCK_DIFFERENCE, Lease
from tms_core.entity import Page, PageRequest
from tms_core.organisation.model import Language, Organisation
from tms_core.unit_of_work import ReadPort
from tms_core.users.model import User

MAX_SUBJECT = 200
MAX_ERROR = 500
RETRY_PERIOD = timedelta(days=3)
"""How long a mail is tried again after its first attempt."""
FIRST_PAUSE = timedelta(minutes=1)
MAX_PAUSE = timedelta(hours=2)
MAX_PAUSE_UNREACHABLE = timedelta(minutes=10)
MAX_SERVER_PAUSE = timedelta(minutes=1)
"""The same while the server is to blame: what waits for it should not wait for long once it works again."""
HOLDS_AT_MOST = 5
"""A mail is held at most so many times the configured time, however often it changes."""


class MailState(StrEnum):
    """``held``: waits in case something else changes; ``queued``: is to be sent; ``failed``: is not tried again."""

    HELD = "held"
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"


class Reason(StrEnum):
    """Why a mail was not delivered, as far as the mail server's reply tells. The first four concern every mail."""

    UNREACHABLE = "unreachable"
    NO_TLS = "no_tls"
    SIGN_IN_REFUSED = "sign_in_refused"
    SENDER_REFUSED = "sender_refused"
    POSTPONED = "postponed"
    ADDRESS_REFUSED = "address_refused"
    MAILBOX_FULL = "mailbox_full"
    POLICY = "policy"
    TOO_LARGE = "too_large"
    MAIL_REFUSED = "mail_refused"
    NOT_WRITTEN = "not_written"


class Priority(IntEnum):
    """What is sent first."""

    ACCOUNT = 0
    NEWS = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A mail in the outbox: to whom, and what its kind needs to write it, but not its text.

    ``address`` is where it goes if that is not the user's own address at the time of sending. ``next_at`` is when it is
    sent, or tried again; None while it is being sent and afterwards. ``message_id`` is given to it with the first attempt.
    ``revision`` counts its changes.
    """

    id: int = 0
    kind: str
    user_id: int
    address: str | None = None
    subject: str
    merge_key: str | None = None
    data: dict[str, Any] = field(default_factory=dict, hash=False)
    state: MailState
    priority: Priority
    attempts: int = 0
    message_id: str | None = None
    created_at: datetime
    next_at: datetime | None
    first_tried_at: datetime | None = None
    error: str | None = None
    reason: Reason | None = None
    sent_at: datetime | None = None
    revision: int = 1


NOT_TRIED: Mapping[str, Any] = {
    "state": MailState.QUEUED,
    "attempts": 0,
    "first_tried_at": None,
    "error": None,
    "reason": None,
}
"""What is stored of a mail that somebody wants to be tried again, as if for the first time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who a mail is for: the language and the time zone it is written in, and the name to greet."""

    user: User
    address: str
    organisation: Organisation

    @property
    def language(self) -> Language:
        """Their own, or the organisation's."""
        return self.user.language or self.organisation.language

    @property
    def time_zone(self) -> str:
        """Their own, or the organisation's."""
        return self.user.time_zone or self.organisation.time_zone


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxFilter:
    """Which mails are listed. A condition that is None does not restrict them."""

    state: MailState | None = None
    user_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedAddress:
    """An address that a mail server does not accept, with its reason. Nothing more is sent there."""

    user_id: int
    address: str
    error: str
    refused_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SenderStatus:
    """Which process sends, if any, and what keeps it from sending: since when the mail server has been out of order
    (``failing_since``), why, after how many attempts, and until when it is left alone."""

    holder: str | None = None
    held_until: datetime | None = None
    failing_since: datetime | None = None
    failures: int = 0
    error: str | None = None
    reason: Reason | None = None
    paused_until: datetime | None = None

    def is_paused(self, now: datetime) -> bool:
        """Whether the mail server is left alone. A pause that ends far in the future began before a clock was set back."""
        longest = MAX_SERVER_PAUSE + MAX_CLOCK_DIFFERENCE
        return self.paused_until is not None and now < self.paused_until <= now + longest


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxStatus:
    """The sender, and when the mail that has waited longest should have been sent (None: none is due)."""

    sender: SenderStatus
    due_since: datetime | None
    sending: int = 0


STUCK_AFTER = timedelta(minutes=5)


def trouble(status: OutboxStatus, now: datetime) -> str | None:
    """Why mails have been waiting for minutes, as one sentence; None if they have not."""
    sender = status.sender
    if sender.failing_since is not None and now - sender.failing_since > STUCK_AFTER:
        return f"The mail server has not accepted anything since {sender.failing_since:%Y-%m-%d %H:%M} UTC: {sender.error}"
    if status.due_since is not None and now - status.due_since > STUCK_AFTER:
        return f"Mails have been waiting since {status.due_since:%Y-%m-%d %H:%M} UTC, and nothing sends them."
    return None


class OutboxReader(ReadPort, Protocol):
    """Reads the outbox."""

    async def get(self, mail_id: int) -> Mail | None:
        """One mail, or None."""

    async def by_merge_keys(self, keys: Iterable[str]) -> dict[str, Mail]:
        """The newest mail with each of these merge keys."""

    async def page(self, wanted: OutboxFilter, page: PageRequest) -> Page[Mail]:
        """Mails, newest first; the page key is ``(id,)``."""

    async def status(self, now: datetime) -> OutboxStatus:
        """The sender, and what is due by ``now``."""

    async def unsent(self) -> Mapping[MailState, int]:
        """How many mails are in each state but ``sent``; states without mails may be missing."""

    async def refused(self, user_ids: Iterable[int]) -> dict[int, RefusedAddress]:
        """The addresses of these users that were refused, by user."""

    async def refused_addresses(self, limit: int) -> tuple[list[RefusedAddress], int]:
        """The first ``limit`` addresses that were refused and are still those of their users, the latest first; and how
        many there are."""


class OutboxRepository(OutboxReader, Protocol):
    """Stores mails. What depends on the lease returns False if another process has it, and has then changed nothing."""

    async def add(self, mail: Mail) -> Mail:
        """Add a mail; returns it with its id."""

    async def add_all(self, mails: Sequence[Mail]) -> None:
        """Add mails, whose ids nobody needs to know."""

    async def find_held(
        self, kind: str, user_ids: Collection[int], merge_keys: Collection[str]
    ) -> dict[tuple[int, str], Mail]:
        """The mails that others with these keys can still be merged into, by user and key, locked until the unit ends."""

    async def due(self, now: datetime, limit: int) -> list[Mail]:
        """At most ``limit`` of the mails that are due, in the order in which to send them, all of the highest priority that
        is due at all."""

    async def update(self, before: Mail, after: Mail) -> None:
        """Store a new version of a mail. Raises ``TransactionConflict`` if it has changed since ``before`` was read."""

    async def update_all(self, changes: Sequence[tuple[Mail, Mail]]) -> None:
        """The same for several mails, which are pairs of before and after."""

    async def remove(self, mail: Mail) -> None:
        """Remove a mail. Raises ``TransactionConflict`` as ``update`` does."""

    async def remove_held(self, kind: str, user_ids: Collection[int], merge_keys: Collection[str]) -> int:
        """Remove the mails of ``find_held``; returns how many."""

    async def remove_all_of(self, user_id: int) -> None:
        """Remove everything about a user."""

    async def requeue_sending(self, now: datetime) -> int:
        """Have mails sent again that a process was sending when it ended; returns how many."""

    async def requeue_failed(self, now: datetime) -> int:
        """Have all mails sent again that have failed, as if they had not been tried, and forget which addresses of their
        users were refused; returns how many."""

    async def forget(self, created_before: datetime, limit: int) -> int:
        """Remove at most ``limit`` mails that were created before that, oldest first; returns how many."""

    async def save_refused(self, refused: RefusedAddress) -> None:
        """Store that an address was refused, instead of what was stored for the user."""

    async def remove_refused(self, user_id: int) -> None:
        """Forget that the address of a user was refused."""

    async def take_lease(self, lease: Lease, now: datetime) -> bool:
        """Become the process that sends, unless another one is, or renew that."""

    async def release_lease(self, holder: str) -> None:
        """Stop being the process that sends."""

    async def save_status(self, status: SenderStatus) -> None:
        """Store everything of the sender's status but its lease."""
