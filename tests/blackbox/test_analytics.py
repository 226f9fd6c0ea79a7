"""The dashboard's figures and a trainee's progress, over HTTP."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.blackbox.installation import Installation, Someone, refused

PERIOD = {"from": "2021-03-22T00:00:00Z", "to": "2021-04-05T00:00:00Z", "time_zone": "Europe/Lisbon"}
"""Two weeks around the 2021 daylight saving change, in which no other test creates sessions."""
OVERVIEW = "/analytics/overview"


@dataclass
class School:
    """Two trainers, two trainees, and their sessions in the period."""

    installation: Installation
    trainer: Someone
    colleague: Someone
    trainee: Someone
    classmate: Someone

    def held(self, leader: Someone, start: str, minutes: int, marks: dict[int, str]) -> None:
        """A past session with attendance marks."""
        session = self.installation.session(
            trainer_id=leader.id,
            scheduled_date=start,
            duration_minutes=minutes,
            trainee_ids=list(marks),
            status="completed",
        )
        records = [{"trainee_id": trainee_id, "status": status} for trainee_id, status in marks.items()]
        leader.done("PUT", f"/sessions/{session['id']}/attendance", {"records": records})


@pytest.fixture(scope="session")
def school(installation: Installation) -> School:
    """Lives as long as the installation: set up twice, the period would hold everything twice."""
    roles = ("trainer", "trainer", "trainee", "trainee")
    found = School(installation, *map(installation.add, roles))
    one, other = found.trainee.id, found.classmate.id
    found.held(found.trainer, "2021-03-22T09:00:00Z", 90, {one: "present", other: "absent"})
    found.held(found.trainer, "2021-03-28T22:30:00Z", 60, {one: "late", other: "absent"})  # Sunday, 23:30
    found.held(found.colleague, "2021-03-28T23:30:00Z", 30, {one: "absent"})  # Monday, 00:30
    installation.session(
        trainer_id=found.trainer.id, scheduled_date="2021-03-30T08:00:00Z", status="cancelled"
    )
    return found


def overview(reader: Someone, **asked: str) -> Any:
    return reader.done("GET", OVERVIEW, params=PERIOD | asked)


def test_admins_see_all_sessions_by_week_and_hour_of_the_time_zone(school: School) -> None:
    seen = overview(school.installation.admin)
    assert (seen["starts_at"], seen["ends_at"]) == (PERIOD["from"], PERIOD["to"])
    assert seen["time_zone"] == "Europe/Lisbon"
    assert seen["weeks"] == [
        {
            "week": "2021-W12",
            "starts_on": "2021-03-22",
            "sessions": {"scheduled": 0, "completed": 2, "cancelled": 0},
            "attendance_rate": 0.5,
        },
        {
            "week": "2021-W13",
            "starts_on": "2021-03-29",
            "sessions": {"scheduled": 0, "completed": 1, "cancelled": 1},
            "attendance_rate": 0.0,
        },
        {
            "week": "2021-W14",
            "starts_on": "2021-04-05",
            "sessions": {"scheduled": 0, "completed": 0, "cancelled": 0},
            "attendance_rate": None,
        },
    ]
    assert seen["totals"] == {
        "sessions": {"scheduled": 0, "completed": 3, "cancelled": 1},
        "hours_delivered": 3.0,
        "attendance_rate": 0.4,
    }
    assert [(each["trainer"]["id"], each["hours_delivered"]) for each in seen["trainers"]] == [
        (school.trainer.id, 2.5),
        (school.colleague.id, 0.5),
    ]
    assert seen["busiest"] == {"weekday": 1, "hour": 0, "sessions": 1}
    assert [len(row) for row in seen["week_grid"]] == [24] * 7
    assert (seen["week_grid"][0][0], seen["week_grid"][0][9], seen["week_grid"][6][23]) == (1, 1, 1)
    assert [(each["trainee"]["id"], each["absences"], each["marked"]) for each in seen["no_shows"]] == [
        (school.classmate.id, 2, 2),
        (school.trainee.id, 1, 3),
    ]


def test_another_time_zone_gives_other_weeks_and_hours(school: School) -> None:
    seen = overview(school.installation.admin, time_zone="Asia/Kathmandu")
    assert [week["sessions"]["completed"] for week in seen["weeks"]] == [1, 2, 0]
    assert (seen["week_grid"][0][4], seen["week_grid"][0][5], seen["week_grid"][0][14]) == (1, 1, 1)


def test_trainers_see_the_sessions_they_lead(school: School) -> None:
    seen = overview(school.colleague)
    assert seen["totals"]["sessions"] == {"scheduled": 0, "completed": 1, "cancelled": 0}
    assert [each["trainer"] for each in seen["trainers"]] == [
        {"id": school.colleague.id, "name": school.colleague.user["name"]}
    ]
    assert [each["trainee"]["id"] for each in seen["no_shows"]] == [school.trainee.id]


def test_trainees_see_no_overview(school: School) -> None:
    refused(school.trainee.call("GET", OVERVIEW), 403, "forbidden")


def test_the_default_period_is_the_last_twelve_weeks(school: School) -> None:
    began = datetime.now(UTC)
    seen = school.trainer.done("GET", OVERVIEW)
    assert len(seen["weeks"]) == 12
    ended = datetime.fromisoformat(seen["ends_at"])
    assert began - timedelta(minutes=1) < ended <= datetime.now(UTC)


def test_the_overview_is_at_least_as_new_as_its_position(school: School) -> None:
    for path in (OVERVIEW, f"/progress/trainees/{school.trainee.id}"):
        assert school.installation.admin.call("GET", path).headers["x-event-position"].count(".") == 2


@pytest.mark.parametrize(
    ("asked", "field", "words"),
    [
        ({"from": "2021-03-22T00:00:00"}, "from", "offset"),
        ({"to": "2021-04-05T00:00:00"}, "to", "offset"),
        ({"from": "soon"}, "from", "offset"),
        ({"from": "2021-04-05T00:00:00Z"}, "from", "before"),
        ({"from": "2021-04-05T00:00:01Z"}, "from", "before"),
        ({"from": "2016-03-31T23:59:59Z"}, "from", "5 years"),
        ({"from": "1900-06-01T00:00:00Z"}, "from", "between"),
        ({"to": "2999-06-01T00:00:00Z"}, "to", "between"),
        ({"time_zone": "Europe/Lissabon"}, "time_zone", "IANA"),
        ({"time_zone": "../../etc/passwd"}, "time_zone", "IANA"),
        ({"time_zone": ""}, "time_zone", "characters"),
        ({"time_zone": "x" * 65}, "time_zone", "characters"),
        ({"time_zone": "Europe/Lisbon\x00"}, "time_zone", "characters"),
    ],
)
def test_invalid_parameters_are_refused_with_an_explanation(
    school: School, asked: dict[str, str], field: str, words: str
) -> None:
    problem = refused(school.trainer.call("GET", OVERVIEW, params=PERIOD | asked), 422, "validation_failed")
    assert [error["field"] for error in problem["errors"]] == [field]
    assert words in problem["detail"]


def progress(reader: Someone, trainee_id: int) -> httpx.Response:
    return reader.call("GET", f"/progress/trainees/{trainee_id}")


def test_only_a_trainee_their_trainers_and_admins_see_the_progress(school: School) -> None:
    trainee, admin = school.trainee, school.installation.admin
    pair = {"student_id": trainee.id, "teacher_id": school.colleague.id}
    admin.done("POST", "/assignments/", pair)
    seen = [progress(reader, trainee.id).json() for reader in (trainee, school.colleague, admin)]
    assert seen[0] == seen[1] == seen[2]
    assert seen[0] == {
        "trainee": {"id": trainee.id, "name": trainee.user["name"]},
        "held": 3,
        "attended": 2,
        "attendance_rate": 0.6667,
        "hours_attended": 2.5,
        "marks": {"present": 1, "absent": 1, "late": 1, "excused": 0},
        "unmarked": 0,
        "upcoming": 0,
        "next_at": None,
    }
    for reader in (school.trainer, school.classmate):  # leading a session is not an assignment
        refused(progress(reader, trainee.id), 404, "not_found")
    admin.done("DELETE", f"/assignments/{trainee.id}/{school.colleague.id}")
    refused(progress(school.colleague, trainee.id), 404, "not_found")


def test_progress_of_somebody_who_is_not_a_trainee_is_not_found(school: School) -> None:
    for user_id in (school.trainer.id, school.installation.admin.id, 2**53 - 1, 2**53, 0, "x"):
        refused(school.installation.admin.call("GET", f"/progress/trainees/{user_id}"), 404, "not_found")


def test_the_next_session_is_included_in_the_progress(school: School) -> None:
    sessions = [school.installation.session(trainee_ids=[school.classmate.id]) for _ in range(2)]
    seen = progress(school.classmate, school.classmate.id).json()
    assert seen["upcoming"] == 2
    assert seen["next_at"] == min(session["scheduled_date"] for session in sessions)


def test_people_who_left_are_shown_as_deleted_users(school: School) -> None:
    gone = school.installation.add("trainee")
    school.held(school.trainer, "2020-06-01T09:00:00Z", 60, {gone.id: "absent"})
    school.installation.admin.done("DELETE", f"/users/{gone.id}")
    seen = overview(
        school.installation.admin, **{"from": "2020-06-01T00:00:00Z", "to": "2020-06-02T00:00:00Z"}
    )
    assert [each["trainee"] for each in seen["no_shows"]] == [{"id": gone.id, "name": "Deleted user"}]
    refused(progress(school.installation.admin, gone.id), 404, "not_found")
