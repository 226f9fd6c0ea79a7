"""Runs what the features declare as upkeep, such as erasing what has been deleted for long enough."""

import asyncio
import logging
import random

from tms_core.actor import SYSTEM
from tms_core.application import Application
from tms_core.errors import Unavailable

log = logging.getLogger("tms.upkeep")

INTERVAL_SECONDS = 60.0
PAUSE_BETWEEN_BATCHES_SECONDS = 0.05


async def tidy_up(application: Application) -> None:
    """Run the upkeep of all features until there is nothing left to do."""
    for feature in application.store.features:
        for command in feature.upkeep:
            done = 1
            while done:
                done = await application.run(command, SYSTEM)
                await asyncio.sleep(PAUSE_BETWEEN_BATCHES_SECONDS)


async def keep_tidy(application: Application) -> None:
    """Tidy up forever, from time to time. Several processes may do so at once."""
    while True:
        await asyncio.sleep(INTERVAL_SECONDS * random.uniform(0.5, 1.5))  # noqa: S311 - jitter
        try:
            await tidy_up(application)
        except Unavailable as error:
            log.warning("upkeep was postponed: %s", error.cause)
        except Exception:
            log.exception("upkeep failed; trying again later")
