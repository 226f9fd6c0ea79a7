"""Transactions are atomic, and invisible to others until they are committed."""

from __future__ import annotations

import asyncio

import pytest

from tests.contracts.stores import ReadEvents
from tests.contracts.test_round_trips import a_user
from tests.contracts.transactions import change, look, unit
from tests.core.organisation import HOUR, NOW, World, as_actor
from tests.patience import HANGS
from tms_core.actor import SYSTEM, Actor, Role
from tms_core.analytics.repository import AnalyticsRepository
from tms_core.application import Store
from tms_core.auth.model import AuditFilter, AuthReader, AuthRepository
from tms_core.entity import PageRequest
from tms_core.errors import Conflict, Stale, TransactionConflict
from tms_core.sessions.attendance import mark_attendance
from tms_core.sessions.commands import add_trainees, delete_session, update_session
from tms_core.sessions.inputs import Attendance, SessionChanges, TraineeList
from tms_core.sessions.repository import SessionRepository
from tms_core.unit_of_work import UnitOfWork
from tms_core.use_cases import command
from tms_core.users.events import user_created
from tms_core.users.model import UserChanges, UserFilter, UserReader, UserRepository
from tms_core.users.passwords import Credentials, PasswordAction, PasswordRecord
from tms_core.users.throttle import Guess, ThrottleReader, ThrottleRepository
from tms_core.users.use_cases import delete_user, update_user

GUESS = Guess(target="name:zofie")


class Accident(Exception):
    """An error in the middle."""


async def write_everywhere(uow: UnitOfWork) -> None:
    """A user with credentials and a password log entry, and the event about it."""
    user = await uow.repository(UserRepository).add(a_user())
    uow.record(user_created(user))
    await uow.repository(AuthRepository).save_credentials(Credentials(user_id=user.id, password_hash="hash"))
    await uow.repository(AuthRepository).revoke_token("token", NOW + HOUR, NOW)
    await uow.repository(ThrottleRepository).add_failure(GUESS, NOW, HOUR, HOUR)
    await uow.repository(AuthRepository).add_password_record(
        PasswordRecord(
            user_id=user.id, action=PasswordAction.CREATED, performed_by=None, timestamp=NOW, details=""
        )
    )


async def nothing_is_there(store: Store, events: ReadEvents) -> bool:
    async with look(store) as uow:
        users = await uow.repository(UserReader).page(UserFilter(), PageRequest())
        log = await uow.repository(AuthReader).password_log_page(AuditFilter(), PageRequest())
        seen = (
            users.items,
            users.total,
            log.items,
            await uow.repository(AuthReader).find_by_login("zofie"),
            (await uow.repository(ThrottleReader).failures(GUESS, NOW - HOUR, NOW)).own,
            {
                role: number
                for role, number in (await uow.repository(AnalyticsRepository).users_by_role()).items()
                if number
            },
            await events(),
        )
        empty = await uow.repository(UserReader).is_empty()
    return empty and not any(seen)


async def test_an_error_after_some_writes_leaves_no_trace(store: Store, events: ReadEvents) -> None:
    async def stumble() -> None:
        async with unit(store) as uow:
            await write_everywhere(uow)
            raise Accident

    with pytest.raises(Accident):
        await stumble()
    assert await nothing_is_there(store, events)


async def test_a_transaction_that_is_not_committed_leaves_no_trace(store: Store, events: ReadEvents) -> None:
    async with unit(store) as uow:
        await write_everywhere(uow)
    assert await nothing_is_there(store, events)


async def test_a_cancelled_transaction_leaves_no_trace_and_unblocks_the_next_one(
    store: Store, events: ReadEvents
) -> None:
    halfway = asyncio.Event()

    async def interrupted() -> None:
        async with unit(store) as uow:
            await write_everywhere(uow)
            halfway.set()
            await asyncio.sleep(3600)

    task = asyncio.create_task(interrupted())
    await halfway.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await nothing_is_there(store, events)
    async with change(store) as uow:
        await write_everywhere(uow)
    assert len(await events()) == 1


async def test_a_transaction_cancelled_while_waiting_unblocks_the_next_one(store: Store) -> None:
    user = await World(store).trainer()

    async def hold() -> None:
        async with unit(store) as uow:
            await uow.repository(UserRepository).lock([user.id])

    async with unit(store) as uow:
        await uow.repository(UserRepository).lock([user.id])
        waiting = asyncio.create_task(hold())
        await asyncio.sleep(0.02)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
    await asyncio.wait_for(hold(), HANGS)


async def test_a_refusal_after_some_writes_leaves_no_trace(world: World, events: ReadEvents) -> None:
    await world.trainer(username="zofie2", email="zofie@example.org")
    before = await events()

    @command()
    async def add_two(uow: UnitOfWork, _: Actor) -> None:
        await uow.repository(UserRepository).add(a_user(username="first", email="first@example.org"))
        uow.record(user_created(a_user()))
        await uow.repository(UserRepository).add(a_user())

    with pytest.raises(Conflict):
        await world.app.run(add_two, SYSTEM)
    async with look(world.store) as uow:
        assert await uow.repository(AuthReader).find_by_login("first") is None
        assert (await uow.repository(UserReader).page(UserFilter(), PageRequest())).total == 1
    assert await events() == before


async def test_after_a_refusal_the_same_transaction_can_continue(store: Store) -> None:
    await World(store).trainer(username="ana")
    async with change(store) as uow:
        with pytest.raises(Conflict):
            await uow.repository(UserRepository).add(a_user(username="ANA"))
        await uow.repository(UserRepository).add(a_user())
    async with look(store) as uow:
        names = [
            user.username
            for user in (await uow.repository(UserReader).page(UserFilter(), PageRequest())).items
        ]
    assert names == ["ana", "zofie"]


