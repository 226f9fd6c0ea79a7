"""File descriptors: how many connections may use, and which connections give way when there are too many."""

import contextlib
import resource
import time
from asyncio import AbstractEventLoop, Transport
from collections.abc import Collection
from heapq import nsmallest
from typing import Any

import structlog

ENOUGH = 65_536
RESERVED_SHARE, MAX_RESERVED = 4, 64
"""A quarter of all descriptors, at most 64, is kept for the database, files and reports."""
LOG_SECONDS = 10.0

log = structlog.get_logger("tms.web")


def raise_limit() -> None:
    """Raise this process's limit of open files, usually 1024, as far as the system allows. Workers inherit it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = ENOUGH if hard == resource.RLIM_INFINITY else min(ENOUGH, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with contextlib.suppress(OSError, ValueError):  # some containers forbid it
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


class ConnectionLimit:
    """When connections have used up the descriptors, those give way that have waited longest for a request."""

    def __init__(self) -> None:
        self._highest = 0
        self._logged_at = -LOG_SECONDS
        self._closed = 0

    def admit(self, transport: Transport, connections: Collection[Any], loop: AbstractEventLoop) -> None:
        """Look at a new connection. The system always assigns the lowest free descriptor, so its number says how many
        are in use, whatever for."""
        limit, plain = _limit(), transport.get_extra_info("socket")
        number = -1 if plain is None else plain.fileno()
        if number >= limit:
            if not self._highest:  # the server accepts many connections before it does anything else
                loop.call_soon(self._make_room, connections, limit)
            self._highest = max(self._highest, number)

    def _make_room(self, connections: Collection[Any], limit: int) -> None:
        excess, self._highest = self._highest - limit + 1, 0
        waiting = [each for each in connections if getattr(each, "is_waiting", False)]
        for each in nsmallest(excess, waiting, key=lambda each: each.waiting_since):
            each.give_way()
            self._closed += 1
        now = time.monotonic()
        if now - self._logged_at >= LOG_SECONDS:
            remedy = "raise the limit of open files (LimitNOFILE)"
            log.warning("connections_exhausted", limit=limit, closed=self._closed, remedy=remedy)
            self._logged_at, self._closed = now, 0


def _limit() -> int:
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        return ENOUGH
    return soft - min(MAX_RESERVED, soft // RESERVED_SHARE)


connection_limit = ConnectionLimit()
