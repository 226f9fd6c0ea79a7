"""The private feed: who reads what in it, when it is written anew, and that its address stays a secret."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from icalendar import Calendar

from tests.core.organisation import HOUR, NOW, World
from tests.web.conftest import Web, some_settings
from tms_core.actor import SYSTEM
from tms_core.sessions.attendance import mark_attendance
from tms_core.sessions.commands import delete_session, purge_deleted_sessions, remove_trainee, update_session
from tms_core.sessions.enrolment import AttendanceStatus
from tms_core.sessions.inputs import Attendance
from tms_core.sessions.model import SessionStatus
from tms_core.unit_of_work import MailSettings
from tms_core.users.model import User, UserStatus
from tms_core.users.use_cases import delete_user, export_person, update_user
from tms_web.app import create_asgi_app
from tms_web.routes import calendars

DAY = timedelta(days=1)


class Reader:
    """A person with a feed, and the program that reads it."""

    def __init__(self, web: Web, user: User) -> None:
        self.web = web
        self.user = user
        self.path = ""

    async def subscribe(self) -> Reader:
        created = await self.web.call("POST", "/users/me/calendar", self.user)
        assert created.status_code == 201
        self.path = str(created.json()["url"]).removeprefix("http://tms.test")
        return self

    async def get(self, etag: str | None = None) -> httpx.Response:
        return await self.web.call("GET", self.path, headers={"If-None-Match": etag} if etag else {})

    async def events(self) -> list[dict[str, Any]]:
        answer = await self.get()
        assert answer.status_code == 200
        found = Calendar.from_ical(answer.content).walk("VEVENT")
        return [{name: str(value) for name, value in event.items()} for event in found]

    async def titles(self) -> list[str]:
        return [event["SUMMARY"] for event in await self.events()]


@pytest.fixture
async def trainer(world: World) -> User:
    return await world.trainer()


@pytest.fixture
async def reader(web: Web, world: World) -> Reader:
    return await Reader(web, await world.trainee()).subscribe()


async def test_a_feed_says_what_and_when_and_where(reader: Reader, world: World, trainer: User) -> None:
    session = await world.session(
        trainer,
        reader.user,
        start=datetime.fromisoformat("2026-05-05T10:30:00+02:00"),
        minutes=90,
        title="Erste Hilfe; Teil 1, „Grundlagen“",
        description="Bitte bequeme Kleidung.\n\nUnd etwas zu trinken, " + "viel " * 40 + "🥤",
        class_link="https://meet.example.org/erste-hilfe?a=1;b=2,3",
        location="Schulungszentrum, Raum 2",
    )
    answer = await reader.get()
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["cache-control"] == "private, no-cache"
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
    calendar = Calendar.from_ical(answer.content)
    assert (calendar["METHOD"], calendar.refresh_interval) == ("PUBLISH", HOUR)
    [event] = calendar.walk("VEVENT")
    assert event.start == session.scheduled_date
    assert event.end == session.ends_at
    assert {name: str(event[name]) for name in ("SUMMARY", "LOCATION", "URL", "CONFERENCE")} == {
        "SUMMARY": session.title,
        "LOCATION": session.location,
        "URL": session.class_link,
        "CONFERENCE": session.class_link,
    }
    assert event["DESCRIPTION"] == f"{session.description}\n\n{session.class_link}"
    assert re.fullmatch(rf"session-{session.id}@[0-9a-f]{{32}}", event["UID"])
    assert (event["STATUS"], event["SEQUENCE"]) == ("CONFIRMED", 0)
    assert b"DTSTART:20260505T083000Z" in answer.content
    assert b"Silva" not in answer.content


async def test_changes_raise_the_sequence_and_other_events_leave_the_feed_alone(
    reader: Reader, world: World, trainer: User
) -> None:
    session = await world.session(trainer, reader.user)
    first = await reader.get()
    etag = first.headers["etag"]
    assert (await reader.get(etag)).status_code == 304
    other = await world.session(trainer, await world.trainee(), title="Not mine")
    await world.app.run(update_session, SYSTEM, other.id, {"title": "Still not mine"})
    world.now = NOW + 1.5 * HOUR
    marks = Attendance(records=({"trainee_id": reader.user.id, "status": AttendanceStatus.PRESENT},))
    await world.app.run(mark_attendance, SYSTEM, session.id, marks)
    assert (await reader.get(etag)).status_code == 304
    changes: list[dict[str, Any]] = [
        {"description": "New"},
        {"location": "Room 2"},
        {"class_link": "https://meet.example.org/b"},
        {"title": "First aid"},
        {"duration_minutes": 45},
        {"trainer_id": (await world.trainer()).id},
        {"status": SessionStatus.COMPLETED},
    ]
    sequences, modified = [], []
    for change in changes:
        world.now += HOUR / 10
        await world.app.run(update_session, SYSTEM, session.id, change, True)
        answer = await reader.get(etag)
        assert answer.status_code == 200, change
        etag = answer.headers["etag"]
        [event] = Calendar.from_ical(answer.content).walk("VEVENT")
        sequences.append(event["SEQUENCE"])
        modified.append((event["LAST-MODIFIED"].dt, event["DTSTAMP"].dt))
    assert sequences == [0, 1, 2, 3, 4, 5, 6]
    assert modified == sorted(set(modified))


async def test_cancelled_and_deleted_sessions_stay_as_cancelled(
    reader: Reader, world: World, trainer: User
) -> None:
    off = await world.session(trainer, reader.user, start=NOW + DAY, title="Off")
    gone = await world.session(trainer, reader.user, start=NOW + 50 * DAY, title="Gone")
    await world.app.run(update_session, SYSTEM, off.id, {"status": SessionStatus.CANCELLED})
    await world.app.run(delete_session, SYSTEM, gone.id)
    found = {event["SUMMARY"]: (event["STATUS"], event["SEQUENCE"]) for event in await reader.events()}
    assert found == {"Off": ("CANCELLED", "1"), "Gone": ("CANCELLED", "1")}
    world.now += 29 * DAY
    await world.app.run(purge_deleted_sessions, SYSTEM)
    assert await reader.titles() == ["Off", "Gone"]
    world.now += 2 * DAY
    assert await reader.titles() == ["Off"]
    world.now += 61 * DAY
    assert await reader.titles() == []


async def test_who_is_removed_no_longer_sees_it_and_each_role_sees_its_own(
    reader: Reader, web: Web, world: World, trainer: User
) -> None:
    session = await world.session(trainer, reader.user)
    leader = await Reader(web, trainer).subscribe()
    admin = await Reader(web, await world.admin()).subscribe()
    assert [await each.titles() for each in (reader, leader, admin)] == [["Grundlagen"], ["Grundlagen"], []]
    await world.app.run(remove_trainee, SYSTEM, session.id, reader.user.id)
    assert [await each.titles() for each in (reader, leader)] == [[], ["Grundlagen"]]
    assert (await web.call("GET", f"/sessions/{session.id}/calendar", reader.user)).status_code == 404


async def test_the_file_of_a_session_is_the_same_entry(reader: Reader, world: World, trainer: User) -> None:
    session = await world.session(trainer, reader.user)
    file = await reader.web.call("GET", f"/sessions/{session.id}/calendar", reader.user)
    assert file.headers["content-disposition"] == f'attachment; filename="session-{session.id}.ics"'
    [event] = Calendar.from_ical(file.content).walk("VEVENT")
    assert {name: str(value) for name, value in event.items()} == (await reader.events())[0]
    again = await reader.web.call(
        "GET",
        f"/sessions/{session.id}/calendar",
        reader.user,
        headers={"If-None-Match": file.headers["etag"]},
    )
    assert again.status_code == 304


async def test_an_address_ends_with_a_newer_one_and_with_its_owner(
    reader: Reader, web: Web, world: World
) -> None:
    former = reader.path
    status = await web.call("GET", "/users/me/calendar", reader.user)
    assert status.json() == {
        "active": True,
        "created_at": "2026-05-04T09:00:00.123457Z",
        "last_used_at": None,
    }
    await reader.get()
    status = await web.call("GET", "/users/me/calendar", reader.user)
    assert status.json()["last_used_at"] == "2026-05-04T09:00:00.123457Z"
    exported = await world.app.read(export_person, SYSTEM, reader.user.id)
    assert exported["calendar"].active is True
    await reader.subscribe()
    assert (await web.call("GET", former)).status_code == 404
    assert (await reader.get()).status_code == 200
    assert (await web.call("DELETE", "/users/me/calendar", reader.user)).status_code == 200
    assert (await reader.get()).status_code == 404
    assert (await web.call("DELETE", "/users/me/calendar", reader.user)).status_code == 404
    status = await web.call("GET", "/users/me/calendar", reader.user)
    assert status.json() == {"active": False, "created_at": None, "last_used_at": None}
    await reader.subscribe()
    await world.app.run(update_user, SYSTEM, reader.user.id, {"status": UserStatus.DEACTIVATED})
    assert (await reader.get()).status_code == 404
    await world.app.run(update_user, SYSTEM, reader.user.id, {"status": UserStatus.ACTIVE})
    assert (await reader.get()).status_code == 200
    await world.app.run(delete_user, SYSTEM, reader.user.id)
    assert (await reader.get()).status_code == 404


async def test_a_change_through_another_process_is_seen(reader: Reader, world: World, trainer: User) -> None:
    """Both processes keep what they wrote before."""
    second = Reader(Web(world, create_asgi_app(world.app, some_settings())), reader.user)
    second.path = reader.path
    session = await world.session(trainer, reader.user)
    assert (await reader.get()).content == (await second.get()).content
    await world.app.run(update_session, SYSTEM, session.id, {"title": "First aid"})
    assert await second.titles() == await reader.titles() == ["First aid"]


async def test_wrong_addresses_are_throttled_and_the_right_one_never(
    reader: Reader, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = f"/calendar/{'x' * 43}.ics"
    for _ in range(calendars.WRONG_ADDRESSES):
        assert (await web.call("GET", wrong)).status_code == 404
    refused = await web.call("GET", "/calendar/short.ics")
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_attempts")
    assert 0 < int(refused.headers["retry-after"]) <= calendars.WINDOW_SECONDS
    assert (await reader.get()).status_code == 200
    monkeypatch.setattr(calendars, "WINDOW_SECONDS", 0)
    assert (await web.call("GET", wrong)).status_code == 404


async def test_the_address_is_in_no_log_metric_or_answer(
    reader: Reader, web: Web, world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    secret = reader.path.removeprefix("/calendar/").removesuffix(".ics")
    for path in (reader.path, f"{reader.path}/", reader.path.upper(), f"/x{reader.path}", f"/{reader.path}"):
        for method in ("GET", "HEAD", "POST", "OPTIONS"):
            await web.call(method, path)
    await web.call("DELETE", "/users/me/calendar", reader.user)
    await web.call("GET", reader.path)
    metrics = (await web.call("GET", "/metrics")).text
    printed = capsys.readouterr()
    assert "calendar_address" in printed.err
    for text in (printed.err, printed.out, metrics):
        assert secret.lower() not in text.lower()
    logged = await world.store.log.after(0, 1000)
    assert not [each for each in logged if secret in repr(each)]
    stored = await web.call("GET", "/users/me/calendar", reader.user)
    assert secret not in stored.text


async def test_the_address_names_the_public_url_if_there_is_one(web: Web, world: World) -> None:
    user = await world.trainee()
    mail = MailSettings(public_url="https://training.example.org")
    world.app.services = replace(world.app.services, mail=mail)
    created = await web.call("POST", "/users/me/calendar", user)
    assert created.json()["url"].startswith("https://training.example.org/calendar/")


async def test_a_feed_whose_use_cannot_be_stored_is_read_all_the_same(
    reader: Reader, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tms_core.errors import Unavailable

    def no_writer(*_: Any, **__: Any) -> Any:
        raise Unavailable

    monkeypatch.setattr(world.store, "writer", no_writer)
    assert (await reader.get()).status_code == 200
