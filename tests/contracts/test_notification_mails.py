"""Notifications go out by mail on every store: held, merged, withdrawn, and not sent to whom they do not concern any more."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.core.mailed import HOLD, letters, post
from tests.core.notified import TOMORROW, Course, catch_up, remind
from tests.core.organisation import HOUR, World
from tests.mail.news import outbox
from tms_core.actor import SYSTEM, Actor
from tms_core.application.letters import Letter
from tms_core.assignments.model import NewAssignment
from tms_core.assignments.use_cases import assign_student, unassign_student
from tms_core.auth.model import PasswordReset
from tms_core.auth.use_cases import reset_password
from tms_core.mail.model import OutboxRepository, RefusedAddress
from tms_core.notifications.use_cases import PreferenceChanges, update_preferences
from tms_core.sessions.commands import remove_trainee
from tms_core.sessions.model import SessionStatus
from tms_core.unit_of_work import UnitOfWork
from tms_core.use_cases import command
from tms_core.users.model import UserChanges
from tms_core.users.use_cases import delete_user, update_user


@pytest.fixture
async def course(world: World) -> Course:
    course = Course(world)
    await course.begin()
    return course


async def subjects(course: Course, *, after: timedelta = HOLD) -> list[str]:
    """The subjects of the mails that the trainee is sent once what was held so far has gone out."""
    await catch_up(course.world)
    course.world.now += after
    return [letter.subject for letter in await letters(course.world, course.trainee)]


def facts(letter: Letter) -> dict[str, tuple[str | None, str]]:
    """What a letter says, and what that was before, by what it says it of."""
    return {fact.label: (fact.before, fact.value) for section in letter.sections for fact in section.facts}


async def test_several_changes_are_one_mail_after_the_last(course: Course) -> None:
    session = await course.session(course.trainee)
    assert await subjects(course) == ["New session: Grundlagen, Tue 5 May 09:00"]
    for hours in (1, 2, 3):
        await course.change(session, scheduled_date=TOMORROW + hours * HOUR)
        assert await subjects(course, after=HOLD / 2) == []
    course.world.now += HOLD / 2
    [letter] = await letters(course.world, course.trainee)
    assert letter.subject == "Moved: Grundlagen, Tue 5 May 12:00"
    assert facts(letter)["When"] == ("Tuesday 5 May, 09:00–10:00", "Tuesday 5 May, 12:00–13:00")
    assert {(mail.kind, mail.state) for mail in await outbox(course.world.app)} == {("notification", "sent")}


async def test_a_new_place_is_told_with_the_one_before(course: Course) -> None:
    session = await course.session(course.trainee, location="Room 1")
    await catch_up(course.world)
    course.world.now += HOLD
    [letter] = await letters(course.world, course.trainee)
    assert facts(letter)["Where"] == (None, "Room 1")
    for place, subject, told in (
        ("Room 2", "New place", ("Room 1", "Room 2")),
        (None, "Changed", ("Room 2", "not set")),
    ):
        await course.change(session, location=place)
        await catch_up(course.world)
        course.world.now += HOLD
        [letter] = await letters(course.world, course.trainee)
        assert (letter.subject, facts(letter)["Where"]) == (f"{subject}: Grundlagen, Tue 5 May 09:00", told)


async def test_mails_are_held_five_times_as_long_at_most(course: Course) -> None:
    session = await course.session(course.trainee)
    await subjects(course)
    seen = []
    for number in range(8):
        await course.change(session, title=f"Kurs {number}")
        seen.append(len(await subjects(course, after=HOLD * 0.75)))
    assert seen == [0, 0, 0, 0, 0, 0, 1, 0]


async def test_what_is_taken_back_within_the_hold_mails_nobody(course: Course) -> None:
    session = await course.session(course.trainee)
    await subjects(course)
    for there, back in (
        ({"title": "Irrtum"}, {"title": session.title}),
        ({"status": SessionStatus.CANCELLED}, {"status": SessionStatus.SCHEDULED}),
        ({"trainee_ids": (course.other.id,)}, {"trainee_ids": (course.trainee.id,)}),
    ):
        await course.change(session, **there)
        await catch_up(course.world)
        course.world.now += HOLD / 2
        await course.change(session, **back)
        await catch_up(course.world)
        course.world.now += 5 * HOLD
        assert await post(course.world) == []
    pair = NewAssignment(student_id=course.trainee.id, teacher_id=course.trainer.id)
    await course.world.app.run(assign_student, course.admin.actor, pair)
    await catch_up(course.world)
    await course.world.app.run(unassign_student, course.admin.actor, course.trainee.id, course.trainer.id)
    assert await subjects(course) == []
    assert {mail.state for mail in await outbox(course.world.app)} == {"sent"}


async def test_what_was_mailed_is_told_anew_when_it_changes_again(course: Course) -> None:
    """The mail may go out before the consumer has heard of a change that was made within the hold."""
    session = await course.session(course.trainee)
    await subjects(course)
    await course.change(session, title="Kurs")
    await catch_up(course.world)
    course.world.now += HOLD - timedelta(seconds=1)
    await course.change(session, title="Grundlagen")
    course.world.now += timedelta(seconds=1)
    [letter] = await letters(course.world, course.trainee)
    assert (letter.subject, letter.sections[0].heading) == ("Renamed: Kurs, Tue 5 May 09:00", "Kurs")
    assert await subjects(course) == ["Renamed: Grundlagen, Tue 5 May 09:00"]


async def test_preferences_count_when_it_happens_and_when_it_is_sent(course: Course) -> None:
    async def choose(**channels: bool) -> None:
        wanted = PreferenceChanges(kinds={"session_changed": channels})
        await course.world.app.run(update_preferences, course.trainee.actor, wanted)

    session = await course.session(course.trainee)
    await subjects(course)
    await choose(mail=False)
    await course.change(session, title="A")
    await catch_up(course.world)
    await choose(mail=True)
    assert await subjects(course) == []
    await course.change(session, title="B")
    await catch_up(course.world)
    await choose(mail=False)
    assert await subjects(course) == []
    await choose(mail=True, screen=False)
    await course.change(session, title="C")
    assert await subjects(course) == ["Renamed: C, Tue 5 May 09:00"]
    assert len(await course.told(course.trainee)) == 3


@command()
async def refuse(uow: UnitOfWork, actor: Actor, user_id: int, address: str) -> None:
    """A mail server does not accept somebody's address."""
    refused = RefusedAddress(user_id=user_id, address=address, error="550 Unknown", refused_at=uow.now)
    await uow.repository(OutboxRepository).save_refused(refused)


