"""Notifications over REST."""

from __future__ import annotations

import pytest

from tests.core.notified import catch_up, start
from tests.core.organisation import HOUR, NOW, World
from tests.web.conftest import Web
from tms_core.users.model import User

PATH = "/notifications/"


@pytest.fixture
async def people(world: World) -> tuple[User, User, User]:
    return await world.admin(), await world.trainer(), await world.trainee()


async def plan(web: Web, admin: User, trainer: User, trainee: User, title: str = "First aid") -> int:
    new = {
        "title": title,
        "scheduled_date": (NOW + 48 * HOUR).isoformat(),
        "duration_minutes": 60,
        "trainer_id": trainer.id,
        "trainee_ids": [trainee.id],
    }
    response = await web.call("POST", "/sessions/?allow_conflicts=true", admin, json=new)
    assert response.status_code == 201
    session_id: int = response.json()["id"]
    return session_id


async def test_what_somebody_is_told(web: Web, people: tuple[User, User, User]) -> None:
    admin, trainer, trainee = people
    await start(web.world)
    session_id = await plan(web, *people)
    await catch_up(web.world)
    response = await web.call("GET", PATH, trainee)
    assert (response.status_code, response.headers["x-total-count"]) == (200, "1")
    [found] = response.json()
    assert found == {
        "id": found["id"],
        "kind": "session_assigned",
        "subject": {"type": "session", "id": session_id, "title": "First aid"},
        "actor": {"id": admin.id, "name": admin.name},
        "changes": [
            {"field": "title", "before": None, "after": "First aid"},
            {"field": "scheduled_date", "before": None, "after": "2026-05-06T09:00:00.123457Z"},
            {"field": "duration_minutes", "before": None, "after": 60},
            {"field": "trainer", "before": None, "after": {"id": trainer.id, "name": trainer.name}},
        ],
        "created_at": "2026-05-04T09:00:00.123457Z",
        "read_at": None,
    }
    assert (await web.call("GET", PATH, admin)).json() == []


async def test_pages_and_what_is_unread(web: Web, people: tuple[User, User, User]) -> None:
    _, _, trainee = people
    await start(web.world)
    for number in range(3):
        await plan(web, *people, title=f"Part {number}")
    await catch_up(web.world)
    first = await web.call("GET", f"{PATH}?limit=2", trainee)
    rest = await web.call("GET", first.links["next"]["url"], trainee)
    titles = [each["subject"]["title"] for each in first.json() + rest.json()]
    assert titles == ["Part 2", "Part 1", "Part 0"]
    [newest, middle, _] = first.json() + rest.json()
    read = await web.call("POST", f"{PATH}read", trainee, json={"up_to": middle["id"]})
    assert (read.status_code, read.json()) == (200, {"message": "Marked as read."})
    unread = await web.call("GET", f"{PATH}?unread=true", trainee)
    assert [each["id"] for each in unread.json()] == [newest["id"]]
    for wrong in ({}, {"ids": [1], "up_to": 1}, {"ids": [0]}, {"ids": ["1"]}, {"all": True}):
        assert (await web.call("POST", f"{PATH}read", trainee, json=wrong)).status_code == 422
    assert (await web.call("POST", f"{PATH}read", trainee, json={"ids": [999]})).status_code == 200


async def test_preferences(web: Web, people: tuple[User, User, User]) -> None:
    trainee = people[2]
    found = (await web.call("GET", f"{PATH}preferences", trainee)).json()
    assert found.keys() == {"kinds", "reminders", "language", "time_zone", "fixed"}
    assert found["kinds"]["session_changed"] == {"screen": True, "mail": True}
    assert found["fixed"] == ["password_reset", "sign_in_warning"]
    assert found["reminders"] == {"minutes_before": [1440, 60]}
    wanted = {
        "kinds": {"session_changed": {"mail": False}},
        "reminders": {"minutes_before": [30]},
        "language": "pt",
    }
    changed = await web.call("PUT", f"{PATH}preferences", trainee, json=wanted)
    assert changed.status_code == 200
    assert changed.json() == {
        **found,
        "kinds": {**found["kinds"], "session_changed": {"screen": True, "mail": False}},
        "reminders": {"minutes_before": [30]},
        "language": "pt",
    }
    assert (await web.call("GET", f"{PATH}preferences", trainee)).json() == changed.json()
    for wrong in (
        {"kinds": {"session_changed": {"mail": "no"}}},
        {"kinds": {"sign_in_warning": {"mail": False}}},
        {"kinds": {"nonsense": {"mail": False}}},
        {"reminders": {"minutes_before": [0]}},
        {"colour": "red"},
    ):
        response = await web.call("PUT", f"{PATH}preferences", trainee, json=wrong)
        assert (response.status_code, response.json()["code"]) == (422, "validation_failed")


async def test_nobody_reads_without_signing_in(web: Web) -> None:
    for method, path in (("GET", PATH), ("GET", f"{PATH}preferences"), ("POST", f"{PATH}read")):
        assert (await web.call(method, path)).status_code == 401


async def test_a_trainee_who_cannot_come(web: Web, people: tuple[User, User, User]) -> None:
    admin, trainer, trainee = people
    await start(web.world)
    session_id = await plan(web, *people)
    path = f"/sessions/{session_id}/reply"
    answer = {"reply": "not_coming", "note": "I am ill"}
    response = await web.call("PUT", path, trainee, json=answer)
    assert (response.status_code, response.headers["etag"]) == (200, '"2"')
    expected = [{"trainee_id": trainee.id, **answer}]
    assert response.json()["replies"] == expected
    for user in (admin, trainer):
        assert (await web.call("GET", f"/sessions/{session_id}", user)).json()["replies"] == expected
    await catch_up(web.world)
    newest = (await web.call("GET", PATH, trainer)).json()[0]
    assert (newest["kind"], newest["actor"]["id"]) == ("reply_received", trainee.id)
    assert newest["changes"] == [
        {"field": "reply", "before": None, "after": "not_coming"},
        {"field": "note", "before": None, "after": "I am ill"},
    ]
    for wrong in (
        {"reply": "maybe"},
        {},
        {"reply": None, "note": "why"},
        {"reply": "coming", "note": "x" * 201},
    ):
        assert (await web.call("PUT", path, trainee, json=wrong)).status_code == 422
    assert (await web.call("PUT", path, trainer, json=answer)).status_code == 403
    stale = await web.call("PUT", path, trainee, {"If-Match": '"1"'}, json=answer)
    assert (stale.status_code, stale.json()["current"]["replies"]) == (412, expected)
    changed = {"status": "cancelled", "status_reason": "Nobody comes"}
    assert (await web.call("PUT", f"/sessions/{session_id}", admin, json=changed)).status_code == 200
    late = await web.call("PUT", path, trainee, json=answer)
    assert (late.status_code, late.json()["code"]) == (409, "session_cancelled")
