"""What people are told when something happens: what concerns them, once, and nothing that they may not see."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.core.notified import (
    EVERYTHING,
    TOMORROW,
    Course,
    catch_up,
    changes,
    kinds,
    remind,
    start,
)
from tests.core.organisation import HOUR, NOW, World
from tms_core.assignments.model import NewAssignment
from tms_core.assignments.use_cases import assign_student, unassign_student
from tms_core.auth.model import PasswordReset
from tms_core.auth.use_cases import reset_password
from tms_core.errors import Invalid
from tms_core.notifications.use_cases import (
    list_notifications,
    update_preferences,
)
from tms_core.sessions.commands import add_trainees, delete_session, remove_trainee
from tms_core.sessions.inputs import TraineeList
from tms_core.sessions.model import SessionStatus
from tms_core.users.use_cases import update_user


@pytest.fixture
async def course(world: World) -> Course:
    course = Course(world)
    await course.begin()
    return course


async def test_who_is_in_a_new_session_is_told_all_about_it(course: Course) -> None:
    session = await course.session(course.trainee, class_link="https://meet.example.org/a", location="Room 1")
    for user in (course.trainee, course.trainer):
        found = await course.only(user)
        assert (found.kind, found.read_at, found.created_at) == ("session_assigned", None, NOW)
        assert (found.subject.type, found.subject.id, found.subject.title) == (
            "session",
            session.id,
            "Grundlagen",
        )
        assert found.actor == course.admin.person
        assert changes(found) == {
            "title": (None, "Grundlagen"),
            "scheduled_date": (None, "2026-05-05T09:00:00.123457Z"),
            "duration_minutes": (None, 60),
            "trainer": (None, course.trainer.person),
            "class_link": (None, "https://meet.example.org/a"),
            "location": (None, "Room 1"),
        }
    for user in (course.other, course.admin):
        assert await course.told(user) == []


async def test_nobody_is_told_of_what_they_did_themselves(course: Course) -> None:
    session = await course.session(course.trainee, trainer_id=course.admin.id)
    assert await course.told(course.admin) == []
    await course.change(session, title="Kurs", trainer_id=course.trainer.id)
    await course.change(session, by=course.trainer, title="Mein Kurs")
    assert await course.told(course.admin) == []
    assert await course.told(course.trainer) == []
    assert changes(await course.only(course.trainee))["title"] == (None, "Mein Kurs")


async def test_ones_own_change_leaves_what_others_have_changed(course: Course) -> None:
    session = await course.session(course.trainee)
    await course.settled()
    await course.change(session, title="Kurs")
    await course.change(session, by=course.trainer, scheduled_date=TOMORROW + HOUR)
    found = (await course.told(course.trainer))[0]
    assert (changes(found), found.actor) == ({"title": ("Grundlagen", "Kurs")}, course.admin.person)
    await course.change(session, by=course.trainer, title="Grundlagen")
    assert await kinds(course.world, course.trainer) == ["session_assigned"]


async def test_only_what_has_changed_is_told(course: Course) -> None:
    session = await course.session(course.trainee)
    await course.settled()
    await course.change(session, by=course.trainer, description="new", capacity=5)
    await course.change(session, by=course.trainer, scheduled_date=TOMORROW + HOUR)
    found = (await course.told(course.trainee))[0]
    assert (found.kind, found.actor) == ("session_changed", course.trainer.person)
    assert changes(found) == {
        "scheduled_date": ("2026-05-05T09:00:00.123457Z", "2026-05-05T10:00:00.123457Z")
    }
    assert await kinds(course.world, course.trainee) == ["session_changed", "session_assigned"]


async def test_what_is_held_is_held_five_times_as_long_at_most(course: Course) -> None:
    session = await course.session(course.trainee)
    await course.settled()
    ids = []
    for number in range(9):
        await course.change(session, title=f"Kurs {number}")
        ids.append((await course.told(course.trainee))[0].id)
        course.world.now += timedelta(seconds=40)
    assert ids == [ids[0]] * 8 + [ids[-1]]
    newest, oldest, _ = await course.told(course.trainee)
    assert changes(oldest) == {"title": ("Grundlagen", "Kurs 7")}
    assert changes(newest) == {"title": ("Kurs 7", "Kurs 8")}


async def test_a_session_that_was_created_by_mistake_and_deleted_leaves_nothing(course: Course) -> None:
    session = await course.session(course.trainee)
    assert len(await course.told(course.trainee)) == 1
    await course.world.app.run(delete_session, course.admin.actor, session.id)
    assert await course.told(course.trainee) == []


async def test_what_is_taken_back_later_is_told_too(course: Course) -> None:
    session = await course.session(course.trainee)
    await course.settled()
    await course.change(session, title="Irrtum")
    await course.settled()
    await course.change(session, title=session.title)
    newest, older, _ = await course.told(course.trainee)
    assert changes(older) == {"title": ("Grundlagen", "Irrtum")}
    assert changes(newest) == {"title": ("Irrtum", "Grundlagen")}


async def test_deleting_a_session_cancels_it_for_its_people(course: Course) -> None:
    session = await course.session(course.trainee)
    await course.settled()
    await course.world.app.run(delete_session, course.admin.actor, session.id)
    for user in (course.trainee, course.trainer):
        assert await kinds(course.world, user) == ["session_cancelled", "session_assigned"]
    await course.settled()
    other = await course.session(course.trainee, status=SessionStatus.CANCELLED)
    await course.world.app.run(delete_session, course.admin.actor, other.id)
    assert len(await course.told(course.trainee)) == 2


async def test_a_new_trainer_and_the_one_before_are_told(course: Course) -> None:
    session = await course.session(course.trainee)
    await course.settled()
    successor = await course.world.trainer()
    await course.change(session, trainer_id=successor.id)
    assert await kinds(course.world, course.trainer) == ["session_removed", "session_assigned"]
    assert await kinds(course.world, successor) == ["session_assigned"]
    found = (await course.told(course.trainee))[0]
    assert changes(found) == {"trainer": (course.trainer.person, successor.person)}


async def test_adding_and_removing_trainees_concerns_only_them(course: Course) -> None:
    session = await course.session(course.other)
    await course.settled()
    run = course.world.app.run
    await run(
        add_trainees, course.admin.actor, session.id, TraineeList(trainee_ids=(course.trainee.id,)), True
    )
    assert await kinds(course.world, course.trainee) == ["session_assigned"]
    await course.settled()
    await run(remove_trainee, course.admin.actor, session.id, course.trainee.id)
    assert await kinds(course.world, course.trainee) == ["session_removed", "session_assigned"]
    for user in (course.other, course.trainer):
        assert await kinds(course.world, user) == ["session_assigned"]


async def test_whoever_was_removed_and_is_added_again_to_a_session_that_was_cancelled_meanwhile(
    course: Course,
) -> None:
    session = await course.session(course.trainee, course.other)
    await course.settled()
    await course.change(session, trainee_ids=(course.other.id,))
    await course.change(session, status=SessionStatus.CANCELLED)
    assert (await kinds(course.world, course.trainee))[0] == "session_removed"
    await course.change(session, trainee_ids=(course.trainee.id, course.other.id))
    assert await kinds(course.world, course.trainee) == ["session_cancelled", "session_assigned"]


async def test_what_is_over_is_history(course: Course) -> None:
    session = await course.session(course.trainee, start=NOW - 2 * HOUR)
    await course.change(session, title="Corrected")
    await course.change(session, status=SessionStatus.COMPLETED)
    assert await course.told(course.trainee) == []
    running = await course.session(course.other, start=NOW - HOUR / 2)
    await course.settled()
    await course.change(running, status=SessionStatus.COMPLETED)
    assert await kinds(course.world, course.other) == ["session_assigned"]


async def test_trainer_and_trainee_are_told_of_each_other(course: Course) -> None:
    pair = NewAssignment(student_id=course.trainee.id, teacher_id=course.trainer.id)
    await course.world.app.run(assign_student, course.admin.actor, pair)
    for user, other in ((course.trainee, course.trainer), (course.trainer, course.trainee)):
        found = await course.only(user)
        assert (found.kind, found.subject.type, found.subject.id, found.subject.title) == (
            "trainer_assigned",
            "user",
            other.id,
            other.name,
        )
    await course.world.app.run(unassign_student, course.admin.actor, course.trainee.id, course.trainer.id)
    for user in (course.trainee, course.trainer):
        assert await course.told(user) == []


async def test_a_password_that_somebody_else_has_reset_is_told_at_once(course: Course) -> None:
    await course.world.app.run(reset_password, course.admin.actor, course.trainee.id, PasswordReset())
    found = await course.only(course.trainee)
    assert (found.kind, found.actor, found.subject.title) == (
        "password_reset",
        course.admin.person,
        course.trainee.name,
    )


async def test_the_deactivated_are_told_nothing(course: Course) -> None:
    session = await course.session(course.trainee)
    await course.world.app.run(update_user, course.admin.actor, course.trainee.id, {"status": "deactivated"})
    await course.change(session, title="Kurs")
    await catch_up(course.world)
    found = await course.world.app.read(list_notifications, course.trainee.actor, EVERYTHING)
    assert found.items == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"kinds": {"nonsense": {"screen": True}}},
        {"kinds": {"session_changed": {"pigeon": True}}},
        {"kinds": {"password_reset": {"mail": False}}},
        {"reminders": {"minutes_before": [1]}},
        {"reminders": {"hours_before": [1]}},
        {"time_zone": "Europe/Nowhere"},
    ],
)
async def test_preferences_that_make_no_sense_are_refused(world: World, wrong: Any) -> None:
    trainee = await world.trainee()
    with pytest.raises(Invalid):
        await world.app.run(update_preferences, trainee.actor, wrong)


async def test_reminders_move_with_the_session(course: Course) -> None:
    start = NOW + timedelta(days=3)
    session = await course.session(course.trainee, start=start)
    course.world.now = start - timedelta(hours=30)
    await course.change(session, scheduled_date=start + timedelta(days=7))
    course.world.now = start - HOUR
    await catch_up(course.world)
    await remind(course.world)
    assert "session_reminder" not in await kinds(course.world, course.trainee)
    course.world.now = start + timedelta(days=6)
    await remind(course.world)
    assert (await kinds(course.world, course.trainee))[0] == "session_reminder"
    await course.change(session, status=SessionStatus.CANCELLED)
    await catch_up(course.world)
    course.world.now = start + timedelta(days=7) - HOUR
    await remind(course.world)
    assert (await kinds(course.world, course.trainee)).count("session_reminder") == 1


async def test_a_missed_reminder_is_made_up_for_until_the_session_begins(course: Course) -> None:
    early = await course.session(course.trainee, start=NOW + timedelta(days=2))
    late = await course.session(course.other, start=NOW + timedelta(days=3))
    await catch_up(course.world)
    course.world.now = late.scheduled_date - timedelta(minutes=10)
    await remind(course.world)
    assert "session_reminder" not in await kinds(course.world, course.trainee)
    assert await kinds(course.world, course.other) == ["session_reminder", "session_assigned"]
    assert early.ends_at < course.world.now


async def test_who_is_added_late_is_not_reminded_at_once(course: Course) -> None:
    session = await course.session(course.other, start=NOW + timedelta(hours=30))
    await catch_up(course.world)
    course.world.now = session.scheduled_date - timedelta(hours=2)
    await remind(course.world)
    newcomers = TraineeList(trainee_ids=(course.trainee.id,))
    await course.world.app.run(add_trainees, course.admin.actor, session.id, newcomers, True)
    assert await kinds(course.world, course.trainee) == ["session_assigned"]
    await remind(course.world)
    assert await kinds(course.world, course.trainee) == ["session_assigned"]
    course.world.now = session.scheduled_date - HOUR
    await remind(course.world)
    assert await kinds(course.world, course.trainee) == ["session_reminder", "session_assigned"]


async def test_who_was_in_a_session_before_anybody_was_told_knows_it(world: World) -> None:
    """As in the demo organisation, which is there before the server runs."""
    course = Course(world)
    course.admin, course.trainer = await world.admin(), await world.trainer()
    course.trainee = await world.trainee()
    coming = await course.session(course.trainee)
    await course.session(course.trainee, start=NOW - 48 * HOUR)
    await course.session(course.trainee, start=TOMORROW + HOUR, status=SessionStatus.CANCELLED)
    await start(world)
    assert await course.told(course.trainee) == []
    await course.change(coming, title="Changed")
    assert changes(await course.only(course.trainee)) == {"title": ("Grundlagen", "Changed")}
    world.now = TOMORROW - HOUR
    await remind(world)
    assert await kinds(world, course.trainee) == ["session_reminder", "session_changed"]
