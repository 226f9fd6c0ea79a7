"""Checking a time returns exactly the conflicts with which creating the session would be refused, on every store."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest

from tests.core.organisation import HOUR, NOW, World, as_actor
from tms_core.errors import Conflict, Invalid, NotFound, NotPermitted
from tms_core.sessions.commands import create_session, delete_session, update_session
from tms_core.sessions.conflicts import ScheduleConflicts
from tms_core.sessions.inputs import SessionChanges
from tms_core.sessions.model import NewSession, SessionStatus
from tms_core.sessions.queries import RequestedTime, find_conflicts
from tms_core.users.model import User

FREE = ScheduleConflicts(conflicts=[], next_free=None)


async def ask(world: World, by: User, *trainees: User, **asked: Any) -> ScheduleConflicts:
    """The conflicts of an hour that begins an hour from now, unless ``asked`` says otherwise."""
    given = {"scheduled_date": NOW + HOUR, "duration_minutes": 60} | asked
    wanted = RequestedTime(trainee_ids=tuple(trainee.id for trainee in trainees), **given)
    return await world.app.read(find_conflicts, as_actor(by), wanted)


async def planned(world: World, by: User, trainees: tuple[User, ...], start: datetime) -> ScheduleConflicts:
    """The conflicts with which creating it is refused. If it is not refused, it is deleted again."""
    new = NewSession(
        title="Asked",
        scheduled_date=start,
        duration_minutes=60,
        trainee_ids=tuple(trainee.id for trainee in trainees),
    )
    try:
        session = await world.app.run(create_session, as_actor(by), new)
    except Conflict as refusal:
        return ScheduleConflicts(conflicts=refusal.extra["conflicts"], next_free=refusal.extra["next_free"])
    await world.app.run(delete_session, as_actor(await world.admin()), session.id)
    return FREE


async def test_a_check_returns_the_same_conflicts_as_planning(world: World) -> None:
    ana, rui = await world.trainer(), await world.trainer()
    admin = await world.admin()
    eva, zoe, max_ = await world.trainees(3)
    await world.session(ana, eva, start=NOW + HOUR)
    await world.session(rui, eva, zoe, start=NOW + 2 * HOUR, title="Of another")
    await world.session(ana, max_, start=NOW + 3 * HOUR, status=SessionStatus.CANCELLED)
    await world.session(rui, zoe, start=NOW + 4 * HOUR, minutes=1440)
    for by, trainees, hours in product(
        (ana, rui, admin), ((), (eva,), (eva, zoe, max_)), (0, 0.5, 1, 1.5, 2, 3, 4, 20, 28)
    ):
        start = NOW + hours * HOUR
        asked = await ask(world, by, *trainees, scheduled_date=start)
        assert asked == await planned(world, by, trainees, start), (by.username, hours)


async def test_a_session_being_moved_does_not_conflict_with_itself(world: World) -> None:
    ana, eva = await world.trainer(), await world.trainee()
    session = await world.session(ana, eva)
    other = await world.session(ana, start=NOW + 2 * HOUR)
    later = NOW + 1.5 * HOUR
    found = await ask(world, ana, eva, scheduled_date=later, exclude_session_id=session.id)
    with pytest.raises(Conflict) as refusal:
        await world.app.run(update_session, as_actor(ana), session.id, SessionChanges(scheduled_date=later))
    assert found.conflicts == refusal.value.extra["conflicts"]
    assert [clash.session_id for clash in found.conflicts] == [other.id]
    assert found.next_free == refusal.value.extra["next_free"] == NOW + 3 * HOUR
    assert await ask(world, ana, eva, exclude_session_id=session.id) == FREE


async def test_the_default_trainer_is_the_caller_or_the_session_leader(world: World) -> None:
    ana, admin = await world.trainer(), await world.admin()
    session = await world.session(ana)
    await world.session(ana, start=NOW + 2 * HOUR)
    assert await ask(world, admin) == FREE
    at_two = {"scheduled_date": NOW + 2 * HOUR}
    assert await ask(world, admin, exclude_session_id=session.id, **at_two) == await ask(world, ana, **at_two)
    assert await ask(world, admin, trainer_id=ana.id, **at_two) == await ask(world, ana, **at_two)


async def test_trainers_can_check_only_sessions_that_they_lead(world: World) -> None:
    ana, rui, eva = await world.trainer(), await world.trainer(), await world.trainee()
    foreign = await world.session(rui, eva)
    with pytest.raises(NotPermitted):
        await ask(world, ana, trainer_id=rui.id)
    with pytest.raises(NotFound):
        await ask(world, ana, eva, exclude_session_id=foreign.id)
    with pytest.raises(NotFound):
        await ask(world, await world.admin(), exclude_session_id=10**9)
    found = await ask(world, ana, eva)
    assert [clash.title for clash in found.conflicts] == [None]


async def test_availability_of_people_who_cannot_take_part_is_not_revealed(world: World) -> None:
    ana, rui, admin = await world.trainer(), await world.trainer(), await world.admin()
    gone = 10**9
    with pytest.raises(Invalid) as refusal:
        await ask(world, ana, rui, admin)
    assert [error.field for error in refusal.value.errors] == ["trainee_ids", "trainee_ids"]
    with pytest.raises(Invalid, match=f"trainer_id: {gone} is not a trainer"):
        await ask(world, admin, trainer_id=gone)


async def test_conflicts_at_the_limits_of_the_calendar_are_answered(world: World) -> None:
    ana = await world.trainer()
    for start in (datetime(1901, 1, 1, tzinfo=UTC), datetime(2998, 12, 31, 23, 59, tzinfo=UTC)):
        longest = {"scheduled_date": start, "duration_minutes": 1440}
        assert await ask(world, ana, **longest) == FREE
        await world.session(ana, start=start, minutes=1440)
        assert (await ask(world, ana, **longest)).next_free == start + timedelta(days=1)
