"""Whoever asks what is stored about them learns everything."""

from __future__ import annotations

from typing import Any

from tests.core.organisation import HOUR, NOW, World, as_actor
from tms_core.auth.model import PasswordReset
from tms_core.auth.use_cases import reset_password
from tms_core.sessions.attendance import mark_attendance
from tms_core.sessions.commands import add_trainees, update_session
from tms_core.sessions.enrolment import AttendanceStatus
from tms_core.sessions.inputs import Attendance, SessionChanges, TraineeList
from tms_core.sessions.model import SessionStatus
from tms_core.sessions.queries import get_session
from tms_core.users.model import User
from tms_core.users.use_cases import delete_user, export_person


async def test_an_export_says_what_a_person_did_to_sessions(world: World) -> None:
    admin, ana, eva, zoe = await world.admin(), await world.trainer(), *await world.trainees(2)
    boss = as_actor(admin)
    session = await world.session(ana, eva, zoe, start=NOW - HOUR)
    created = (await world.app.read(get_session, boss, session.id)).created_by
    await world.app.run(
        add_trainees, boss, session.id, TraineeList(trainee_ids=((await world.trainee()).id,))
    )
    present = tuple({"trainee_id": each.id, "status": AttendanceStatus.PRESENT} for each in (eva, zoe))
    await world.app.run(mark_attendance, as_actor(ana), session.id, Attendance(records=present))
    await world.app.run(update_session, boss, session.id, SessionChanges(status=SessionStatus.COMPLETED))

    async def acts_of(person: User) -> list[tuple[int, str]]:
        exported: Any = await world.app.read(export_person, boss, person.id)
        assert all(act.title == session.title and act.at == NOW for act in exported["session_actions"])
        return [(act.session_id, act.action) for act in exported["session_actions"]]

    assert created == ana.id
    assert await acts_of(ana) == [
        (session.id, "attendance_marked"),
        (session.id, "created"),
        (session.id, "trainee_added"),
    ]
    assert await acts_of(admin) == [(session.id, "closed"), (session.id, "trainee_added")]
    assert await acts_of(eva) == []
    # Whoever did it is history, and stays as an id without a name.
    await world.app.run(delete_user, boss, ana.id)
    kept = await world.app.read(get_session, boss, session.id)
    assert (kept.created_by, kept.trainer.name, kept.attendance[0].marked_by) == (
        ana.id,
        "Deleted user",
        ana.id,
    )


async def test_an_export_says_for_whom_a_person_set_passwords(world: World) -> None:
    admin, eva = await world.admin(), await world.trainee()
    await world.app.run(reset_password, as_actor(admin), eva.id, PasswordReset())
    exported: Any = await world.app.read(export_person, as_actor(admin), admin.id)
    [record] = exported["passwords_set_for_others"]
    assert (record.user_id, record.action) == (eva.id, "reset")
    exported = await world.app.read(export_person, as_actor(eva), eva.id)
    assert exported["passwords_set_for_others"] == []
