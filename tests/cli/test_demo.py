"""The demo organisation is plausible, obeys every rule of the system, and is the same all day."""

from __future__ import annotations

import asyncio
import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from tests.core import notified
from tests.core.organisation import services
from tests.patience import promised
from tms_adapters.memory import MemoryStore
from tms_core.actor import SYSTEM, Role
from tms_core.application import Application
from tms_core.assignments.use_cases import list_assignments
from tms_core.auth.model import AuditFilter, SignIn
from tms_core.auth.sign_in import sign_in
from tms_core.auth.use_cases import list_password_log
from tms_core.consumers.use_cases import take_lease
from tms_core.entity import PageRequest
from tms_core.errors import Conflict, NotAuthenticated
from tms_core.mail.model import OutboxFilter
from tms_core.mail.use_cases import list_outbox
from tms_core.notifications.news import NEWS
from tms_core.notifications.use_cases import list_notifications
from tms_core.sessions.events import SessionView
from tms_core.sessions.inputs import SessionFilter
from tms_core.sessions.model import SessionStatus
from tms_core.sessions.queries import list_sessions
from tms_core.users.model import User, UserFilter
from tms_core.users.use_cases import list_users
from tms_demo.news import make_news
from tms_demo.seed import DemoSignIn, seed_demo

NOW = datetime(2026, 5, 6, 13, 37, tzinfo=UTC)
MIDNIGHT = NOW.replace(hour=0, minute=0)
EVERYTHING = PageRequest(limit=10_000)


class Demo:
    """A store filled with the demo data, and its content."""

    def __init__(self, now: datetime = NOW) -> None:
        self.store = MemoryStore()
        self.app = Application(self.store, services(), clock=lambda: now)

    async def filled(self) -> Demo:
        self.sign_ins: list[DemoSignIn] = await self.app.run(seed_demo, SYSTEM)
        self.users: list[User] = (await self.app.read(list_users, SYSTEM, UserFilter(), EVERYTHING)).items
        wanted = SessionFilter(ascending=True)
        self.sessions: list[SessionView] = (
            await self.app.read(list_sessions, SYSTEM, wanted, EVERYTHING)
        ).items
        return self

    def with_role(self, role: Role) -> list[User]:
        return [user for user in self.users if user.role is role]


@pytest.fixture(scope="module")
def demo() -> Demo:
    return asyncio.run(Demo().filled())


def scripts(texts: Iterator[str]) -> set[str]:
    """The first word of a letter's Unicode name is its script."""
    return {unicodedata.name(letter, "?").split()[0] for text in texts for letter in text if letter.isalpha()}


async def test_the_demo_has_the_people_of_a_small_academy(demo: Demo) -> None:
    assert Counter(user.role for user in demo.users) == {Role.ADMIN: 2, Role.TRAINER: 8, Role.TRAINEE: 120}
    found = scripts(user.name for user in demo.users)
    assert found >= {"LATIN", "GREEK", "CYRILLIC", "CJK", "HANGUL", "ARABIC", "HEBREW", "DEVANAGARI", "THAI"}
    assert any(not user.name.isascii() and scripts(iter([user.name])) == {"LATIN"} for user in demo.users)
    assert sum(user.username.isascii() for user in demo.users) > 120


async def test_the_demo_has_two_years_of_sessions_in_several_time_zones(demo: Demo) -> None:
    assert 2300 <= len(demo.sessions) <= 2700
    year = timedelta(days=365)
    assert abs(demo.sessions[0].scheduled_date - (NOW - year)) < timedelta(days=10)
    assert abs(demo.sessions[-1].scheduled_date - (NOW + year)) < timedelta(days=10)
    assert len({session.time_zone for session in demo.sessions}) >= 6
    gaps = [after.scheduled_date - before.scheduled_date for before, after in pairwise(demo.sessions)]
    assert max(gaps) < timedelta(days=30)


async def test_nobody_is_in_two_sessions_at_once(demo: Demo) -> None:
    for person in demo.users:
        own = [one for one in demo.sessions if person.id == one.trainer_id or person.id in one.trainee_ids]
        for before, after in pairwise(own):
            assert before.ends_at <= after.scheduled_date, (person.name, before.title, after.title)


