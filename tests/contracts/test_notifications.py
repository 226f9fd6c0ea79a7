"""Notifications on every store."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.core.notified import (
    EVERYTHING,
    LEASE,
    TOMORROW,
    Course,
    catch_up,
    changes,
    kinds,
    live_events,
    remind,
)
from tests.core.organisation import HOUR, NOW, World
from tms_core.actor import SYSTEM
from tms_core.assignments.model import NewAssignment
from tms_core.assignments.use_cases import assign_student
from tms_core.consumers.use_cases import pass_gap
from tms_core.entity import PageRequest, PersonRef
from tms_core.notifications.events import ToldIds
from tms_core.notifications.model import Channels
from tms_core.notifications.news import NEWS
from tms_core.notifications.use_cases import (
    PreferenceChanges,
    ReadNotifications,
    get_preferences,
    list_notifications,
    mark_notifications_read,
    purge_notifications,
    update_preferences,
)
from tms_core.sessions.attendance import mark_attendance
from tms_core.sessions.enrolment import AttendanceStatus
from tms_core.sessions.inputs import Attendance
from tms_core.sessions.model import SessionStatus
from tms_core.users.use_cases import delete_user, export_person


@pytest.fixture
async def course(world: World) -> Course:
    course = Course(world)
    await course.begin()
    return course


async def test_several_changes_within_the_hold_are_one_notification(course: Course) -> None:
    session = await course.session(course.trainee)
    await course.settled()
    await course.change(session, title="A")
    first = (await course.told(course.trainee))[0]
    await course.world.app.run(
        mark_notifications_read, course.trainee.actor, ReadNotifications(ids=(first.id,))
    )
    course.world.now += timedelta(seconds=50)
    await course.change(session, by=course.trainer, title="B", class_link="https://meet.example.org/b")
    second, _ = await course.told(course.trainee)
    assert (second.id, second.read_at, second.subject.title) == (first.id, None, "B")
    assert changes(second) == {
        "title": ("Grundlagen", "B"),
        "class_link": (None, "https://meet.example.org/b"),
    }
    events = (await live_events(course.world))["notification"]
    mine = [dict(each.pairs).get(course.trainee.id) for each in events if isinstance(each, ToldIds)]
    assert mine[-2:] == [first.id, first.id]


async def test_what_is_taken_back_within_the_hold_leaves_nothing(course: Course) -> None:
    session = await course.session(course.trainee)
    await course.settled()
    before = await course.told(course.trainee)
    for there, back in (
        ({"title": "Irrtum"}, {"title": session.title}),
        ({"status": SessionStatus.CANCELLED}, {"status": SessionStatus.SCHEDULED}),
        ({"trainee_ids": (course.other.id,)}, {"trainee_ids": (course.trainee.id,)}),
    ):
        await course.change(session, **there)
        assert len(await course.told(course.trainee)) == 2
        await course.change(session, **back)
        assert await course.told(course.trainee) == before
    assert await course.told(course.other) == []
    assert len((await live_events(course.world))["notifications_removed"]) == 3


async def test_cancelled_with_the_reason_and_on_again(course: Course) -> None:
    session = await course.session(course.trainee)
    await course.settled()
    await course.change(session, status=SessionStatus.CANCELLED, status_reason="Heating")
    found = (await course.told(course.trainee))[0]
    assert found.kind == "session_cancelled"
    assert changes(found)["status_reason"] == (None, "Heating")
    assert changes(found)["scheduled_date"] == ("2026-05-05T09:00:00.123457Z", None)
    await course.settled()
    await course.change(session, title="Unseen")
    assert len(await course.told(course.trainee)) == 2
    await course.change(session, status=SessionStatus.SCHEDULED)
    again = (await course.told(course.trainee))[0]
    assert (again.kind, changes(again)["title"]) == ("session_assigned", (None, "Unseen"))


async def test_who_is_removed_is_told_nothing_that_is_new(course: Course) -> None:
    session = await course.session(course.trainee, course.other)
    await course.settled()
    secret = {"title": "Without Rui", "class_link": "https://meet.example.org/secret"}
    await course.change(session, trainee_ids=(course.other.id,), **secret)
    removed = (await course.told(course.trainee))[0]
    assert (removed.kind, removed.subject.title) == ("session_removed", "Grundlagen")
    assert {after for _, after in changes(removed).values()} == {None}
    assert "Without Rui" not in str(removed)
    await course.settled()
    await course.change(session, title="Something else")
    assert len(await course.told(course.trainee)) == 2
    assert (await course.told(course.other))[0].kind == "session_changed"


async def test_reading_is_shared_and_only_ones_own(course: Course) -> None:
    for number in range(4):
        course.world.now += timedelta(minutes=1)
        await course.session(course.trainee, start=TOMORROW + number * HOUR)
    run, actor = course.world.app.run, course.trainee.actor
    fourth, third, second, first = await course.told(course.trainee)
    theirs = (await course.told(course.trainer))[0]
    await run(mark_notifications_read, actor, ReadNotifications(ids=(second.id, theirs.id, 999)))
    unread = await course.world.app.read(list_notifications, actor, EVERYTHING, unread=True)
    assert [each.id for each in unread.items] == [fourth.id, third.id, first.id]
    assert unread.total == 3
    await run(mark_notifications_read, actor, ReadNotifications(up_to=third.id))
    unread = await course.world.app.read(list_notifications, actor, EVERYTHING, unread=True)
    assert [each.id for each in unread.items] == [fourth.id]
    assert all(each.read_at is None for each in await course.told(course.trainer))
    for again in (ReadNotifications(ids=(second.id,)), ReadNotifications(up_to=first.id)):
        await run(mark_notifications_read, actor, again)
    read = (await live_events(course.world))["notifications_read"]
    assert read == [{"ids": [second.id]}, {"up_to": third.id}]


async def test_pages_by_time_and_for_ninety_days(course: Course) -> None:
    for number in range(5):
        await course.session(course.trainee, start=TOMORROW + number * HOUR)
    await catch_up(course.world)
    whole = await course.told(course.trainee)
    assert [each.id for each in whole] == sorted((each.id for each in whole), reverse=True)
    read, actor = course.world.app.read, course.trainee.actor
    seen, after = [], None
    while True:
        page = await read(list_notifications, actor, PageRequest(limit=2, after=after))
        seen += page.items
        after = page.next
        if after is None:
            break
    assert seen == whole
    course.world.now += timedelta(days=91)
    assert (await read(list_notifications, actor, EVERYTHING)).total == 0
    assert await course.world.app.run(purge_notifications, SYSTEM) == 10
    assert await course.world.app.run(purge_notifications, SYSTEM) == 0


async def test_preferences_switch_off_kinds_and_channels(course: Course) -> None:
    actor = course.trainee.actor
    chosen = PreferenceChanges(
        kinds={"session_changed": {"screen": False, "mail": False}, "session_assigned": {"screen": False}}
    )
    view = await course.world.app.run(update_preferences, actor, chosen)
    assert view.kinds["session_changed"] == Channels(screen=False, mail=False)
    assert view.kinds["session_assigned"] == Channels(screen=False, mail=True)
    session = await course.session(course.trainee)
    await course.settled()
    await course.change(session, title="Kurs")
    assert await course.told(course.trainee) == []
    exported = await course.world.app.read(export_person, actor, course.trainee.id)
    assert [each.kind for each in exported["notifications"]] == ["session_assigned"]  # type: ignore[attr-defined]
    again = await course.world.app.run(
        update_preferences, actor, PreferenceChanges(kinds={"session_changed": {"screen": True}})
    )
    assert again.kinds["session_changed"] == Channels(screen=True, mail=False)
    assert await course.world.app.read(get_preferences, actor) == again
    await course.settled()
    await course.change(session, title="Kurs zwei")
    assert changes(await course.only(course.trainee)) == {"title": ("Kurs", "Kurs zwei")}


async def test_preferences_keep_language_and_zone_with_the_account(course: Course) -> None:
    wanted = PreferenceChanges(language="pt", time_zone="Europe/Lisbon")  # type: ignore[typeddict-item]
    view = await course.world.app.run(update_preferences, course.trainee.actor, wanted)
    assert (view.language, view.time_zone) == ("pt", "Europe/Lisbon")
    assert view.reminders.minutes_before == (1440, 60)


async def test_reminders_go_out_a_day_and_an_hour_before(course: Course) -> None:
    start = NOW + timedelta(days=2)
    session = await course.session(course.trainee, start=start)
    seen = []
    for due in (timedelta(hours=25), timedelta(hours=24), timedelta(hours=2), HOUR, timedelta(minutes=1)):
        course.world.now = start - due
        await catch_up(course.world)
        await remind(course.world)
        await remind(course.world)
        seen.append((await kinds(course.world, course.trainee)).count("session_reminder"))
    assert seen == [0, 1, 1, 2, 2]
    reminder = (await course.told(course.trainee))[0]
    assert (reminder.subject.id, reminder.actor) == (session.id, None)
    assert changes(reminder) == {"scheduled_date": (None, "2026-05-06T09:00:00.123457Z")}
    assert (await kinds(course.world, course.trainer)).count("session_reminder") == 2


async def test_reminders_come_when_somebody_has_chosen(course: Course) -> None:
    session = await course.session(course.trainee, start=NOW + timedelta(hours=20))
    await catch_up(course.world)
    wanted = PreferenceChanges(reminders={"minutes_before": [15]})
    view = await course.world.app.run(update_preferences, course.trainee.actor, wanted)
    assert view.reminders.minutes_before == (15,)
    for before, expected in ((60, 0), (15, 1)):
        course.world.now = session.scheduled_date - timedelta(minutes=before)
        await remind(course.world)
        assert (await kinds(course.world, course.trainee)).count("session_reminder") == expected
    assert (await kinds(course.world, course.trainer)).count("session_reminder") == 1


async def test_missing_attendance_is_told_to_the_trainer_once(course: Course) -> None:
    session = await course.session(course.trainee, course.other, start=NOW + HOUR)
    marked = await course.session(course.trainee, start=NOW + HOUR)
    await catch_up(course.world)
    course.world.now = session.ends_at
    present = Attendance(records=({"trainee_id": course.trainee.id, "status": AttendanceStatus.PRESENT},))
    for each in (session, marked):
        await course.world.app.run(mark_attendance, course.trainer.actor, each.id, present)
    await course.change(session, status=SessionStatus.COMPLETED)
    await catch_up(course.world)
    for expected in (0, 1, 1):
        await remind(course.world)
        found = [each for each in await course.told(course.trainer) if each.kind == "attendance_missing"]
        assert [each.subject.id for each in found] == [session.id] * expected
        course.world.now += HOUR
    assert "attendance_missing" not in await kinds(course.world, course.trainee)


async def test_whoever_leaves_takes_along_what_they_were_told(course: Course) -> None:
    pair = NewAssignment(student_id=course.trainee.id, teacher_id=course.trainer.id)
    await course.world.app.run(assign_student, course.admin.actor, pair)
    session = await course.session(course.other)
    await course.settled()
    await course.change(session, by=course.trainer, title="Kurs")
    await course.settled()
    leaving = course.trainer
    successor = await course.world.trainer()
    await course.world.app.run(delete_user, course.admin.actor, leaving.id, reassign_to=successor.id)
    gone = await course.world.app.read(list_notifications, leaving.actor, EVERYTHING)
    assert gone.items == []
    assert await course.told(course.trainee) == []
    moved, changed, assigned = await course.told(course.other)
    nobody = PersonRef(id=leaving.id, name="Deleted user")
    assert changed.actor == nobody
    assert changes(assigned)["trainer"] == (None, nobody)
    assert changes(moved)["trainer"][0] == nobody


async def test_after_events_were_missed_everything_is_compared_once(course: Course) -> None:
    changed = await course.session(course.trainee, title="Changed")
    cancelled = await course.session(course.trainee, title="Cancelled", start=TOMORROW + HOUR)
    same = await course.session(course.trainee, title="Same", start=TOMORROW + 2 * HOUR)
    await course.settled()
    before = len(await course.told(course.trainee))
    position = (await course.world.store.log.state()).head.number
    await course.change(changed, title="Changed again")
    await course.change(cancelled, status=SessionStatus.CANCELLED)
    await course.change(same, capacity=9)
    await course.session(course.trainee, title="New", start=TOMORROW + 3 * HOUR)
    missed = (await course.world.store.log.state()).head.number - position
    await course.world.app.run(pass_gap, SYSTEM, NEWS, position, missed, LEASE)
    found = (await course.told(course.trainee))[: -before or None]
    assert {(each.kind, each.subject.title) for each in found} == {
        ("session_changed", "Changed again"),
        ("session_cancelled", "Cancelled"),
        ("session_assigned", "New"),
    }
    assert all(each.actor is None for each in found)
