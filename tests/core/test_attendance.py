"""Rosters and attendance: who keeps their place, who keeps their mark."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.organisation import HOUR, NOW, World, as_actor
from tms_core.errors import Conflict, Invalid, NotFound
from tms_core.sessions.attendance import apply_marks, mark_attendance
from tms_core.sessions.commands import add_trainees, remove_trainee, update_session
from tms_core.sessions.enrolment import AttendanceStatus, Enrolment, EnrolmentState
from tms_core.sessions.inputs import Attendance, AttendanceRecord, SessionChanges, TraineeList
from tms_core.sessions.model import SessionStatus, TrainingSession

TRAINEES = range(1, 7)
TRAINER = 99


def a_session(*trainee_ids: int, **fields: Any) -> TrainingSession:
    given = {
        "id": 1,
        "title": "t",
        "trainer_id": TRAINER,
        "scheduled_date": NOW,
        "duration_minutes": 60,
        "time_zone": "UTC",
        "roster": tuple(Enrolment(trainee_id=trainee_id) for trainee_id in trainee_ids),
        "created_at": NOW,
        "updated_at": NOW,
    }
    return TrainingSession(**(given | fields))


statuses = st.none() | st.sampled_from(AttendanceStatus)
notes = st.sampled_from(["", "bus", "ill 🤒"])
sheets = st.dictionaries(st.sampled_from(TRAINEES), st.tuples(statuses, st.none() | notes), max_size=6)


def records(sheet: dict[int, tuple[AttendanceStatus | None, str | None]]) -> list[AttendanceRecord]:
    """A note of None is left out of its record."""
    return [
        AttendanceRecord(trainee_id=trainee_id, status=status)
        if note is None
        else AttendanceRecord(trainee_id=trainee_id, status=status, note=note)
        for trainee_id, (status, note) in sheet.items()
    ]


@given(st.lists(st.tuples(st.sampled_from([7, 8]), sheets), max_size=6))
def test_marks_are_merged_row_by_row(rounds: list[tuple[int, Any]]) -> None:
    session = a_session(*TRAINEES)
    expected: dict[int, tuple[str, str | None, int, datetime]] = {}
    for number, (marker, sheet) in enumerate(rounds):
        at = NOW + timedelta(minutes=number)
        session = apply_marks(session, records(sheet), marker, at)
        for trainee_id, (status, note) in sheet.items():
            before = expected.pop(trainee_id, None)
            if status is not None:
                kept = (before[1] if before else None) if note is None else note or None
                same = before is not None and before[:2] == (status, kept)
                expected[trainee_id] = before if same else (status, kept, marker, at)
    marks = {
        enrolment.trainee_id: (enrolment.status, enrolment.note, enrolment.marked_by, enrolment.marked_at)
        for enrolment in session.roster
        if enrolment.status is not None
    }
    assert marks == expected
    assert session.trainee_ids == tuple(TRAINEES)


@given(sheets)
def test_repeating_the_same_marks_changes_nothing(sheet: Any) -> None:
    once = apply_marks(a_session(*TRAINEES), records(sheet), 7, NOW)
    assert apply_marks(once, records(sheet), 8, NOW + HOUR) is once


rosters = st.lists(st.sampled_from(TRAINEES), unique=True)


@given(rosters, rosters, sheets)
def test_trainees_who_stay_in_a_session_keep_their_marks(
    before: list[int], after: list[int], sheet: Any
) -> None:
    session = a_session(*before)
    session = apply_marks(session, [each for each in records(sheet) if each["trainee_id"] in before], 7, NOW)
    enrolments = {enrolment.trainee_id: enrolment for enrolment in session.roster}
    changed = session.with_changes(NOW, **session.with_trainees(after, TRAINER, NOW))
    assert changed.trainee_ids == tuple(after)
    for enrolment in changed.roster:
        new = Enrolment(trainee_id=enrolment.trainee_id, added_by=TRAINER, added_at=NOW)
        assert enrolment == enrolments.get(enrolment.trainee_id, new)
    removed = [each for each in before if each not in after and enrolments[each].status is not None]
    assert [each.trainee_id for each in changed.unenrolled] == removed
    for enrolment in changed.unenrolled:
        kept = replace(enrolments[enrolment.trainee_id], state=EnrolmentState.REMOVED)
        assert enrolment == kept


@given(rosters, st.sampled_from(TRAINEES))
def test_trainees_who_are_not_enrolled_cannot_be_removed(roster: list[int], trainee_id: int) -> None:
    session = a_session(*roster)
    if trainee_id in roster:
        left = session.without_trainee(trainee_id, NOW)
        assert left.trainee_ids == tuple(each for each in roster if each != trainee_id)
        assert left.version == 2
    else:
        with pytest.raises(NotFound):
            session.without_trainee(trainee_id, NOW)


@given(rosters, st.integers(1, 8))
def test_there_are_never_more_trainees_than_places(roster: list[int], capacity: int) -> None:
    def asked(session: TrainingSession, **change: Any) -> None:
        if len(roster) <= capacity:
            assert session.with_changes(NOW, **change).capacity == capacity
            return
        with pytest.raises(Conflict) as refusal:
            session.with_changes(NOW, **change)
        assert refusal.value.code == "session_full"
        assert refusal.value.extra == {"capacity": capacity, "trainee_count": len(roster)}

    asked(a_session(*roster), capacity=capacity)
    if roster:
        asked(a_session(capacity=capacity), roster=a_session(*roster).roster)


def test_only_sessions_that_have_begun_and_are_not_cancelled_can_be_marked() -> None:
    present = [AttendanceRecord(trainee_id=1, status=AttendanceStatus.PRESENT)]
    session = a_session(1)
    assert apply_marks(session, present, 7, NOW)
    for refused, at, code in (
        (session, NOW - timedelta(microseconds=1), "not_started"),
        (session.with_changes(NOW, status=SessionStatus.CANCELLED), NOW, "session_cancelled"),
    ):
        with pytest.raises(Conflict) as refusal:
            apply_marks(refused, present, 7, at)
        assert refusal.value.code == code
    assert apply_marks(session.with_changes(NOW, status=SessionStatus.COMPLETED), present, 7, NOW)


def test_only_enrolled_trainees_can_be_marked() -> None:
    strangers = [AttendanceRecord(trainee_id=each, status=AttendanceStatus.LATE) for each in (1, 5, 6)]
    with pytest.raises(Invalid) as refusal:
        apply_marks(a_session(1, 2), strangers, 7, NOW)
    assert refusal.value.errors[0].message == "not trainees of this session: 5, 6"


def test_a_sheet_names_each_trainee_once() -> None:
    twice = AttendanceRecord(trainee_id=1, status=None)
    with pytest.raises(Invalid):
        Attendance(records=(twice, twice))


async def test_all_new_trainees_are_enrolled_or_none(world: World) -> None:
    ana, (eva, rui, zoe, max_) = await world.trainer(), await world.trainees(4)
    session = await world.session(ana, eva, capacity=3)
    run, actor = world.app.run, as_actor(ana)
    for newcomers, error, code in (
        ((rui.id, zoe.id, max_.id), Conflict, "session_full"),
        ((rui.id, ana.id), Invalid, "validation_failed"),
        ((rui.id, 10**9), Invalid, "validation_failed"),
    ):
        with pytest.raises(error) as refusal:
            await run(
                add_trainees,
                actor,
                session.id,
                TraineeList(trainee_ids=newcomers),
                allow_conflicts=True,
            )
        assert refusal.value.code == code
    again = await run(add_trainees, actor, session.id, TraineeList(trainee_ids=(eva.id,)))
    assert (again.trainee_ids, again.version) == ([eva.id], session.version)
    full = await run(add_trainees, actor, session.id, TraineeList(trainee_ids=(rui.id,)))
    assert full.trainee_ids == [eva.id, rui.id]
    with pytest.raises(Conflict) as refusal:
        await run(update_session, actor, session.id, SessionChanges(capacity=1))
    assert refusal.value.extra == {"capacity": 1, "trainee_count": 2}


async def test_a_mark_is_only_removed_with_the_enrolment_on_request(world: World) -> None:
    ana, eva = await world.trainer(), await world.trainee()
    session = await world.session(ana, eva, start=NOW)
    late = Attendance(records=(AttendanceRecord(trainee_id=eva.id, status=AttendanceStatus.LATE),))
    await world.app.run(mark_attendance, as_actor(ana), session.id, late)
    with pytest.raises(Conflict) as refusal:
        await world.app.run(remove_trainee, as_actor(ana), session.id, eva.id)
    assert (refusal.value.code, refusal.value.extra) == ("has_attendance", {"trainee_ids": [eva.id]})
    await world.app.run(remove_trainee, as_actor(ana), session.id, eva.id, discard_attendance=True)
    with pytest.raises(NotFound):
        await world.app.run(remove_trainee, as_actor(ana), session.id, eva.id)
    back = TraineeList(trainee_ids=(eva.id,))
    again = await world.app.run(add_trainees, as_actor(ana), session.id, back)
    assert again.attendance == []
