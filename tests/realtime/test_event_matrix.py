"""Every kind of event, reader by reader and field by field: who hears of it, and that it is what they would read.

``Stage.told`` compares each event's data with what REST shows the same reader; here stands who hears what.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.blackbox.installation import PASSWORD, Installation
from tests.realtime.client import Connect, about, position_of
from tests.realtime.stage import ADMINS, TRAINERS, Stage, everyone

SEES_USERS = (*ADMINS, *TRAINERS)
IN_SESSION = (*ADMINS, "trainer", "trainee", "fellow")


@pytest.fixture(scope="module")
def _cast(installation: Installation) -> Stage:
    return Stage.of(installation)


@pytest.fixture
async def stage(_cast: Stage, connect: Connect) -> Stage:
    await _cast.enter(connect)
    return _cast


def session(stage: Stage, **fields: Any) -> dict[str, Any]:
    people = {"trainer_id": stage["trainer"].id, "trainee_ids": [stage["trainee"].id, stage["fellow"].id]}
    return stage.installation.session(**(people | fields))


def past() -> str:
    return (datetime.now(UTC) - timedelta(minutes=5)).isoformat()


@pytest.mark.parametrize(
    ("role", "readers"), [("trainee", SEES_USERS), ("trainer", SEES_USERS), ("admin", ADMINS)]
)
async def test_user_created(stage: Stage, role: str, readers: tuple[str, ...]) -> None:
    for password in ({}, {"password": PASSWORD}):
        new = stage.installation.new_user(role) | {"password": None} | password
        new = {name: value for name, value in new.items() if value is not None}
        told = await stage.told(lambda new=new: stage["admin"].done("POST", "/users/", new))
        assert told == everyone(readers, "user_created") | {"admin": ["credentials_shared", "user_created"]}


async def test_user_updated_by_themselves(stage: Stage) -> None:
    for name, readers in {
        "trainee": (*SEES_USERS, "trainee"),
        "other trainer": SEES_USERS,
        "second admin": ADMINS,
    }.items():
        change = {"email": f"new.{stage[name].id}@example.org"}
        told = await stage.told(
            lambda name=name, change=change: stage[name].done("PUT", f"/users/{stage[name].id}", change),
            by=stage[name],
        )
        assert told == everyone(readers, "user_updated")


async def test_a_new_name_shows_in_sessions_too(stage: Stage) -> None:
    """Whoever is not told about the person, but reads the name in a session, is asked to fetch anew."""
    session(stage)

    def rename(name: str) -> Any:
        return stage["admin"].done("PUT", f"/users/{stage[name].id}", {"last_name": f"Renamed {name}"})

    trainers = await stage.told(lambda: rename("trainer"))
    assert trainers == everyone(SEES_USERS, "user_updated") | everyone(
        ("trainee", "fellow"), "resync: names_changed"
    )
    assert await stage.told(lambda: rename("fellow")) == everyone((*SEES_USERS, "fellow"), "user_updated")
    assert await stage.told(lambda: rename("outsider")) == everyone((*SEES_USERS, "outsider"), "user_updated")
    assert await stage.told(lambda: rename("second admin")) == everyone(ADMINS, "user_updated")


async def test_who_becomes_an_admin_disappears_from_the_trainers(stage: Stage) -> None:
    person = stage.installation.created("trainee")

    def give(role: str) -> Any:
        return stage["admin"].done("PUT", f"/users/{person['id']}", {"role": role})

    told = await stage.told(lambda: give("admin"))
    assert told == everyone(ADMINS, "user_updated") | everyone(TRAINERS, "user_deleted")
    assert await stage.told(lambda: give("trainer")) == everyone(SEES_USERS, "user_updated")
    assert await stage.told(lambda: give("trainee")) == everyone(SEES_USERS, "user_updated")


async def test_user_deleted(stage: Stage) -> None:
    trainee, admin = stage.installation.created("trainee"), stage.installation.created("admin")
    told = await stage.told(lambda: stage["admin"].done("DELETE", f"/users/{trainee['id']}"))
    assert told == everyone(SEES_USERS, "user_deleted")
    told = await stage.told(lambda: stage["admin"].done("DELETE", f"/users/{admin['id']}"))
    assert told == everyone(ADMINS, "user_deleted")


async def test_a_trainee_who_is_deleted_leaves_their_sessions(stage: Stage) -> None:
    leaver = stage.installation.created("trainee")
    session(stage, trainee_ids=[stage["trainee"].id, leaver["id"]])
    pair = {"student_id": leaver["id"], "teacher_id": stage["other trainer"].id}
    stage["admin"].done("POST", "/assignments/", pair)
    told = await stage.told(lambda: stage["admin"].done("DELETE", f"/users/{leaver['id']}"))
    assert told == {
        **everyone(ADMINS, "session_updated", "student_unassigned", "user_deleted"),
        "trainer": ["session_updated", "user_deleted"],
        "other trainer": ["student_unassigned", "user_deleted"],
        "trainee": ["session_updated"],
    }


async def test_a_trainer_who_is_deleted_hands_over_their_sessions(stage: Stage) -> None:
    leaver = stage.installation.created("trainer")
    session(stage, trainer_id=leaver["id"], trainee_ids=[stage["trainee"].id])
    held = session(stage, trainer_id=leaver["id"], trainee_ids=[stage["fellow"].id])
    stage["admin"].done("PUT", f"/sessions/{held['id']}", {"status": "completed"})
    stage["admin"].done(
        "POST", "/assignments/", {"student_id": stage["outsider"].id, "teacher_id": leaver["id"]}
    )
    path = f"/users/{leaver['id']}?reassign_to={stage['other trainer'].id}"
    told = await stage.told(lambda: stage["admin"].done("DELETE", path))
    assert told == {
        **everyone(ADMINS, "session_updated", "student_unassigned", "user_deleted"),
        "trainer": ["user_deleted"],
        "other trainer": ["session_updated", "user_deleted"],
        "trainee": ["session_updated"],
        "fellow": ["resync: names_changed"],
        "outsider": ["student_unassigned"],
    }


async def test_a_session_is_told_to_admins_and_those_in_it(stage: Stage) -> None:
    marks = {"records": [{"trainee_id": stage["fellow"].id, "status": "late", "note": "🚌 é"}]}
    acts: dict[str, Any] = {
        "/sessions/{}": {"title": "New title", "capacity": 9, "class_link": "https://meet.example.org/x"},
        "/sessions/{}/attendance": marks,
        "/sessions/{}?": {"status": "completed"},
    }
    new = stage.installation.new_session(
        trainee_ids=[stage["trainee"].id, stage["fellow"].id], scheduled_date=past()
    )
    made: list[int] = []
    told = await stage.told(
        lambda: made.append(stage["trainer"].done("POST", "/sessions/", new)["id"]), by=stage["trainer"]
    )
    assert told == everyone(IN_SESSION, "session_created")
    for path, change in acts.items():
        told = await stage.told(
            lambda path=path, change=change: stage["trainer"].done("PUT", path.format(*made), change),
            by=stage["trainer"],
        )
        assert told == everyone(IN_SESSION, "session_updated"), path
    told = await stage.told(
        lambda: stage["second admin"].done("DELETE", f"/sessions/{made[0]}"), stage["second admin"]
    )
    assert told == everyone(IN_SESSION, "session_deleted")


async def test_losing_sight_of_a_session_looks_like_its_deletion(stage: Stage) -> None:
    made = session(stage)["id"]
    path, admin = f"/sessions/{made}", stage["admin"]
    told = await stage.told(lambda: admin.done("DELETE", f"{path}/trainees/{stage['trainee'].id}"))
    assert told == {
        **everyone((*ADMINS, "trainer", "fellow"), "session_updated"),
        "trainee": ["session_deleted"],
    }
    reassign = {"trainer_id": stage["other trainer"].id}
    assert await stage.told(lambda: admin.done("PUT", path, reassign)) == {
        **everyone((*ADMINS, "other trainer", "fellow"), "session_updated"),
        "trainer": ["session_deleted"],
    }
    swap = {"trainee_ids": [stage["outsider"].id, stage["trainee"].id]}
    assert await stage.told(lambda: admin.done("PUT", path, swap)) == {
        **everyone((*ADMINS, "other trainer", "outsider", "trainee"), "session_updated"),
        "fellow": ["session_deleted"],
    }
    add = {"trainee_ids": [stage["fellow"].id]}
    told = await stage.told(lambda: admin.done("POST", f"{path}/trainees", add))
    seen = (*ADMINS, "other trainer", "outsider", "trainee", "fellow")
    assert told == everyone(seen, "session_updated")


async def test_assignments_are_told_to_admins_and_both(stage: Stage) -> None:
    pair = {"student_id": stage["trainee"].id, "teacher_id": stage["other trainer"].id}
    told = await stage.told(lambda: stage["admin"].done("POST", "/assignments/", pair))
    assert told == everyone((*ADMINS, "other trainer", "trainee"), "student_assigned")
    path = f"/assignments/{pair['student_id']}/{pair['teacher_id']}"
    told = await stage.told(lambda: stage["admin"].done("DELETE", path))
    assert told == everyone((*ADMINS, "other trainer", "trainee"), "student_unassigned")


async def test_passwords_are_told_to_admins_and_that_user(stage: Stage, connect: Connect) -> None:
    reset = {"new_password": "a temporary one"}
    person = stage.installation.add()
    before = position_of(person)
    told = await stage.told(lambda: stage["admin"].done("POST", f"/auth/reset-password/{person.id}", reset))
    assert told == {
        "admin": ["credentials_shared", "password_reset", "user_updated"],
        "second admin": ["password_reset", "user_updated"],
        **everyone(TRAINERS, "user_updated"),
    }
    again = stage.installation.sign_in(person.username, reset["new_password"])
    socket = await connect(again, before)
    await socket.wait(about("password_reset", user_id=person.id, action="reset"))
    choice = {"new_password": PASSWORD}
    told = await stage.told(lambda: again.done("POST", "/auth/change-password", choice), by=again)
    assert told == everyone(ADMINS, "password_changed", "user_updated") | everyone(TRAINERS, "user_updated")
