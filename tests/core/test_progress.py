"""A trainee's progress, and who may see it."""

from __future__ import annotations

import pytest

from tests.core.organisation import HOUR, NOW, World, as_actor
from tms_core.actor import SYSTEM
from tms_core.analytics.model import MarkCounts, TraineeProgress
from tms_core.analytics.queries import get_progress
from tms_core.assignments.model import NewAssignment
from tms_core.assignments.use_cases import assign_student, unassign_student
from tms_core.errors import NotFound
from tms_core.sessions.attendance import mark_attendance
from tms_core.sessions.commands import update_session
from tms_core.sessions.enrolment import AttendanceStatus
from tms_core.sessions.inputs import Attendance, AttendanceRecord
from tms_core.sessions.model import SessionStatus
from tms_core.users.model import User
from tms_core.users.use_cases import delete_user


async def mark(world: World, session_id: int, trainee: User, status: AttendanceStatus | None) -> None:
    records = (AttendanceRecord(trainee_id=trainee.id, status=status),)
    await world.app.run(mark_attendance, SYSTEM, session_id, Attendance(records=records))


async def held(
    world: World, trainer: User, trainee: User, status: AttendanceStatus | None, minutes: int = 60
) -> int:
    """A completed session in which the trainee may be marked."""
    session = await world.session(
        trainer, trainee, start=NOW - 2 * HOUR, minutes=minutes, status=SessionStatus.COMPLETED
    )
    if status:
        await mark(world, session.id, trainee, status)
    return session.id


async def progress(world: World, reader: User, trainee: User) -> TraineeProgress:
    return await world.app.read(get_progress, as_actor(reader), trainee.id)


async def test_progress_counts_held_attended_and_upcoming_sessions(world: World) -> None:
    trainer, trainee = await world.trainer(), await world.trainee()
    for status, minutes in (
        (AttendanceStatus.PRESENT, 90),
        (AttendanceStatus.LATE, 45),
        (AttendanceStatus.ABSENT, 60),
        (AttendanceStatus.EXCUSED, 60),
        (None, 60),
    ):
        await held(world, trainer, trainee, status, minutes)
    await world.session(trainer, trainee, start=NOW + 5 * HOUR)
    await world.session(trainer, trainee, start=NOW + 3 * HOUR)
    await world.session(trainer, await world.trainee(), start=NOW + HOUR)
    assert await progress(world, trainee, trainee) == TraineeProgress(
        trainee=trainee.person,
        held=5,
        attended=2,
        attendance_rate=0.6667,
        hours_attended=2.25,
        marks=MarkCounts(present=1, late=1, absent=1, excused=1),
        unmarked=1,
        upcoming=2,
        next_at=NOW + 3 * HOUR,
    )


async def test_a_marked_session_counts_as_held_before_it_is_completed(world: World) -> None:
    trainer, trainee = await world.trainer(), await world.trainee()
    running = await world.session(trainer, trainee, start=NOW)
    assert (await progress(world, trainee, trainee)).held == 0
    await mark(world, running.id, trainee, AttendanceStatus.PRESENT)
    seen = await progress(world, trainee, trainee)
    assert (seen.held, seen.attended, seen.attendance_rate, seen.upcoming) == (1, 1, 1.0, 0)


async def test_a_cancelled_session_is_not_counted_whatever_its_marks(world: World) -> None:
    trainer, trainee = await world.trainer(), await world.trainee()
    running = await world.session(trainer, trainee, start=NOW)
    await mark(world, running.id, trainee, AttendanceStatus.ABSENT)
    await world.app.run(update_session, SYSTEM, running.id, {"status": SessionStatus.CANCELLED})
    await world.session(trainer, trainee, start=NOW + HOUR, status=SessionStatus.CANCELLED)
    seen = await progress(world, trainee, trainee)
    assert (seen.held, seen.marks, seen.attendance_rate) == (0, MarkCounts(), None)
    assert (seen.upcoming, seen.next_at) == (0, None)


async def test_only_admins_assigned_trainers_and_the_trainee_see_progress(world: World) -> None:
    admin, ana, rui = await world.admin(), await world.trainer(), await world.trainer()
    trainee, other = await world.trainees(2)
    await world.session(rui, trainee)  # leading a session does not make somebody the assigned trainer
    pair = NewAssignment(student_id=trainee.id, teacher_id=ana.id)
    await world.app.run(assign_student, SYSTEM, pair)
    seen = [await progress(world, reader, trainee) for reader in (admin, ana, trainee)]
    assert seen[0] == seen[1] == seen[2]
    for reader in (rui, other):
        with pytest.raises(NotFound):
            await progress(world, reader, trainee)
    await world.app.run(unassign_student, SYSTEM, trainee.id, ana.id)
    with pytest.raises(NotFound):
        await progress(world, ana, trainee)


async def test_only_existing_trainees_have_progress(world: World) -> None:
    admin, trainer, trainee = await world.admin(), await world.trainer(), await world.trainee()
    await world.app.run(delete_user, SYSTEM, trainee.id)
    for who in (admin, trainer, trainee):
        with pytest.raises(NotFound):
            await progress(world, admin, who)
    with pytest.raises(NotFound):
        await progress(world, trainer, trainer)
    with pytest.raises(NotFound):
        await world.app.read(get_progress, SYSTEM, 2**53 - 1)
