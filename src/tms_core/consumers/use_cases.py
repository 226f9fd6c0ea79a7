"""Handling events for a consumer, each step in one transaction with its position; and what admins may do."""

import asyncio
from collections.abc import Awaitable, Sequence
from datetime import timedelta

from tms_core.actor import Actor, Role
from tms_core.application.feature import Consumer, Start
from tms_core.consumers.model import (
    ConsumerReader,
    ConsumerRepository,
    ConsumerStatus,
    ConsumerView,
    Failure,
    Lease,
    SetAsideEvent,
    to_view,
)
from tms_core.entity import SuccessMessage
from tms_core.errors import Conflict, NotFound, TmsError, TransactionConflict, Unavailable
from tms_core.events import RESYNC, LoggedEvent
from tms_core.unit_of_work import ReadUnit, UnitOfWork
from tms_core.use_cases import command, query

HANDLER_TIMEOUT_SECONDS = 2.0
"""How long one event may take: less than a lease, because it is renewed with each step."""
STEP_SECONDS = 0.1
"""No further event is begun in a step that has taken so long, since other writers may be waiting."""
SHOWN_SET_ASIDE = 50
FORGET_BATCH_SIZE = 500


class LeaseLost(Exception):
    """Another process works for this consumer now. Nothing was written."""


class EventFailed(Exception):
    """A consumer could not handle an event. Nothing was written; the cause is the consumer's own error."""

    def __init__(self, event: LoggedEvent, failure: Failure) -> None:
        super().__init__(failure.error)
        self.event = event
        self.failure = failure


class EventPruned(Exception):
    """An event that was to be tried again is not in the log any more."""


class UnreadableEvent(Exception):
    """An event was written by another version of the program, and cannot be read by this one."""


@command()
async def register_consumers(uow: UnitOfWork, actor: Actor, consumers: Sequence[Consumer]) -> None:
    """Add the consumers that the store does not know yet."""
    repository = uow.repository(ConsumerRepository)
    known = {status.name for status in await repository.statuses()}
    head, floor = await repository.log_bounds()
    for consumer in consumers:
        if consumer.name not in known:
            await repository.add(consumer.name, head if consumer.start is Start.NOW else max(0, floor - 1))
            if consumer.begin is not None:
                await consumer.begin(uow)


@query()
async def get_statuses(uow: ReadUnit, actor: Actor) -> list[ConsumerStatus]:
    """How far all consumers have come."""
    return await uow.repository(ConsumerReader).statuses()


@query()
async def get_requested_retries(uow: ReadUnit, actor: Actor, name: str, limit: int) -> list[SetAsideEvent]:
    """Events that a consumer has set aside and shall try again."""
    return await uow.repository(ConsumerReader).set_aside_events(name, limit, requested=True)


@command()
async def take_lease(uow: UnitOfWork, actor: Actor, name: str, lease: Lease) -> bool:
    """Start to work for a consumer; False if another process does."""
    return await uow.repository(ConsumerRepository).take_lease(name, lease, uow.now)


@command()
async def release_leases(uow: UnitOfWork, actor: Actor, holder: str) -> None:
    """Stop working for all consumers."""
    await uow.repository(ConsumerRepository).release_leases(holder)


@command()
async def handle_events(
    uow: UnitOfWork,
    actor: Actor,
    consumer: Consumer,
    position: int,
    events: Sequence[LoggedEvent],
    lease: Lease,
) -> int:
    """Handle consecutive events, as many as one step has time for; returns the position that is reached.

    ``position`` is the stored one; nothing of interest lies between it and the first event. Raises ``EventFailed`` and
    ``LeaseLost``.
    """
    clock = asyncio.get_running_loop().time
    began, reached = clock(), position
    for event in events:
        if _is_unreadable(event) or consumer.wants(event.event):
            await _attempt(event, _handle(uow, consumer, event))
        reached = event.position.number
        if clock() - began > STEP_SECONDS:
            break
        await asyncio.sleep(0)  # requests of this process are answered between two events
    _demand(
        await uow.repository(ConsumerRepository).advance(consumer.name, (position, reached), lease, uow.now)
    )
    return reached


@command()
async def save_position(
    uow: UnitOfWork, actor: Actor, name: str, step: tuple[int, int], lease: Lease
) -> None:
    """Store that nothing was to be done between two positions. Raises ``LeaseLost``."""
    _demand(await uow.repository(ConsumerRepository).advance(name, step, lease, uow.now))


@command()
async def record_failure(
    uow: UnitOfWork,
    actor: Actor,
    consumer: Consumer,
    position: int,
    failed: EventFailed,
    lease: Lease,
    tries: int,
    pause: timedelta | None,
) -> None:
    """Store that an event has failed ``tries`` times, and is tried again after ``pause``; or set it aside if that is None.
    ``position`` is the stored one. Raises ``LeaseLost``."""
    repository, failure, number = (
        uow.repository(ConsumerRepository),
        failed.failure,
        failed.event.position.number,
    )
    if pause is not None:
        step, retry_at = (position, number - 1), uow.now + pause
        _demand(await repository.fail(consumer.name, step, lease, uow.now, failure, tries, retry_at))
        return
    _demand(await repository.advance(consumer.name, (position, number), lease, uow.now))
    await repository.set_aside(
        consumer.name,
        SetAsideEvent(
            position=number,
            event_type=failure.event_type,
            error_type=failure.error_type,
            error=failure.error,
            tries=tries,
            set_aside_at=uow.now,
            retry_requested=False,
        ),
    )


