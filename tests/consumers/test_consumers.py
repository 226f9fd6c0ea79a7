"""Consumers do what follows from each event exactly once, in order, whatever fails and however many processes run."""

from __future__ import annotations

import asyncio
import logging
from contextlib import AsyncExitStack
from datetime import timedelta

import pytest

from tests.consumers.conftest import OpenApp
from tests.consumers.ledger import NEWS, NOISE, clerk, feature, handled, happen, memory_store
from tests.consumers.waiting import QUICK, status_of, until, until_handled, until_position, until_registered
from tests.core.organisation import services
from tms_core.actor import SYSTEM
from tms_core.application import Application
from tms_core.application.feature import Consumer, Features, Start
from tms_core.catalogue import FEATURES
from tms_core.consumers.model import ConsumerView, Lease
from tms_core.consumers.retention import Retention, prune
from tms_core.consumers.runner import Consumers
from tms_core.consumers.use_cases import (
    LeaseLost,
    dismiss_set_aside_event,
    forget_pruned_events,
    get_statuses,
    handle_events,
    list_consumers,
    register_consumers,
    release_leases,
    remove_consumer,
    retry_set_aside_events,
    take_lease,
)
from tms_core.errors import Conflict, NotFound, Unavailable
from tms_core.events import LoggedEvent
from tms_core.unit_of_work import UnitOfWork

HALF_A_MINUTE = timedelta(seconds=30)


async def own_consumers(app: Application) -> list[ConsumerView]:
    """What admins see of the consumers of the test, without those of the product."""
    return [each for each in await app.read(list_consumers, SYSTEM) if each.name not in FEATURES.consumers]


async def test_each_event_has_its_effect_once_and_in_order_in_several_processes(open_app: OpenApp) -> None:
    declared = (clerk(), clerk("second"), clerk("third", start=Start.BEGINNING))
    apps = [await open_app(*declared) for _ in range(3)]
    async with AsyncExitStack() as running:
        for app in apps:
            await running.enter_async_context(Consumers(app, pace=QUICK))
        await until_registered(apps[0], "third")
        for number in range(30):
            await apps[number % 3].run(happen, SYSTEM, NEWS, 5)
        for name in ("clerk", "second", "third"):
            await until_handled(apps[0], list(range(1, 151)), name)
    assert {each.holder for each in await apps[0].read(get_statuses, SYSTEM)} == {None}


async def test_a_new_consumer_starts_now_or_at_the_beginning(open_app: OpenApp) -> None:
    declared = (clerk(), clerk("historian", start=Start.BEGINNING))
    app = await open_app(*declared)
    await app.run(happen, SYSTEM, NEWS, 3)
    async with Consumers(app, pace=QUICK):
        await until_handled(app, [1, 2, 3], "historian")
        await app.run(happen, SYSTEM)
        await until_handled(app, [4])
    await app.run(register_consumers, SYSTEM, declared)
    assert (await status_of(app)).position == 4


async def test_an_effect_and_the_position_are_one_transaction(open_app: OpenApp) -> None:
    async def fail(uow: UnitOfWork, event: LoggedEvent) -> None:
        if is_failing:
            raise RuntimeError

    is_failing = True
    app = await open_app(clerk(then=fail, start=Start.BEGINNING))
    await app.run(happen, SYSTEM, NEWS, 2)
    async with Consumers(app, pace=QUICK):

        async def has_failed() -> bool:
            return any(each.tries for each in await app.read(get_statuses, SYSTEM))

        await until(has_failed)
        assert (await handled(app), (await status_of(app)).position) == ([], 0)
        is_failing = False
        await until_position(app, 2)
    assert (await handled(app))[-1] == 2
    assert len(set(await handled(app))) == len(await handled(app))


async def test_an_event_that_keeps_failing_is_set_aside_and_tried_again_by_hand(
    open_app: OpenApp, caplog: pytest.LogCaptureFixture
) -> None:
    broken = {2, 4}

    async def fail(uow: UnitOfWork, event: LoggedEvent) -> None:
        if event.position.number in broken:
            raise ValueError("the password is swordfish")

    app = await open_app(clerk(then=fail, start=Start.BEGINNING), clerk("other", start=Start.BEGINNING))
    await app.run(happen, SYSTEM, NEWS, 5)
    caplog.set_level(logging.INFO, "tms.consumers")
    async with Consumers(app, pace=QUICK):
        await until_handled(app, [1, 2, 3, 4, 5], "other")
        await until_handled(app, [1, 3, 5])
        [view, other] = await own_consumers(app)
        assert (view.position, view.set_aside_count, other.set_aside_count) == (5, 2, 0)
        first, second = view.set_aside
        assert (first.position, second.position, first.event_type) == (2, 4, "news")
        assert (first.error_type, first.tries, first.retry_requested) == ("ValueError", 3, False)
        assert "swordfish" not in first.error

        broken.remove(2)
        await app.run(retry_set_aside_events, SYSTEM, "clerk")

        async def is_tried() -> bool:
            [now, _] = await own_consumers(app)
            return now.set_aside_count == 1 and not now.set_aside[0].retry_requested

        await until(is_tried)
        assert await handled(app) == [1, 3, 5, 2]
        [now, _] = await own_consumers(app)
        assert (now.set_aside[0].position, now.set_aside[0].tries) == (4, 4)
        await app.run(dismiss_set_aside_event, SYSTEM, "clerk", 4)
        for use_case in (retry_set_aside_events, dismiss_set_aside_event):
            with pytest.raises(NotFound):
                await app.run(use_case, SYSTEM, "clerk", 4)
    told = [record.getMessage() for record in caplog.records if record.name == "tms.consumers"]
    assert sum("fails at position" in each for each in told) == sum("works again" in each for each in told)