async def test_trainers_teach_in_office_hours_where_they_are(demo: Demo) -> None:
    for session in demo.sessions:
        local = session.scheduled_date.astimezone(ZoneInfo(session.time_zone))
        assert 8 <= local.hour < 18, session
        assert local.weekday() < 5, session


async def test_trainers_lead_and_trainees_take_part(demo: Demo) -> None:
    roles = {user.id: user.role for user in demo.users}
    for session in demo.sessions:
        assert roles[session.trainer_id] is Role.TRAINER
        assert {roles[trainee_id] for trainee_id in session.trainee_ids} == {Role.TRAINEE}
        assert session.capacity is None or session.trainee_count <= session.capacity


async def test_past_sessions_have_attendance_with_notes_and_future_ones_have_none(demo: Demo) -> None:
    past = [session for session in demo.sessions if session.ends_at <= MIDNIGHT]
    coming = [session for session in demo.sessions if session.ends_at > MIDNIGHT]
    held = [session for session in past if session.status is SessionStatus.COMPLETED]
    for session in held:
        assert [mark.trainee_id for mark in session.attendance] == session.trainee_ids
        for mark in session.attendance:
            assert mark.marked_by == session.trainer_id
            assert session.scheduled_date <= mark.marked_at <= NOW
    marks = Counter(mark.status.value for session in held for mark in session.attendance)
    assert marks["present"] > 3 * (marks["late"] + marks["absent"] + marks["excused"])
    assert min(marks.values()) > 50
    assert sum(mark.note is not None for session in held for mark in session.attendance) > 100
    assert len(past) * 0.9 < len(held) < len(past)
    assert not any(session.attendance for session in demo.sessions if session not in held)
    assert all(session.status is not SessionStatus.COMPLETED for session in coming)


async def test_trainees_have_replied_to_sessions_of_the_next_days(demo: Demo) -> None:
    replied = [session for session in demo.sessions if session.replies]
    assert 10 < len(replied) < 100
    for session in replied:
        assert MIDNIGHT < session.scheduled_date < NOW + timedelta(days=8)
        assert session.status is SessionStatus.SCHEDULED
    given = Counter(each.reply.value for session in replied for each in session.replies)
    assert given["coming"] > given["not_coming"] > 5
    assert any(each.note for session in replied for each in session.replies)


async def test_some_sessions_are_cancelled_and_a_few_recent_ones_are_not_closed(demo: Demo) -> None:
    cancelled = [session for session in demo.sessions if session.status is SessionStatus.CANCELLED]
    assert 40 < len(cancelled) < 200
    forgotten = [
        session
        for session in demo.sessions
        if session.ends_at <= MIDNIGHT and session.status is SessionStatus.SCHEDULED
    ]
    assert 1 <= len(forgotten) <= 30
    assert all(session.scheduled_date > NOW - timedelta(days=30) for session in forgotten)


async def test_capacities_descriptions_links_and_locations_are_there(demo: Demo) -> None:
    assert len({session.title for session in demo.sessions}) > 60
    assert all(session.description for session in demo.sessions)
    assert len({session.capacity for session in demo.sessions}) > 4
    links = [session.class_link for session in demo.sessions if session.class_link]
    assert len(demo.sessions) / 2 < len(set(links)) < len(demo.sessions)
    assert len({session.location for session in demo.sessions if session.location}) == 8
    assert all(session.class_link or session.location for session in demo.sessions)
    assert {bool(session.location) for session in demo.sessions if session.class_link} == {True, False}


async def test_everybody_was_added_before_their_first_session_and_no_timestamp_is_in_the_future(
    demo: Demo,
) -> None:
    since = {user.id: user.created_at for user in demo.users}
    for session in demo.sessions:
        assert all(
            since[person] < session.scheduled_date for person in (session.trainer_id, *session.trainee_ids)
        )
        assert session.created_at <= session.updated_at <= NOW
    assert max(since.values()) <= NOW


async def test_every_trainee_has_a_trainer(demo: Demo) -> None:
    assignments = (await demo.app.read(list_assignments, SYSTEM, EVERYTHING)).items
    assert {one.student.id for one in assignments} == {user.id for user in demo.with_role(Role.TRAINEE)}
    assert {one.teacher.id for one in assignments} == {user.id for user in demo.with_role(Role.TRAINER)}
    assert max(one.assigned_date for one in assignments) <= NOW


