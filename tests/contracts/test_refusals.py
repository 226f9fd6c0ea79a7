"""The same error with the same message, whichever store refuses."""

from __future__ import annotations

from collections.abc import Awaitable
from datetime import timedelta
from typing import Any

import pytest

from tests.core.organisation import HOUR, NOW, World, as_actor
from tms_core.actor import SYSTEM, Role
from tms_core.assignments.model import NewAssignment
from tms_core.assignments.use_cases import assign_student, unassign_student
from tms_core.errors import FieldError, Kind, TmsError
from tms_core.sessions.attendance import mark_attendance
from tms_core.sessions.commands import add_trainees, update_session
from tms_core.sessions.inputs import Attendance, TraineeList
from tms_core.sessions.queries import get_session
from tms_core.users.use_cases import delete_user, update_user


async def problem(call: Awaitable[object]) -> tuple[Kind, str, str, dict[str, Any]]:
    with pytest.raises(TmsError) as refusal:
        await call
    return refusal.value.kind, refusal.value.code, refusal.value.detail, refusal.value.extra


async def test_names_that_are_taken(world: World) -> None:
    taken, other = await world.trainer(username="zoe", email="zoe@example.org"), await world.trainee()
    username = (Kind.CONFLICT, "username_taken", "Another user has this username.", {})
    email = (Kind.CONFLICT, "email_taken", "Another user has this e-mail address.", {})
    assert await problem(world.trainee(username="ZOE")) == username
    assert await problem(world.trainee(email="Zoe@Example.org")) == email
    assert await problem(world.trainee(username="Zoe", email="ZOE@example.org")) == username
    for sent, expected in (({"username": "zOe"}, username), ({"email": "zoe@EXAMPLE.org"}, email)):
        assert await problem(world.app.run(update_user, SYSTEM, other.id, sent)) == expected
    assert taken.id < other.id


async def test_assignments(world: World) -> None:
    trainer, trainee = await world.trainer(), await world.trainee()
    pair = NewAssignment(student_id=trainee.id, teacher_id=trainer.id)
    await world.app.run(assign_student, SYSTEM, pair)
    assert await problem(world.app.run(assign_student, SYSTEM, pair)) == (
        Kind.CONFLICT,
        "already_assigned",
        "This trainee is already assigned to this trainer.",
        {},
    )
    swapped = NewAssignment(student_id=trainer.id, teacher_id=trainee.id)
    errors = [
        FieldError("student_id", "must be the id of a trainee"),
        FieldError("teacher_id", "must be the id of a trainer"),
    ]
    detail = "; ".join(f"{error.field}: {error.message}" for error in errors)
    assert await problem(world.app.run(assign_student, SYSTEM, swapped)) == (
        Kind.INVALID,
        "validation_failed",
        detail,
        {"errors": errors},
    )
    await world.app.run(unassign_student, SYSTEM, trainee.id, trainer.id)
    assert await problem(world.app.run(unassign_student, SYSTEM, trainee.id, trainer.id)) == (
        Kind.NOT_FOUND,
        "not_found",
        "There is no such assignment, or you may not see it.",
        {},
    )


async def test_sessions(world: World) -> None:
    admin, trainer = await world.admin(), await world.trainer()
    first, second = await world.trainees(2)
    view = await world.session(trainer, first, capacity=1)
    app = world.app
    adding = app.run(add_trainees, SYSTEM, view.id, TraineeList(trainee_ids=(second.id,)))
    assert await problem(adding) == (
        Kind.CONFLICT,
        "session_full",
        "There are fewer seats (1) than trainees who would take part (2).",
        {"capacity": 1, "trainee_count": 2},
    )
    kind, code, detail, extra = await problem(world.plan(trainer, start=view.scheduled_date))
    assert (kind, code, extra["next_free"]) == (Kind.CONFLICT, "schedule_conflict", view.ends_at)
    assert detail == (
        f"{trainer.name} would be in two sessions at once. All are free from {view.ends_at:%Y-%m-%dT%H:%MZ}."
    )
    early = Attendance(records=({"trainee_id": first.id, "status": "present"},))
    assert await problem(app.run(mark_attendance, SYSTEM, view.id, early)) == (
        Kind.CONFLICT,
        "not_started",
        "Attendance can be taken once the session has started.",
        {},
    )
    stale = app.run(update_session, as_actor(admin), view.id, {"title": "x"}, expected_versions=[7])
    assert await problem(stale) == (
        Kind.STALE,
        "stale_version",
        "Someone changed this since you read it. Look at the current version and try again.",
        {"current": await app.read(get_session, SYSTEM, view.id)},
    )
    world.now = NOW + timedelta(days=1)
    missing = app.run(update_session, SYSTEM, view.id, {"trainee_ids": [first.id, 999], "capacity": None})
    assert (await problem(missing))[:3] == (
        Kind.INVALID,
        "validation_failed",
        "trainee_ids: 999 is not a trainee",
    )


async def test_users_who_are_needed_cannot_be_removed(world: World) -> None:
    admin, trainer = await world.admin(), await world.trainer()
    view = await world.session(trainer, start=NOW + HOUR)
    blocked = (Kind.CONFLICT, "has_scheduled_sessions", {"session_ids": [view.id]})
    kind, code, deleting, extra = await problem(world.app.run(delete_user, SYSTEM, trainer.id))
    assert (kind, code, extra) == blocked
    assert (
        deleting
        == f"{trainer.name} still leads sessions that have not ended (1). Name a trainer to take them over."
    )
    changing = world.app.run(update_user, SYSTEM, trainer.id, {"role": Role.TRAINEE})
    kind, code, detail, extra = await problem(changing)
    assert (kind, code, extra) == blocked
    assert detail == f"{trainer.name} is in sessions that have not ended (1). Reassign or cancel them first."
    assert await problem(world.app.run(delete_user, SYSTEM, admin.id)) == (
        Kind.CONFLICT,
        "last_admin",
        "This is the last admin. Make somebody else an admin first.",
        {},
    )
