"""The database cost of a request: statements are counted, so that N+1 queries fail the tests."""

from __future__ import annotations

from collections.abc import Awaitable
from contextlib import suppress
from datetime import timedelta

from tests.core.notified import catch_up, start
from tests.core.organisation import HOUR, NOW, PASSWORD
from tests.stores.conftest import Organisation, Recorder
from tests.stores.test_query_plans import plans
from tms_core.actor import SYSTEM, Role
from tms_core.analytics.overview import RequestedPeriod
from tms_core.analytics.queries import get_attention, get_overview, get_progress
from tms_core.assignments.model import NewAssignment
from tms_core.assignments.use_cases import assign_student
from tms_core.auth.model import SignIn
from tms_core.auth.sign_in import authenticate, note_request, sign_in, verify_token
from tms_core.auth.sign_ins import store_last_seen
from tms_core.entity import PageRequest
from tms_core.errors import NotAuthenticated
from tms_core.notifications.told_people import list_session_notifications
from tms_core.sessions.attendance import mark_attendance
from tms_core.sessions.commands import (
    add_trainees,
    create_session,
    delete_session,
    remove_trainee,
    update_session,
)
from tms_core.sessions.inputs import Attendance, SessionChanges, SessionFilter, TraineeList
from tms_core.sessions.model import NewSession, SessionStatus
from tms_core.sessions.queries import RequestedTime, find_conflicts, get_session, list_sessions
from tms_core.unit_of_work import Claims
from tms_core.users.model import UserFilter, UserOrder
from tms_core.users.use_cases import list_users


async def test_a_list_of_a_hundred_sessions_takes_three_statements(
    organisation: Organisation, recorder: Recorder
) -> None:
    """A page that is not full tells the total by itself."""
    for role, rows, statements in ((Role.ADMIN, 100, 3), (Role.TRAINER, 74, 3), (Role.TRAINEE, 60, 2)):
        recorder.ran.clear()
        found = await organisation.world.app.read(
            list_sessions, organisation.actor(role), SessionFilter(), PageRequest(limit=rows)
        )
        assert len(found.items) == rows
        assert found.total is not None
        assert len(recorder.ran) == statements


async def test_a_list_without_its_total_takes_two_statements(
    organisation: Organisation, recorder: Recorder
) -> None:
    page = PageRequest(count=False)
    await organisation.world.app.read(list_sessions, organisation.actor(Role.ADMIN), SessionFilter(), page)
    assert len(recorder.ran) == 2


async def test_a_search_takes_few_statements_however_many_words_it_has(
    organisation: Organisation, recorder: Recorder
) -> None:
    """Of sessions: their number, how many people have each word in their names and who they are, the texts, candidates for
    the rarest word, those that match, the page and its seats. Of people: how many have each word, the rarest one's, the
    page."""
    admin, trainee = organisation.actor(Role.ADMIN), organisation.trainees[33]
    for q in (trainee.name, f"{trainee.name} {organisation.trainers[3].name} a b c"):
        recorder.ran.clear()
        await organisation.world.app.read(list_sessions, admin, SessionFilter(q=q), PageRequest())
        assert len(recorder.ran) <= 8, [sql for sql, _ in recorder.ran]
    recorder.ran.clear()
    wanted = UserFilter(q=f"{trainee.username} {trainee.email}", order=UserOrder.NAME)
    await organisation.world.app.read(list_users, admin, wanted, PageRequest())
    assert len(recorder.ran) <= 3, [sql for sql, _ in recorder.ran]


async def test_one_session_takes_two_statements(organisation: Organisation, recorder: Recorder) -> None:
    admin = organisation.actor(Role.ADMIN)
    await organisation.world.app.read(get_session, admin, organisation.session_ids[7])
    assert len(recorder.ran) == 2


async def test_authenticating_the_caller_takes_one_statement(
    organisation: Organisation, recorder: Recorder
) -> None:
    claims = Claims(
        user_id=organisation.admin.id, generation=1, token_id="1.x", issued_at=NOW, expires_at=NOW + HOUR
    )
    with suppress(NotAuthenticated):  # these users have no credentials; the lookup costs the same
        await authenticate(organisation.world.app, claims)
    assert len(recorder.ran) == 1


