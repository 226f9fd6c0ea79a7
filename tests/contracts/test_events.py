"""An event exists if and only if its change was committed, in commit order."""

from __future__ import annotations

import asyncio
import re

import pytest

from tests.contracts.stores import ReadEvents, StoredEvent
from tests.contracts.test_round_trips import a_user
from tests.contracts.transactions import change, unit
from tests.core.organisation import HOUR, NOW, World, as_actor
from tms_core.actor import SYSTEM, Role
from tms_core.application import Store
from tms_core.auth.model import SignIn
from tms_core.auth.sign_in import authenticate, sign_in, verify_token
from tms_core.errors import Conflict, TmsError
from tms_core.events import Audience, Event
from tms_core.sessions.commands import delete_session, update_session
from tms_core.sessions.inputs import SessionChanges
from tms_core.users.model import UserChanges, UserReader, UserRepository
from tms_core.users.use_cases import delete_user, update_user


def an_event(number: int = 1) -> Event:
    audience = Audience.of(Role.ADMIN, users=[3, 1, 2])
    return Event(
        type="student_assigned", entity="test", entity_id=number, audience=audience, data={"é": "🦊"}
    )


def check_order(events: list[StoredEvent]) -> None:
    """Positions count from 1 without gaps, and no id occurs twice."""
    assert [event.number for event in events] == list(range(1, len(events) + 1))
    assert len({event.event_id for event in events}) == len(events)
    assert all(re.fullmatch(r"[0-9a-f]{32}", event.event_id) for event in events)


async def test_an_event_is_read_back_completely(store: Store, events: ReadEvents) -> None:
    async with unit(store) as uow:
        await uow.repository(UserReader).is_empty()
        uow.record(an_event())
        uow.record(an_event(2))
        position = await uow.commit(7)
    first, second = await events()
    assert (first.number, first.type, first.entity, first.entity_id) == (1, "student_assigned", "test", 1)
    assert (first.actor_id, first.entity_version) == (7, None)
    assert (first.roles, first.users, first.data) == (["admin"], [1, 2, 3], {"é": "🦊"})
    assert position is not None
    assert (position.number, position.check) == (2, second.event_id[:16])


async def test_an_event_is_stored_without_other_changes(store: Store, events: ReadEvents) -> None:
    async with unit(store) as uow:
        uow.record(an_event())
        assert await uow.commit(None) is not None
    assert len(await events()) == 1


async def test_a_transaction_without_events_has_no_position(store: Store, events: ReadEvents) -> None:
    async with unit(store) as uow:
        await uow.repository(UserRepository).add(a_user())
        assert await uow.commit(None) is None
    async with unit(store) as uow:
        assert await uow.commit(None) is None
    assert await events() == []


async def test_a_position_identifies_the_log_and_its_last_event(world: World, events: ReadEvents) -> None:
    await world.admin(username="ana")

    async def position() -> tuple[str, int, str]:
        answer = await sign_in(world.app, SignIn(username="ana", password="correct horse"), "::1")
        where = (await authenticate(world.app, verify_token(world.app, answer.access_token))).position
        return where.epoch, where.number, where.check

    first = await position()
    assert first == (first[0], len(told := await events()), told[-1].event_id[:16])
    await world.trainer()
    assert await position() == (first[0], len(told := await events()), told[-1].event_id[:16])
    assert len(first[0]) >= 16


async def test_concurrent_transactions_leave_no_gaps_and_lose_nothing(
    world: World, events: ReadEvents
) -> None:
    boss = as_actor(await world.admin())
    trainers = [await world.trainer() for _ in range(4)]
    before = len(await events())

    async def plan(number: int) -> bool:
        try:
            await world.plan(trainers[number % 4], start=NOW + HOUR * (number % 6), title=f"t{number}")
        except Conflict:
            return False
        return True

    async def rename(number: int) -> bool:
        changes = UserChanges(first_name=f"name{number}")
        await world.app.run(update_user, boss, trainers[number % 4].id, changes)
        return True

    done = await asyncio.gather(*(act(number) for number in range(20) for act in (plan, rename)))
    told = await events()
    check_order(told)
    assert len(told) == before + sum(done)
    about = ("user", trainers[0].id)
    versions = [event.entity_version for event in told if (event.entity, event.entity_id) == about]
    assert versions == [1, 1, 2, 3, 4, 5, 6]  # created, password shared, renamed five times


async def test_a_refused_change_writes_no_event(world: World, events: ReadEvents) -> None:
    boss = as_actor(await world.admin())
    trainer = await world.trainer()
    session = await world.session(trainer)
    before = await events()
    for attempt in (
        world.plan(trainer),
        world.app.run(delete_user, boss, trainer.id),
        world.app.run(delete_user, boss, boss.user_id),
        world.app.run(delete_session, boss, session.id + 1),
        world.app.run(update_session, boss, session.id, SessionChanges(trainer_id=10**6)),
        world.app.run(update_session, boss, session.id, SessionChanges(trainee_ids=(boss.user_id,))),
        world.trainer(username=trainer.username),
    ):
        with pytest.raises(TmsError):
            await attempt
    assert await events() == before


async def test_a_change_without_effect_writes_no_event(world: World, events: ReadEvents) -> None:
    boss = as_actor(await world.admin())
    trainer = await world.trainer()
    session = await world.session(trainer, title="same")
    before = await events()
    same = await world.app.run(update_session, boss, session.id, SessionChanges(title=" same "))
    assert same.version == session.version
    await world.app.run(update_user, boss, trainer.id, UserChanges(first_name=trainer.first_name))
    await world.app.run(update_user, boss, trainer.id, UserChanges())
    assert await events() == before


async def test_events_caused_by_the_system_have_no_actor(store: Store, events: ReadEvents) -> None:
    async with change(store) as uow:
        await uow.repository(UserRepository).add(a_user())
        uow.record(an_event())
    assert [event.actor_id for event in await events()] == [SYSTEM.id]
