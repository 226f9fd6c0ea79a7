"""The security log: who signed in, from where, and what concerned passwords, roles, exports and deletions.

Its lines contain ids, numbers and words of the system's own, and no names, addresses of people or other text that
somebody typed. What happens in a unit is logged after its commit, so the log never claims what did not happen.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Protocol

from tms_core.actor import Actor


class SecurityEvent(StrEnum):
    """What somebody did, or tried to do."""

    SIGN_IN = "sign_in"
    SIGN_OUT = "sign_out"
    PASSWORD_CHANGE = "password_change"  # noqa: S105 - not a password
    PASSWORD_RESET = "password_reset"  # noqa: S105 - not a password
    PASSWORD_LINK = "password_link"  # noqa: S105 - not a password
    EMAIL_CHANGE = "email_change"
    ROLE_CHANGE = "role_change"
    STATUS_CHANGE = "status_change"
    CALENDAR_ADDRESS = "calendar_address"
    EXPORT = "export"
    DELETION = "deletion"


class Outcome(StrEnum):
    """How it ended. What was throttled was refused without being looked at."""

    SUCCESS = "success"
    FAILURE = "failure"
    THROTTLED = "throttled"


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityRecord:
    """One line of the security log.

    ``account_id`` is the account concerned, ``actor_id`` who acted (None: nobody was signed in, or the system itself).
    ``typed_name`` is for attempts to sign in as nobody who exists: people sometimes type their password there, so the
    log must only contain a keyed hash of it. ``details`` are words of the system's own, such as a role.
    """

    event: SecurityEvent
    outcome: Outcome = Outcome.SUCCESS
    account_id: int | None = None
    typed_name: str | None = None
    actor_id: int | None = None
    address: str = ""
    details: Mapping[str, str | int] = field(default_factory=dict)

    def by(self, actor: Actor) -> "SecurityRecord":
        """The same, as an act of ``actor``."""
        return replace(self, actor_id=actor.id, address=actor.client.address)


class SecurityLog(Protocol):
    """Where the security log is written."""

    def write(self, record: SecurityRecord) -> None:
        """Write one line. Never raises, and never waits for anything slow."""

    def hash_of(self, typed_name: str) -> str:
        """The keyed hash of a typed name. What else is kept of it has to be made of this hash."""


class NoSecurityLog:
    """For programs that embed the core and keep no security log, and for commands in a terminal."""

    def write(self, record: SecurityRecord) -> None:
        """Does nothing."""

    def hash_of(self, typed_name: str) -> str:
        """A hash without a key, which such programs do not have: the same in all processes, so that they count
        failures together."""
        return hashlib.sha256(typed_name.encode("utf-8", "surrogatepass")).hexdigest()
