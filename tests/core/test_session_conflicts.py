"""Nobody is in two scheduled sessions at once, and a refusal names the person, the session and the next free time."""

from __future__ import annotations

from collections.abc import Awaitable
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.organisation import HOUR, NOW, World, as_actor
from tests.core.run import run_in_memory
from tms_core.entity import PersonRef
from tms_core.errors import Conflict, Invalid
from tms_core.sessions.commands import add_trainees, update_session
from tms_core.sessions.inputs import SessionChanges, TraineeList
from tms_core.sessions.model import NewSession, SessionStatus
from tms_core.users.model import User

HALF = HOUR / 2


async def refusal(attempt: Awaitable[object]) -> Conflict:
    with pytest.raises(Conflict) as caught:
        await attempt
    assert caught.value.code == "schedule_conflict"
    return caught.value


async def test_a_busy_trainer_is_named_with_the_session_and_the_next_free_start(world: World) -> None:
    ana = await world.trainer(first_name="Ana")
    first = await world.session(ana, start=NOW + HOUR)
    clash = await refusal(world.plan(ana, start=NOW + HOUR + HALF))
    assert clash.extra["next_free"] == NOW + 2 * HOUR
    [conflict] = clash.extra["conflicts"]
    assert (conflict.session_id, conflict.title) == (first.id, "Grundlagen")
    assert (conflict.scheduled_date, conflict.ends_at) == (first.scheduled_date, first.ends_at)
    assert conflict.person == PersonRef(id=ana.id, name="Ana Silva")
    assert clash.detail == "Ana Silva would be in two sessions at once. All are free from 2026-05-04T11:00Z."


async def test_every_person_who_is_busy_is_named(world: World) -> None:
    ana, rui = await world.trainer(first_name="Ana"), await world.trainer()
    eva, zoe = await world.trainee(first_name="Eva"), await world.trainee()
    await world.session(rui, eva, start=NOW + HOUR)
    await world.session(ana, zoe, start=NOW + HOUR + HALF)
    clash = await refusal(world.plan(ana, eva, zoe, start=NOW + HOUR + HALF))
    assert [conflict.person.id for conflict in clash.extra["conflicts"]] == [eva.id, ana.id, zoe.id]
    assert clash.detail.startswith("Eva Silva and 2 more would")


async def test_the_title_of_a_session_that_the_caller_may_not_see_is_not_revealed(world: World) -> None:
    ana, rui, eva = await world.trainer(), await world.trainer(), await world.trainee()
    admin = await world.admin()
    secret = await world.session(rui, eva, title="Secret")
    assert (await refusal(world.plan(ana, eva))).extra["conflicts"][0].title is None
    assert (await refusal(world.plan(rui, eva))).extra["conflicts"][0].title == "Secret"
    seen_by_admin = await refusal(world.plan(admin, eva))
    assert [each.title for each in seen_by_admin.extra["conflicts"]] == ["Secret"]
    assert seen_by_admin.extra["next_free"] == secret.ends_at


@pytest.mark.parametrize("status", [SessionStatus.CANCELLED, SessionStatus.COMPLETED])
async def test_only_scheduled_sessions_take_time(world: World, status: SessionStatus) -> None:
    ana = await world.trainer()
    begun = NOW - HOUR / 2
    await world.session(ana, start=begun, status=status)
    await world.plan(ana, start=begun)
    assert (await world.plan(ana, start=begun, status=status)).status is status


async def test_sessions_that_touch_do_not_conflict(world: World) -> None:
    ana = await world.trainer()
    for start in (NOW + HOUR, NOW + 2 * HOUR, NOW):
        await world.plan(ana, start=start, minutes=60)


async def test_allowing_conflicts_saves_anyway(world: World) -> None:
    ana = await world.trainer()
    first = await world.plan(ana)
    second = await world.plan(ana, anyway=True)
    assert second.scheduled_date == first.scheduled_date
    moved = SessionChanges(scheduled_date=first.scheduled_date + HALF)
    await refusal(world.app.run(update_session, as_actor(ana), second.id, moved))
    changed = await world.app.run(update_session, as_actor(ana), second.id, moved, allow_conflicts=True)
    assert changed.scheduled_date == first.scheduled_date + HALF


