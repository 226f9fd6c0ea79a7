"""Sign-ins: one for each token that was issued, where it is used from, and how it is ended.

A token is valid for the data it was issued for, as long as its sign-in is stored there and has not ended. Tokens of
versions that stored no sign-ins are listed from their first use on.

The process that served a request knows exactly when a sign-in was last used. It stores the time in the background, at
most once a minute for each sign-in: no request waits for that, and no event tells of it.
"""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from tms_core.actor import ALL_ROLES, SYSTEM, Actor, Client
from tms_core.application import Application
from tms_core.auth.known_devices import KNOWN_FOR, KnownDeviceRepository
from tms_core.auth.model import AuthRepository, everybody_signed_out, signed_out
from tms_core.entity import Page, PageRequest, SuccessMessage
from tms_core.errors import NotFound, Unavailable
from tms_core.security.log import SecurityEvent, SecurityRecord
from tms_core.unit_of_work import IssuedToken, LastSeen, ReadPort, ReadUnit, Services, UnitOfWork
from tms_core.use_cases import command, query

KEPT_FOR = timedelta(days=30)
"""How long sign-ins are kept after their token has expired."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInRecord:
    """A sign-in as stored. ``last_seen_at`` is at most a minute old while it is in use."""

    id: int = 0
    user_id: int
    token_id: str
    created_at: datetime
    expires_at: datetime
    last_seen_at: datetime | None
    address: str
    agent: str
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSignIn:
    """A device on which you are signed in; ``current`` is the one that this request came from."""

    id: int
    created_at: datetime
    last_seen_at: datetime
    address: str
    agent: str
    current: bool


class SignInReader(ReadPort, Protocol):
    """Reads sign-ins."""

    async def installation_id(self) -> str:
        """The random id of the data, which is the issuer of its tokens."""

    async def get(self, sign_in_id: int) -> SignInRecord | None:
        """One sign-in, or None."""

    async def page(self, user_id: int, page: PageRequest) -> Page[SignInRecord]:
        """All sign-ins of a user, newest first; the page key is ``(id,)``."""

    async def open_page(
        self, user_id: int, now: datetime, seen_after: datetime | None, page: PageRequest
    ) -> Page[SignInRecord]:
        """Those that have not ended or expired by ``now`` and were used after ``seen_after``."""


class SignInRepository(SignInReader, Protocol):
    """Stores sign-ins."""

    async def add(self, record: SignInRecord) -> int:
        """Add a sign-in, unless its token has one; returns its id."""

    async def renew(self, sign_in_id: int, issued: IssuedToken, now: datetime) -> bool:
        """Give an open sign-in another token; False if it is no longer open."""

    async def end(
        self, user_id: int, now: datetime, *, only: int | None = None, keep: int | None = None
    ) -> int:
        """End the open sign-ins of a user, or one of them, or all but one; returns how many there were."""

    async def end_everybody(self, now: datetime) -> int:
        """End the open sign-ins of everybody; returns how many there were."""

    async def remove_all_of(self, user_id: int) -> None:
        """Delete all sign-ins of a user."""

    async def save_last_seen(self, sign_in_id: int, seen: datetime) -> None:
        """Store when a sign-in was last used, unless something later is stored."""

    async def forget(self, expired_before: datetime) -> None:
        """Delete the sign-ins whose tokens expired before that."""


async def sign_in_used_by(uow: UnitOfWork, actor: Actor) -> int | None:
    """The id of the sign-in that the actor's request came from. It is stored first if the token was issued by a version
    that did not, so that it is listed and can be ended; None if that token has been revoked since the request, or if the
    actor has none."""
    if actor.sign_in_id is not None or not actor.token_id:
        return actor.sign_in_id
    auth = uow.repository(AuthRepository)
    # Locked: a token that is being ended together with all others must not come back.
    credentials = await auth.lock_credentials(actor.user_id)
    identity = await auth.get_identity(actor.user_id, actor.token_id)
    if credentials is None or credentials.unlisted_ended_at or identity is None or identity.token_revoked:
        return None
    return await _list_actor(uow, actor)


async def _list_actor(uow: UnitOfWork, actor: Actor) -> int | None:
    if actor.sign_in_id is not None or not actor.token_id:
        return actor.sign_in_id
    expires_at = actor.token_expires_at or uow.now
    issued = IssuedToken(text="", token_id=actor.token_id, expires_at=expires_at)
    return await uow.repository(SignInRepository).add(record_of(actor.user_id, issued, actor.client, uow.now))


def record_of(user_id: int, issued: IssuedToken, client: Client, now: datetime) -> SignInRecord:
    """The sign-in that a token is issued for."""
    return SignInRecord(
        user_id=user_id,
        token_id=issued.token_id,
        created_at=now,
        expires_at=issued.expires_at,
        last_seen_at=now,
        address=client.address,
        agent=client.agent,
    )


@query(*ALL_ROLES)
async def list_sign_ins(uow: ReadUnit, actor: Actor, page: PageRequest) -> Page[OpenSignIn]:
    """List the devices on which you are signed in, the latest sign-in first."""
    idle = uow.services.organisation.idle_timeout
    seen_after = None if idle is None else uow.now - idle
    found = await uow.repository(SignInReader).open_page(actor.user_id, uow.now, seen_after, page)
    items = [_open(record, actor, uow.services) for record in found.items]
    return Page(items=items, total=found.total, next=found.next)


def _open(record: SignInRecord, actor: Actor, services: Services) -> OpenSignIn:
    stored = record.last_seen_at or record.created_at
    used_here = services.last_seen.get(record.token_id)
    return OpenSignIn(
        id=record.id,
        created_at=record.created_at,
        last_seen_at=stored if used_here is None else max(stored, used_here.at),
        address=record.address,
        agent=record.agent,
        current=record.token_id == actor.token_id,
    )


@command(*ALL_ROLES)
async def end_sign_in(uow: UnitOfWork, actor: Actor, sign_in_id: int) -> SuccessMessage:
    """End one of your sign-ins: its token is revoked, and its sockets close within a second."""
    if not await uow.repository(SignInRepository).end(actor.user_id, uow.now, only=sign_in_id):
        raise NotFound("sign-in")
    _record_end(uow, actor, 1)
    return SuccessMessage(message="The sign-in has been ended.")


@command(*ALL_ROLES)
async def end_other_sign_ins(uow: UnitOfWork, actor: Actor) -> SuccessMessage:
    """End all your sign-ins but this one: their tokens are revoked, and their sockets close within a second."""
    auth = uow.repository(AuthRepository)
    credentials = await auth.lock_credentials(actor.user_id)
    own = await _list_actor(uow, actor)
    ended = await uow.repository(SignInRepository).end(actor.user_id, uow.now, keep=own)
    is_first = credentials is not None and credentials.unlisted_ended_at is None
    if credentials is not None:
        await auth.save_credentials(replace(credentials, unlisted_ended_at=uow.now))
    if ended or is_first:
        _record_end(uow, actor, ended)
    return SuccessMessage(message="All your other sign-ins have been ended.")


async def end_own_sign_in(uow: UnitOfWork, actor: Actor) -> None:
    """End the sign-in that the actor's request came from."""
    if not actor.token_id:
        return
    if actor.sign_in_id is not None:
        await uow.repository(SignInRepository).end(actor.user_id, uow.now, only=actor.sign_in_id)
    else:
        expires_at = actor.token_expires_at or uow.now + timedelta(
            seconds=uow.services.tokens.lifetime_seconds
        )
        await uow.repository(AuthRepository).revoke_token(actor.token_id, expires_at, uow.now)
    _record_end(uow, actor, 1)


