"""The identity of a caller, and the inputs and results of signing in."""

from dataclasses import dataclass
from typing import ClassVar

from tms_core.actor import Actor
from tms_core.events import Position
from tms_core.users.model import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What the store knows about a caller, and the log position at which it was read."""

    user: User
    token_generation: int
    token_revoked: bool
    position: Position


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """An authenticated caller: the actor, and a position that later reads are at least as recent as."""

    actor: Actor
    position: Position


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
    """Conditions for entries of the password log."""

    user_id: int | None = None
