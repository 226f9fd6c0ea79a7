"""No double bookings, no session over capacity, and no disclosure of people whom the caller may not see."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.blackbox.installation import Installation, Someone, refused


@dataclass
class School:
    """Two trainers and two trainees of an installation, free at all times that ``new_session`` gives."""

    installation: Installation
    trainer: Someone
    colleague: Someone
    trainee: Someone
    classmate: Someone

    @property
    def both(self) -> list[int]:
        return [self.trainee.id, self.classmate.id]

    def session(self, **fields: Any) -> dict[str, Any]:
        return self.installation.session(**{"trainer_id": self.trainer.id} | fields)


@pytest.fixture(scope="module")
def school(installation: Installation) -> School:
    roles = ("trainer", "trainer", "trainee", "trainee")
    return School(installation, *map(installation.add, roles))


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def hours_ago(hours: int) -> str:
    return (datetime.now(UTC) - timedelta(hours=hours)).isoformat()


def test_a_conflict_is_explained(school: School) -> None:
    taken = school.session(title="Taken", trainee_ids=[school.trainee.id])
    middle = instant(taken["scheduled_date"]) + timedelta(minutes=30)
    wanted = {"title": "Wanted", "scheduled_date": middle.isoformat(), "duration_minutes": 60}
    answer = school.trainer.call("POST", "/sessions/", wanted | {"trainee_ids": [school.trainee.id]})
    problem = refused(answer, 409, "schedule_conflict")
    assert {clash["person"]["id"] for clash in problem["conflicts"]} == {school.trainer.id, school.trainee.id}
    for clash in problem["conflicts"]:
        assert clash["session_id"] == taken["id"]
        assert clash["title"] == "Taken"
        assert (clash["scheduled_date"], clash["ends_at"]) == (taken["scheduled_date"], taken["ends_at"])
    assert problem["next_free"] == taken["ends_at"]
    moved = wanted | {"scheduled_date": problem["next_free"], "trainee_ids": [school.trainee.id]}
    school.trainer.done("POST", "/sessions/", moved)


def test_a_conflict_does_not_reveal_the_title_of_somebody_elses_session(school: School) -> None:
    taken = school.session(title="Secret", trainee_ids=[school.trainee.id])
    same_time = {"title": "X", "scheduled_date": taken["scheduled_date"], "duration_minutes": 60}
    answer = school.colleague.call("POST", "/sessions/", same_time | {"trainee_ids": [school.trainee.id]})
    assert [clash["title"] for clash in refused(answer, 409, "schedule_conflict")["conflicts"]] == [None]
    assert "Secret" not in answer.text


@pytest.mark.parametrize("route", ["create", "move", "enrol", "revive"])
def test_every_route_refuses_a_conflict_unless_it_is_allowed(school: School, route: str) -> None:
    trainee = school.trainee.id
    taken = school.session(trainee_ids=[trainee])
    at = {"scheduled_date": taken["scheduled_date"]}
    other = {"trainer_id": school.colleague.id}
    if route == "create":
        call = ("POST", "/sessions/", school.installation.new_session(**at, **other, trainee_ids=[trainee]))
    elif route == "move":
        later = school.session(**other, trainee_ids=[trainee])
        call = ("PUT", f"/sessions/{later['id']}", at)
    elif route == "enrol":
        beside = school.session(**at, **other)
        call = ("POST", f"/sessions/{beside['id']}/trainees", {"trainee_ids": [school.classmate.id, trainee]})
    else:
        off = school.session(**at, **other, trainee_ids=[trainee], status="cancelled")
        call = ("PUT", f"/sessions/{off['id']}", {"status": "scheduled"})
    admin = school.installation.admin
    refused(admin.call(*call), 409, "schedule_conflict")
    answer = admin.call(call[0], f"{call[1]}?allow_conflicts=true", call[2])
    assert answer.status_code in (200, 201), answer.text


def test_consecutive_sessions_do_not_conflict(school: School) -> None:
    first = school.session(trainee_ids=school.both)
    school.session(scheduled_date=first["ends_at"], trainee_ids=school.both)


def test_one_of_ten_simultaneous_conflicting_requests_wins(school: School) -> None:
    bodies = [school.installation.new_session(trainee_ids=[school.trainee.id])] * 10
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda body: school.trainer.call("POST", "/sessions/", body), bodies))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 9
    for answer in answers:
        if answer.status_code == 409:
            refused(answer, 409, "schedule_conflict")


def test_one_of_two_requests_for_the_last_place_wins(school: School) -> None:
    path = f"/sessions/{school.session(capacity=1)['id']}/trainees"
    with ThreadPoolExecutor(2) as pool:
        answers = list(
            pool.map(lambda id_: school.trainer.call("POST", path, {"trainee_ids": [id_]}), school.both)
        )
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    full = next(answer for answer in answers if answer.status_code == 409)
    refused(full, 409, "session_full")


def test_enrolment_adds_all_trainees_or_none(school: School) -> None:
    session = school.session()
    path = f"/sessions/{session['id']}/trainees"
    wrong = {"trainee_ids": [school.trainee.id, school.colleague.id]}
    refused(school.trainer.call("POST", path, wrong), 422, "validation_failed")
    assert school.trainer.done("GET", f"/sessions/{session['id']}")["trainee_ids"] == []
    once = school.trainer.done("POST", path, {"trainee_ids": school.both})
    again = school.trainer.done("POST", path, {"trainee_ids": school.both})
    assert once == again


def test_the_capacity_cannot_fall_below_the_number_of_trainees(school: School) -> None:
    session = school.session(trainee_ids=school.both)
    refused(school.trainer.call("PUT", f"/sessions/{session['id']}", {"capacity": 1}), 409, "session_full")


def test_a_trainee_sees_no_other_trainee(school: School) -> None:
    session = school.session(trainee_ids=school.both, scheduled_date=hours_ago(1))
    path = f"/sessions/{session['id']}"
    records = [{"trainee_id": id_, "status": "late", "note": f"note {id_}"} for id_ in school.both]
    school.trainer.done("PUT", f"{path}/attendance", {"records": records})
    alone = school.trainee.done("GET", path)
    in_list = [one for one in school.trainee.done("GET", "/sessions/") if one["id"] == session["id"]]
    assert in_list == [alone]
    assert alone["trainee_ids"] == [school.trainee.id]
    assert alone["trainee_id"] == school.trainee.id
    assert [person["id"] for person in alone["trainees"]] == [school.trainee.id]
    assert [mark["trainee_id"] for mark in alone["attendance"]] == [school.trainee.id]
    assert alone["trainee_count"] == 2
    text = school.trainee.call("GET", path).text
    assert school.classmate.user["name"] not in text
    assert f"note {school.classmate.id}" not in text


def test_attendance_cannot_be_marked_before_the_session_begins(school: School) -> None:
    future = school.session(trainee_ids=school.both)
    records = {"records": [{"trainee_id": school.trainee.id, "status": "present"}]}
    refused(school.trainer.call("PUT", f"/sessions/{future['id']}/attendance", records), 409, "not_started")


def test_only_admins_and_whoever_closed_it_can_reopen_a_session(school: School) -> None:
    path = f"/sessions/{school.session(scheduled_date=hours_ago(9))['id']}"
    school.trainer.done("PUT", path, {"status": "completed"})
    refused(school.trainer.call("PUT", path, {"status": "cancelled"}), 409, "status_change_not_allowed")
    school.trainer.done("PUT", path, {"status": "scheduled"})
    school.installation.admin.done("PUT", path, {"status": "completed"})
    refused(school.trainer.call("PUT", path, {"status": "scheduled"}), 403, "forbidden")
    school.installation.admin.done("PUT", path, {"status": "scheduled"})


def test_the_sessions_of_a_deleted_trainer_are_reassigned(school: School) -> None:
    leaver, heir = school.installation.created("trainer"), school.installation.created("trainer")
    session = school.session(trainer_id=leaver["id"])
    admin, path = school.installation.admin, f"/users/{leaver['id']}"
    problem = refused(admin.call("DELETE", path), 409, "has_scheduled_sessions")
    assert problem["session_ids"] == [session["id"]]
    busy = school.session(trainer_id=heir["id"], scheduled_date=session["scheduled_date"])
    heir_path = f"{path}?reassign_to={heir['id']}"
    refused(admin.call("DELETE", heir_path), 409, "schedule_conflict")
    admin.done("DELETE", f"/sessions/{busy['id']}")
    admin.done("DELETE", heir_path)
    assert admin.done("GET", f"/sessions/{session['id']}")["trainer"]["id"] == heir["id"]
    refused(admin.call("GET", path), 404, "not_found")
    admin.done("DELETE", f"/sessions/{session['id']}")


def test_a_trainee_sees_only_the_name_of_their_trainer(school: School) -> None:
    assignment = {"student_id": school.trainee.id, "teacher_id": school.trainer.id}
    school.installation.admin.done("POST", "/assignments/", assignment)
    (seen,) = school.trainee.done("GET", "/assignments/")
    assert seen["teacher"] == {"id": school.trainer.id, "name": school.trainer.user["name"]}
    assert school.classmate.done("GET", "/assignments/") == []