async def test_who_cannot_be_reached_gets_no_mail_and_holds_up_nobody(course: Course) -> None:
    world, admin = course.world, course.admin.actor
    refused, leaving, deleted = await world.trainees(3)
    session = await course.session(course.trainee, refused, leaving, deleted)
    await subjects(course)
    await world.app.run(refuse, SYSTEM, refused.id, refused.email)
    await course.change(session, title="Kurs")
    await catch_up(world)
    await world.app.run(update_user, admin, leaving.id, UserChanges(status="deactivated"))  # type: ignore[typeddict-item]
    await world.app.run(delete_user, admin, deleted.id)
    assert await subjects(course) == ["Renamed: Kurs, Tue 5 May 09:00"]
    assert {mail.state for mail in await outbox(world.app)} == {"sent"}
    assert [mail.subject for mail in await outbox(world.app, user_id=refused.id)] == [
        "New session: Grundlagen, Tue 5 May 09:00"
    ]
    await world.app.run(update_user, admin, refused.id, UserChanges(email="new@example.org"))
    await course.change(session, title="Kurs zwei")
    await subjects(course)
    assert len(await outbox(world.app, user_id=refused.id)) == 2


async def test_who_may_not_see_the_session_any_more_when_the_mail_is_sent_gets_none(course: Course) -> None:
    session = await course.session(course.trainee)
    await subjects(course)
    await course.change(session, title="Secret")
    await catch_up(course.world)
    course.world.now += HOLD
    await course.world.app.run(remove_trainee, course.admin.actor, session.id, course.trainee.id)
    assert await letters(course.world, course.trainee) == []
    assert await subjects(course) == ["You no longer take part: Secret, Tue 5 May 09:00"]


async def test_what_is_over_is_not_mailed(course: Course) -> None:
    session = await course.session(course.trainee, start=course.world.now + HOUR)
    await subjects(course)
    await course.change(session, title="Kurs")
    assert await subjects(course, after=3 * HOUR) == []


async def test_reminders_and_missing_attendance_are_mailed_at_once(course: Course) -> None:
    session = await course.session(course.trainee)
    await subjects(course)
    course.world.now = session.scheduled_date - HOUR
    await remind(course.world)
    sent = {each.reader.user.id: each.letter for each in await post(course.world)}
    assert sent.keys() == {course.trainee.id, course.trainer.id}
    assert sent[course.trainee.id].subject == "Reminder: Grundlagen, Tue 5 May 09:00"
    assert sent[course.trainee.id].sections[0].paragraphs == ("This session starts today at 09:00.",)
    course.world.now = session.ends_at + HOUR
    await remind(course.world)
    [outgoing] = await post(course.world)
    assert outgoing.reader.user.id == course.trainer.id
    assert outgoing.letter.subject == "Attendance is missing: Grundlagen, Tue 5 May 09:00"
    button = outgoing.letter.sections[0].button
    assert button is not None
    assert button.path == f"/app/sessions/{session.id}?dialog=attendance"


async def test_a_reminder_of_a_time_that_has_changed_is_not_sent(course: Course) -> None:
    session = await course.session(course.trainee)
    await subjects(course)
    course.world.now = session.scheduled_date - HOUR
    await remind(course.world)
    await course.change(session, scheduled_date=session.scheduled_date + HOUR)
    assert await letters(course.world, course.trainee) == []
    assert await subjects(course) == ["Moved: Grundlagen, Tue 5 May 10:00"]


async def test_a_password_that_was_reset_has_its_own_mail_and_no_second_one(course: Course) -> None:
    await course.world.app.run(reset_password, course.admin.actor, course.trainee.id, PasswordReset())
    assert len(await course.told(course.trainee)) == 1
    assert await subjects(course) == []
