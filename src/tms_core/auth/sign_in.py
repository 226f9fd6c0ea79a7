"""Signing in, and verifying the tokens that it issues.

These are not use cases, because nobody is signed in yet, and because verifying a password is slow: it
happens between two short reads, never inside a transaction.
"""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from tms_core.actor import SYSTEM, Actor, Client
from tms_core.application import Application
from tms_core.auth.issuing import begin_sign_in
from tms_core.auth.model import (
    AuthReader,
    AuthRepository,
    Caller,
    Identity,
    SignIn,
    TokenResponse,
)
from tms_core.errors import Busy, NotAuthenticated, Throttled
from tms_core.security.log import Outcome, SecurityEvent, SecurityRecord
from tms_core.unit_of_work import Claims, IssuedToken, LastSeen, ReadUnit, Services, UnitOfWork
from tms_core.use_cases import command, query
from tms_core.users import throttle
from tms_core.users.model import User
from tms_core.users.passwords import MAX_TYPED_LENGTH, Credentials, matching_form, password_forms
from tms_core.users.throttle import Guess, account_target
from tms_core.users.updating import as_shown
from tms_core.validation.text import casefold_key

NOWHERE = Client()


async def sign_in(app: Application, attempt: SignIn, address: str, client: Client = NOWHERE) -> TokenResponse:
    """Exchange a name and a password for a token.

    A wrong name and a wrong password cannot be told apart, not even by timing. After too many failures within a minute,
    for the account or from the ``address``, further attempts are refused, whether the password is right or wrong (see
    ``tms_core.users.throttle``). Every attempt is in the security log, with the ``client`` it came from. Raises
    ``NotAuthenticated`` ``invalid_credentials`` and ``password_expired``, and ``Throttled`` ``too_many_attempts``.
    """
    account = await app.read(_account, SYSTEM, attempt.username)
    concerned = SecurityRecord(
        event=SecurityEvent.SIGN_IN,
        account_id=account[0].id if account else None,
        typed_name=None if account else _key(attempt.username),
        address=client.address,
    )
    try:
        signed_in = await _sign_in(app, attempt, address, account, client)
    except Throttled:
        app.services.security_log.write(replace(concerned, outcome=Outcome.THROTTLED))
        raise
    except NotAuthenticated:
        app.services.security_log.write(replace(concerned, outcome=Outcome.FAILURE))
        raise
    app.services.security_log.write(concerned)
    return signed_in


async def _sign_in(
    app: Application,
    attempt: SignIn,
    address: str,
    account: tuple[User, Credentials] | None,
    client: Client,
) -> TokenResponse:
    password_hash = account[1].password_hash if account else None
    form: str | None = None

    async def check() -> bool:
        nonlocal form
        form = await matching_form(app.services.passwords, password_hash, attempt.password)
        return form is not None and account is not None

    guess = _guess(app, account, attempt.username, address)
    if not await throttle.attempt(app, guess, check) or account is None:
        raise _invalid_credentials()
    user, credentials = account
    _check_not_expired(app, user, credentials)
    await _renew_hash(app, credentials, form, attempt.password)
    issued = await app.run(_begin, SYSTEM, credentials, client)
    return TokenResponse(
        access_token=issued.text,
        expires_in=app.services.tokens.lifetime_seconds,
        user=user,
        force_password_change=user.is_temporary_password,
    )


def _check_not_expired(app: Application, user: User, credentials: Credentials) -> None:
    lifetime = app.services.organisation.temporary_password_lifetime
    set_at = credentials.set_at or user.created_at
    if user.is_temporary_password and set_at + lifetime <= app.clock():
        detail = "This temporary password is too old. Ask an admin for a new one."
        raise NotAuthenticated("password_expired", detail)


async def _renew_hash(app: Application, credentials: Credentials, form: str | None, typed: str) -> None:
    """Replace a hash with outdated parameters, or of another form than the normal one; another time if too many people
    are signing in."""
    normal = password_forms(typed)[0]
    if form == normal and not app.services.passwords.is_outdated(credentials.password_hash):
        return
    with suppress(Busy):
        await app.run(_rehash, SYSTEM, credentials, await app.services.passwords.hash(normal))


def _guess(app: Application, account: tuple[User, Credentials] | None, name: str, address: str) -> Guess:
    """An account is one target, whichever of its names was typed and how. Failures at names that nobody has are stored
    under a keyed hash: people sometimes type their password there."""
    if account is None:
        return Guess(target=f"name:{app.services.security_log.hash_of(_key(name))}", address=address)
    return Guess(target=account_target(account[0].id), address=address, user_id=account[0].id)


