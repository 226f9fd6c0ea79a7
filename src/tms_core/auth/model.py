"""Signing in and passwords: inputs, views, events (which never carry a password) and the port."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Protocol

from tms_core.actor import Actor, Role
from tms_core.entity import Page, PageRequest
from tms_core.events import EVERYBODY, Audience, Event, EventType, Position
from tms_core.unit_of_work import ReadPort
from tms_core.users.model import User
from tms_core.users.passwords import Credentials, CredentialsRepository, PasswordAction, PasswordRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What the store knows about a caller, and the log position at which it was read: read with every request, so only
    what is needed to decide who it is. Tokens of versions that stored no sign-ins have no ``sign_in_id`` until they are
    used; those issued up to ``unlisted_ended_at`` are revoked."""

    user_id: int
    role: Role
    is_temporary_password: bool
    user_created_at: datetime
    token_generation: int
    unlisted_ended_at: datetime | None
    token_revoked: bool
    installation_id: str
    sign_in_id: int | None
    last_seen_at: datetime | None
    ended_at: datetime | None
    position: Position


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """An authenticated caller: the actor, a position that later reads are at least as recent as, and when the sign-in
    was last used according to the store."""

    actor: Actor
    position: Position
    last_seen_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """A username (or e-mail address) and the password."""

    username: str
    password: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordChange:
    """A new password for yourself, and the current one unless it is temporary or you are an admin."""

    new_password: str
    current_password: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordReset:
    """A new temporary password for another user; generated if omitted."""

    new_password: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPassword:
    """A new password for yourself."""

    new_password: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenResponse:
    """A new token, how many seconds it lasts, and whose it is."""

    access_token: str
    token_type: str = "bearer"  # noqa: S105 - a scheme name (RFC 6750), not a secret
    expires_in: int
    user: User
    force_password_change: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordChanged:
    """The password was changed and all earlier tokens were revoked; this one replaces the caller's."""

    message: str
    access_token: str
    token_type: str = "bearer"  # noqa: S105 - a scheme name (RFC 6750), not a secret
    expires_in: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordResetResult:
    """The password was reset. If it was generated, this is the only time it is shown."""

    OMITTED_IF_NONE: ClassVar = ("temporary_password",)

    message: str
    temporary_password: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFilter:
    """Conditions for entries of the password log: whose password it is, and who acted."""

    user_id: int | None = None
    performed_by: int | None = None


PASSWORD_CHANGED: EventType[Any] = EventType(
    name="password_changed", entity="password", changes_identity=True
)
PASSWORD_RESET: EventType[Any] = EventType(name="password_reset", entity="password", changes_identity=True)
SIGNED_OUT: EventType[Any] = EventType(name="signed_out", entity="account", changes_identity=True)


def password_changed(user_id: int) -> Event:
    """A user chose a new password."""
    return PASSWORD_CHANGED(user_id, _audience(user_id), _data(user_id, PasswordAction.CHANGED))


def password_reset(user_id: int) -> Event:
    """An admin gave a user a new temporary password."""
    return PASSWORD_RESET(user_id, _audience(user_id), _data(user_id, PasswordAction.RESET))


def signed_out(user_id: int) -> Event:
    """A token was revoked. The event is shown to nobody; it only tells sockets
    that were opened with the token."""
    return SIGNED_OUT(user_id, Audience.of(), {"user_id": user_id})


def everybody_signed_out() -> Event:
    """All sign-ins have ended. Shown to nobody, like ``signed_out``."""
    return SIGNED_OUT(EVERYBODY, Audience.of(), {})


def _audience(user_id: int) -> Audience:
    return Audience.of(Role.ADMIN, users=[user_id])


def _data(user_id: int, action: PasswordAction) -> dict[str, object]:
    return {"user_id": user_id, "action": action}


GENERATIONS_SKIPPED = 1000
"""More passwords than anybody sets between a backup and its restoration: a token that was issued in between must not
become valid because its generation is reached again."""


class AuthReader(ReadPort, Protocol):
    """Reads identities and the password log."""

    async def get_identity(self, user_id: int, token_id: str) -> Identity | None:
        """The caller's current identity, in one query; None if there is no such user."""

    async def find_by_login(self, name: str) -> tuple[User, Credentials] | None:
        """The user with this case-folded username or e-mail address; None if they are deactivated."""

    async def password_log_page(self, wanted: AuditFilter, page: PageRequest) -> Page[PasswordRecord]:
        """The password log, newest first; the page key is ``(id,)``."""


class AuthRepository(AuthReader, CredentialsRepository, Protocol):
    """Reads and writes everything about signing in."""

    async def revoke_token(self, token_id: str, expires_at: datetime, now: datetime) -> None:
        """Revoke one token. Entries of tokens that have expired by ``now`` are deleted along the way."""

    async def revoke_all_tokens(self) -> None:
        """Revoke all tokens, by raising everybody's token generation by ``GENERATIONS_SKIPPED``."""
