"""GET /sessions/conflicts: conflicts before a session is created."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.core.organisation import HOUR, NOW
from tests.web.conftest import Web

AT = (NOW + HOUR).isoformat()
WHOLE = {"scheduled_date": AT, "duration_minutes": "60"}


def path(**query: Any) -> str:
    return f"/sessions/conflicts?{urlencode(query, doseq=True)}"


async def test_it_returns_the_conflicts_with_which_planning_is_refused(web: Web) -> None:
    ana, rui = await web.world.trainer(), await web.world.trainer()
    trainees = [person.id for person in await web.world.trainees(2)]
    body = {"title": "One", "scheduled_date": AT, "duration_minutes": 60, "trainee_ids": trainees}
    assert (await web.call("GET", path(**WHOLE, trainee_ids=trainees), by=rui)).json() == {
        "conflicts": [],
        "next_free": None,
    }
    first = (await web.call("POST", "/sessions/", by=ana, json=body)).json()
    refusal = (await web.call("POST", "/sessions/", by=rui, json=body)).json()
    answer = await web.call("GET", path(**WHOLE, trainee_ids=trainees), by=rui)
    assert answer.status_code == 200
    assert answer.headers["X-Event-Position"]
    assert answer.json() == {"conflicts": refusal["conflicts"], "next_free": refusal["next_free"]}
    assert [clash["title"] for clash in answer.json()["conflicts"]] == [None, None]
    besides = await web.call("GET", path(**WHOLE, trainee_ids=trainees, besides=first["id"]), by=ana)
    assert besides.json() == {"conflicts": [], "next_free": None}


@pytest.mark.parametrize("single", [["7"], ["7", "7"], []])
async def test_a_single_trainee_is_accepted_as_a_list(web: Web, single: list[str]) -> None:
    ana = await web.world.trainer()
    answer = await web.call("GET", path(**WHOLE, trainee_ids=single), by=ana)
    if single:
        assert answer.status_code == 422
        assert answer.json()["errors"] == [{"field": "trainee_ids", "message": "7 is not a trainee"}]
    else:
        assert answer.status_code == 200


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ({}, ["scheduled_date", "duration_minutes"]),
        ({"scheduled_date": AT}, ["duration_minutes"]),
        ({"duration_minutes": "60"}, ["scheduled_date"]),
        (WHOLE | {"scheduled_date": "2026-05-04T09:00:00"}, ["scheduled_date"]),
        (WHOLE | {"scheduled_date": "tomorrow"}, ["scheduled_date"]),
        (WHOLE | {"scheduled_date": ""}, ["scheduled_date"]),
        (WHOLE | {"scheduled_date": "9999-12-31T23:59:59-14:00"}, ["scheduled_date"]),
        (WHOLE | {"duration_minutes": "0"}, ["duration_minutes"]),
        (WHOLE | {"duration_minutes": "1441"}, ["duration_minutes"]),
        (WHOLE | {"duration_minutes": "60.5"}, ["duration_minutes"]),
        (WHOLE | {"trainer_id": "0"}, ["trainer_id"]),
        (WHOLE | {"trainer_id": "x"}, ["trainer_id"]),
        (WHOLE | {"besides": "-1"}, ["besides"]),
        (WHOLE | {"trainee_ids": ["1", "x"]}, ["trainee_ids"]),
        (WHOLE | {"trainee_ids": ["0"]}, ["trainee_ids"]),
        (WHOLE | {"trainee_ids": ["9" * 30]}, ["trainee_ids"]),
        (WHOLE | {"trainee_ids": [str(number) for number in range(1, 502)]}, ["trainee_ids"]),
    ],
)
async def test_invalid_parameters_are_named(web: Web, query: dict[str, Any], fields: list[str]) -> None:
    answer = await web.call("GET", path(**query), by=await web.world.admin())
    assert answer.status_code == 422
    assert answer.json()["code"] == "validation_failed"
    assert [error["field"].partition(".")[0] for error in answer.json()["errors"]] == fields
    assert all(len(error["message"]) > 5 for error in answer.json()["errors"])


async def test_who_may_ask_about_whom(web: Web) -> None:
    ana, rui, eva = await web.world.trainer(), await web.world.trainer(), await web.world.trainee()
    foreign = await web.world.session(rui)
    for by, more, status, code in (
        (eva, {}, 403, "forbidden"),
        (ana, {"trainer_id": rui.id}, 403, "forbidden"),
        (ana, {"besides": foreign.id}, 404, "not_found"),
    ):
        answer = await web.call("GET", path(**WHOLE, **more), by=by)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert (await web.call("GET", path(**WHOLE, trainer_id=ana.id), by=ana)).status_code == 200


async def test_a_literal_plus_in_the_offset_is_accepted(web: Web) -> None:
    ana = await web.world.trainer()
    address = "/sessions/conflicts?scheduled_date=2026-05-04T12:00:00+02:00&duration_minutes=60"
    await web.world.session(ana, start=NOW + HOUR)
    found = (await web.call("GET", address, by=ana)).json()
    assert found["next_free"] == (NOW + HOUR + timedelta(hours=1)).isoformat().replace("+00:00", "Z")


async def test_sessions_are_still_found_by_their_ids(web: Web) -> None:
    session = await web.world.session(await web.world.trainer())
    admin = await web.world.admin()
    assert (await web.call("GET", f"/sessions/{session.id}", by=admin)).json()["id"] == session.id
    assert (await web.call("PUT", "/sessions/conflicts", by=admin, json={})).status_code == 405