def _key(name: str) -> str:
    # Normalising takes time that grows with the square of the length, and no account has a name of that length.
    return casefold_key(name.strip()[:MAX_TYPED_LENGTH])


def verify_token(app: Application, token: str) -> Claims:
    """The claims of a token. Raises ``NotAuthenticated`` if it is not one of ours, or has expired."""
    return app.services.tokens.read(token, app.clock())


async def authenticate(app: Application, claims: Claims, client: Client = NOWHERE) -> Caller:
    """The caller's current identity, as stored, with the ``client`` that the request came from.

    Raises ``NotAuthenticated``: ``invalid_token`` if it was issued for other data, ``token_revoked`` after sign-out,
    deletion, and any password change, ``token_expired`` if it was not used for too long.
    """
    identity = await app.read(_identity, SYSTEM, claims)
    if identity is None or _has_ended(identity, claims):
        raise NotAuthenticated("token_revoked", "Your sign-in has ended. Sign in again.")
    idle_at = _idle_at(app, identity, claims)
    if idle_at is not None and idle_at <= app.clock():
        raise NotAuthenticated("token_expired", "You were signed out because you were away. Sign in again.")
    actor = Actor(
        id=identity.user_id,
        role=identity.role,
        must_change_password=identity.is_temporary_password,
        token_id=claims.token_id,
        token_expires_at=claims.expires_at,
        sign_in_id=identity.sign_in_id,
        idle_at=idle_at,
        client=client,
    )
    return Caller(actor=actor, position=identity.position, last_seen_at=identity.last_seen_at)


def _has_ended(identity: Identity, claims: Claims) -> bool:
    """Whether the token is no longer valid. Raises ``NotAuthenticated`` if it never was, for this data."""
    if claims.installation_id not in (None, identity.installation_id):
        raise NotAuthenticated("invalid_token", "This is not a token of this system. Sign in again.")
    if identity.token_revoked or identity.ended_at or identity.token_generation != claims.generation:
        return True
    if identity.sign_in_id is not None:
        return False
    # Without a sign-in only tokens of versions that stored none are valid, and only for the same data: where the
    # account is newer than the token, the token was issued for another account. Tokens say in which whole second they
    # were issued: one from the very second in which its account was created is refused too.
    if claims.installation_id is not None or claims.issued_at < identity.user_created_at:
        return True
    return identity.unlisted_ended_at is not None and claims.issued_at <= identity.unlisted_ended_at


def _idle_at(app: Application, identity: Identity, claims: Claims) -> datetime | None:
    idle = app.services.organisation.idle_timeout
    if idle is None:
        return None
    used_here = app.services.last_seen.get(claims.token_id)
    seen = _later(identity.last_seen_at, used_here.at if used_here else None)
    return (app.clock() if seen is None else seen) + idle


def note_request(services: Services, caller: Caller, now: datetime) -> None:
    """The caller has made a request: this counts as using the sign-in (see ``last_seen``)."""
    actor = caller.actor
    if not actor.token_id:
        return
    known = services.last_seen.get(actor.token_id)
    written_at = _later(caller.last_seen_at, known.written_at if known else None)
    services.last_seen[actor.token_id] = LastSeen(actor=actor, at=now, written_at=written_at)


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    if one is None or other is None:
        return one or other
    return max(one, other)


def _invalid_credentials() -> NotAuthenticated:
    return NotAuthenticated("invalid_credentials", "The username or the password is wrong.")


@query()
async def _account(uow: ReadUnit, _: Actor, name: str) -> tuple[User, Credentials] | None:
    found = await uow.repository(AuthReader).find_by_login(_key(name))
    return (await as_shown(uow, found[0]), found[1]) if found else None


@query()
async def _identity(uow: ReadUnit, _: Actor, claims: Claims) -> Identity | None:
    return await uow.repository(AuthReader).get_identity(claims.user_id, claims.token_id)


@command()
async def _begin(uow: UnitOfWork, _: Actor, verified: Credentials, client: Client) -> IssuedToken:
    """Issue the token, unless the password was changed or the account deleted since it was verified."""
    current = await uow.repository(AuthRepository).lock_credentials(verified.user_id)
    if current is None or current.token_generation != verified.token_generation:
        raise _invalid_credentials()
    return await begin_sign_in(uow, current.user_id, current.token_generation, client)


@command()
async def _rehash(uow: UnitOfWork, _: Actor, verified: Credentials, fresh: str) -> None:
    current = await uow.repository(AuthRepository).lock_credentials(verified.user_id)
    if current == verified:
        await uow.repository(AuthRepository).save_credentials(replace(current, password_hash=fresh))
