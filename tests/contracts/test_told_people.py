"""Who was told what about a session, and whether it reached them, on every store."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.core.mailed import HOLD, LEASE, post
from tests.core.notified import LATER, TOMORROW, Course, catch_up, remind, told
from tests.core.organisation import HOUR, World
from tests.mail.steps import take
from tms_core.actor import SYSTEM
from tms_core.entity import PageRequest, PersonRef
from tms_core.errors import NotFound, NotPermitted
from tms_core.mail import sending
from tms_core.mail.delivery import Delivery, Outcome, Outgoing
from tms_core.mail.model import Reason
from tms_core.notifications.told_people import (
    NotificationMail,
    NotificationMailState,
    SessionNotification,
    list_session_notifications,
)
from tms_core.notifications.use_cases import (
    PreferenceChanges,
    ReadNotifications,
    mark_notifications_read,
    update_preferences,
)
from tms_core.sessions.enrolment import Reply
from tms_core.sessions.events import SessionView
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


async def test_what_became_of_the_mail(course: Course) -> None:
    no_mails = PreferenceChanges(kinds={"session_assigned": {"mail": False}})
    await course.world.app.run(update_preferences, course.trainee.actor, no_mails)
    session = await course.session(course.trainee, course.other)
    await catch_up(course.world)

    async def mails() -> dict[int, NotificationMail]:
        return {each.person.id: each.mail for each in await listed(course, session)}

    found = await mails()
    assert found[course.trainee.id] == NotificationMail(state=NotificationMailState.OFF)
    assert found[course.other.id].state == NotificationMailState.HELD
    assert found[course.other.id].next_at == course.world.now + HOLD
    course.world.now += LATER
    assert len(await post(course.world)) == 2
    is_file = NotificationMail(state=NotificationMailState.FILE, sent_at=course.world.now)
    found = await mails()
    assert (found[course.other.id], found[course.trainer.id]) == (is_file, is_file)
    world = course.world
    mail = replace(world.app.services.mail, server="mail.example.org:587")
    world.app.services = replace(world.app.services, mail=mail)
    assert (await mails())[course.other.id].state == NotificationMailState.SENT
    await course.change(session, title="Part two")
    await course.settled()
    await refuse_next(course)
    [failed] = [each for each in (await mails()).values() if each.state == NotificationMailState.FAILED]
    assert failed.reason == Reason.ADDRESS_REFUSED
    await post(course.world)
    await course.change(session, title="Part three")
    await course.settled()
    [missing] = [each for each in (await mails()).values() if each.state == NotificationMailState.NONE]
    assert missing.reason == Reason.ADDRESS_REFUSED


async def refuse_next(course: Course) -> None:
    """Let the mail server not accept the address of the next mail."""
    app = course.world.app
    taken = await take(app, LEASE)
    assert isinstance(taken, Outgoing)
    refused = Delivery(
        outcome=Outcome.ADDRESS_REFUSED, reply="550 no such user", reason=Reason.ADDRESS_REFUSED
    )
    await app.run(sending.settle_mail, SYSTEM, taken.mail, refused)
