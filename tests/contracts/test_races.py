"""Concurrent requests for the same thing."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from dataclasses import replace
from typing import Any

import pytest

from tests.contracts.transactions import change, look
from tests.core.organisation import HOUR, NOW, PASSWORD, QuickHasher, World, as_actor
from tms_core.actor import Role
from tms_core.analytics.repository import AnalyticsRepository
from tms_core.assignments.model import NewAssignment
from tms_core.assignments.use_cases import assign_student
from tms_core.auth.model import SignIn
from tms_core.auth.sign_in import sign_in
from tms_core.entity import PageRequest
from tms_core.errors import Throttled, TmsError
from tms_core.sessions.attendance import mark_attendance
from tms_core.sessions.commands import add_trainees, update_session
from tms_core.sessions.enrolment import AttendanceStatus
from tms_core.sessions.inputs import Attendance, SessionChanges, SessionFilter, TraineeList
from tms_core.sessions.model import SessionStatus
from tms_core.sessions.queries import get_session
from tms_core.sessions.repository import SessionReader
from tms_core.users.model import User, UserChanges, UserRepository
from tms_core.users.use_cases import delete_user, update_user


async def outcome(attempt: Awaitable[Any]) -> str:
    """``done``, or the error code."""
    try:
        await attempt
    except TmsError as refusal:
        return refusal.code
    return "done"


async def race(*attempts: Awaitable[Any]) -> list[str]:
    """Run all at once; returns their outcomes in alphabetical order."""
    return sorted(await asyncio.gather(*(outcome(attempt) for attempt in attempts)))


async def scheduled(world: World) -> int:
    async with look(world.store) as uow:
        total = (await uow.repository(SessionReader).page(SessionFilter(), PageRequest())).total
        assert total == (await uow.repository(AnalyticsRepository).sessions_by_status()).get("scheduled", 0)
    return total or 0


async def test_forty_racers_for_one_hour_of_a_trainer_have_one_winner(world: World) -> None:
    trainer = await world.trainer()
    starts = (NOW + HOUR + HOUR * (number % 40) / 41 for number in range(40))  # all overlap
    result = await race(*(world.plan(trainer, start=start) for start in starts))
    assert result == ["done"] + ["schedule_conflict"] * 39
    assert await scheduled(world) == 1


async def test_a_trainee_requested_by_many_trainers_at_once_is_enrolled_by_one(world: World) -> None:
    trainee = await world.trainee()
    trainers = [await world.trainer() for _ in range(10)]
    result = await race(*(world.plan(trainer, trainee) for trainer in trainers))
    assert result == ["done"] + ["schedule_conflict"] * 9


async def test_of_many_sessions_moved_into_one_hour_one_succeeds(world: World) -> None:
    trainer = await world.trainer()
    sessions = [await world.session(trainer, start=NOW + HOUR * (2 * n + 5)) for n in range(8)]
    there = SessionChanges(scheduled_date=NOW + HOUR)
    result = await race(
        *(world.app.run(update_session, as_actor(trainer), session.id, there) for session in sessions)
    )
    assert result == ["done"] + ["schedule_conflict"] * 7


async def test_twenty_racers_for_three_seats_fill_three(world: World) -> None:
    trainer, trainees = await world.trainer(), await world.trainees(20)
    session = await world.session(trainer, capacity=3)
    result = await race(
        *(
            world.app.run(add_trainees, as_actor(trainer), session.id, TraineeList(trainee_ids=(trainee.id,)))
            for trainee in trainees
        )
    )
    assert result == ["done"] * 3 + ["session_full"] * 17
    assert (await world.app.read(get_session, as_actor(trainer), session.id)).trainee_count == 3


async def test_the_capacity_is_not_lowered_below_concurrent_enrolments(world: World) -> None:
    trainer, trainees = await world.trainer(), await world.trainees(6)
    session = await world.session(trainer, capacity=6)
    actor = as_actor(trainer)
    await race(
        world.app.run(update_session, actor, session.id, SessionChanges(capacity=2)),
        *(
            world.app.run(add_trainees, actor, session.id, TraineeList(trainee_ids=(trainee.id,)))
            for trainee in trainees
        ),
    )
    seen = await world.app.read(get_session, actor, session.id)
    assert seen.capacity is not None
    assert seen.trainee_count <= seen.capacity


async def test_two_people_marking_one_roster_lose_no_mark(world: World) -> None:
    trainer, admin, trainees = await world.trainer(), await world.admin(), await world.trainees(12)
    session = await world.session(trainer, *trainees, start=NOW)
    expected = {}

    async def mark(marker: User, trainee: User, status: AttendanceStatus) -> None:
        expected[trainee.id] = (status, marker.id)
        record = {"trainee_id": trainee.id, "status": status}
        await world.app.run(
            mark_attendance,
            as_actor(marker),
            session.id,
            Attendance(records=(record,)),
        )

    for status in (AttendanceStatus.PRESENT, AttendanceStatus.LATE, AttendanceStatus.ABSENT):
        by_both = [
            mark((trainer, admin)[number % 2], trainee, status) for number, trainee in enumerate(trainees)
        ]
        assert await race(*by_both) == ["done"] * 12
        seen = await world.app.read(get_session, as_actor(admin), session.id)
        assert {each.trainee_id: (each.status, each.marked_by) for each in seen.attendance} == expected
    assert seen.version == session.version + 3 * 12


async def test_two_admins_demoting_each_other_leave_one(world: World) -> None:
    for _ in range(5):
        first, second = await world.admin(), await world.admin()
        result = await race(
            world.app.run(update_user, as_actor(first), second.id, UserChanges(role=Role.TRAINER)),
            world.app.run(update_user, as_actor(second), first.id, UserChanges(role=Role.TRAINER)),
        )
        async with look(world.store) as uow:
            admins = (await uow.repository(AnalyticsRepository).users_by_role())["admin"]
        assert (result, admins) == (["done", "last_admin"], 1)
        await leave_no_admin(world)


async def leave_no_admin(world: World) -> None:
    """Restores two admins for the next round."""
    async with change(world.store) as uow:
        for user in (
            await uow.repository(UserRepository).lock(await uow.repository(UserRepository).lock_admins())
        ).values():
            await uow.repository(UserRepository).update(user, user.with_changes(NOW, role=Role.TRAINEE))


async def test_two_admins_deleting_each_other_leave_one(world: World) -> None:
    first, second = await world.admin(), await world.admin()
    result = await race(
        world.app.run(delete_user, as_actor(first), second.id),
        world.app.run(delete_user, as_actor(second), first.id),
    )
    assert result == ["done", "last_admin"]


@pytest.mark.parametrize("leaving", ["role", "deletion"])
async def test_nobody_gets_a_new_session_to_lead_while_losing_the_role(world: World, leaving: str) -> None:
    boss = as_actor(await world.admin())
    for _ in range(6):
        trainer, trainee = await world.trainer(), await world.trainee()
        if leaving == "role":
            away = world.app.run(update_user, boss, trainer.id, UserChanges(role=Role.TRAINEE))
        else:
            away = world.app.run(delete_user, boss, trainer.id)
        result = await race(away, world.plan(trainer, trainee))
        assert result in (["done", "has_scheduled_sessions"], ["done", "validation_failed"])


async def test_nobody_is_enrolled_while_becoming_a_trainer(world: World) -> None:
    boss = as_actor(await world.admin())
    for _ in range(6):
        trainer, trainee = await world.trainer(), await world.trainee()
        result = await race(
            world.app.run(update_user, boss, trainee.id, UserChanges(role=Role.TRAINER)),
            world.plan(trainer, trainee),
        )
        assert result in (["done", "has_scheduled_sessions"], ["done", "validation_failed"])


async def test_nobody_is_assigned_to_someone_who_is_leaving(world: World) -> None:
    boss = as_actor(await world.admin())
    for _ in range(6):
        trainer, trainee = await world.trainer(), await world.trainee()
        pair = NewAssignment(student_id=trainee.id, teacher_id=trainer.id)
        result = await race(
            world.app.run(update_user, boss, trainee.id, UserChanges(role=Role.TRAINER)),
            world.app.run(assign_student, boss, pair),
        )
        assert result in (["done", "has_assignments"], ["done", "validation_failed"])


async def test_only_one_of_many_concurrent_requests_gets_a_name(world: World) -> None:
    result = await race(*(world.trainer(username=name) for name in ("ana", "ANA", "Ana", "aNa") * 4))
    assert result == ["done"] + ["username_taken"] * 15


async def test_only_one_of_many_concurrent_requests_creates_an_assignment(world: World) -> None:
    boss, trainer, trainee = as_actor(await world.admin()), await world.trainer(), await world.trainee()
    pair = NewAssignment(student_id=trainee.id, teacher_id=trainer.id)
    result = await race(*(world.app.run(assign_student, boss, pair) for _ in range(10)))
    assert result == ["already_assigned"] * 9 + ["done"]


async def test_concurrently_reopened_sessions_do_not_conflict(world: World) -> None:
    boss, trainer = as_actor(await world.admin()), await world.trainer()
    sessions = [await world.session(trainer, status=SessionStatus.CANCELLED) for _ in range(6)]
    back = SessionChanges(status=SessionStatus.SCHEDULED)
    result = await race(*(world.app.run(update_session, boss, each.id, back) for each in sessions))
    assert result == ["done"] + ["schedule_conflict"] * 5


class Held(QuickHasher):
    """Looks at ``many`` passwords at once, and decides on none before that."""

    def __init__(self, many: int) -> None:
        self.looked_at = 0
        self.many = many
        self.are_many = asyncio.Event()

    async def verify(self, password_hash: str | None, password: str) -> bool:
        self.looked_at += 1
        if self.looked_at == self.many:
            self.are_many.set()
        await self.are_many.wait()
        return await super().verify(password_hash, password)


async def test_concurrent_password_guesses_are_all_counted(world: World) -> None:
    await world.admin(username="ana")
    hasher = Held(world.app.services.organisation.sign_in_failures)
    world.app.services = replace(world.app.services, passwords=hasher)

    def attempt(password: str) -> Awaitable[str]:
        return outcome(sign_in(world.app, SignIn(username="ana", password=password), "10.0.0.1"))

    guesses = asyncio.gather(*(attempt(f"guess{number}") for number in range(hasher.many + 5)))
    await hasher.are_many.wait()
    assert await attempt(PASSWORD) == "too_many_attempts"
    assert (await guesses).count("invalid_credentials") == hasher.looked_at == hasher.many
    with pytest.raises(Throttled):
        await sign_in(world.app, SignIn(username="somebody.else", password="x"), "10.0.0.1")
    assert await sign_in(world.app, SignIn(username="ana", password=PASSWORD), "10.0.0.2")
