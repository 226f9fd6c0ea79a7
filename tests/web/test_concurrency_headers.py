"""If-Match, ETag, Idempotency-Key, Location and X-Event-Position."""

from __future__ import annotations

import asyncio

import pytest

from tests.web.conftest import Web
from tms_core.errors import Invalid
from tms_web.http.request import expected_versions


@pytest.mark.parametrize(
    ("field", "versions"),
    [
        (None, None),
        (b"*", None),
        (b'"3"', {3}),
        (b'"1", "2" ,"3"', {1, 2, 3}),
        (b', "1",', {1}),
        (b'W/"3"', set()),
        (b'W/"3", "4"', {4}),
        (b'"abc"', set()),
        (b'"03"', set()),
        (b'"3-9f2c"', {3}),
        (b'"3-", W/"4-a", "5-a-b"', {3, 5}),
        (b'"3.1", "-3", "3a-b"', set()),
        (b'""', set()),
    ],
)
def test_if_match_names_the_allowed_versions(field: bytes | None, versions: set[int] | None) -> None:
    assert expected_versions(field) == versions


@pytest.mark.parametrize("field", [b"", b" ", b",", b"3", b'"3', b"'3'", b'"3" "4"', b'w/"3"', b'*, "3"'])
def test_if_match_must_be_entity_tags(field: bytes) -> None:
    with pytest.raises(Invalid, match="If-Match"):
        expected_versions(field)


async def test_a_stale_change_is_412_with_the_current_version(web: Web) -> None:
    admin, trainee = await web.world.admin(), await web.world.trainee()
    address = f"/users/{trainee.id}"
    tag = (await web.call("GET", address, by=admin)).headers["ETag"]
    first, second = [
        await web.call("PUT", address, by=admin, json={"first_name": name}, headers={"If-Match": tag})
        for name in ("Ana", "Eva")
    ]
    assert [first.status_code, second.status_code] == [200, 412]
    assert second.json()["current"] == first.json()
    assert first.headers["ETag"] == f'"{first.json()["version"]}"' != tag


async def test_a_created_resource_has_a_location(web: Web) -> None:
    admin = await web.world.admin()
    body = {
        "username": "zoe",
        "email": "zoe@example.org",
        "role": "trainee",
        "first_name": "Zoë",
        "last_name": "王",
    }
    created = await web.call("POST", "/users/", by=admin, json=body)
    assert created.status_code == 201
    found = await web.call("GET", created.headers["Location"], by=admin)
    assert found.json()["name"] == "Zoë 王"
    assert found.headers["ETag"] == created.headers["ETag"]


async def test_everything_that_is_created_can_be_read_at_its_location(web: Web) -> None:
    admin, trainer = await web.world.admin(), await web.world.trainer()
    trainee, other = await web.world.trainees(2)
    times = {"title": "t", "scheduled_date": "2030-05-04T09:00:00Z", "duration_minutes": 60}
    for path, body in (
        ("/sessions/", {**times, "trainer_id": trainer.id}),
        ("/assignments/", {"student_id": other.id, "teacher_id": trainer.id}),
        ("/assignments/", {"student_id": trainee.id, "teacher_id": trainer.id}),
    ):
        created = await web.call("POST", path, by=admin, json=body)
        assert created.status_code == 201
        found = await web.call("GET", created.headers["Location"], by=admin)
        assert found.status_code == 200
        shown = found.json() if path == "/sessions/" else found.json()[0]
        assert shown["id"] == created.json()["id"]


async def test_the_same_request_sent_again_gets_the_first_response(web: Web) -> None:
    admin = await web.world.admin()
    body = {
        "username": "zoe",
        "email": "zoe@example.org",
        "role": "trainee",
        "first_name": "Zoe",
        "last_name": "W",
    }
    key = {"Idempotency-Key": "once-only"}
    answers = await asyncio.gather(
        *(web.call("POST", path, by=admin, json=body, headers=key) for path in ["/users/", "/users"] * 3)
    )
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert "temporary_password" in answers[0].json()
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert len({answer.headers["X-Request-ID"] for answer in answers}) == 6


async def test_another_request_with_the_same_idempotency_key_is_refused(web: Web) -> None:
    admin, trainee = await web.world.admin(), await web.world.trainee()
    key = {"Idempotency-Key": "k"}
    first = await web.call("PUT", f"/users/{trainee.id}", by=admin, json={"first_name": "Ana"}, headers=key)
    other = await web.call("PUT", f"/users/{trainee.id}", by=admin, json={"first_name": "Eva"}, headers=key)
    assert first.status_code == 200
    assert [other.status_code, other.json()["code"]] == [422, "idempotency_key_reused"]


async def test_a_refused_request_leaves_its_key_free(web: Web) -> None:
    admin, key = await web.world.admin(), {"Idempotency-Key": "k"}
    refused = await web.call("PUT", "/users/77", by=admin, json={"first_name": "Ana"}, headers=key)
    assert refused.status_code == 404
    kept = await web.call("PUT", f"/users/{admin.id}", by=admin, json={"first_name": "Ana"}, headers=key)
    assert kept.status_code == 200


@pytest.mark.parametrize("key", ["", "with space", "ü", "a" * 256])
async def test_a_malformed_idempotency_key_is_refused(web: Web, key: str) -> None:
    headers: dict[str, str] = {"Idempotency-Key": key.encode("latin-1")}  # type: ignore[dict-item]
    answer = await web.call("PUT", "/users/1", by=await web.world.admin(), json={}, headers=headers)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "Idempotency-Key"


async def test_reads_carry_the_event_position(web: Web) -> None:
    admin = await web.world.admin()
    before = (await web.call("GET", "/users/", by=admin)).headers["X-Event-Position"]
    again = (await web.call("GET", "/users/", by=admin)).headers["X-Event-Position"]
    await web.world.trainee()
    after = (await web.call("GET", "/users/", by=admin)).headers["X-Event-Position"]
    assert before == again != after