def _record_end(uow: UnitOfWork, actor: Actor, ended: int) -> None:
    uow.record(signed_out(actor.user_id))
    uow.log_security(
        SecurityRecord(event=SecurityEvent.SIGN_OUT, account_id=actor.user_id, details={"sign_ins": ended})
    )


@command()
async def sign_out_everybody(uow: UnitOfWork, actor: Actor) -> int:
    """End all sign-ins of everybody, for after a restored backup or a leaked secret; returns how many there were."""
    ended = await uow.repository(SignInRepository).end_everybody(uow.now)
    await uow.repository(AuthRepository).revoke_all_tokens()  # also those without a sign-in
    uow.record(everybody_signed_out())
    uow.log_security(SecurityRecord(event=SecurityEvent.SIGN_OUT, details={"sign_ins": ended}))
    return ended


log = logging.getLogger("tms.sign_ins")

STORE_INTERVAL = timedelta(minutes=1)
FORGET_AFTER = 2 * STORE_INTERVAL
CLEANUP_INTERVAL = timedelta(hours=1)
CHECK_SECONDS = 1.0
ROWS_PER_TRANSACTION = 100


async def keep_last_seen(app: Application) -> None:
    """Store what is due until the task is cancelled, and delete what nobody needs to know any more."""
    cleaned_at: datetime | None = None
    while True:
        await asyncio.sleep(CHECK_SECONDS)
        try:
            await store_last_seen(app)
            if cleaned_at is None or app.clock() - cleaned_at >= CLEANUP_INTERVAL:
                await app.run(_forget, SYSTEM)
                cleaned_at = app.clock()
        except Unavailable:
            continue  # reported by the requests that meet it; what is due stays due
        except Exception:
            log.exception("storing when sign-ins were last used failed; trying again")


async def store_last_seen(app: Application, *, everything: bool = False) -> None:
    """Store the times that are due, or ``everything`` before the process ends."""
    seen, now = app.services.last_seen, app.clock()
    for token_id, entry in list(seen.items()):
        if entry.is_stored and now - entry.at > FORGET_AFTER:
            del seen[token_id]
    due = [entry for entry in seen.values() if not entry.is_stored and (everything or _is_due(entry, now))]
    for start in range(0, len(due), ROWS_PER_TRANSACTION):
        batch = due[start : start + ROWS_PER_TRANSACTION]
        await app.run(_store, SYSTEM, batch)
        for entry in batch:
            latest = seen[entry.actor.token_id]
            seen[entry.actor.token_id] = replace(latest, written_at=now, is_stored=latest.at == entry.at)


async def store_at_exit(app: Application) -> None:
    """Store everything before the process ends, if the store can be reached."""
    with suppress(Unavailable):
        await store_last_seen(app, everything=True)


def _is_due(entry: LastSeen, now: datetime) -> bool:
    return entry.written_at is None or now - entry.written_at >= STORE_INTERVAL


@command()
async def _store(uow: UnitOfWork, _: Actor, entries: Sequence[LastSeen]) -> None:
    repository = uow.repository(SignInRepository)
    # Always in the same order, so that two processes cannot deadlock.
    for entry in sorted(entries, key=lambda each: each.actor.token_id):
        sign_in_id = await sign_in_used_by(uow, entry.actor)
        if sign_in_id is not None:
            await repository.save_last_seen(sign_in_id, entry.at)


@command()
async def _forget(uow: UnitOfWork, _: Actor) -> None:
    await uow.repository(SignInRepository).forget(uow.now - KEPT_FOR)
    await uow.repository(KnownDeviceRepository).forget(uow.now - KNOWN_FOR)