async def test_readers_see_nothing_before_the_commit_and_everything_after_it(
    store: Store, events: ReadEvents
) -> None:
    async with unit(store) as uow:
        await write_everywhere(uow)
        assert await nothing_is_there(store, events)
        position = await uow.commit(None)
    assert position is not None
    async with look(store) as uow:
        assert (await uow.repository(UserReader).page(UserFilter(), PageRequest())).total == 1
        assert await uow.repository(AuthReader).find_by_login("zofie") is not None
        assert await uow.repository(AnalyticsRepository).users_by_role() == {
            **await empty_counts(store),
            "trainer": 1,
        }
    assert [event.number for event in await events()] == [position.number]


async def empty_counts(store: Store) -> dict[str, int]:
    """Counts may omit roles that nobody has, or list them as zero."""
    async with look(store) as uow:
        return dict.fromkeys(await uow.repository(AnalyticsRepository).users_by_role(), 0)


async def test_a_transaction_sees_its_own_changes(store: Store) -> None:
    async with change(store) as uow:
        user = await uow.repository(UserRepository).add(a_user())
        assert await uow.repository(UserReader).get(user.id) == user
        assert await uow.repository(UserRepository).lock([user.id]) == {user.id: user}
        assert (await uow.repository(UserReader).page(UserFilter(q="ΩΜΈΓΑ"), PageRequest())).items == [user]
        assert await uow.repository(UserReader).people([user.id]) == {user.id: user.person}
        assert (await uow.repository(AnalyticsRepository).users_by_role())["trainer"] == 1
        assert not await uow.repository(UserReader).is_empty()


async def test_a_transaction_sees_what_was_committed_before_its_first_read(store: Store) -> None:
    async with unit(store) as late:
        async with change(store) as early:
            user = await early.repository(UserRepository).add(a_user())
        assert await late.repository(UserRepository).lock([user.id]) == {user.id: user}


async def test_a_transaction_without_statements_blocks_nobody(store: Store) -> None:
    async with unit(store), asyncio.timeout(HANGS), change(store) as busy:
        await busy.repository(UserRepository).add(a_user())


async def test_ids_are_not_reused(store: Store) -> None:
    async with change(store) as uow:
        first = await uow.repository(UserRepository).add(a_user())
    async with change(store) as uow:
        await uow.repository(UserRepository).remove(first, NOW)
    async with change(store) as uow:
        second = await uow.repository(UserRepository).add(a_user())
    trainer = await World(store).trainer()
    session = await World(store).session(trainer)
    async with change(store) as uow:
        await uow.repository(SessionRepository).remove(
            (await uow.repository(SessionRepository).lock([session.id]))[session.id], NOW
        )
    assert second.id > first.id
    assert (await World(store).session(trainer)).id > session.id


async def test_two_concurrent_changes_of_one_user_lose_nothing(world: World) -> None:
    user = await world.admin(first_name="old", last_name="old")
    await asyncio.gather(
        world.app.run(update_user, as_actor(user), user.id, UserChanges(first_name="new")),
        world.app.run(update_user, as_actor(user), user.id, UserChanges(last_name="new")),
        world.app.run(update_user, as_actor(user), user.id, UserChanges(email="new@example.org")),
    )
    async with look(world.store) as uow:
        kept = await uow.repository(UserReader).get(user.id)
    assert kept is not None
    assert (kept.first_name, kept.last_name, kept.email) == ("new", "new", "new@example.org")
    assert kept.version == user.version + 3


async def test_a_transaction_that_conflicted_is_repeated_as_a_whole(world: World, events: ReadEvents) -> None:
    attempts = []

    @command()
    async def collides_twice(uow: UnitOfWork, _: Actor) -> int:
        await write_everywhere(uow)
        attempts.append(uow)
        if len(attempts) < 3:
            raise TransactionConflict
        return len(attempts)

    assert await world.app.run(collides_twice, SYSTEM) == 3
    assert len(await events()) == 1
    async with look(world.store) as uow:
        assert (await uow.repository(UserReader).page(UserFilter(), PageRequest())).total == 1


async def test_a_stale_version_is_refused_with_the_current_one(world: World) -> None:
    admin, trainer, trainee = await world.admin(), await world.trainer(), await world.trainee()
    session = await world.session(trainer, start=NOW)
    boss = as_actor(admin)
    await world.app.run(update_session, boss, session.id, SessionChanges(title="newer"))
    await world.app.run(update_user, boss, trainer.id, UserChanges(first_name="newer"))
    on_session = (
        (update_session, SessionChanges(title="mine")),
        (add_trainees, TraineeList(trainee_ids=(trainee.id,))),
        (mark_attendance, Attendance(records=())),
        (delete_session,),
    )
    for use_case, *arguments in on_session:
        with pytest.raises(Stale) as refusal:
            await world.app.run(use_case, boss, session.id, *arguments, expected_versions={session.version})
        current = refusal.value.extra["current"]
        assert (current.title, current.version, current.trainer.name) == ("newer", 2, "newer Silva")
    for use_case, *arguments in ((update_user, UserChanges(last_name="mine")), (delete_user,)):
        with pytest.raises(Stale) as refusal:
            await world.app.run(use_case, boss, trainer.id, *arguments, expected_versions={trainer.version})
        assert refusal.value.extra["current"].first_name == "newer"
    async with look(world.store) as uow:
        assert (
            await uow.repository(UserReader).page(UserFilter(roles=(Role.TRAINER,)), PageRequest())
        ).total == 1
    assert (await world.app.run(delete_session, boss, session.id, expected_versions={1, 2})).message
