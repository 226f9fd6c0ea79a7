"""How long the log keeps events, and pruning it without taking from a consumer what it has still to handle."""

import asyncio
import logging
import random
from dataclasses import dataclass
from datetime import timedelta

from tms_core.actor import SYSTEM
from tms_core.application import Application
from tms_core.consumers.use_cases import get_statuses
from tms_core.errors import TransactionConflict, Unavailable

log = logging.getLogger("tms.events")

INTERVAL_SECONDS = 60.0
PAUSE_BETWEEN_BATCHES_SECONDS = 0.05
PATIENCE_WITH_CONSUMERS = 2
"""How many times as many events, and days, are kept if a consumer has not handled them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """How long events are kept: the last ``events``, unless they are older than ``age``; what a consumer has not handled
    yet, up to twice as many or twice as long. Clients who were away for longer have to reload everything, and consumers
    have missed events."""

    events: int = 1_000_000
    age: timedelta = timedelta(days=30)


async def prune(application: Application, retention: Retention) -> None:
    """Delete all events that need not be kept, a few at a time."""
    event_log, now = application.store.log, application.clock()
    declared = application.store.features.consumers
    statuses = await application.read(get_statuses, SYSTEM) if declared else []
    slowest = min((each.position for each in statuses if each.name in declared), default=None)
    limits = [(retention.events, now - retention.age, slowest)]
    if slowest is not None:
        twice = PATIENCE_WITH_CONSUMERS
        limits.append((twice * retention.events, now - twice * retention.age, None))
    for limit in limits:
        deleted = 1
        while deleted:
            deleted = await event_log.prune(*limit)
            await asyncio.sleep(PAUSE_BETWEEN_BATCHES_SECONDS)


async def keep_pruned(application: Application, retention: Retention) -> None:
    """Prune old events forever. Several processes may do so at once."""
    while True:
        await asyncio.sleep(INTERVAL_SECONDS * random.uniform(0.5, 1.5))  # noqa: S311 - jitter
        try:
            await prune(application, retention)
        except (Unavailable, TransactionConflict) as error:
            log.warning("pruning the event log was postponed: %s", getattr(error, "cause", error))
        except Exception:
            log.exception("pruning the event log failed; trying again later")
