"""Trainees say that they cannot come: shown on the roster, and told to the trainer."""

from __future__ import annotations

import pytest

from tests.core.notified import LATER, TOMORROW, Course, changes, kinds, remind, told
from tests.core.organisation import HOUR, World
from tms_core.actor import SYSTEM
from tms_core.errors import Conflict, NotFound, NotPermitted, Stale
from tms_core.sessions.commands import remove_trainee
from tms_core.sessions.enrolment import Reply
from tms_core.sessions.events import SessionView
from tms_core.sessions.model import SessionStatus
from tms_core.sessions.queries import get_session
from tms_core.sessions.replies import NewReply, reply_to_session
from tms_core.users.model import User
from tms_core.users.use_cases import delete_user, export_person

ILL = NewReply(reply=Reply.NOT_COMING, note="I am ill")


@pytest.fixture
async def course(world: World) -> Course:
    course = Course(world)
    await course.begin()
    return course


async def reply(course: Course, session: SessionView, user: User, new: NewReply = ILL) -> SessionView:
    return await course.world.app.run(reply_to_session, user.actor, session.id, new)


async def replies_to(course: Course, session: SessionView, user: User) -> list[tuple[int, str, str | None]]:
    view = await course.world.app.read(get_session, user.actor, session.id)
    return [(each.trainee_id, each.reply, each.note) for each in view.replies]


async def test_a_reply_is_shown_to_who_may_see_the_roster_and_to_oneself(course: Course) -> None:
    session = await course.session(course.trainee, course.other)
    answered = await reply(course, session, course.trainee)
    mine = (course.trainee.id, "not_coming", "I am ill")
    assert (answered.version, answered.trainee_ids) == (session.version + 1, [course.trainee.id])
    await reply(course, session, course.other, NewReply(reply=Reply.COMING))
    theirs = (course.other.id, "coming", None)
    for user in (course.admin, course.trainer):
        assert await replies_to(course, session, user) == [mine, theirs]
    assert await replies_to(course, session, course.trainee) == [mine]
    assert await replies_to(course, session, course.other) == [theirs]


async def test_the_trainer_is_told_who_cannot_come_and_why(course: Course) -> None:
    session = await course.session(course.trainee, course.other)
    await course.settled()
    await reply(course, session, course.trainee)
    await reply(course, session, course.other, NewReply(reply=Reply.COMING))
    found, _ = await course.told(course.trainer)
    assert (found.kind, found.actor, found.subject.id) == (
        "reply_received",
        course.trainee.person,
        session.id,
    )
    assert changes(found) == {"reply": (None, "not_coming"), "note": (None, "I am ill")}
    await reply(course, session, course.trainee, NewReply(reply=Reply.NOT_COMING, note="Train is late"))
    found, _ = await course.told(course.trainer)
    assert changes(found)["note"] == (None, "Train is late")
    await reply(course, session, course.trainee, NewReply(reply=None))
    assert await kinds(course.world, course.trainer) == ["session_assigned"]
    assert await kinds(course.world, course.trainee) == ["session_assigned"]


async def test_who_can_come_after_all_is_told_too(course: Course) -> None:
    session = await course.session(course.trainee)
    await reply(course, session, course.trainee)
    await course.settled()
    await reply(course, session, course.trainee, NewReply(reply=Reply.COMING))
    newest = (await course.told(course.trainer))[0]
    assert changes(newest) == {"reply": ("not_coming", "coming"), "note": ("I am ill", None)}


async def test_a_reply_is_about_one_time_and_one_place(course: Course) -> None:
    session = await course.session(course.trainee)
    await reply(course, session, course.trainee)
    await course.change(session, title="Another title")
    assert len(await replies_to(course, session, course.trainer)) == 1
    await course.change(session, scheduled_date=TOMORROW + HOUR)
    assert await replies_to(course, session, course.trainer) == []
    await reply(course, session, course.trainee)
    await course.world.app.run(remove_trainee, course.admin.actor, session.id, course.trainee.id)
    await course.change(session, trainee_ids=(course.trainee.id,))
    assert await replies_to(course, session, course.trainer) == []


async def test_who_cannot_come_is_not_reminded(course: Course) -> None:
    session = await course.session(course.trainee, course.other)
    await reply(course, session, course.trainee)
    await course.settled()
    course.world.now = session.scheduled_date - HOUR
    await remind(course.world)
    assert "session_reminder" not in await kinds(course.world, course.trainee)
    assert "session_reminder" in await kinds(course.world, course.other)


async def test_replies_are_refused_when_they_make_no_sense(course: Course) -> None:
    session = await course.session(course.trainee)
    with pytest.raises(NotFound):
        await reply(course, session, course.other)
    with pytest.raises(NotPermitted):
        await reply(course, session, course.trainer)
    with pytest.raises(Stale) as stale:
        await course.world.app.run(reply_to_session, course.trainee.actor, session.id, ILL, [99])
    assert stale.value.extra["current"].trainee_ids == [course.trainee.id]  # type: ignore[attr-defined]
    cancelled = await course.session(course.trainee, status=SessionStatus.CANCELLED)
    with pytest.raises(Conflict, match="does not take place"):
        await reply(course, cancelled, course.trainee)
    course.world.now = session.scheduled_date
    with pytest.raises(Conflict, match="has started"):
        await reply(course, session, course.trainee)


async def test_whoever_leaves_takes_along_what_they_have_replied(course: Course) -> None:
    session = await course.session(course.trainee)
    await reply(course, session, course.trainee)
    exported = await course.world.app.read(export_person, SYSTEM, course.trainee.id)
    assert "I am ill" in str(exported["sessions_taken"])
    assert len(await course.told(course.trainer)) == 2
    course.world.now = session.ends_at + LATER
    await course.world.app.run(delete_user, course.admin.actor, course.trainee.id)
    assert "I am ill" not in str(await told(course.world, course.trainer))
    assert await replies_to(course, session, course.trainer) == [(course.trainee.id, "not_coming", None)]
