"""Reading JSON bodies: what is accepted, and how errors name all invalid fields at once."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.web.conftest import Web
from tms_core.auth.model import PasswordReset, SignIn
from tms_core.errors import Invalid
from tms_core.sessions.inputs import Attendance, SessionChanges
from tms_core.sessions.model import NewSession, SessionStatus
from tms_core.users.model import NewUser, UserChanges
from tms_web.http.errors import HttpError
from tms_web.http.request_body import check_json, reader_of

SESSION = {"title": "Grundlagen", "scheduled_date": "2026-05-05T09:00:00+02:00", "duration_minutes": 60}


def read(cls: Any, content: object) -> Any:
    return reader_of(cls).read(json.dumps(content).encode())


def errors(cls: Any, content: object) -> dict[str, str]:
    with pytest.raises(Invalid) as refusal:
        read(cls, content)
    return {error.field: error.message for error in refusal.value.errors}


def test_a_body_becomes_the_cores_own_input() -> None:
    new = read(NewSession, {**SESSION, "title": "  Grundlagen ", "trainee_ids": [7, 7, 9]})
    assert new == NewSession(
        title="Grundlagen", scheduled_date=new.scheduled_date, duration_minutes=60, trainee_ids=(7, 9)
    )
    assert new.scheduled_date.isoformat() == "2026-05-05T07:00:00+00:00"


def test_a_partial_body_contains_only_the_fields_sent() -> None:
    sent = {"status": "completed", "capacity": None}
    assert read(SessionChanges, sent) == {"status": SessionStatus.COMPLETED, "capacity": None}
    assert read(SessionChanges, {}) == {}


def test_every_wrong_field_is_named_at_once() -> None:
    assert errors(NewSession, {"title": " ", "duration_minutes": "60", "capacity": 0, "colour": "red"}) == {
        "title": "must be 1 to 100 characters long",
        "scheduled_date": "is required",
        "duration_minutes": "must be a whole number",
        "capacity": "must be from 1 to 10000",
        "colour": "is not a field of this request",
    }


def test_fields_inside_lists_are_named_by_their_path() -> None:
    records = [
        {"trainee_id": 7, "status": "present"},
        {"trainee_id": "8", "status": "asleep", "note": 5, "mood": 1},
        "nine",
        {"status": None},
    ]
    assert errors(Attendance, {"records": records}) == {
        "records.1.mood": "is not a field of this request",
        "records.1.trainee_id": "must be a whole number",
        "records.1.status": "must be one of present, absent, late, excused",
        "records.1.note": "must be text or null",
        "records.2": "must be a JSON object",
        "records.3.trainee_id": "is required",
    }


@pytest.mark.parametrize(
    ("cls", "content", "field", "message"),
    [
        (NewSession, {**SESSION, "title": None}, "title", "must be text"),
        (NewSession, {**SESSION, "duration_minutes": 60.5}, "duration_minutes", "must be a whole number"),
        (NewSession, {**SESSION, "duration_minutes": 1e300}, "duration_minutes", "must be a whole number"),
        (NewSession, {**SESSION, "duration_minutes": 0.0}, "duration_minutes", "must be from 1 to 1440"),
        (NewSession, {**SESSION, "duration_minutes": True}, "duration_minutes", "must be a whole number"),
        (NewSession, {**SESSION, "duration_minutes": 10**30}, "duration_minutes", "must be from 1 to 1440"),
        (NewSession, {**SESSION, "trainee_ids": [1, "2"]}, "trainee_ids.1", "must be a whole number"),
        (NewSession, {**SESSION, "trainee_ids": 1}, "trainee_ids", "must be a list or null"),
        (NewSession, {**SESSION, "title": "a\x00b"}, "title", "must not contain control characters"),
        (NewSession, {**SESSION, "location": "Room\n2"}, "location", "must not contain control characters"),
        (NewSession, {**SESSION, "class_link": "javascript:x"}, "class_link", "must be an http or https address"),
        (NewUser, {"role": "boss"}, "role", "must be one of admin, trainer, trainee"),
        (UserChanges, {"email": "nobody"}, "email", "must be an e-mail address, such as ana@example.org"),
        (SignIn, {"username": "ana"}, "password", "is required"),
        (PasswordReset, {"new_password": 123456}, "new_password", "must be text or null"),
        (SessionChanges, [], "body", "must be a JSON object"),
        (SessionChanges, "text", "body", "must be a JSON object"),
        (SessionChanges, None, "body", "must be a JSON object"),
        (Attendance, {"records": {}}, "records", "must be a list"),
        (Attendance, {"records": [{"trainee_id": 1, "status": None}] * 2}, "records", "must name each trainee only once"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_explained(cls: Any, content: object, field: str, message: str) -> None:
    assert errors(cls, content)[field] == message


@pytest.mark.parametrize(
    "time", ["2026-05-05T09:00:00", "2026-05-05", "tomorrow", "2030-02-29T09:00:00", 1777972800, ""]
)
def test_a_time_without_offset_is_invalid(time: object) -> None:
    message = errors(NewSession, {**SESSION, "scheduled_date": time})["scheduled_date"]
    assert message == "must be a time with an offset, such as 2026-05-04T09:00:00Z"


@pytest.mark.parametrize(
    "time",
    [
        "2030-02-29T09:00:00Z",
        "2026-05-05T25:00:00Z",
        "2026-13-05T09:00:00+02:00",
        "2026-05-05T09:60:00.5Z",
        "2026-04-31T09:00:00-03:00",
    ],
)
def test_a_date_that_does_not_exist_is_not_blamed_on_its_offset(time: str) -> None:
    message = errors(NewSession, {**SESSION, "scheduled_date": time})["scheduled_date"]
    assert message == "must be a date and time that exist"


async def test_texts_that_may_be_missing_may_be_null(web: Web) -> None:
    admin = await web.world.admin()
    optional = {
        "description": "Bring boots",
        "class_link": "https://meet.example.org/x",
        "location": "Room 2",
        "external_id": "X-1",
        "capacity": 5,
    }
    created = await web.call("POST", "/sessions/", by=admin, json={**SESSION, **dict.fromkeys(optional)})
    assert created.status_code == 201, created.text
    empty = {**dict.fromkeys(optional), "description": ""}
    assert {name: created.json()[name] for name in optional} == empty
    path = created.headers["Location"]
    await web.call("PUT", path, by=admin, json=optional)
    cleared = await web.call("PUT", path, by=admin, json=dict.fromkeys(optional))
    assert {name: cleared.json()[name] for name in optional} == empty


def test_a_whole_number_may_be_written_with_a_decimal_point() -> None:
    new = read(NewSession, {**SESSION, "duration_minutes": 60.0, "trainee_ids": [7.0, 8], "capacity": 2e1})
    assert (new.duration_minutes, new.trainee_ids, new.capacity) == (60, (7, 8), 20)
    assert isinstance(new.duration_minutes, int)
    marks = read(Attendance, {"records": [{"trainee_id": 7.0, "status": "present"}]})
    assert marks.records[0]["trainee_id"] == 7
    assert errors(NewSession, {**SESSION, "title": 60.0}) == {"title": "must be text"}


def test_a_byte_order_mark_before_the_body_is_ignored() -> None:
    body = json.dumps({**SESSION, "title": "Übung"}, ensure_ascii=False).encode("utf-8-sig")
    assert reader_of(NewSession).read(body).title == "Übung"
    assert reader_of(SessionChanges).read(b"\xef\xbb\xbf{}") == {}


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"{'title': 1}",
        b'{"title": "\xff"}',
        b'{"title": "\\ud800 alone"}',
        b'{"duration_minutes": NaN}',
        b'{"duration_minutes": 1e999}',
        b'{"title": "x"} extra',
        b"\xef\xbb\xbf\xef\xbb\xbf{}",
        b'{"title":' * 100_000,
        b"[" * 100_000,
        b'{"colour": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"duration_minutes": ' + b"9" * 100_000 + b"}",
    ],
)
def test_a_body_that_is_not_json_is_malformed(body: bytes) -> None:
    with pytest.raises(HttpError) as refusal:
        reader_of(NewSession).read(body)
    assert (refusal.value.status, refusal.value.code) == (400, "malformed_json")


@given(st.binary(max_size=300) | st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists).map(json.dumps).map(str.encode))  # fmt: skip
def test_any_body_is_accepted_or_refused(body: bytes) -> None:
    for cls in (NewSession, SessionChanges, Attendance, NewUser, SignIn):
        try:
            reader_of(cls).read(body)
        except (Invalid, HttpError):
            continue


@pytest.mark.parametrize(
    "content_type",
    ["application/json", "Application/JSON", "application/json; charset=UTF-8", "application/merge-patch+json",
     'application/json;charset="utf-8"'],
)  # fmt: skip
def test_json_is_recognised_by_its_content_type(content_type: str) -> None:
    check_json([(b"content-type", content_type.encode())])


@pytest.mark.parametrize(
    "content_type", ["", "text/plain", "text/json", "application/x-www-form-urlencoded", "application/json; charset=latin-1"]
)  # fmt: skip
def test_any_other_content_type_is_refused(content_type: str) -> None:
    with pytest.raises(HttpError) as refusal:
        check_json([(b"content-type", content_type.encode())] if content_type else [])
    assert (refusal.value.status, refusal.value.code) == (415, "unsupported_media_type")


async def test_a_body_with_only_optional_fields_may_be_absent(web: Web) -> None:
    admin, trainee = await web.world.admin(), await web.world.trainee()
    answer = await web.call("POST", f"/auth/reset-password/{trainee.id}", by=admin)
    assert answer.status_code == 200
    assert len(answer.json()["temporary_password"]) == 14


async def test_a_temporary_password_is_sent_only_if_it_was_generated(web: Web) -> None:
    admin, trainee = await web.world.admin(), await web.world.trainee()
    new = {"username": "rui", "email": "rui@example.org", "role": "trainee"}
    new |= {"first_name": "Rui", "last_name": "Silva", "password": "correct horse"}
    created = await web.call("POST", "/users/", by=admin, json=new)
    shown = await web.call("GET", created.headers["Location"], by=admin)
    assert created.json() == shown.json()
    path = f"/auth/reset-password/{trainee.id}"
    reset = await web.call("POST", path, by=admin, json={"new_password": "correct horse"})
    assert list(reset.json()) == ["message"]


async def test_a_required_body_may_not_be_absent(web: Web) -> None:
    answer = await web.call("POST", "/users/", by=await web.world.admin())
    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"field": "body", "message": "is required: send a JSON object"}]
