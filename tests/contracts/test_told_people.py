"""Who was told what about a session, and whether it reached them, on every store."""

from __future__ import annotations

import pytest

from tests.core.notified import LATER, TOMORROW, Course, remind, told
from tests.core.organisation import HOUR, World
from tms_core.entity import PageRequest, PersonRef
from tms_core.errors import NotFound, NotPermitted
from tms_core.notifications.told_people import SessionNotification, list_session_notifications
from tms_core.notifications.use_cases import ReadNotifications, mark_notifications_read
from tms_core.sessions.events import SessionView
from tms_core.sessions.model import Reply
from tms_core.sessions.replies import NewReply, reply_to_session
from tms_core.users.model import User
from tms_core.users.use_cases import delete_user

ALL = PageRequest(limit=500)


@pytest.fixture
async def course(world: World) -> Course:
    course = Course(world)
    await course.begin()
    return course


async def listed(
    course: Course, session: SessionView, reader: User | None = None, of: User | None = None
) -> list[SessionNotification]:
    actor = (reader or course.admin).actor
    user_id = None if of is None else of.id
    found = await course.world.app.read(list_session_notifications, actor, session.id, ALL, user_id)
    assert found.total == len(found.items)
    return found.items


def briefly(found: list[SessionNotification]) -> list[tuple[PersonRef, str]]:
    return [(each.person, each.kind) for each in found]


async def test_each_person_with_the_last_thing_they_were_told(course: Course) -> None:
    session = await course.session(course.trainee, course.other)
    elsewhere = await course.session(course.other, start=TOMORROW + 5 * HOUR)
    await course.settled()
    await course.change(session, by=course.trainer, scheduled_date=TOMORROW + HOUR)
    await course.settled()
    await course.change(session, trainee_ids=(course.trainee.id,))
    await course.settled()
    found = await listed(course, session, course.trainer)
    assert briefly(found) == [
        (course.other.person, "session_removed"),
        (course.trainee.person, "session_changed"),
        (course.trainer.person, "session_assigned"),
    ]
    assert found[1].actor == course.trainer.person
    assert [(each.field, each.after) for each in found[1].changes] == [
        ("scheduled_date", "2026-05-05T10:00:00.123457Z")
    ]
    everything = await listed(course, session, of=course.trainee)
    assert [each.kind for each in everything] == ["session_changed", "session_assigned"]
    assert briefly(await listed(course, elsewhere)) == [
        (course.other.person, "session_assigned"),
        (course.trainer.person, "session_assigned"),
    ]


async def test_what_was_read_and_reminders_but_no_replies(course: Course) -> None:
    session = await course.session(course.trainee)
    [assigned] = await told(course.world, course.trainee)
    read = ReadNotifications(ids=(assigned.id,))
    await course.world.app.run(mark_notifications_read, course.trainee.actor, read)
    assert (await listed(course, session, of=course.trainee))[0].read_at == course.world.now
    ill = NewReply(reply=Reply.NOT_COMING)
    await course.world.app.run(reply_to_session, course.trainee.actor, session.id, ill)
    await course.settled()
    assert len(await told(course.world, course.trainer)) == 2
    assert [each.kind for each in await listed(course, session, of=course.trainer)] == ["session_assigned"]
    course.world.now = session.scheduled_date - HOUR
    await remind(course.world)
    assert (await listed(course, session))[0].kind == "session_reminder"


async def test_pages(course: Course) -> None:
    session = await course.session(course.trainee, course.other)
    await course.settled()
    every = await listed(course, session)
    first = await course.world.app.read(
        list_session_notifications, course.admin.actor, session.id, PageRequest(limit=2)
    )
    assert (first.total, first.items) == (3, every[:2])
    rest = PageRequest(limit=2, after=first.next)
    last = await course.world.app.read(list_session_notifications, course.admin.actor, session.id, rest)
    assert (last.next, last.items) == (None, every[2:])


async def test_only_for_admins_and_its_trainer(course: Course) -> None:
    session = await course.session(course.trainee)
    with pytest.raises(NotPermitted):
        await listed(course, session, course.trainee)
    with pytest.raises(NotFound):
        await listed(course, session, await course.world.trainer())


async def test_whoever_leaves_takes_along_what_they_were_told(course: Course) -> None:
    session = await course.session(course.trainee)
    await course.settled()
    course.world.now = session.ends_at + LATER
    await course.world.app.run(delete_user, course.admin.actor, course.trainee.id)
    assert briefly(await listed(course, session)) == [(course.trainer.person, "session_assigned")]
