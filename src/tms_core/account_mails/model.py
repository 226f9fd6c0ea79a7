"""Links that are sent by mail, requests for them, and the port to the store."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol

from tms_core.consumers.model import MAX_CLOCK_DIFFERENCE
from tms_core.events import Audience, Event, EventType
from tms_core.unit_of_work import ReadPort

TOKEN_BYTES = 32
MAX_TYPED_NAME = 320
WINDOW = timedelta(hours=1)
MAX_REQUESTS_OF_ACCOUNT = 3
MAX_REQUESTS_OF_ADDRESS = 20
RESET_LIFETIME = timedelta(minutes=30)
INVITATION_LIFETIME = timedelta(days=14)
CONFIRMATION_LIFETIME = timedelta(hours=24)
MAX_CONFIRMATIONS = 5
"""How many links to confirm an address somebody can have sent within ``WINDOW``: they go to addresses that may be anybody's."""
MAX_INVITATIONS = 5
"""How many invitations somebody can be sent within ``WINDOW``, for the same reason."""
SET_PASSWORD_PAGE = "/app/set-password"  # noqa: S105 - a path
CONFIRM_EMAIL_PAGE = "/app/confirm-email"


class Purpose(StrEnum):
    """What a link is for."""

    RESET = "reset"
    INVITATION = "invitation"
    EMAIL = "email"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountLink:
    """A link that was sent. Of its token only a keyed hash is stored. A person has one for each purpose: a newer one
    replaces it. ``address`` is where it was sent to: the one that it confirms, or else that of the account, and the link
    ends when the account gets another. None for links that an earlier version sent."""

    user_id: int
    purpose: Purpose
    token_hash: str
    created_at: datetime
    expires_at: datetime
    address: str | None = None

    def is_current(self, now: datetime) -> bool:
        """Whether it has not expired. One from the future was made before a clock was set back, and would live for too long."""
        return self.created_at <= now + MAX_CLOCK_DIFFERENCE and now < self.expires_at


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRequest:
    """Somebody asked for a mail with a link. ``typed`` is the name or address that they typed, until it is looked up;
    ``user_id`` is then whose it is, if anybody's. ``network`` is where the request came from, ``account_origin`` if they
    were signed in, or ``invitation_origin`` if it was an invitation."""

    id: int = 0
    typed: str | None
    network: str
    requested_at: datetime
    user_id: int | None = None


def account_origin(user_id: int) -> str:
    """What requests of somebody who is signed in are counted for."""
    return f"account:{user_id}"


def invitation_origin(user_id: int) -> str:
    """What invitations of somebody are counted for."""
    return f"invitation:{user_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgottenPassword:
    """The username or the e-mail address of the account."""

    username: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordByLink:
    """The token in a link, and a new password."""

    token: str = field(repr=False)
    new_password: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailConfirmation:
    """The token in a link that was sent to a new e-mail address."""

    token: str = field(repr=False)


LINK_REQUESTED: EventType[Any] = EventType(name="password_link_requested", entity="link_request")


def link_requested(request_id: int) -> Event:
    """A link was requested. Shown to nobody; what was typed is in no event."""
    return LINK_REQUESTED(request_id, Audience.of(), {})


class LinkReader(ReadPort, Protocol):
    """Reads links and requests."""

    async def find(self, token_hash: str) -> AccountLink | None:
        """The link with the token of this hash, whether it is still valid or not."""

    async def count_requests(
        self, now: datetime, *, network: str | None = None, user_id: int | None = None
    ) -> int:
        """The requests within ``WINDOW`` from a network, or for a user. Those from the future were made before a clock was
        set back, and do not count."""


class LinkRepository(LinkReader, Protocol):
    """Stores links and requests."""

    async def save(self, link: AccountLink) -> None:
        """Add a link, instead of the one that the user had for the purpose."""

    async def use(self, link: AccountLink) -> bool:
        """Remove a link, because it is used or no longer needed; False if somebody else has just done so."""

    async def add_request(self, request: LinkRequest) -> int:
        """Add a request; returns its id."""

    async def get_request(self, request_id: int) -> LinkRequest | None:
        """A request, or None."""

    async def resolve_request(self, request: LinkRequest, user_id: int | None) -> None:
        """Store whose account it was, and forget what was typed."""

    async def end_all_of(self, user_id: int) -> None:
        """Remove the links of a user. Requests still count."""

    async def remove_all_of(self, user_id: int) -> None:
        """Remove everything about a user."""

    async def forget(self, requested_before: datetime, expired_before: datetime) -> int:
        """Remove requests that were made, and links that expired, before that; returns how many."""
