"""How long the event log remembers."""

import asyncio
import logging
import random
from dataclasses import dataclass
from datetime import timedelta

from tms_core.errors import TransactionConflict, Unavailable
from tms_core.event_log import EventLog
from tms_core.services import Clock

log = logging.getLogger("tms.events")

PRUNE_INTERVAL_SECONDS = 60.0
PAUSE_BETWEEN_BATCHES_SECONDS = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """The last ``events`` stay, unless they are older than ``age``. Whoever was away for longer reads anew."""

    events: int = 1_000_000
    age: timedelta = timedelta(days=30)


async def _prune(event_log: EventLog, retention: Retention, clock: Clock) -> None:
    gone = 1
    while gone:
        gone = await event_log.prune(retention.events, clock() - retention.age)
        await asyncio.sleep(PAUSE_BETWEEN_BATCHES_SECONDS)


async def keep_pruned(event_log: EventLog, retention: Retention, clock: Clock) -> None:
    """Forget what is too old, a little at a time, for ever. Several processes may do so at once."""
    while True:
        await asyncio.sleep(PRUNE_INTERVAL_SECONDS * random.uniform(0.5, 1.5))  # noqa: S311 - jitter
        try:
            await _prune(event_log, retention, clock)
        except (Unavailable, TransactionConflict) as error:
            log.warning("pruning the event log was put off: %s", getattr(error, "cause", error))
        except Exception:
            log.exception("pruning the event log failed; trying again later")
