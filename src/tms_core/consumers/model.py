"""What the store knows of each consumer, and the port to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from tms_core.unit_of_work import ReadPort


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsumerStatus:
    """How far a consumer has come, and the part of the log that it has still to handle.

    Everything up to ``position`` is done. ``head`` and ``floor`` are those of the log; ``waiting_since`` is when the next
    event was recorded. ``tries`` counts the failures of the next event, which is tried again at ``retry_at``. ``missed``
    counts the events that were pruned before they were handled. ``retries`` says how many of the events that were
    ``set_aside`` somebody wants to be tried again.
    """

    name: str
    position: int
    holder: str | None
    held_until: datetime | None
    tries: int
    retry_at: datetime | None
    error_type: str | None
    error: str | None
    missed: int
    missed_at: datetime | None
    head: int
    floor: int
    waiting_since: datetime | None
    set_aside: int
    retries: int

    @property
    def behind(self) -> int:
        """How many events of the log come after its position."""
        return max(0, self.head - self.position)

    @property
    def gap(self) -> int:
        """How many events after its position do not exist any more."""
        return max(0, self.floor - 1 - self.position)


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why an event could not be handled: the error's class, and a sentence that contains nothing confidential."""

    event_type: str
    error_type: str
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAsideEvent:
    """An event that a consumer could not handle and has left behind."""

    position: int
    event_type: str
    error_type: str
    error: str
    tries: int
    set_aside_at: datetime
    retry_requested: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """The right to work for a consumer: one process has it at a time, for ``duration`` from each renewal."""

    holder: str
    duration: timedelta


MAX_CLOCK_DIFFERENCE = timedelta(minutes=1)


def is_expired(held_until: datetime | None, lease: Lease, now: datetime) -> bool:
    """Whether a lease is over. One that ends far in the future was taken by a host with a wrong clock, and would hold up
    everybody."""
    if held_until is None:
        return True
    return not now <= held_until <= now + lease.duration + MAX_CLOCK_DIFFERENCE


class ConsumerReader(ReadPort, Protocol):
    """Reads what the store knows of consumers."""

    async def statuses(self) -> list[ConsumerStatus]:
        """All consumers that ever worked on this store, by name."""

    async def set_aside_events(
        self, name: str, limit: int, *, requested: bool = False
    ) -> list[SetAsideEvent]:
        """The first ``limit`` events that a consumer has set aside, oldest first; or only those of
        them that are ``requested`` to be tried again."""

    async def log_bounds(self) -> tuple[int, int]:
        """The head and the floor of the log."""


NOT_FAILED: Mapping[str, Any] = {"tries": 0, "retry_at": None, "error_type": None, "error": None}
"""What is stored of the next event of a consumer that has not been tried yet."""


def failed(failure: Failure, tries: int, retry_at: datetime) -> Mapping[str, Any]:
    """The same of one that has failed ``tries`` times, and is tried again at ``retry_at``."""
    return {"tries": tries, "retry_at": retry_at, "error_type": failure.error_type, "error": failure.error}


class ConsumerRepository(ConsumerReader, Protocol):
    """Stores positions, leases and failures. What depends on a lease returns False if another process has it, or has
    come further, and has then changed nothing: the caller raises ``LeaseLost``."""

    async def add(self, name: str, position: int) -> None:
        """Add a consumer at a position. Raises ``TransactionConflict`` if another process has just done so."""

    async def take_lease(self, name: str, lease: Lease, now: datetime) -> bool:
        """Take a lease that nobody holds, or whose holder has not renewed it in time."""

    async def remove(self, name: str) -> bool:
        """Remove a consumer, with what it has set aside; False if there is none."""

    async def release_leases(self, holder: str) -> None:
        """Give up all leases of a process."""

    async def advance(self, name: str, step: tuple[int, int], lease: Lease, now: datetime) -> bool:
        """Move from the first position of ``step`` to the second, forget failures, and renew the lease."""

    async def fail(
        self,
        name: str,
        step: tuple[int, int],
        lease: Lease,
        now: datetime,
        failure: Failure,
        tries: int,
        retry_at: datetime,
    ) -> bool:
        """Like ``advance``, and the next event then has failed ``tries`` times."""

    async def add_missed(self, name: str, events: int, now: datetime) -> None:
        """Count events that were pruned before they were handled."""

    async def set_aside(self, name: str, event: SetAsideEvent) -> None:
        """Add an event that could not be handled."""

    async def request_retries(self, name: str, position: int | None) -> int:
        """Request that an event be tried again, or all of a consumer's; returns how many."""

    async def refuse_retry(self, name: str, position: int, failure: Failure) -> None:
        """An event that was to be tried again has failed once more."""

    async def remove_set_aside(self, name: str, position: int) -> bool:
        """Remove an event that had been set aside; False if it is not there (any more)."""

    async def forget_pruned(self, limit: int) -> int:
        """Remove at most ``limit`` events that had been set aside and are not in the log any more; returns how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsumerView:
    """A consumer as admins see it."""

    name: str
    is_gone: bool
    position: int
    behind: int
    waiting_since: datetime | None
    holder: str | None
    tries: int
    retry_at: datetime | None
    error_type: str | None
    error: str | None
    missed: int
    missed_at: datetime | None
    set_aside_count: int
    set_aside: list[SetAsideEvent]


def to_view(status: ConsumerStatus, set_aside: list[SetAsideEvent], *, is_gone: bool) -> ConsumerView:
    """The consumer, with the first of the events that it has set aside."""
    return ConsumerView(
        name=status.name,
        is_gone=is_gone,
        position=status.position,
        behind=status.behind,
        waiting_since=status.waiting_since,
        holder=status.holder,
        tries=status.tries,
        retry_at=status.retry_at,
        error_type=status.error_type,
        error=status.error,
        missed=status.missed,
        missed_at=status.missed_at,
        set_aside_count=status.set_aside,
        set_aside=set_aside,
    )
