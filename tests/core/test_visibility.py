"""What each reader may see."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.core.organisation import NOW, World, as_actor
from tms_core.actor import Actor, Role
from tms_core.assignments.model import AssignmentFilter, NewAssignment
from tms_core.assignments.use_cases import assign_student, list_assignments, unassign_student
from tms_core.entity import PageRequest, PersonRef
from tms_core.errors import Invalid, NotFound, NotPermitted
from tms_core.sessions.attendance import mark_attendance
from tms_core.sessions.enrolment import AttendanceStatus
from tms_core.sessions.inputs import Attendance, AttendanceRecord, SessionFilter
from tms_core.sessions.queries import get_session, list_sessions
from tms_core.users.events import USER_UPDATED
from tms_core.users.model import User, UserFilter
from tms_core.users.use_cases import get_user, list_users

PAGE = PageRequest()


async def sessions_of(world: World, reader: User, **wanted: object) -> list[int]:
    page = await world.app.read(list_sessions, as_actor(reader), SessionFilter(**wanted), PAGE)
    assert page.total == len(page.items)
    return sorted(view.id for view in page.items)


async def test_users_see_their_own_sessions_and_admins_see_all(world: World) -> None:
    admin, ana, rui = await world.admin(), await world.trainer(), await world.trainer()
    eva, zoe = await world.trainees(2)
    first, second = (await world.session(ana, eva, zoe)).id, (await world.session(rui, zoe)).id
    assert await sessions_of(world, admin) == [first, second]
    assert await sessions_of(world, ana) == [first]
    assert await sessions_of(world, rui) == [second]
    assert await sessions_of(world, eva) == [first]
    assert await sessions_of(world, zoe) == [first, second]
    for reader in (rui, await world.trainee()):
        with pytest.raises(NotFound):
            await world.app.read(get_session, as_actor(reader), first)


async def test_a_filter_never_shows_more_than_the_reader_may_see(world: World) -> None:
    ana, rui = await world.trainer(), await world.trainer()
    eva, zoe = await world.trainees(2)
    shared, hidden = (await world.session(ana, eva, zoe)).id, (await world.session(rui, zoe)).id
    assert await sessions_of(world, ana, trainer_id=rui.id) == []
    assert await sessions_of(world, ana, trainee_id=zoe.id) == [shared]
    assert await sessions_of(world, eva, trainer_id=ana.id) == [shared]
    assert await sessions_of(world, zoe, trainer_id=rui.id) == [hidden]
    assert await sessions_of(world, eva, trainee_id=eva.id) == [shared]
    assert await sessions_of(world, eva, trainee_id=zoe.id) == []  # must not reveal other trainees


async def test_a_trainee_sees_no_other_trainee_in_a_session(world: World) -> None:
    ana, (eva, zoe, max_) = await world.trainer(), await world.trainees(3)
    session = await world.session(ana, eva, zoe, max_, start=NOW)
    marks = tuple(
        AttendanceRecord(trainee_id=each.id, status=AttendanceStatus.PRESENT, note="well done")
        for each in (eva, zoe)
    )
    await world.app.run(mark_attendance, as_actor(ana), session.id, Attendance(records=marks))
    seen = await world.app.read(get_session, as_actor(zoe), session.id)
    assert (seen.trainee_id, seen.trainee_ids, seen.trainees) == (zoe.id, [zoe.id], [zoe.person])
    assert [mark.trainee_id for mark in seen.attendance] == [zoe.id]
    assert seen.trainee_count == 3
    whole = await world.app.read(get_session, as_actor(ana), session.id)
    assert (whole.trainee_ids, len(whole.attendance)) == ([eva.id, zoe.id, max_.id], 2)
    [listed] = (await world.app.read(list_sessions, as_actor(max_), SessionFilter(), PAGE)).items
    assert (listed.trainee_ids, listed.attendance) == ([max_.id], [])


async def test_people_see_the_users_that_their_role_allows(world: World) -> None:
    people = {role: [await world.user(role), await world.user(role)] for role in Role}
    sees = {
        Role.ADMIN: {Role.ADMIN, Role.TRAINER, Role.TRAINEE},
        Role.TRAINER: {Role.TRAINER, Role.TRAINEE},
        Role.TRAINEE: set(),
    }
    for role, (reader, _) in people.items():
        for other, (first, second) in people.items():
            for user in (first, second):
                visible = user == reader or other in sees[role]
                assert await is_visible(world, as_actor(reader), user) == visible


async def is_visible(world: World, reader: Actor, user: User) -> bool:
    try:
        seen = await world.app.read(get_user, reader, user.id)
    except NotFound:
        return False
    return seen == user


async def test_trainers_see_no_admins_in_lists_of_users(world: World) -> None:
    admin, ana, eva = await world.admin(), await world.trainer(), await world.trainee()

    async def listed(reader: User, **wanted: object) -> list[int]:
        page = await world.app.read(list_users, as_actor(reader), UserFilter(**wanted), PAGE)
        assert page.total == len(page.items)
        return [user.id for user in page.items]

    assert await listed(admin) == [admin.id, ana.id, eva.id]
    assert await listed(ana) == [ana.id, eva.id]
    assert await listed(ana, roles=(Role.ADMIN,)) == []
    assert await listed(ana, roles=(Role.ADMIN, Role.TRAINEE)) == [eva.id]
    assert await listed(ana, q=admin.username) == []
    assert await listed(admin, assigned=False, roles=(Role.TRAINEE,)) == [eva.id]
    with pytest.raises(NotPermitted):
        await listed(ana, assigned=False)


async def test_everyone_sees_their_own_assignments(world: World) -> None:
    admin, ana, rui = await world.admin(), await world.trainer(), await world.trainer()
    eva, zoe = await world.trainees(2)
    for student, teacher in ((eva, ana), (eva, rui), (zoe, rui)):
        pair = NewAssignment(student_id=student.id, teacher_id=teacher.id)
        await world.app.run(assign_student, as_actor(admin), pair)

    async def listed(reader: User, **wanted: int) -> list[tuple[User, User | PersonRef]]:
        page = await world.app.read(list_assignments, as_actor(reader), PAGE, AssignmentFilter(**wanted))
        assert page.total == len(page.items)
        return [(view.student, view.teacher) for view in page.items]

    assert await listed(admin) == [(eva, ana), (eva, rui), (zoe, rui)]
    assert await listed(rui) == [(eva, rui), (zoe, rui)]
    assert await listed(eva) == [(eva, ana.person), (eva, rui.person)]
    assert await listed(await world.trainee()) == []
    assert await listed(admin, student_id=eva.id) == [(eva, ana), (eva, rui)]
    assert await listed(ana, student_id=eva.id, teacher_id=ana.id) == [(eva, ana)]
    assert await listed(ana, teacher_id=rui.id) == []
    assert await listed(eva, student_id=zoe.id) == []


async def test_an_assignment_shows_a_trainee_only_to_that_trainer(world: World) -> None:
    admin, ana, eva = await world.admin(), await world.trainer(), await world.trainee()
    run, boss = world.app.run, as_actor(admin)
    for student, teacher, fields in (
        (ana.id, eva.id, ["student_id", "teacher_id"]),
        (eva.id, admin.id, ["teacher_id"]),
        (10**9, ana.id, ["student_id"]),
        (eva.id, eva.id, ["teacher_id"]),
    ):
        with pytest.raises(Invalid) as refusal:
            await run(assign_student, boss, NewAssignment(student_id=student, teacher_id=teacher))
        assert [error.field for error in refusal.value.errors] == fields
    with pytest.raises(NotFound):
        await run(unassign_student, boss, eva.id, ana.id)


async def test_an_address_that_is_not_confirmed_is_in_nobody_elses_events(world: World) -> None:
    """Events and REST show the same."""
    user = replace(await world.trainee(), pending_email="new@example.org")
    trainer, admin = await world.trainer(), await world.admin()
    seen = {reader.role: USER_UPDATED.visible_to(user, as_actor(reader)) for reader in (user, trainer, admin)}
    assert seen == {
        Role.TRAINEE: user,
        Role.ADMIN: user,
        Role.TRAINER: replace(user, pending_email=None),
    }
    assert seen[Role.ADMIN] is user