async def test_using_a_sign_in_takes_one_statement_more_once_a_minute(
    own_organisation: Organisation, recorder: Recorder
) -> None:
    world = own_organisation.world
    await world.trainee(username="ana", email="ana@example.org")
    attempt = SignIn(username="ana", password=PASSWORD)
    token = (await sign_in(world.app, attempt, "192.0.2.1")).access_token
    for seconds, updates in ((59, 0), (1, 1), (30, 0), (30, 1)):
        world.now += timedelta(seconds=seconds)
        recorder.ran.clear()
        caller = await authenticate(world.app, verify_token(world.app, token))
        note_request(world.app.services, caller, world.now)
        assert len(recorder.ran) == 1
        await store_last_seen(world.app)
        written = [sql for sql, _ in recorder.ran if sql.startswith("UPDATE")]
        assert len(written) == updates
        assert not any("stream_head" in sql for sql in written)


async def test_a_list_of_users_takes_two_statements_in_any_order(
    organisation: Organisation, recorder: Recorder
) -> None:
    for order in UserOrder:
        recorder.ran.clear()
        await organisation.world.app.read(
            list_users, organisation.actor(Role.ADMIN), UserFilter(order=order), PageRequest(limit=200)
        )
        assert len(recorder.ran) == 2


async def test_an_overview_takes_five_statements_whatever_the_period(
    organisation: Organisation, recorder: Recorder
) -> None:
    for role, days, sessions in ((Role.ADMIN, 1, 24), (Role.ADMIN, 50, 1200), (Role.TRAINER, 50, 30)):
        recorder.ran.clear()
        asked = RequestedPeriod(from_=NOW - timedelta(days=days), to=NOW, time_zone="UTC")
        found = await organisation.world.app.read(get_overview, organisation.actor(role), asked)
        assert found.totals.sessions.completed == sessions
        assert len(found.trainers) == {24: 24, 1200: 40, 30: 1}[sessions]
        assert len(recorder.ran) == 5, [sql for sql, _ in recorder.ran]
    recorder.ran.clear()
    asked = RequestedPeriod(from_=NOW - timedelta(days=1), to=NOW)
    await organisation.world.app.read(get_overview, organisation.actor(Role.ADMIN), asked)
    assert len(recorder.ran) == 6, "the organisation's time zone is looked up"


async def test_action_items_take_five_statements_and_one_for_each_named_conflict(
    own_organisation: Organisation, recorder: Recorder
) -> None:
    await own_organisation.world.app.read(get_attention, own_organisation.actor(Role.ADMIN))
    assert len(recorder.ran) == 5, [sql for sql, _ in recorder.ran]
    for _ in range(9):
        await own_organisation.world.session(own_organisation.trainers[0], start=NOW + HOUR)
    recorder.ran.clear()
    found = await own_organisation.world.app.read(get_attention, own_organisation.actor(Role.ADMIN))
    assert (found.clashes, len(found.first_clashes)) == (8, 5)
    assert len(recorder.ran) == 5 + 1 + 5, [sql for sql, _ in recorder.ran]


async def test_progress_takes_two_statements_and_a_third_for_the_assignments(
    own_organisation: Organisation, recorder: Recorder
) -> None:
    trainee, trainer = own_organisation.trainees[0], own_organisation.trainers[0]
    pair = NewAssignment(student_id=trainee.id, teacher_id=trainer.id)
    await own_organisation.world.app.run(assign_student, SYSTEM, pair)
    for role, statements in ((Role.ADMIN, 2), (Role.TRAINEE, 2), (Role.TRAINER, 3)):
        recorder.ran.clear()
        found = await own_organisation.world.app.read(get_progress, own_organisation.actor(role), trainee.id)
        assert found.held > 10
        assert len(recorder.ran) == statements


async def test_creating_a_session_takes_as_many_statements_for_eight_trainees_as_for_one(
    own_organisation: Organisation, recorder: Recorder
) -> None:
    """Begin, lock the people, find conflicts, session, seats, count, position, event, commit; without a time zone, the
    organisation's is read too."""
    for takers, time_zone, statements in ((1, "UTC", 9), (8, "UTC", 9), (2, None, 10)):
        recorder.ran.clear()
        await own_organisation.world.app.run(
            create_session,
            own_organisation.actor(Role.ADMIN),
            NewSession(
                title="New",
                trainer_id=own_organisation.trainers[0].id,
                trainee_ids=tuple(trainee.id for trainee in own_organisation.trainees[:takers]),
                scheduled_date=NOW + HOUR * (10_000 + takers),
                duration_minutes=60,
                time_zone=time_zone,
            ),
        )
        assert len(recorder.ran) == statements, [sql for sql, _ in recorder.ran]


