"""Which passwords people may choose (those that exist keep working, whatever the policy says by then), credentials, and
the entries of the password log."""

import re
import secrets
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Protocol

from tms_core.actor import SYSTEM, Actor
from tms_core.errors import Invalid, NotAuthenticated, NotFound, Throttled
from tms_core.organisation.model import Organisation, organisation_in_force
from tms_core.security.log import Outcome, SecurityEvent, SecurityRecord
from tms_core.unit_of_work import PasswordHasher, ReadPort, ReadUnit, UnitOfWork
from tms_core.use_cases import UseCaseRunner, query
from tms_core.users.model import User
from tms_core.users.throttle import Guess, account_target, attempt
from tms_core.validation.text import casefold_key, fold, is_blank

MAX_PASSWORD_LENGTH = 256
MAX_TYPED_LENGTH = 4 * MAX_PASSWORD_LENGTH
"""Longer text is not normalised: that takes time that grows with the square of its length."""
MIN_NAME_LENGTH = 4
MIN_OTHER_CHARACTERS = 4
"""What a password that contains a name must have besides."""
WORD = re.compile(r"\w+")


class Named(Protocol):
    """Somebody with a user name, an e-mail address and a name."""

    @property
    def username(self) -> str:
        """The user name."""

    @property
    def email(self) -> str:
        """The e-mail address."""

    @property
    def first_name(self) -> str:
        """The first name."""

    @property
    def last_name(self) -> str:
        """The last name, which may be empty."""


def password_forms(typed: str) -> tuple[str, ...]:
    """The forms in which a typed password is compared: normalised (NFC), because keyboards differ in how they compose
    letters, and, if that is something else, as it was typed, because older hashes were made of that."""
    if typed.isascii() or len(typed) > MAX_TYPED_LENGTH:
        return (typed,)
    normal = unicodedata.normalize("NFC", typed)
    return (normal,) if normal == typed else (normal, typed)


def check_password(typed: str, person: Named, organisation: Organisation, field: str) -> None:
    """Check the length, and that it cannot be guessed from a list or from what the person is called; any Unicode is
    allowed. Raises ``Invalid`` at ``field``, with the code ``password_common`` for what is easy to guess."""
    password = password_forms(typed)[0]
    if any("\ud800" <= character <= "\udfff" for character in password):
        raise Invalid.field(field, "must be valid Unicode text")
    if len(password) < organisation.password_min_length:
        raise Invalid.field(field, f"must be at least {organisation.password_min_length} characters long")
    if len(password) > MAX_PASSWORD_LENGTH:
        raise Invalid.field(field, f"must be at most {MAX_PASSWORD_LENGTH} characters long")
    if casefold_key(password) in (casefold_key(person.username), casefold_key(person.email)):
        raise Invalid.field(field, "must not be the username or the e-mail address")
    if is_blank(password) or casefold_key(password).strip() in common_passwords():
        message = "is one of the most common passwords, which are guessed first; choose another"
        raise Invalid.field(field, message, "password_common")
    if _is_mostly_a_name(password, person, organisation):
        message = "is easily guessed from a name; add at least four other characters or choose another"
        raise Invalid.field(field, message, "password_common")


@cache
def common_passwords() -> frozenset[str]:
    """The 10,000 most common passwords, case-folded."""
    text = files(__package__).joinpath("common_passwords.txt").read_text("utf-8")
    return frozenset(text.partition("\n----\n")[2].split())


def _is_mostly_a_name(password: str, person: Named, organisation: Organisation) -> bool:
    folded = fold(password)
    letters = "".join(WORD.findall(folded))
    longest = len(folded) - MIN_OTHER_CHARACTERS
    names = (name for name in _names(person, organisation) if len(name) > longest)
    return any(name in folded or name in letters for name in names)


def _names(person: Named, organisation: Organisation) -> Iterator[str]:
    """What the person and the organisation are called, folded: as a whole, without blanks, and each word."""
    full_name = f"{person.first_name} {person.last_name}"
    for name in (person.username, person.email, full_name, organisation.name):
        folded = fold(name).strip()
        words = WORD.findall(folded)
        for part in {folded, "".join(words), *words}:
            if len(part) >= MIN_NAME_LENGTH:
                yield part


UNAMBIGUOUS = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
GENERATED_LENGTH = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """A user's password hash. Tokens carry ``token_generation``; raising it revokes all earlier tokens. ``set_at`` is
    when the password was set; None if that is not known. ``unlisted_ended_at`` is when the tokens were revoked that
    earlier versions had issued and that no sign-in is stored for; None if they never were."""

    user_id: int
    password_hash: str
    token_generation: int = 1
    set_at: datetime | None = None
    unlisted_ended_at: datetime | None = None


class PasswordAction(StrEnum):
    """What happened to a password."""

    CREATED = "created"
    CHANGED = "changed"
    RESET = "reset"


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordRecord:
    """One entry in the password log. ``performed_by`` is null when the system itself acted."""

    id: int = 0
    user_id: int
    action: PasswordAction
    performed_by: int | None
    timestamp: datetime
    details: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPassword:
    """A password that has been checked and hashed, ready to be stored. ``generated`` is its text if it was generated,
    to be shown once. A temporary one must be changed at the next sign-in."""

    password_hash: str
    generated: str | None = field(default=None, repr=False)
    is_temporary: bool = True

    @property
    def origin(self) -> str:
        """How the password came about, for the password log."""
        what = "temporary password" if self.is_temporary else "password"
        return f"A {what} was {'chosen' if self.generated is None else 'generated'}."


