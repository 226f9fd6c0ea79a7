"""Why requests are answered with 503, in one line of the log for each cause, however many requests meet it."""

import time
from collections import OrderedDict
from collections.abc import Callable

import structlog

from tms_core.errors import Unavailable

REPEAT_SECONDS = 10.0
"""How often a cause that goes on is logged."""
MAX_CAUSES = 100

log = structlog.get_logger("tms.web")


class Outages:
    """Remembers which causes were logged a moment ago."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._recent: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def log(self, error: Unavailable, request_id: str | None) -> None:
        """Log the cause, unless it was logged within the last seconds; then it is counted for the next line."""
        now, cause = self._clock(), error.cause
        since, unlogged = self._recent.get(cause, (-REPEAT_SECONDS, 0))
        if now - since < REPEAT_SECONDS:
            self._recent[cause] = (since, unlogged + 1)
            return
        log.error("unavailable", cause=cause, detail=error.detail, request_id=request_id, unlogged=unlogged)
        self._recent[cause] = (now, 0)
        self._recent.move_to_end(cause)
        if len(self._recent) > MAX_CAUSES:
            self._recent.popitem(last=False)