async def test_an_error_of_the_store_is_no_failure_of_the_event(open_app: OpenApp) -> None:
    calls = 0

    async def fail(uow: UnitOfWork, event: LoggedEvent) -> None:
        nonlocal calls
        calls += 1
        if calls < 3:
            raise Unavailable(cause="it is away")

    app = await open_app(clerk(then=fail, start=Start.BEGINNING))
    await app.run(happen, SYSTEM)
    async with Consumers(app, pace=QUICK):
        await until_handled(app, [1])
        assert (await status_of(app)).set_aside == 0


async def test_the_sentence_of_our_own_errors_is_shown(open_app: OpenApp) -> None:
    async def fail(uow: UnitOfWork, event: LoggedEvent) -> None:
        raise Conflict("session_full", "The session is full.")

    app = await open_app(clerk(then=fail, start=Start.BEGINNING))
    await app.run(happen, SYSTEM)
    async with Consumers(app, pace=QUICK):
        await until_registered(app)
        await until_position(app, 1)
        [view] = await own_consumers(app)
    [event] = view.set_aside
    assert (event.error_type, event.error) == ("Conflict", "The session is full.")


async def test_a_slow_consumer_holds_up_no_other_and_no_request(open_app: OpenApp) -> None:
    is_free = asyncio.Event()

    async def wait(uow: UnitOfWork, event: LoggedEvent) -> None:
        await is_free.wait()

    patient = Consumer(name="slow", handle=wait, events=(NEWS,), start=Start.BEGINNING)
    app = await open_app(patient, clerk(start=Start.BEGINNING))
    async with Consumers(app, pace=QUICK):
        await until_registered(app)
        for number in range(1, 6):
            await app.run(happen, SYSTEM)
            await until_handled(app, list(range(1, number + 1)))
        assert (await status_of(app, "slow")).position == 0
        is_free.set()
        await until_position(app, 5, "slow")


async def test_one_process_at_a_time_holds_a_lease(open_app: OpenApp) -> None:
    consumer = clerk(start=Start.BEGINNING)
    app, other = await open_app(consumer), await open_app(consumer)
    await app.run(register_consumers, SYSTEM, [consumer])
    await app.run(happen, SYSTEM, NEWS, 2)
    events = await app.store.log.after(0, 10)
    leases = [Lease(holder=f"p{number}", duration=HALF_A_MINUTE) for number in range(10)]
    taken = await asyncio.gather(
        *(
            (app, other)[number % 2].run(take_lease, SYSTEM, "clerk", lease)
            for number, lease in enumerate(leases)
        )
    )
    assert sum(taken) == 1
    winner, loser = leases[taken.index(True)], leases[taken.index(False)]
    assert await app.run(take_lease, SYSTEM, "clerk", winner)
    with pytest.raises(LeaseLost):
        await other.run(handle_events, SYSTEM, consumer, 0, events, loser)
    assert await app.run(handle_events, SYSTEM, consumer, 0, events[:1], winner) == 1
    with pytest.raises(LeaseLost):  # it has come further
        await app.run(handle_events, SYSTEM, consumer, 0, events, winner)
    assert await handled(app) == [1]

    now = app.clock()
    for moment in (now + timedelta(hours=1), now - timedelta(hours=1)):  # it is over; its clock was wrong
        other.clock = lambda moment=moment: moment
        assert await other.run(take_lease, SYSTEM, "clerk", loser)
        with pytest.raises(LeaseLost):
            await app.run(handle_events, SYSTEM, consumer, 1, events[1:], winner)
        await other.run(release_leases, SYSTEM, loser.holder)
        assert await app.run(take_lease, SYSTEM, "clerk", winner)
    assert await app.run(handle_events, SYSTEM, consumer, 1, events[1:], winner) == 2
    assert await handled(app) == [1, 2]


async def test_events_that_it_does_not_want_pass(open_app: OpenApp) -> None:
    app = await open_app(clerk(start=Start.BEGINNING))
    async with Consumers(app, pace=QUICK):
        await until_registered(app)
        await app.run(happen, SYSTEM, NOISE, 500)
        await until_position(app, 500)
        await app.run(happen, SYSTEM, NOISE)
        await app.run(happen, SYSTEM, NEWS)
        await app.run(happen, SYSTEM, NOISE)
        await until_position(app, 503)
    assert await handled(app) == [502]