@command()
async def pass_gap(
    uow: UnitOfWork, actor: Actor, consumer: Consumer, position: int, events: int, lease: Lease
) -> None:
    """Go on after ``events`` that were pruned before they were handled. Raises ``LeaseLost`` and what the consumer
    raises."""
    repository = uow.repository(ConsumerRepository)
    if consumer.after_gap is not None:
        async with asyncio.timeout(HANDLER_TIMEOUT_SECONDS):
            await consumer.after_gap(uow)
    _demand(await repository.advance(consumer.name, (position, position + events), lease, uow.now))
    await repository.add_missed(consumer.name, events, uow.now)


@command()
async def handle_again(uow: UnitOfWork, actor: Actor, consumer: Consumer, event: LoggedEvent) -> None:
    """Handle an event that had been set aside. Raises ``EventFailed``, and ``LeaseLost`` if another process has just done
    it."""
    _demand(await uow.repository(ConsumerRepository).remove_set_aside(consumer.name, event.position.number))
    await _attempt(event, _handle(uow, consumer, event))


@command()
async def refuse_retry(uow: UnitOfWork, actor: Actor, name: str, position: int, failure: Failure) -> None:
    """Store that an event that had been set aside has failed once more."""
    await uow.repository(ConsumerRepository).refuse_retry(name, position, failure)


@command()
async def forget_pruned_events(uow: UnitOfWork, actor: Actor) -> int:
    """Forget events that were set aside and have been pruned from the log since."""
    return await uow.repository(ConsumerRepository).forget_pruned(FORGET_BATCH_SIZE)


@query(Role.ADMIN)
async def list_consumers(uow: ReadUnit, actor: Actor) -> list[ConsumerView]:
    """The consumers of the event log, by name: work that follows from changes, done in the background. Each has the first
    50 of the events that it has set aside."""
    reader = uow.repository(ConsumerReader)
    return [
        to_view(
            status,
            await reader.set_aside_events(status.name, SHOWN_SET_ASIDE) if status.set_aside else [],
            is_gone=status.name not in uow.consumer_names,
        )
        for status in await reader.statuses()
    ]


@command(Role.ADMIN)
async def retry_set_aside_events(
    uow: UnitOfWork, actor: Actor, name: str, position: int | None = None
) -> SuccessMessage:
    """Have an event that a consumer has set aside handled again, or without `position` all of them. It happens in the
    background, within moments."""
    if name not in uow.consumer_names:
        raise NotFound("consumer")
    requested = await uow.repository(ConsumerRepository).request_retries(name, position)
    if not requested:
        raise NotFound("event that was set aside")
    return SuccessMessage(
        message=f"{requested} {'event is' if requested == 1 else 'events are'} tried again."
    )


@command(Role.ADMIN)
async def dismiss_set_aside_event(uow: UnitOfWork, actor: Actor, name: str, position: int) -> SuccessMessage:
    """Give up on an event that a consumer has set aside: it is never handled."""
    if not await uow.repository(ConsumerRepository).remove_set_aside(name, position):
        raise NotFound("event that was set aside")
    return SuccessMessage(message="The event is dismissed.")


@command(Role.ADMIN)
async def remove_consumer(uow: UnitOfWork, actor: Actor, name: str) -> SuccessMessage:
    """Remove a consumer that this program no longer has, because its feature is gone. Should the feature come back, it
    starts anew."""
    if name in uow.consumer_names:
        raise Conflict(
            "consumer_in_use", "This program has this consumer. Only one that is gone can be removed."
        )
    if not await uow.repository(ConsumerRepository).remove(name):
        raise NotFound("consumer")
    return SuccessMessage(message="The consumer is removed.")


def _demand(is_ours: bool) -> None:
    if not is_ours:
        raise LeaseLost


def _is_unreadable(event: LoggedEvent) -> bool:
    data = event.event.data
    return (
        event.event.type == RESYNC.name
        and isinstance(data, dict)
        and data.get("reason") == "unreadable_event"
    )


async def _handle(uow: UnitOfWork, consumer: Consumer, event: LoggedEvent) -> None:
    if _is_unreadable(event):
        raise UnreadableEvent
    async with asyncio.timeout(HANDLER_TIMEOUT_SECONDS):
        await consumer.handle(uow, event)


async def _attempt(event: LoggedEvent, handling: Awaitable[None]) -> None:
    """Raises ``EventFailed`` if the consumer is to blame, rather than the store."""
    try:
        await handling
    except (TransactionConflict, Unavailable):
        raise
    except Exception as error:
        raise EventFailed(event, failure_of(event.event.type, error)) from error


def failure_of(event_type: str, error: Exception) -> Failure:
    """What may be stored and shown of an error. Only the sentences of our own errors are written for readers; others may
    contain anything, so they are in the log alone."""
    sentence = "An unexpected error. The server's log has the details."
    if isinstance(error, TmsError):
        sentence = error.detail
    elif isinstance(error, TimeoutError):
        sentence = f"It took longer than {HANDLER_TIMEOUT_SECONDS:g} seconds."
    elif isinstance(error, EventPruned):
        sentence = "It is not in the event log any more, so it cannot be tried again."
    elif isinstance(error, UnreadableEvent):
        sentence = "This version of the program cannot read the event."
    return Failure(event_type=event_type[:64], error_type=type(error).__name__[:100], error=sentence[:500])