async def test_a_session_does_not_conflict_with_itself(world: World) -> None:
    ana, eva = await world.trainer(), await world.trainee()
    session = await world.plan(ana, eva)
    later = SessionChanges(scheduled_date=session.scheduled_date + HALF)
    assert await world.app.run(update_session, as_actor(ana), session.id, later)


async def test_an_allowed_conflict_does_not_prevent_other_changes(world: World) -> None:
    ana = await world.trainer()
    await world.plan(ana)
    second = await world.plan(ana, anyway=True)
    renamed = await world.app.run(
        update_session, as_actor(ana), second.id, SessionChanges(title="new", capacity=5)
    )
    assert renamed.title == "new"


async def test_only_people_added_to_a_session_must_be_free(world: World) -> None:
    ana, rui, eva, zoe = (
        await world.trainer(),
        await world.trainer(),
        await world.trainee(),
        await world.trainee(),
    )
    await world.plan(ana, eva)
    second = await world.plan(rui, eva, anyway=True)
    run, actor = world.app.run, as_actor(rui)
    assert await run(add_trainees, actor, second.id, TraineeList(trainee_ids=(zoe.id,)))
    third = await world.plan(ana, start=NOW + 9 * HOUR)
    moved = SessionChanges(trainee_ids=(zoe.id,), scheduled_date=NOW + HOUR)
    clash = await refusal(run(update_session, as_actor(ana), third.id, moved))
    assert {each.person.id for each in clash.extra["conflicts"]} == {ana.id, zoe.id}


async def test_everybody_in_a_reopened_session_must_be_free(world: World) -> None:
    admin, ana = await world.admin(), await world.trainer()
    cancelled = await world.session(ana, status=SessionStatus.CANCELLED)
    await world.plan(ana)
    back = SessionChanges(status=SessionStatus.SCHEDULED)
    await refusal(world.app.run(update_session, as_actor(admin), cancelled.id, back))


slots = st.tuples(st.integers(0, 40), st.integers(1, 8), st.sampled_from(["a", "b", "ab"]))
QUARTER = timedelta(minutes=15)


@given(st.lists(slots, max_size=12), st.integers(0, 20), st.integers(1, 8))
def test_the_next_free_start_that_is_offered_is_the_first_that_works(
    taken: list[tuple[int, int, str]], start: int, length: int
) -> None:
    async def prove(world: World) -> None:
        ana, eva = await world.trainer(), await world.trainee()
        for begin, quarters, who in taken:
            await occupy(world, ana, eva, begin, quarters, who)
        try:
            await world.plan(ana, eva, start=NOW + start * QUARTER, minutes=15 * length)
        except Conflict as clash:
            offered = (clash.extra["next_free"] - NOW) // QUARTER
            assert offered > start
            assert all(is_taken(taken, earlier, length) for earlier in range(start, offered))
            await world.plan(ana, eva, start=NOW + offered * QUARTER, minutes=15 * length)
        else:
            assert not is_taken(taken, start, length)

    run_in_memory(prove)


async def occupy(world: World, trainer: User, trainee: User, begin: int, quarters: int, who: str) -> None:
    """A session of the trainer (a), of the trainee with another trainer (b), or of both."""
    leader = trainer if "a" in who else await world.trainer()
    trainees = [trainee] if "b" in who else []
    await world.session(leader, *trainees, start=NOW + begin * QUARTER, minutes=15 * quarters)


def is_taken(taken: list[tuple[int, int, str]], start: int, length: int) -> bool:
    return any(start < begin + quarters and begin < start + length for begin, quarters, _ in taken)


async def test_the_next_free_time_may_be_months_away(world: World) -> None:
    ana = await world.trainer()
    for day in range(100):
        await world.session(ana, start=NOW + timedelta(days=day), minutes=1440)
    clash = await refusal(world.plan(ana, start=NOW + HOUR))
    assert clash.extra["next_free"] == NOW + timedelta(days=100)


@pytest.mark.parametrize("zone", ["localtime", "Factory", "posixrules", "posix/Europe/Lisbon", "right/UTC"])
def test_only_zones_that_browsers_know_can_be_chosen(zone: str) -> None:
    with pytest.raises(Invalid) as refused:
        NewSession(title="t", scheduled_date=NOW, duration_minutes=5, time_zone=zone)
    assert [error.field for error in refused.value.errors] == ["time_zone"]
