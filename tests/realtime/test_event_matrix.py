"""Every kind of event, reader by reader and field by field: who receives it, and that it equals what they would read.

``Scenario.told`` compares each event's data with what REST shows the same reader; the tests state who receives what.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.blackbox.installation import PASSWORD, Installation
from tests.realtime.client import Connect, about, position_of
from tests.realtime.scenario import ADMINS, TRAINERS, Scenario, everyone

SEES_USERS = (*ADMINS, *TRAINERS)
IN_SESSION = (*ADMINS, "trainer", "trainee", "fellow")


@pytest.fixture(scope="module")
def _scenario(installation: Installation) -> Scenario:
    return Scenario.of(installation)


@pytest.fixture
async def scenario(_scenario: Scenario, connect: Connect) -> Scenario:
    await _scenario.enter(connect)
    return _scenario


def session(scenario: Scenario, **fields: Any) -> dict[str, Any]:
    people = {
        "trainer_id": scenario["trainer"].id,
        "trainee_ids": [scenario["trainee"].id, scenario["fellow"].id],
    }
    return scenario.installation.session(**(people | fields))


def past() -> str:
    return (datetime.now(UTC) - timedelta(minutes=5)).isoformat()


@pytest.mark.parametrize(
    ("role", "readers"), [("trainee", SEES_USERS), ("trainer", SEES_USERS), ("admin", ADMINS)]
)
async def test_user_created(scenario: Scenario, role: str, readers: tuple[str, ...]) -> None:
    for password in ({}, {"password": PASSWORD}):
        new = scenario.installation.new_user(role) | {"password": None} | password
        new = {name: value for name, value in new.items() if value is not None}
        told = await scenario.told(lambda new=new: scenario["admin"].done("POST", "/users/", new))
        assert told == everyone(readers, "user_created") | {"admin": ["credentials_shared", "user_created"]}


async def test_user_updated_by_themselves(scenario: Scenario) -> None:
    for name, readers in {
        "trainee": (*SEES_USERS, "trainee"),
        "other trainer": SEES_USERS,
        "second admin": ADMINS,
    }.items():
        change = {"email": f"new.{scenario[name].id}@example.org", "current_password": PASSWORD}
        told = await scenario.told(
            lambda name=name, change=change: scenario[name].done(
                "PUT", f"/users/{scenario[name].id}", change
            ),
            by=scenario[name],
        )
        assert told == everyone(readers, "user_updated")


async def test_a_new_name_appears_in_sessions_too(scenario: Scenario) -> None:
    """Whoever gets no event about the person, but sees the name in a session, is asked to reload."""
    session(scenario)

    def rename(name: str) -> Any:
        return scenario["admin"].done("PUT", f"/users/{scenario[name].id}", {"last_name": f"Renamed {name}"})

    trainers = await scenario.told(lambda: rename("trainer"))
    assert trainers == everyone(SEES_USERS, "user_updated") | everyone(
        ("trainee", "fellow"), "resync: names_changed"
    )
    assert await scenario.told(lambda: rename("fellow")) == everyone((*SEES_USERS, "fellow"), "user_updated")
    assert await scenario.told(lambda: rename("outsider")) == everyone(
        (*SEES_USERS, "outsider"), "user_updated"
    )
    assert await scenario.told(lambda: rename("second admin")) == everyone(ADMINS, "user_updated")


async def test_a_user_who_becomes_an_admin_disappears_for_trainers(scenario: Scenario) -> None:
    person = scenario.installation.created("trainee")

    def give(role: str) -> Any:
        return scenario["admin"].done("PUT", f"/users/{person['id']}", {"role": role})

    told = await scenario.told(lambda: give("admin"))
    assert told == everyone(ADMINS, "user_updated") | everyone(TRAINERS, "user_deleted")
    assert await scenario.told(lambda: give("trainer")) == everyone(SEES_USERS, "user_updated")
    assert await scenario.told(lambda: give("trainee")) == everyone(SEES_USERS, "user_updated")


async def test_user_deleted(scenario: Scenario) -> None:
    trainee, admin = scenario.installation.created("trainee"), scenario.installation.created("admin")
    told = await scenario.told(lambda: scenario["admin"].done("DELETE", f"/users/{trainee['id']}"))
    assert told == everyone(SEES_USERS, "user_deleted")
    told = await scenario.told(lambda: scenario["admin"].done("DELETE", f"/users/{admin['id']}"))
    assert told == everyone(ADMINS, "user_deleted")


async def test_a_trainee_who_is_deleted_leaves_their_sessions(scenario: Scenario) -> None:
    leaver = scenario.installation.created("trainee")
    session(scenario, trainee_ids=[scenario["trainee"].id, leaver["id"]])
    pair = {"student_id": leaver["id"], "teacher_id": scenario["other trainer"].id}
    scenario["admin"].done("POST", "/assignments/", pair)
    told = await scenario.told(lambda: scenario["admin"].done("DELETE", f"/users/{leaver['id']}"))
    assert told == {
        **everyone(ADMINS, "session_updated", "student_unassigned", "user_deleted"),
        "trainer": ["session_updated", "user_deleted"],
        "other trainer": ["student_unassigned", "user_deleted"],
        "trainee": ["session_updated"],
    }


async def test_a_deleted_trainers_sessions_are_reassigned(scenario: Scenario) -> None:
    leaver = scenario.installation.created("trainer")
    session(scenario, trainer_id=leaver["id"], trainee_ids=[scenario["trainee"].id])
    held = session(
        scenario, trainer_id=leaver["id"], trainee_ids=[scenario["fellow"].id], scheduled_date=past()
    )
    scenario["admin"].done("PUT", f"/sessions/{held['id']}", {"status": "completed"})
    scenario["admin"].done(
        "POST", "/assignments/", {"student_id": scenario["outsider"].id, "teacher_id": leaver["id"]}
    )
    path = f"/users/{leaver['id']}?reassign_to={scenario['other trainer'].id}"
    told = await scenario.told(lambda: scenario["admin"].done("DELETE", path))
    assert told == {
        **everyone(ADMINS, "session_updated", "student_unassigned", "user_deleted"),
        "trainer": ["user_deleted"],
        "other trainer": ["session_updated", "user_deleted"],
        "trainee": ["session_updated"],
        "fellow": ["resync: names_changed"],
        "outsider": ["student_unassigned"],
    }


async def test_a_session_is_sent_to_admins_and_its_people(scenario: Scenario) -> None:
    marks = {"records": [{"trainee_id": scenario["fellow"].id, "status": "late", "note": "🚌 é"}]}
    acts: dict[str, Any] = {
        "/sessions/{}": {"title": "New title", "capacity": 9, "class_link": "https://meet.example.org/x"},
        "/sessions/{}/attendance": marks,
        "/sessions/{}?": {"status": "completed"},
    }
    new = scenario.installation.new_session(
        trainee_ids=[scenario["trainee"].id, scenario["fellow"].id], scheduled_date=past()
    )
    made: list[int] = []
    told = await scenario.told(
        lambda: made.append(scenario["trainer"].done("POST", "/sessions/", new)["id"]), by=scenario["trainer"]
    )
    assert told == everyone(IN_SESSION, "session_created")
    for path, change in acts.items():
        told = await scenario.told(
            lambda path=path, change=change: scenario["trainer"].done("PUT", path.format(*made), change),
            by=scenario["trainer"],
        )
        marks_only = path.endswith("attendance")
        expected = "attendance_marked" if marks_only else "session_updated"
        assert told == everyone(IN_SESSION, expected), path
    told = await scenario.told(
        lambda: scenario["second admin"].done("DELETE", f"/sessions/{made[0]}"), scenario["second admin"]
    )
    assert told == everyone(IN_SESSION, "session_deleted")


async def test_losing_sight_of_a_session_looks_like_its_deletion(scenario: Scenario) -> None:
    made = session(scenario)["id"]
    path, admin = f"/sessions/{made}", scenario["admin"]
    told = await scenario.told(lambda: admin.done("DELETE", f"{path}/trainees/{scenario['trainee'].id}"))
    assert told == {
        **everyone((*ADMINS, "trainer", "fellow"), "session_updated"),
        "trainee": ["session_deleted"],
    }
    reassign = {"trainer_id": scenario["other trainer"].id}
    assert await scenario.told(lambda: admin.done("PUT", path, reassign)) == {
        **everyone((*ADMINS, "other trainer", "fellow"), "session_updated"),
        "trainer": ["session_deleted"],
    }
    swap = {"trainee_ids": [scenario["outsider"].id, scenario["trainee"].id]}
    assert await scenario.told(lambda: admin.done("PUT", path, swap)) == {
        **everyone((*ADMINS, "other trainer", "outsider", "trainee"), "session_updated"),
        "fellow": ["session_deleted"],
    }
    add = {"trainee_ids": [scenario["fellow"].id]}
    told = await scenario.told(lambda: admin.done("POST", f"{path}/trainees", add))
    seen = (*ADMINS, "other trainer", "outsider", "trainee", "fellow")
    assert told == everyone(seen, "session_updated")


async def test_assignments_are_sent_to_admins_and_both_people(scenario: Scenario) -> None:
    pair = {"student_id": scenario["trainee"].id, "teacher_id": scenario["other trainer"].id}
    told = await scenario.told(lambda: scenario["admin"].done("POST", "/assignments/", pair))
    assert told == everyone((*ADMINS, "other trainer", "trainee"), "student_assigned")
    path = f"/assignments/{pair['student_id']}/{pair['teacher_id']}"
    told = await scenario.told(lambda: scenario["admin"].done("DELETE", path))
    assert told == everyone((*ADMINS, "other trainer", "trainee"), "student_unassigned")


async def test_password_events_are_sent_to_admins_and_that_user(scenario: Scenario, connect: Connect) -> None:
    reset = {"new_password": "a temporary one"}
    person = scenario.installation.add()
    before = position_of(person)
    told = await scenario.told(
        lambda: scenario["admin"].done("POST", f"/auth/reset-password/{person.id}", reset)
    )
    assert told == {
        "admin": ["credentials_shared", "password_reset", "user_updated"],
        "second admin": ["password_reset", "user_updated"],
        **everyone(TRAINERS, "user_updated"),
    }
    again = scenario.installation.sign_in(person.username, reset["new_password"])
    socket = await connect(again, before)
    await socket.wait(about("password_reset", user_id=person.id, action="reset"))
    choice = {"new_password": PASSWORD}
    told = await scenario.told(lambda: again.done("POST", "/auth/change-password", choice), by=again)
    assert told == everyone(ADMINS, "password_changed", "user_updated") | everyone(TRAINERS, "user_updated")


async def test_who_is_told_something_is_sent_its_id_on_every_device(scenario: Scenario) -> None:
    planned = session(scenario, title="Told about")

    def told(name: str) -> dict[int, Any]:
        """What somebody was told about the session and has not read, by id."""
        found = scenario[name].done("GET", "/notifications/?unread=true")
        return {each["id"]: each for each in found if each["subject"]["id"] == planned["id"]}

    async def sent(name: str, kind: str) -> Any:
        return (await scenario.sockets[name].wait(kind))["data"]

    for name in ("trainer", "trainee", "fellow"):
        while (await sent(name, "notification"))["id"] not in told(name):
            pass
    [(number, newest)] = told("fellow").items()
    assert (newest["kind"], newest["actor"]["id"]) == ("session_assigned", scenario["admin"].id)
    scenario["fellow"].done("POST", "/notifications/read", {"ids": [number]})
    assert await sent("fellow", "notifications_read") == {"ids": [number]}
    [number] = told("trainee")
    scenario["trainee"].done("POST", "/notifications/read", {"up_to": number})
    assert await sent("trainee", "notifications_read") == {"up_to": number}
    scenario["admin"].done("DELETE", f"/sessions/{planned['id']}")
    for name in ("trainer", "trainee", "fellow"):
        await sent(name, "notifications_removed")
        assert told(name) == {}
