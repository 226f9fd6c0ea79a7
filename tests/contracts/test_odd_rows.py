"""Stored data is trusted: a row that breaks a current rule (an older rule allowed it, this host's time zone data are
older, it was imported by SQL) blocks nothing else. Only input is validated."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.contracts.transactions import change
from tests.core.organisation import HOUR, NOW, PASSWORD, World, as_actor
from tms_core.actor import SYSTEM, Role
from tms_core.analytics.overview import RequestedPeriod
from tms_core.analytics.queries import get_attention, get_overview, get_progress
from tms_core.assignments.model import NewAssignment
from tms_core.assignments.use_cases import assign_student, list_assignments
from tms_core.auth.model import PasswordChange, PasswordReset, SignIn
from tms_core.auth.sign_in import authenticate, sign_in, verify_token
from tms_core.auth.use_cases import change_password, get_me, reset_password
from tms_core.entity import PageRequest
from tms_core.errors import Conflict, Invalid
from tms_core.reports.feature import generate_report
from tms_core.reports.model import ReportFilter
from tms_core.sessions.attendance import mark_attendance
from tms_core.sessions.commands import add_trainees, delete_session, remove_trainee, update_session
from tms_core.sessions.inputs import Attendance, SessionFilter, TraineeList
from tms_core.sessions.model import SessionStatus, TrainingSession
from tms_core.sessions.queries import RequestedTime, find_conflicts, get_session, list_sessions
from tms_core.sessions.repository import SessionRepository
from tms_core.users.model import User, UserFilter, UserOrder, UserRepository
from tms_core.users.use_cases import delete_user, get_user, list_users, update_user

ODD_SESSIONS: dict[str, Any] = {
    "title": "bell \x07",
    "description": "\x1b[31mred",
    "duration_minutes": 3000,
    "capacity": 1,
    "time_zone": "Mars/Olympus_Mons",
    "class_link": "ftp://files.example.org",
    "location": "\u202eRoom\n2",
    "scheduled_date": datetime(1850, 1, 1, tzinfo=UTC),
}
ODD_USERS: dict[str, Any] = {
    "username": "ana & rui",
    "email": "no address",
    "first_name": "\u200b",
    "last_name": "S\x07ilva",
}
EVERYTHING = PageRequest(limit=500)


async def bend_session(world: World, session_id: int, **fields: Any) -> None:
    """Store a session that the API would refuse."""
    async with change(world.store) as uow:
        before = (await uow.repository(SessionRepository).lock([session_id]))[session_id]
        await uow.repository(SessionRepository).update(before, replace(before, **fields))


async def bend_user(world: World, user_id: int, **fields: Any) -> None:
    async with change(world.store) as uow:
        before = (await uow.repository(UserRepository).lock([user_id]))[user_id]
        await uow.repository(UserRepository).update(before, replace(before, **fields))


async def stored_session(world: World, session_id: int) -> TrainingSession:
    async with change(world.store) as uow:
        return (await uow.repository(SessionRepository).lock([session_id]))[session_id]


class OddSessions:
    """A trainer with three trainees, and as many sessions as requested, all of them invalid in one field."""

    def __init__(self, world: World, field: str) -> None:
        self.world = world
        self.odd = {field: ODD_SESSIONS[field]}

    async def found(self) -> None:
        self.trainer, self.other = await self.world.trainer(), await self.world.trainer()
        self.trainees = await self.world.trainees(3)

    async def session(self, *trainees: User) -> int:
        view = await self.world.session(self.trainer, *(trainees or self.trainees[:2]), start=NOW - HOUR)
        await bend_session(self.world, view.id, **self.odd)
        return view.id


@pytest.mark.parametrize("field", ODD_SESSIONS)
async def test_an_invalid_session_can_still_be_read(world: World, field: str) -> None:
    odd = OddSessions(world, field)
    await odd.found()
    session_id, app = await odd.session(), world.app
    for reader in (SYSTEM, as_actor(odd.trainer), as_actor(odd.trainees[0])):
        view = await app.read(get_session, reader, session_id)
        assert getattr(view, field) == ODD_SESSIONS[field]
        assert view.ends_at == view.scheduled_date + timedelta(minutes=view.duration_minutes)
        assert (await app.read(list_sessions, reader, SessionFilter(), EVERYTHING)).items == [view]
    overview = await app.read(get_overview, SYSTEM, RequestedPeriod(from_=NOW - HOUR * 48, to=NOW + HOUR))
    assert overview.totals.sessions.scheduled == (0 if field == "scheduled_date" else 1)
    assert (await app.read(get_attention, SYSTEM)).unclosed_sessions == (
        0 if field == "duration_minutes" else 1
    )
    assert (await app.read(get_progress, SYSTEM, odd.trainees[0].id)).held == 0
    report = await app.read(generate_report, SYSTEM, ReportFilter(), application=app)
    rows = [row for table in report.tables async for page in table.rows for row in page]
    assert any(session_id in row and odd.trainer.name in row for row in rows)


@pytest.mark.parametrize("field", ODD_SESSIONS)
async def test_an_invalid_session_can_still_be_changed_and_deleted(world: World, field: str) -> None:
    odd = OddSessions(world, field)
    await odd.found()
    actor, app = as_actor(odd.trainer), world.app
    first, second, third = odd.trainees
    renamed = await app.run(
        update_session, actor, await odd.session(), {"title": "Neu"} if field != "title" else {"capacity": 7}
    )
    assert getattr(renamed, field) == ODD_SESSIONS[field]
    cancelled = await app.run(update_session, actor, await odd.session(), {"status": SessionStatus.CANCELLED})
    assert cancelled.status is SessionStatus.CANCELLED
    marks = Attendance(records=({"trainee_id": first.id, "status": "present", "note": "x"},))
    marked = await app.run(mark_attendance, actor, await odd.session(), marks)
    assert [mark.note for mark in marked.attendance] == ["x"]
    fewer = await app.run(remove_trainee, actor, await odd.session(*odd.trainees), third.id)
    assert fewer.trainee_ids == [first.id, second.id]
    adding = (add_trainees, actor, await odd.session(), TraineeList(trainee_ids=(third.id,)), True)
    if field == "capacity":
        with pytest.raises(Conflict) as refusal:  # which is now part of the request
            await app.run(*adding)
        assert refusal.value.code == "session_full"
    else:
        assert (await app.run(*adding)).trainee_count == 3
    moved = await app.run(
        update_session, SYSTEM, await odd.session(), {"trainer_id": odd.other.id}, allow_conflicts=True
    )
    assert moved.trainer.name == odd.other.name
    asked = RequestedTime(scheduled_date=NOW, duration_minutes=30, exclude_session_id=await odd.session())
    await app.read(find_conflicts, actor, asked)
    await app.run(delete_session, SYSTEM, await odd.session())


@pytest.mark.parametrize("field", ODD_SESSIONS)
async def test_the_people_of_an_invalid_session_can_still_be_deleted(world: World, field: str) -> None:
    odd = OddSessions(world, field)
    await odd.found()
    view = await world.session(odd.trainer, *odd.trainees, start=NOW + HOUR)
    await bend_session(world, view.id, **odd.odd)
    app = world.app
    await app.run(update_user, SYSTEM, odd.trainer.id, {"last_name": "Costa"})
    await app.run(delete_user, SYSTEM, odd.trainees[0].id)
    await app.run(delete_user, SYSTEM, odd.trainer.id, odd.other.id, allow_conflicts=True)
    kept = await stored_session(world, view.id)
    has_ended = field == "scheduled_date"  # in 1850
    assert kept.trainer_id == (odd.trainer if has_ended else odd.other).id
    assert getattr(kept, field) == ODD_SESSIONS[field]


@pytest.mark.parametrize(
    "sent",
    [{"time_zone": "Mars/Olympus_Mons"}, {"title": "bell \x07"}, {"duration_minutes": 3000}],
    ids=lambda sent: next(iter(sent)),
)
async def test_input_is_validated_even_if_it_equals_the_stored_value(
    world: World, sent: dict[str, Any]
) -> None:
    trainer = await world.trainer()
    view = await world.session(trainer)
    await bend_session(world, view.id, **sent)
    with pytest.raises(Invalid) as refusal:
        await world.app.run(update_session, as_actor(trainer), view.id, sent)
    assert [error.field for error in refusal.value.errors] == list(sent)


async def test_a_time_zone_that_this_host_does_not_know_can_be_replaced(world: World) -> None:
    trainer = await world.trainer()
    view = await world.session(trainer)
    await bend_session(world, view.id, time_zone="Mars/Olympus_Mons")
    changed = await world.app.run(update_session, as_actor(trainer), view.id, {"time_zone": "Europe/Lisbon"})
    assert changed.time_zone == "Europe/Lisbon"


@pytest.mark.parametrize("field", ODD_USERS)
async def test_an_invalid_user_is_not_locked_out(world: World, field: str) -> None:
    app, admin = world.app, await world.admin()
    trainer, trainee = await world.trainer(), await world.trainee()
    await app.run(assign_student, SYSTEM, NewAssignment(student_id=trainee.id, teacher_id=trainer.id))
    view = await world.session(trainer, trainee)
    odd = {field: ODD_USERS[field]}
    for user in (admin, trainer, trainee):
        await bend_user(
            world, user.id, **(odd if field.endswith("_name") else {field: f"{odd[field]}{user.id}"})
        )
    login = trainer.email if field == "username" else trainer.username
    response = await sign_in(app, SignIn(username=login, password=PASSWORD), "192.0.2.1")
    caller = await authenticate(app, verify_token(app, response.access_token))
    assert caller.actor.id == trainer.id
    me = await app.read(get_me, as_actor(trainer))
    assert getattr(me, field).startswith(ODD_USERS[field])
    for order in UserOrder:
        found = await app.read(list_users, as_actor(admin), UserFilter(order=order), EVERYTHING)
        assert {user.id for user in found.items} == {admin.id, trainer.id, trainee.id}
    assert (await app.read(get_user, as_actor(trainer), trainee.id)).id == trainee.id
    assert len((await app.read(list_assignments, as_actor(trainee), EVERYTHING)).items) == 1
    changed = await app.run(
        update_user,
        as_actor(trainer),
        trainer.id,
        {"last_name" if field != "last_name" else "first_name": "X"},
    )
    assert getattr(changed, field) == getattr(me, field)
    await app.run(
        change_password, as_actor(trainer), PasswordChange(new_password="another", current_password=PASSWORD)
    )
    await app.run(reset_password, as_actor(admin), trainee.id, PasswordReset())
    await app.run(update_user, as_actor(admin), trainee.id, {"role": Role.TRAINEE})
    report = await app.read(generate_report, as_actor(admin), ReportFilter(), application=app)
    rows = [row for table in report.tables async for page in table.rows for row in page]
    assert any(getattr(changed, field) in row or changed.name in row for row in rows)
    other = await world.trainer()
    await app.run(delete_user, as_actor(admin), trainer.id, other.id)
    await app.run(delete_user, as_actor(admin), trainee.id)
    assert (await app.read(get_session, as_actor(admin), view.id)).trainer.name == other.name