async def test_each_change_of_a_session_takes_no_more_statements_than_it_must(
    own_organisation: Organisation, recorder: Recorder
) -> None:
    """Begin, session, seats, names, what changes, count, position, event, commit; a status is copied to the seats, and
    new people are locked and must be free."""
    run, boss = own_organisation.world.app.run, own_organisation.actor(Role.ADMIN)
    past, coming = own_organisation.session_ids[3], own_organisation.session_ids[-1]
    trainee = own_organisation.trainees[7].id
    late = {
        "trainee_id": (await own_organisation.world.app.read(get_session, boss, past)).trainee_ids[0],
        "status": "late",
    }
    marks = Attendance(records=(late,))  # type: ignore[arg-type]  # a plain dictionary
    steps: list[tuple[int, Awaitable[object]]] = [
        (8, run(update_session, boss, coming, SessionChanges(title="New"))),
        (10, run(add_trainees, boss, coming, TraineeList(trainee_ids=(trainee,)), allow_conflicts=True)),
        (9, run(remove_trainee, boss, coming, trainee)),
        (9, run(mark_attendance, boss, past, marks)),
        (11, run(update_session, boss, coming, SessionChanges(status=SessionStatus.CANCELLED))),
        (9, run(delete_session, boss, coming)),
    ]
    for most, change in steps:
        recorder.ran.clear()
        await change
        assert len(recorder.ran) <= most, [sql for sql, _ in recorder.ran]


async def test_availability_takes_few_statements_however_many_people_and_sessions(
    organisation: Organisation, recorder: Recorder
) -> None:
    """People and bookings; the busy times in queries that reach further each time; the session being moved and its
    seats.

    Among all people together, somebody is in a session at any hour of the next 65 days.
    """
    trainee_ids = tuple(trainee.id for trainee in organisation.trainees)
    moving = organisation.session_ids[-1]
    for takers, exclude_session_id, most in ((0, None, 2), (200, None, 6), (200, moving, 8)):
        recorder.ran.clear()
        asked = RequestedTime(
            scheduled_date=NOW + HOUR,
            duration_minutes=60,
            trainer_id=organisation.trainers[0].id,
            trainee_ids=trainee_ids[:takers],
            exclude_session_id=exclude_session_id,
        )
        found = await organisation.world.app.read(find_conflicts, organisation.actor(Role.ADMIN), asked)
        assert bool(found.conflicts) == bool(takers)
        assert len(recorder.ran) <= most, [sql for sql, _ in recorder.ran]


async def test_telling_forty_people_takes_about_as_many_statements_as_telling_one(
    organisation: Organisation, recorder: Recorder
) -> None:
    world, admin = organisation.world, organisation.actor(Role.ADMIN)
    await start(world)
    counts = []
    for trainees in (organisation.trainees[:1], organisation.trainees[:40]):
        session = await world.session(organisation.trainers[0], *trainees, start=NOW + 400 * HOUR)
        await catch_up(world)
        for changes in (SessionChanges(title="Kurs"), SessionChanges(status=SessionStatus.CANCELLED)):
            await world.app.run(update_session, admin, session.id, changes)
            recorder.ran.clear()
            await catch_up(world)
            counts.append(len(recorder.ran))
            print(counts)
    assert max(counts[2:]) <= min(counts[:2]) + 4


async def test_who_was_told_what_takes_six_statements(organisation: Organisation, recorder: Recorder) -> None:
    world, admin = organisation.world, organisation.actor(Role.ADMIN)
    await start(world)
    session = await world.session(
        organisation.trainers[0], *organisation.trainees[:60], start=NOW + 500 * HOUR
    )
    await catch_up(world)
    recorder.ran.clear()
    found = await world.app.read(list_session_notifications, admin, session.id, PageRequest(limit=500))
    assert len(found.items) == found.total == 60
    assert len(recorder.ran) <= 6, [sql for sql, _ in recorder.ran]
    for sql, steps in await plans(organisation, recorder):
        read = {step["table"]: step["type"] for step in steps if step["table"]}
        assert read.get("notifications") != "ALL", sql
        assert read.get("outbox") != "ALL", sql