class CredentialsReader(ReadPort, Protocol):
    """Reads credentials together with their user."""

    async def find_account(self, user_id: int) -> tuple[User, Credentials] | None:
        """The user with this id, if they have a password."""


class CredentialsRepository(CredentialsReader, Protocol):
    """Storage of credentials."""

    async def lock_credentials(self, user_id: int) -> Credentials | None:
        """The credentials of a user, locked against other writers until the unit ends."""

    async def save_credentials(self, credentials: Credentials) -> None:
        """Add or replace a user's credentials."""

    async def remove_credentials(self, user_id: int) -> None:
        """Delete a user's credentials: they can no longer sign in, and all their tokens are revoked."""

    async def end_sign_ins(self, user_id: int, now: datetime) -> None:
        """End the sign-ins of a user. Their tokens are revoked by another ``token_generation``."""

    async def add_password_record(self, record: PasswordRecord) -> None:
        """Add an entry to the password log."""


async def hashed_password(
    app: UseCaseRunner,
    chosen: str | None,
    person: Named,
    field: str,
    organisation: Organisation | None = None,
) -> NewPassword:
    """Check and hash the ``chosen`` password of a person, or a generated one. ``organisation`` is read unless it is given.

    Takes tens of milliseconds: call it before a transaction (see ``prepared_command``). Raises ``Invalid`` at ``field``
    and ``Busy``.
    """
    organisation = organisation or await organisation_in_force(app)
    password = generated_password(organisation) if chosen is None else chosen
    check_password(password, person, organisation, field)
    return NewPassword(
        password_hash=await app.services.passwords.hash(password_forms(password)[0]),
        generated=password if chosen is None else None,
    )


async def matching_form(hasher: PasswordHasher, password_hash: str | None, typed: str) -> str | None:
    """The form of a typed password that matches the hash, or None. Without a hash it takes as long."""
    for form in password_forms(typed):
        if await hasher.verify(password_hash, form):
            return form
    return None


async def account_of(app: UseCaseRunner, user_id: int) -> tuple[User, Credentials]:
    """A user and their credentials, to check a password before a transaction. Raises ``NotFound``."""
    return await app.read(_account, SYSTEM, user_id)


@query()
async def _account(uow: ReadUnit, _: Actor, user_id: int) -> tuple[User, Credentials]:
    account = await uow.repository(CredentialsReader).find_account(user_id)
    if account is None:
        raise NotFound("user")
    return account


async def check_current_password(
    app: UseCaseRunner, actor: Actor, credentials: Credentials, current: str, event: SecurityEvent
) -> None:
    """Check the current password that somebody who is signed in sends to confirm ``event``. Takes tens of milliseconds:
    call it before a transaction.

    Failures also count against the account, but are limited on their own, so that strangers who guess at the account's
    sign-in do not keep its owner from changing the password. Those in the security log are of kind ``event``. Raises
    ``Invalid`` ``wrong_current_password`` at ``current_password``, ``Throttled`` ``too_many_attempts`` and ``Busy``.
    """
    user_id = credentials.user_id
    guess = Guess(target=f"current:{user_id}", also=(account_target(user_id),), user_id=user_id)
    refused = SecurityRecord(event=event, outcome=Outcome.FAILURE, account_id=user_id).by(actor)

    async def check() -> bool:
        return await matching_form(app.services.passwords, credentials.password_hash, current) is not None

    try:
        if await attempt(app, guess, check):
            return
    except Throttled:
        app.services.security_log.write(replace(refused, outcome=Outcome.THROTTLED))
        raise
    app.services.security_log.write(refused)
    raise Invalid.field("current_password", "is not your current password", "wrong_current_password")


async def check_password_unchanged(uow: UnitOfWork, checked: Credentials) -> None:
    """Lock the credentials that were checked before the transaction. Raises ``NotAuthenticated`` if another password
    was set meanwhile, which ended the sign-in that this request was sent with."""
    current = await uow.repository(CredentialsRepository).lock_credentials(checked.user_id)
    if current is None or current.token_generation != checked.token_generation:
        raise NotAuthenticated("token_revoked", "Your password has just been changed. Sign in again.")


async def keep_first_password(
    uow: UnitOfWork, actor: Actor, user_id: int, password_hash: str, details: str
) -> None:
    """Give a new user their first password."""
    await uow.repository(CredentialsRepository).save_credentials(
        Credentials(user_id=user_id, password_hash=password_hash, set_at=uow.now)
    )
    await log_password(uow, actor, user_id, PasswordAction.CREATED, details)


async def log_password(
    uow: UnitOfWork, actor: Actor, user_id: int, action: PasswordAction, details: str
) -> None:
    """Add an entry to the password log; ``details`` say how it came about,
    and never contain the password."""
    await uow.repository(CredentialsRepository).add_password_record(
        PasswordRecord(
            user_id=user_id, action=action, performed_by=actor.id, timestamp=uow.now, details=details
        )
    )


def generated_password(organisation: Organisation) -> str:
    """A random password without look-alike letters (about 81 bits), longer if the policy requires it."""
    length = max(GENERATED_LENGTH, organisation.password_min_length)
    return "".join(secrets.choice(UNAMBIGUOUS) for _ in range(length))
