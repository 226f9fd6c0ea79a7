"""The record of a session stays true: nothing that people do makes it claim what did not happen."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.contracts.transactions import change, look
from tests.core.organisation import HOUR, NOW, World, as_actor
from tms_core.actor import SYSTEM, Role
from tms_core.analytics.overview import RequestedPeriod
from tms_core.analytics.queries import count_sessions, get_attention, get_overview, get_progress
from tms_core.errors import Conflict, NotFound, TmsError
from tms_core.organisation.custom_fields import CustomField, CustomFieldOwner, CustomFieldType
from tms_core.organisation.use_cases import update_organisation
from tms_core.sessions.attendance import mark_attendance
from tms_core.sessions.commands import (
    add_trainees,
    create_session,
    delete_session,
    purge_deleted_sessions,
    remove_trainee,
    update_session,
)
from tms_core.sessions.enrolment import AttendanceStatus
from tms_core.sessions.events import SessionView
from tms_core.sessions.inputs import Attendance, SessionChanges, TraineeList
from tms_core.sessions.intervals import Interval
from tms_core.sessions.model import NewSession, SessionStatus, TrainingSession
from tms_core.sessions.queries import get_session
from tms_core.sessions.repository import SessionReader, SessionRepository
from tms_core.users.model import User, UserChanges
from tms_core.users.use_cases import delete_user, export_person, update_user

PRESENT, LATE, ABSENT = AttendanceStatus.PRESENT, AttendanceStatus.LATE, AttendanceStatus.ABSENT
COMPLETED = SessionChanges(status=SessionStatus.COMPLETED)
CANCELLED = SessionChanges(status=SessionStatus.CANCELLED)
SCHEDULED = SessionChanges(status=SessionStatus.SCHEDULED)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


async def code_of(attempt: Awaitable[object]) -> str:
    try:
        await attempt
    except TmsError as refusal:
        return refusal.code
    return "done"


async def mark(world: World, by: User, session: SessionView, *trainees: User, **fields: Any) -> SessionView:
    records = tuple({"trainee_id": each.id, "status": PRESENT, **fields} for each in trainees)
    return await world.app.run(mark_attendance, as_actor(by), session.id, Attendance(records=records))


async def stored(world: World, session_id: int) -> TrainingSession | None:
    async with change(world.store) as uow:
        return (await uow.repository(SessionRepository).lock([session_id])).get(session_id)


async def test_a_session_with_marks_cannot_be_moved_to_a_time_still_to_come(world: World) -> None:
    ana, eva = await world.trainer(), await world.trainee()
    session = await world.session(ana, eva, start=NOW - HOUR)
    await mark(world, ana, session, eva)
    run, actor = world.app.run, as_actor(ana)
    ahead = SessionChanges(scheduled_date=NOW + 40 * DAY)
    with pytest.raises(Conflict) as refusal:
        await run(update_session, actor, session.id, ahead)
    assert (refusal.value.code, refusal.value.extra) == ("has_attendance", {"trainee_ids": [eva.id]})
    # Correcting the past is possible, and so is moving it once the mark is cleared.
    await run(update_session, actor, session.id, SessionChanges(scheduled_date=NOW - 2 * HOUR))
    await mark(world, ana, session, eva, status=None)
    await run(update_session, actor, session.id, ahead)
    assert (await world.app.read(get_progress, SYSTEM, eva.id)).held == 0


async def test_a_session_cannot_be_completed_before_it_starts(world: World) -> None:
    admin, ana = await world.admin(), await world.trainer()
    run, actor = world.app.run, as_actor(ana)
    session = await world.session(ana, start=NOW + 50 * DAY)
    assert await code_of(run(update_session, actor, session.id, COMPLETED)) == "not_started"
    new = NewSession(
        title="t", scheduled_date=NOW + MINUTE, duration_minutes=60, status=SessionStatus.COMPLETED
    )
    assert await code_of(run(create_session, actor, new)) == "not_started"
    held = await world.session(ana, start=NOW - HOUR, status=SessionStatus.COMPLETED)
    moved = SessionChanges(scheduled_date=NOW + MINUTE)
    assert await code_of(run(update_session, as_actor(admin), held.id, moved)) == "not_started"
    both = SessionChanges(status=SessionStatus.COMPLETED, scheduled_date=NOW)
    assert (await run(update_session, actor, session.id, both)).status is SessionStatus.COMPLETED
    ahead = await world.app.read(get_overview, SYSTEM, RequestedPeriod(from_=NOW + MINUTE, to=NOW + 60 * DAY))
    assert ahead.totals.hours_delivered == 0


async def test_only_admins_change_what_a_completed_session_says(world: World) -> None:
    admin, ana, (eva, zoe) = await world.admin(), await world.trainer(), await world.trainees(2)
    run = world.app.run
    session = await world.session(ana, eva, start=NOW - 2 * HOUR, status=SessionStatus.COMPLETED)
    world.now += 11 * MINUTE
    attempts: list[SessionChanges] = [
        {"title": "Else"},
        {"scheduled_date": NOW - 3 * HOUR},
        {"duration_minutes": 600},
        {"time_zone": "Asia/Tokyo"},
        {"trainee_ids": (eva.id, zoe.id)},
    ]
    for changes in attempts:
        assert await code_of(run(update_session, as_actor(ana), session.id, changes)) == "forbidden"
    newcomers = TraineeList(trainee_ids=(zoe.id,))
    assert await code_of(run(add_trainees, as_actor(ana), session.id, newcomers)) == "forbidden"
    assert await code_of(run(remove_trainee, as_actor(ana), session.id, eva.id)) == "forbidden"
    assert await code_of(run(update_session, as_actor(ana), session.id, {"description": "x"})) == "done"
    assert len((await mark(world, ana, session, eva)).attendance) == 1
    for changes in attempts:
        assert await code_of(run(update_session, as_actor(admin), session.id, changes)) == "done"


async def test_past_sessions_stay_with_who_held_them(world: World) -> None:
    boss, ana, rui = as_actor(await world.admin()), await world.trainer(), await world.trainer()
    past = await world.session(ana, start=NOW - 180 * DAY)
    await world.session(rui, start=NOW - 180 * DAY)
    running = await world.session(ana, start=NOW - HOUR / 2)
    # Rui's session is over: he is free for the rest of the running one.
    await world.session(rui, start=NOW - HOUR, minutes=45)
    await world.app.run(delete_user, boss, ana.id, reassign_to=rui.id)
    assert (await world.app.read(get_session, boss, past.id)).trainer_id == ana.id
    assert (await world.app.read(get_session, boss, running.id)).trainer_id == rui.id


async def test_the_next_free_time_for_a_successor_is_not_in_the_past(world: World) -> None:
    boss, ana, rui = as_actor(await world.admin()), await world.trainer(), await world.trainer()
    await world.session(ana, start=NOW - HOUR / 2)
    await world.session(rui, start=NOW + MINUTE, minutes=10)
    with pytest.raises(Conflict) as refusal:
        await world.app.run(delete_user, boss, ana.id, reassign_to=rui.id)
    assert refusal.value.extra["next_free"] >= NOW


async def test_an_old_session_that_was_never_closed_does_not_tie_anybody_to_their_role(world: World) -> None:
    boss, ana, eva = as_actor(await world.admin()), await world.trainer(), await world.trainee()
    await world.session(ana, eva, start=NOW - 90 * DAY)
    changed = await world.app.run(update_user, boss, eva.id, UserChanges(role=Role.TRAINER))
    assert changed.role is Role.TRAINER


async def test_a_mark_is_only_discarded_on_request_and_stays_on_record(world: World) -> None:
    admin, ana, (eva, zoe) = await world.admin(), await world.trainer(), await world.trainees(2)
    run, boss = world.app.run, as_actor(admin)
    session = await world.session(ana, eva, zoe, start=NOW - 2 * HOUR)
    await mark(world, ana, session, eva, note="came by bus")
    without = SessionChanges(trainee_ids=(zoe.id,))
    for attempt in (
        run(remove_trainee, boss, session.id, eva.id),
        run(update_session, boss, session.id, without),
    ):
        assert await code_of(attempt) == "has_attendance"
    left = await run(update_session, boss, session.id, without, discard_attendance=True)
    assert (left.trainee_ids, left.attendance, left.trainee_count) == ([zoe.id], [], 1)
    assert (await world.app.read(get_progress, SYSTEM, eva.id)).held == 0
    assert await code_of(world.app.read(get_session, as_actor(eva), session.id)) == "not_found"
    async with look(world.store) as uow:
        during = Interval(NOW - DAY, NOW)
        assert await uow.repository(SessionReader).bookings([eva.id], during, exclude_session_id=0) == []
    exported = await world.app.read(export_person, as_actor(eva), eva.id)
    [kept] = exported["discarded_attendance"]  # type: ignore[misc]  # a list
    assert (kept.session_id, kept.status, kept.note) == (session.id, PRESENT, "came by bus")
    back = await run(add_trainees, boss, session.id, TraineeList(trainee_ids=(eva.id,)))
    assert (back.trainee_ids, back.attendance) == ([zoe.id, eva.id], [])
    again = await stored(world, session.id)
    assert again is not None
    assert again.unenrolled == ()


async def test_a_discarded_mark_stays_in_the_history_whatever_follows(world: World) -> None:
    admin, ana, eva = await world.admin(), await world.trainer(), await world.trainee()
    run, boss = world.app.run, as_actor(admin)
    session = await world.session(ana, eva, start=NOW - 2 * HOUR)
    add = TraineeList(trainee_ids=(eva.id,))

    async def discarded() -> list[tuple[Any, ...]]:
        exported: Any = await world.app.read(export_person, boss, eva.id)
        marks = exported["discarded_attendance"]
        assert all(each.session_id == session.id and each.marked_by == ana.id for each in marks)
        return [(each.status, each.minutes, each.note) for each in marks]

    async def remove() -> None:
        await run(remove_trainee, boss, session.id, eva.id, discard_attendance=True)

    await mark(world, ana, session, eva, status=LATE, minutes=20, note="bus")
    await remove()
    first = (LATE, 20, "bus")
    for expected in ([first], [first]):
        assert (await run(add_trainees, boss, session.id, add)).attendance == []
        assert await discarded() == expected
        await remove()
        assert await discarded() == expected
    assert await code_of(run(delete_session, as_actor(ana), session.id)) == "has_attendance"
    await run(add_trainees, boss, session.id, add)
    assert await code_of(run(delete_session, as_actor(ana), session.id)) == "has_attendance"
    await mark(world, ana, session, eva, note="train")
    assert (await world.app.read(get_progress, SYSTEM, eva.id)).attended == 1
    assert await discarded() == [first]
    await run(update_session, boss, session.id, SessionChanges(trainee_ids=()), discard_attendance=True)
    assert await discarded() == [first, (PRESENT, None, "train")]
    assert (await world.app.read(get_progress, SYSTEM, eva.id)).held == 0
    await run(add_trainees, boss, session.id, add)
    await run(delete_user, boss, eva.id)
    kept = await stored(world, session.id)
    assert kept is not None
    [enrolment] = (*kept.roster, *kept.unenrolled)
    assert [(each.status, each.note) for each in enrolment.past_marks] == [(LATE, None), (PRESENT, None)]


async def test_minutes_count_as_the_length_of_the_session_at_most(world: World) -> None:
    admin, ana, (eva, zoe) = await world.admin(), await world.trainer(), await world.trainees(2)
    session = await world.session(ana, eva, zoe, start=NOW - 2 * HOUR)
    marked = await mark(world, ana, session, eva, minutes=1440)
    assert [each.minutes for each in marked.attendance] == [1440]
    await mark(world, ana, session, zoe, minutes=45)
    shorter = SessionChanges(duration_minutes=30, status=SessionStatus.COMPLETED)
    for length, changes in ((60, SessionChanges()), (30, shorter)):
        await world.app.run(update_session, as_actor(admin), session.id, changes)
        for trainee, minutes in ((eva, length), (zoe, min(45, length))):
            progress = await world.app.read(get_progress, SYSTEM, trainee.id)
            assert progress.hours_attended == minutes / 60
    period = RequestedPeriod(from_=NOW - DAY, to=NOW + DAY)
    assert (await world.app.read(get_overview, as_actor(admin), period)).totals.hours_delivered == 0.5


async def test_a_note_or_minutes_need_a_mark_that_goes_with_them(world: World) -> None:
    ana, eva = await world.trainer(), await world.trainee()
    session = await world.session(ana, eva, start=NOW - HOUR)
    for fields, field in (
        ({"status": None, "note": "called: train is late"}, "records.0.note"),
        ({"status": None, "minutes": 5}, "records.0.minutes"),
        ({"status": ABSENT, "minutes": 5}, "records.0.minutes"),
        ({"minutes": 1441}, "minutes"),
    ):
        with pytest.raises(TmsError) as refusal:
            await mark(world, ana, session, eva, **fields)
        assert [error.field for error in refusal.value.extra["errors"]] == [field]
    marked = await mark(world, ana, session, eva, status=LATE, minutes=20)
    assert [(each.status, each.minutes) for each in marked.attendance] == [(LATE, 20)]
    noted = await mark(world, ana, session, eva, status=LATE, note="bus")
    assert [(each.minutes, each.note) for each in noted.attendance] == [(20, "bus")]
    absent = await mark(world, ana, session, eva, status=ABSENT)
    assert [each.minutes for each in absent.attendance] == [None]


async def test_only_time_that_has_passed_counts(world: World) -> None:
    admin, ana, (eva, zoe) = await world.admin(), await world.trainer(), await world.trainees(2)
    session = await world.session(ana, eva, zoe, start=NOW - 10 * MINUTE)
    await mark(world, ana, session, eva)
    await mark(world, ana, session, zoe, minutes=45)
    period = RequestedPeriod(from_=NOW - DAY, to=NOW + DAY)

    async def hours() -> tuple[float, float, float]:
        attended = [
            (await world.app.read(get_progress, SYSTEM, each.id)).hours_attended for each in (eva, zoe)
        ]
        overview = await world.app.read(get_overview, as_actor(admin), period)
        assert [each.hours_delivered for each in overview.trainers] in ([], [overview.totals.hours_delivered])
        return (*attended, overview.totals.hours_delivered)  # type: ignore[return-value]  # three

    assert await hours() == (0.17, 0.17, 0)
    await world.app.run(update_session, as_actor(ana), session.id, COMPLETED)
    assert await hours() == (0.17, 0.17, 0.17)
    world.now = NOW + 20 * MINUTE
    assert await hours() == (0.5, 0.5, 0.5)
    world.now = NOW + 2 * HOUR
    assert await hours() == (1.0, 0.75, 1.0)
    await world.app.run(update_session, as_actor(admin), session.id, SCHEDULED, allow_conflicts=True)
    await world.app.run(update_session, as_actor(admin), session.id, CANCELLED)
    assert await hours() == (0, 0, 0)


async def test_who_closed_a_session_can_take_it_back_for_ten_minutes(world: World) -> None:
    admin, ana = await world.admin(), await world.trainer()
    run = world.app.run
    session = await world.session(ana, start=NOW - 2 * HOUR)
    assert (session.created_by, session.closed_by, session.closed_at) == (ana.id, None, None)
    reason = SessionChanges(status=SessionStatus.CANCELLED, status_reason=" Rain ")
    closed = await run(update_session, as_actor(ana), session.id, reason)
    assert (closed.closed_by, closed.closed_at, closed.status_reason) == (ana.id, NOW, "Rain")
    world.now += 10 * MINUTE
    opened = await run(update_session, as_actor(ana), session.id, SCHEDULED)
    assert (opened.closed_by, opened.closed_at, opened.status_reason) == (None, None, None)
    for closer, late, outcome in (
        (ana, True, "forbidden"),
        (admin, False, "forbidden"),
        (ana, False, "done"),
    ):
        await run(update_session, as_actor(closer), session.id, COMPLETED)
        world.now += 10 * MINUTE + timedelta(microseconds=late)
        assert await code_of(run(update_session, as_actor(ana), session.id, SCHEDULED)) == outcome
        await run(update_session, as_actor(admin), session.id, SCHEDULED)
    without = SessionChanges(status=SessionStatus.COMPLETED, status_reason="why")
    assert await code_of(run(update_session, as_actor(ana), session.id, without)) == "validation_failed"


async def test_who_created_a_session_can_delete_it_for_ten_minutes(world: World) -> None:
    admin, ana, eva = await world.admin(), await world.trainer(), await world.trainee()
    run = world.app.run

    async def new(by: User = ana) -> SessionView:
        fields = {"title": "t", "scheduled_date": world.now - HOUR, "duration_minutes": 30}
        wanted = NewSession(**fields, trainer_id=ana.id, trainee_ids=(eva.id,))
        return await run(create_session, as_actor(by), wanted, allow_conflicts=True)

    assert await code_of(run(delete_session, as_actor(ana), (await new()).id)) == "done"
    assert await code_of(run(delete_session, as_actor(ana), (await new(admin)).id)) == "forbidden"
    marked = await new()
    await mark(world, ana, marked, eva)
    assert await code_of(run(delete_session, as_actor(ana), marked.id)) == "has_attendance"
    await run(remove_trainee, as_actor(ana), marked.id, eva.id, discard_attendance=True)
    assert await code_of(run(delete_session, as_actor(ana), marked.id)) == "has_attendance"
    old = await new()
    world.now += 10 * MINUTE + timedelta(microseconds=1)
    assert await code_of(run(delete_session, as_actor(ana), old.id)) == "forbidden"
    assert await code_of(run(delete_session, as_actor(admin), old.id)) == "done"


async def test_a_deleted_session_is_absent_everywhere_and_erased_after_thirty_days(world: World) -> None:
    boss, ana, eva = as_actor(await world.admin()), await world.trainer(), await world.trainee()
    run, read = world.app.run, world.app.read
    session = await world.session(ana, eva, start=NOW - HOUR / 2)
    await run(update_session, boss, session.id, SessionChanges(external_id="X-1"))
    await mark(world, ana, session, eva)
    await world.session(ana, eva, start=NOW)  # at the same time
    assert (await read(get_attention, boss)).clashes == 2
    await run(delete_session, boss, session.id)
    assert (await read(get_attention, boss)).clashes == 0
    assert (await read(count_sessions, boss)).scheduled == 1
    assert (await read(get_progress, boss, eva.id)).held == 0
    period = RequestedPeriod(from_=NOW - DAY, to=NOW + DAY)
    assert (await read(get_overview, boss, period)).totals.attendance_rate is None
    exported = await read(export_person, boss, eva.id)
    assert session.id not in [each.id for each in exported["sessions_taken"]]  # type: ignore[attr-defined]  # a list
    async with look(world.store) as uow:
        sessions = uow.repository(SessionReader)
        assert await sessions.view(session.id) is None
        assert session.id not in await sessions.scheduled_of(eva.id, NOW)
        assert (
            len(await sessions.busy([ana.id, eva.id], session_interval(session), exclude_session_id=0)) == 1
        )
    for attempt in (
        run(update_session, boss, session.id, SessionChanges(title="x")),
        run(delete_session, boss, session.id),
    ):
        with pytest.raises(NotFound):
            await attempt
    # Its id in the other system is free again.
    other = await world.session(ana, start=NOW + 5 * HOUR)
    await run(update_session, boss, other.id, SessionChanges(external_id="X-1"))
    world.now = NOW + 30 * DAY
    assert await run(purge_deleted_sessions, SYSTEM) == 0
    world.now += timedelta(microseconds=1)
    assert await run(purge_deleted_sessions, SYSTEM) == 1
    assert await run(purge_deleted_sessions, SYSTEM) == 0


def session_interval(session: SessionView) -> Interval:
    return Interval(session.scheduled_date, session.ends_at)


async def test_two_sessions_never_have_one_external_id(world: World) -> None:
    boss, ana = as_actor(await world.admin()), await world.trainer()
    first, second = await world.session(ana), await world.session(ana, start=NOW + 5 * HOUR)
    run = world.app.run
    await run(update_session, boss, first.id, SessionChanges(external_id="A"))
    assert await code_of(run(update_session, boss, second.id, {"external_id": "A"})) == "external_id_taken"
    new = NewSession(title="t", scheduled_date=NOW, duration_minutes=5, external_id="A")
    assert await code_of(run(create_session, boss, new)) == "external_id_taken"
    assert (await run(update_session, boss, second.id, {"external_id": "a"})).external_id == "a"
    await run(update_session, boss, first.id, {"external_id": None})
    assert (await run(update_session, boss, second.id, {"external_id": "A"})).external_id == "A"


async def test_notes_about_a_deleted_person_are_erased_and_their_marks_stay(world: World) -> None:
    boss, ana, (eva, zoe) = as_actor(await world.admin()), await world.trainer(), await world.trainees(2)
    run = world.app.run
    noted = await world.session(ana, eva, zoe, start=NOW - 9 * HOUR)
    removed = await world.session(ana, eva, start=NOW - 5 * HOUR)
    for session in (noted, removed):
        await mark(world, ana, session, eva, note="has asthma")
    await mark(world, ana, noted, zoe, note="fine")
    await run(remove_trainee, boss, removed.id, eva.id, discard_attendance=True)
    await run(delete_user, boss, eva.id)
    shown = await world.app.read(get_session, boss, noted.id)
    assert [(each.status, each.note) for each in shown.attendance] == [(PRESENT, None), (PRESENT, "fine")]
    kept = await stored(world, removed.id)
    assert kept is not None
    assert [(each.status, each.note) for each in kept.unenrolled] == [(PRESENT, None)]


async def test_sessions_have_values_in_the_organisations_own_fields(world: World) -> None:
    boss, ana, eva = as_actor(await world.admin()), await world.trainer(), await world.trainee()
    run = world.app.run
    floor = CustomField(key="floor", of=CustomFieldOwner.SESSION, label="Floor", type=CustomFieldType.NUMBER)
    note = replace(floor, key="door", label="Door", type=CustomFieldType.TEXT, required=True)
    await run(update_organisation, SYSTEM, {"custom_fields": (floor, note)})
    times = {"title": "t", "scheduled_date": NOW + HOUR, "duration_minutes": 5}
    for custom, field in (({}, "custom.door"), ({"door": "A", "roof": 1}, "custom.roof")):
        with pytest.raises(TmsError) as refusal:
            await run(create_session, as_actor(ana), NewSession(**times, custom=custom))
        assert [error.field for error in refusal.value.extra["errors"]] == [field]
    # Programs that know nothing of these fields can still plan sessions.
    assert (await run(create_session, as_actor(ana), NewSession(**times))).custom == {}
    times["scheduled_date"] += HOUR
    new = NewSession(**times, custom={"door": "A", "floor": 2}, trainee_ids=(eva.id,))
    session = await run(create_session, as_actor(ana), new)
    changed = await run(update_session, as_actor(ana), session.id, {"custom": {"floor": 3}})
    assert changed.custom == {"floor": 3, "door": "A"}
    # A removed field is hidden everywhere, and its values return with it.
    await run(update_organisation, SYSTEM, {"custom_fields": (floor,)})
    for reader in (boss, as_actor(eva)):
        assert (await world.app.read(get_session, reader, session.id)).custom == {"floor": 3}
    renamed = await run(update_session, boss, session.id, SessionChanges(title="x"))
    assert renamed.custom == {"floor": 3}
    await run(update_organisation, SYSTEM, {"custom_fields": (floor, note)})
    assert (await world.app.read(get_session, boss, session.id)).custom == {"floor": 3, "door": "A"}
