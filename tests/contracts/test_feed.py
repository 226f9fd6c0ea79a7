"""Readers of the feed receive what they may see, in order, wherever they start and whatever role they get."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.contracts.event_observers import caught_up_with_store, drained
from tests.contracts.stores import OpenStore
from tests.core.organisation import HOUR, NOW, World, as_actor
from tests.patience import HANGS
from tms_core.actor import Actor, Role
from tms_core.errors import NotAuthenticated, Unavailable
from tms_core.events import Position
from tms_core.realtime.feed import Feed
from tms_core.realtime.reader import Reader
from tms_core.realtime.visibility import (
    BASE_WEIGHT,
    CaughtUp,
    EventMessage,
    Message,
    PositionMessage,
    Resync,
    current_actor,
)
from tms_core.sessions.commands import update_session
from tms_core.sessions.inputs import SessionChanges
from tms_core.users.model import User, UserChanges
from tms_core.users.use_cases import delete_user, update_user

FEW = 20


def same(message: Message) -> Message:
    return message


@pytest.fixture
async def feed(world: World) -> AsyncIterator[Feed[Message]]:
    async with Feed(world.app, same, FEW * (BASE_WEIGHT + 1)) as feed:
        yield feed


async def reading(feed: Feed[Message], user: User, since: str | None = None) -> Reader[Message]:
    actor = as_actor(user)
    return await feed.open(lambda: current_actor(feed.application, actor), since, lambda: None)


class Prompt:
    """Reads on every call, like a socket whose client keeps up."""

    def __init__(self) -> None:
        self.reader: Reader[Message] | None = None
        self.messages: list[Message] = []

    async def read(self, feed: Feed[Message], user: User) -> Reader[Message]:
        actor = as_actor(user)
        self.reader = await feed.open(lambda: current_actor(feed.application, actor), None, self.pull)
        return self.reader

    def pull(self) -> None:
        if self.reader is not None:
            self.messages += self.reader.pull()


def told(messages: list[Message]) -> list[str]:
    return [
        message.type if isinstance(message, EventMessage) else type(message).__name__ for message in messages
    ]


async def rename(world: World, boss: User, user: User, name: str) -> None:
    await world.app.run(update_user, as_actor(boss), user.id, UserChanges(first_name=name))


async def test_a_reader_without_a_position_starts_at_the_head_and_gets_no_earlier_events(
    world: World, feed: Feed[Message]
) -> None:
    admin = await world.admin()
    await caught_up_with_store(feed)
    reader = await reading(feed, admin)
    assert (reader.resumed, await drained(feed, reader)) == (False, [])
    await world.trainee()
    assert told(await drained(feed, reader)) == ["user_created"]


async def test_a_returning_reader_gets_everything_once_and_is_then_told_so(
    world: World, feed: Feed[Message]
) -> None:
    admin = await world.admin()
    await caught_up_with_store(feed)
    since = str(feed.head)
    for _ in range(3 * FEW):  # more than is kept in memory
        await world.trainee()
    reader = await reading(feed, admin, since)
    messages = await drained(feed, reader)
    assert reader.resumed
    assert told(messages) == ["user_created"] * 3 * FEW + ["CaughtUp"]
    numbers = [int(message.position.split(".")[1]) for message in messages]
    assert numbers == sorted(numbers)
    assert isinstance(messages[-1], CaughtUp)
    assert messages[-1].position == str(feed.head)
    assert await drained(feed, reader) == []


async def test_invalid_positions_are_not_resumed_from(world: World, feed: Feed[Message]) -> None:
    admin = await world.admin()
    for _ in range(2 * FEW):
        await world.trainee()
    await caught_up_with_store(feed)
    head = feed.head
    old = Position(head.epoch, 3, await world.store.log.check_at(3) or "")
    for good in (head, old, Position(head.epoch, 0, "0")):
        assert (await reading(feed, admin, str(good))).resumed, good
    for bad in (
        "",
        "nonsense",
        f"{head}x",
        f"{head}\n",
        str(replace(head, epoch="0" * 32)),
        str(replace(head, check="0123456789abcdef")),
        str(replace(old, check=head.check)),
        str(Position(head.epoch, 0, "1")),
        f"{head.epoch}.00{head.number}.{head.check}",
        f"{head.epoch}.-1.0",
    ):
        assert not (await reading(feed, admin, bad)).resumed, bad


async def test_a_reader_waits_for_a_position_ahead_of_this_process(world: World, feed: Feed[Message]) -> None:
    admin = await world.admin()
    await caught_up_with_store(feed)
    waiting = asyncio.ensure_future(
        reading(feed, admin, str(replace(feed.head, number=feed.head.number + 2)))
    )
    await asyncio.sleep(0.05)
    assert not waiting.done()
    await world.trainee()  # two events whose check values nobody can know in advance
    assert not (await waiting).resumed


async def test_waiting_for_a_position_that_never_comes_times_out(
    world: World, feed: Feed[Message], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tms_core.realtime.log_tailer.CATCH_UP_TIMEOUT_SECONDS", 0.1)
    admin = await world.admin()
    await caught_up_with_store(feed)
    assert not (await reading(feed, admin, str(replace(feed.head, number=feed.head.number + 9)))).resumed


async def test_a_process_that_cannot_read_the_log_refuses_readers_but_not_their_positions(
    world: World, feed: Feed[Message], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tms_core.realtime.log_tailer.CATCH_UP_TIMEOUT_SECONDS", 0.1)
    admin = await world.admin()
    await caught_up_with_store(feed)
    behind = str(feed.head)
    assert feed._tailing is not None
    feed._tailing.cancel()  # as if its connection were frozen
    await world.trainee()
    ahead = str((await world.store.log.state()).head)
    for since in (behind, ahead):
        with pytest.raises(Unavailable):
            await reading(feed, admin, since)


async def test_pruned_positions_cannot_be_resumed_from(world: World, feed: Feed[Message]) -> None:
    admin = await world.admin()
    for _ in range(FEW):
        await world.trainee()
    await caught_up_with_store(feed)
    log = world.store.log
    head = feed.head.number
    checks = {number: await log.check_at(number) for number in range(head + 1)}
    assert await log.prune(keep=10, before=NOW - HOUR) == head - 10
    assert await log.prune(keep=10, before=NOW - HOUR) == 0
    state = await log.state()
    assert (state.head, state.floor) == (feed.head, head - 9)
    assert await log.check_at(state.floor - 1) is None
    assert [event.position.number for event in await log.after(0, 99)] == list(range(head - 9, head + 1))
    async with Feed(
        world.app, same, FEW * (BASE_WEIGHT + 1)
    ) as fresh:  # whose buffer begins where the log does
        for number, check in checks.items():
            position = Position(feed.head.epoch, number, check or "")
            assert (await reading(fresh, admin, str(position))).resumed is (number >= state.floor), number


async def test_old_events_are_pruned_by_age_and_the_last_one_stays(world: World) -> None:
    await world.admin()
    world.now += timedelta(days=40)
    await world.trainee()
    log = world.store.log
    assert await log.prune(keep=1000, before=world.now - timedelta(days=30)) == 2
    assert (await log.state()).floor == 3
    assert await log.prune(keep=1000, before=world.now + HOUR) == 1
    state = await log.state()
    assert state.floor == state.head.number == 4
    assert await log.check_at(4) == state.head.check


async def test_a_reader_whose_position_was_pruned_meanwhile_must_reload(
    world: World, feed: Feed[Message]
) -> None:
    admin = await world.admin()
    await caught_up_with_store(feed)
    reader = await reading(feed, admin)
    for _ in range(3 * FEW):
        await world.trainee()
    await caught_up_with_store(feed)
    await world.store.log.prune(keep=FEW, before=NOW - HOUR)
    messages = await drained(feed, reader)
    assert messages == [Resync(reason="too_old", position=str(feed.head))]
    await world.trainee()
    assert told(await drained(feed, reader)) == ["user_created"]


async def test_a_new_role_takes_effect_with_its_event(world: World, feed: Feed[Message]) -> None:
    boss, trainer = await world.admin(), await world.trainer()
    await caught_up_with_store(feed)
    prompt = Prompt()
    reader = await prompt.read(feed, trainer)
    await world.trainee()
    await world.app.run(update_user, as_actor(boss), trainer.id, UserChanges(role=Role.TRAINEE))
    await world.trainee()  # nothing that trainees may see
    await caught_up_with_store(feed)
    messages = prompt.messages + await drained(feed, reader)
    assert told(messages) == ["user_created", "user_updated", "Resync"]
    assert isinstance(messages[-1], Resync)
    assert messages[-1].reason == "role_changed"
    assert reader.actor.role is Role.TRAINEE


async def test_a_deleted_user_is_told_so_and_nothing_more(world: World, feed: Feed[Message]) -> None:
    boss, trainer = await world.admin(), await world.trainer()
    await caught_up_with_store(feed)
    prompt = Prompt()
    reader = await prompt.read(feed, trainer)
    await world.app.run(delete_user, as_actor(boss), trainer.id)
    await world.trainee()
    await caught_up_with_store(feed)
    assert told(prompt.messages) == ["user_deleted"]
    with pytest.raises(NotAuthenticated):
        await reader.reauthenticate()
    assert reader.pull() == []


async def test_a_lagging_reader_must_reauthenticate_as_soon_as_they_are_changed(
    world: World, feed: Feed[Message]
) -> None:
    boss, trainer = await world.admin(), await world.trainer()
    await caught_up_with_store(feed)
    reader = await reading(feed, trainer)
    await world.trainee()
    await world.app.run(update_user, as_actor(boss), trainer.id, UserChanges(role=Role.TRAINEE))
    await caught_up_with_store(feed)
    assert reader.needs_reauth
    assert told(await drained(feed, reader)) == ["user_updated", "Resync"]  # nothing with a trainer's rights


async def test_a_deleted_name_is_no_longer_in_any_event(world: World, feed: Feed[Message]) -> None:
    boss, trainer, trainee = (
        await world.admin(),
        await world.trainer(),
        await world.trainee(first_name="Xavier"),
    )
    await world.session(trainer, trainee, start=NOW - HOUR)
    session = await world.session(trainer, trainee, start=NOW - HOUR * 5)
    await world.app.run(update_session, as_actor(boss), session.id, SessionChanges(title="later"))
    await caught_up_with_store(feed)
    bucket_start = str(Position(feed.head.epoch, 0, "0"))
    assert "Xavier" in repr(await drained(feed, await reading(feed, boss, bucket_start)))
    await world.app.run(delete_user, as_actor(boss), trainee.id)
    await caught_up_with_store(feed)
    fresh = Feed(world.app, same)
    async with fresh:
        for each in (feed, fresh):
            messages = await drained(each, await reading(each, boss, bucket_start))
            assert "Xavier" not in repr(messages)
            assert "Deleted user" in repr(messages)
            assert told(messages)[-1] == "CaughtUp"


async def test_with_a_temporary_password_readers_get_only_events_about_themselves(
    world: World, feed: Feed[Message]
) -> None:
    boss = await world.admin()
    await caught_up_with_store(feed)
    actor = replace(as_actor(boss), must_change_password=True)

    async def authenticate() -> Actor:
        return actor

    reader = await feed.open(authenticate, None, lambda: None)
    await world.trainee()
    await rename(world, boss, boss, "Nova")
    assert told(await drained(feed, reader)) == ["user_updated"]


async def test_a_position_message_says_how_far_there_was_nothing_to_send(
    world: World, feed: Feed[Message]
) -> None:
    trainee = await world.trainee()
    await caught_up_with_store(feed)
    reader = await reading(feed, trainee)
    assert reader.mark() is None
    await world.trainee()
    assert await drained(feed, reader) == []
    assert reader.mark() == PositionMessage(position=str(feed.head))
    assert reader.mark() is None
    assert reader.mark(anyway=True) == PositionMessage(position=str(feed.head))


async def test_events_that_all_may_see_are_rendered_once(world: World) -> None:
    rendered: list[str] = []

    def render(message: Message) -> Message:
        rendered.append(told([message])[0])
        return message

    trainer, *trainees = await world.trainer(), *await world.trainees(3)
    people = [await world.admin(), await world.admin(), trainer, *trainees, trainees[0]]
    async with Feed(world.app, render) as feed:
        readers = [await reading(feed, person) for person in people]
        await world.session(trainer, *trainees)
        for reader in readers:
            assert told(await drained(feed, reader)) == ["session_created"]
        assert rendered == ["session_created"] * 4  # once for those who see all, once for each trainee


async def test_several_processes_on_one_store_see_each_others_events_without_a_bus(opened: OpenStore) -> None:
    here, there = World(opened.store), World(await opened.again())
    admin = await here.admin()
    async with Feed(here.app, same) as feed, Feed(there.app, same) as other:
        news = asyncio.Event()
        actor = as_actor(admin)
        reader = await other.open(lambda: current_actor(there.app, actor), None, news.set)
        await here.trainee()
        async with asyncio.timeout(HANGS):
            while not reader.pull():
                news.clear()
                await news.wait()
        await caught_up_with_store(feed)
        await caught_up_with_store(other)
        assert other.head == feed.head
    if there.store is not here.store:
        await there.store.close()


async def test_a_program_can_follow_the_feed(world: World, feed: Feed[Message]) -> None:
    boss = await world.admin()
    await caught_up_with_store(feed)
    since = str(feed.head)
    await world.trainee()
    seen: list[Message] = []

    async def follow(enough: Callable[[], bool]) -> None:
        async for message in feed.follow(as_actor(boss), since):
            seen.append(message)
            if enough():
                return

    async with asyncio.timeout(HANGS):
        following = asyncio.ensure_future(follow(lambda: len(seen) == 3))
        await asyncio.sleep(0.05)
        await world.trainer()
        await following
    assert told(seen) == ["user_created", "CaughtUp", "user_created"]


async def test_a_feed_that_has_ended_is_no_longer_woken(world: World) -> None:
    woken: list[str] = []
    async with Feed(world.app, same) as ended:
        await world.admin()
        await caught_up_with_store(ended)
    head = ended.head
    ended._tail._woken.clear()  # left over from a wake-up while it was running
    world.app.bus.subscribe(lambda: woken.append("another"))
    await world.trainee()
    assert woken == ["another"]
    assert ended.head == head
    assert not ended._tail._woken.is_set()