async def test_pruning_waits_for_consumers_up_to_twice_the_limit(
    open_app: OpenApp, caplog: pytest.LogCaptureFixture
) -> None:
    compared = 0

    async def compare(uow: UnitOfWork) -> None:
        nonlocal compared
        compared += 1

    consumer = clerk(start=Start.BEGINNING, after_gap=compare)
    app = await open_app(consumer)
    await app.run(register_consumers, SYSTEM, [consumer])
    await app.run(happen, SYSTEM, NEWS, 15)
    retention = Retention(events=10)
    await prune(app, retention)
    assert len(await app.store.log.after(0, 100)) == 15
    await app.run(happen, SYSTEM, NEWS, 15)
    await prune(app, retention)
    assert [each.position.number for each in await app.store.log.after(0, 100)] == list(range(11, 31))

    async with Consumers(app, pace=QUICK):
        await until_handled(app, list(range(11, 31)))
    assert compared == 1
    [view] = await own_consumers(app)
    assert (view.missed, view.missed_at is None) == (10, False)
    assert any("missed 10 events" in record.getMessage() for record in caplog.records)
    await prune(app, retention)
    assert len(await app.store.log.after(0, 100)) == 10
    later = app.clock() + timedelta(days=31)
    app.clock = lambda: later
    await prune(app, retention)
    assert len(await app.store.log.after(0, 100)) == 1


async def test_a_consumer_that_is_gone_holds_up_no_pruning_and_can_be_removed(
    open_app: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(uow: UnitOfWork, event: LoggedEvent) -> None:
        raise RuntimeError

    app = await open_app(clerk(start=Start.BEGINNING), clerk("former", then=fail, start=Start.BEGINNING))
    await app.run(happen, SYSTEM, NEWS, 3)
    async with Consumers(app, pace=QUICK):
        await until_registered(app, "former")
        await until_position(app, 3)
        await until_position(app, 3, "former")
    with pytest.raises(Conflict, match="Only one that is gone"):
        await app.run(remove_consumer, SYSTEM, "former")
    monkeypatch.setattr(app.store, "features", Features((*FEATURES, feature(clerk()))))
    async with Consumers(app, pace=QUICK):
        await app.run(happen, SYSTEM, NEWS, 30)
        for name in ("clerk", *FEATURES.consumers):
            await until_position(app, 33, name)
    await prune(app, Retention(events=10))
    assert [each.position.number for each in await app.store.log.after(0, 100)] == list(range(24, 34))
    views = {view.name: view for view in await own_consumers(app)}
    assert {name: view.is_gone for name, view in views.items()} == {"clerk": False, "former": True}
    assert views["former"].set_aside_count == 3
    with pytest.raises(NotFound):
        await app.run(retry_set_aside_events, SYSTEM, "former")
    await app.run(remove_consumer, SYSTEM, "former")
    assert [view.name for view in await own_consumers(app)] == ["clerk"]
    with pytest.raises(NotFound):
        await app.run(remove_consumer, SYSTEM, "former")


async def test_memory_keeps_what_consumers_have_not_handled_up_to_twice_its_limit() -> None:
    consumer = clerk(start=Start.BEGINNING)
    store = memory_store(consumer, kept_events=10)
    app = Application(store, services())
    await app.run(register_consumers, SYSTEM, [consumer])

    async def numbers() -> list[int]:
        return [each.position.number for each in await store.log.after(0, 100)]

    for _ in range(3):
        await app.run(happen, SYSTEM, NEWS, 5)
    assert await numbers() == list(range(1, 16))
    await app.run(happen, SYSTEM, NEWS, 10)
    assert await numbers() == list(range(6, 26))
    async with Consumers(app, pace=QUICK):
        await until_handled(app, list(range(6, 26)))
        await app.run(happen, SYSTEM, NOISE)
    assert len(await numbers()) == 10
    assert (await status_of(app)).missed == 5


async def test_an_event_that_was_pruned_cannot_be_tried_again_and_is_forgotten(open_app: OpenApp) -> None:
    async def fail(uow: UnitOfWork, event: LoggedEvent) -> None:
        if event.position.number == 1:
            raise RuntimeError

    app = await open_app(clerk(then=fail, start=Start.BEGINNING))
    await app.run(happen, SYSTEM, NEWS, 3)
    async with Consumers(app, pace=QUICK):
        await until_handled(app, [2, 3])
        await prune(app, Retention(events=1))
        await app.run(retry_set_aside_events, SYSTEM, "clerk", 1)

        async def is_refused() -> bool:
            [view] = await own_consumers(app)
            return view.set_aside[0].error_type == "EventPruned"

        await until(is_refused)
    assert await app.run(forget_pruned_events, SYSTEM) == 1
    assert await app.run(forget_pruned_events, SYSTEM) == 0
    assert (await status_of(app)).set_aside == 0