async def test_only_three_people_can_sign_in_with_permanent_passwords(demo: Demo) -> None:
    assert [one.role for one in demo.sign_ins] == [Role.ADMIN, Role.TRAINER, Role.TRAINEE]
    assert len({one.password for one in demo.sign_ins}) == 3
    for one in demo.sign_ins:
        answer = await sign_in(demo.app, SignIn(username=one.username, password=one.password), "10.0.0.1")
        assert answer.user.role is one.role
        assert not answer.force_password_change
    other = next(user for user in demo.users if user.username not in {one.username for one in demo.sign_ins})
    for one in demo.sign_ins:
        with pytest.raises(NotAuthenticated):
            await sign_in(demo.app, SignIn(username=other.username, password=one.password), "10.0.0.2")


async def test_the_demo_accounts_have_something_to_see(demo: Demo) -> None:
    ids = {user.username: user.id for user in demo.users}
    _, trainer, trainee = (ids[one.username] for one in demo.sign_ins)
    led = [session for session in demo.sessions if session.trainer_id == trainer]
    taken = [session for session in demo.sessions if trainee in session.trainee_ids]
    for own in (led, taken):
        assert sum(session.scheduled_date > NOW for session in own) > 20
        assert sum(session.status is SessionStatus.COMPLETED for session in own) > 20


async def test_everybody_who_can_sign_in_has_been_told_something_and_mails_are_in_several_states() -> None:
    demo = await Demo().filled()
    await make_news(demo.app)
    assert await demo.app.run(take_lease, SYSTEM, NEWS.name, notified.LEASE)
    await notified.work(demo.app)
    ids = {user.username: user for user in demo.users}
    for one in demo.sign_ins:
        found = await demo.app.read(list_notifications, ids[one.username].actor, EVERYTHING)
        assert found.items, one.role
    mails = (await demo.app.read(list_outbox, SYSTEM, OutboxFilter(), EVERYTHING)).items
    assert {"held", "queued", "failed"} <= {mail.state for mail in mails}
    assert len({mail.subject.partition(":")[0] for mail in mails}) >= 6
    assert any(mail.subject.startswith("Novo local") or mail.subject.startswith("Alterada") for mail in mails)


async def test_the_event_log_records_everything_that_was_added(demo: Demo) -> None:
    told = Counter(entry.event.type for entry in await demo.store.log.after(0, 100_000))
    assigned = (await demo.app.read(list_assignments, SYSTEM, EVERYTHING)).total
    assert told == {
        "user_created": 130,
        "student_assigned": assigned,
        "session_created": len(demo.sessions),
    }
    log = await demo.app.read(list_password_log, SYSTEM, AuditFilter(), EVERYTHING)
    assert {record.user_id for record in log.items} == {user.id for user in demo.users}


async def test_the_organisation_depends_only_on_the_day(demo: Demo) -> None:
    later_that_day = await Demo(NOW + timedelta(hours=9)).filled()
    assert later_that_day.users == demo.users
    assert later_that_day.sessions == demo.sessions
    assert {one.password for one in later_that_day.sign_ins}.isdisjoint(one.password for one in demo.sign_ins)
    next_day = await Demo(NOW + timedelta(days=1)).filled()
    assert next_day.sessions != demo.sessions


@pytest.mark.parametrize("day", [date(2024, 2, 29), date(2026, 1, 1), date(2027, 10, 31)])
async def test_any_day_of_the_calendar_works(day: date) -> None:
    demo = await Demo(datetime(day.year, day.month, day.day, 23, 59, tzinfo=UTC)).filled()
    assert len(demo.users) == 130
    assert 2300 <= len(demo.sessions) <= 2700


async def test_filling_is_fast() -> None:
    with promised(5):
        await Demo().filled()


async def test_a_store_with_users_is_left_alone(demo: Demo) -> None:
    before = (await demo.store.log.state()).head
    with pytest.raises(Conflict) as refused:
        await demo.app.run(seed_demo, SYSTEM)
    assert refused.value.code == "not_empty"
    assert (await demo.store.log.state()).head == before
