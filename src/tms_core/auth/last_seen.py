"""When sign-ins were last used. The process that served a request knows the exact time; it stores it in the background,
at most once a minute for each sign-in: no request waits for that, and no event tells of it."""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from tms_core.actor import SYSTEM, Actor
from tms_core.application import Application
from tms_core.auth.sign_ins import KEPT_FOR, SignInRepository, list_actor
from tms_core.errors import Unavailable
from tms_core.unit_of_work import LastSeen, UnitOfWork
from tms_core.use_cases import command

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
        sign_in_id = await list_actor(uow, entry.actor)
        if sign_in_id is not None:
            await repository.save_last_seen(sign_in_id, entry.at)


@command()
async def _forget(uow: UnitOfWork, _: Actor) -> None:
    await uow.repository(SignInRepository).forget(uow.now - KEPT_FOR)
