"""Everyone who could receive an event, each with a socket, and what they received after one action."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.blackbox.installation import Installation, Someone
from tests.realtime.client import Connect, Message, Socket, about, is_event

RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z")

ADMINS = ("admin", "second admin")
TRAINERS = ("trainer", "other trainer")
TRAINEES = ("trainee", "fellow", "outsider")

Received = dict[str, list[str]]
"""The types of the events that each reader received, in alphabetical order; readers without any are left out."""


@dataclass
class Scenario:
    """``trainer`` leads, ``trainee`` and ``fellow`` take part; the others should receive nothing."""

    installation: Installation
    people: dict[str, Someone]
    sockets: dict[str, Socket] = field(default_factory=dict)
    _fences: int = 0

    @classmethod
    def of(cls, installation: Installation) -> Scenario:
        people = {"admin": installation.admin, "second admin": installation.add("admin")}
        people |= {name: installation.add("trainer") for name in TRAINERS}
        people |= {name: installation.add("trainee") for name in TRAINEES}
        return cls(installation, people)

    def __getitem__(self, name: str) -> Someone:
        return self.people[name]

    async def enter(self, connect: Connect) -> None:
        """Give everyone a new socket."""
        self.sockets = {name: await connect(person) for name, person in self.people.items()}

    async def told(self, act: Callable[[], Any], by: Someone | None = None) -> Received:
        """The events that each reader receives after ``act``, checked against what they would read, and who did it."""
        await self._up_to_now()
        act()
        readable = {name: Reading(person) for name, person in self.people.items()}
        expected = {name: readable[name].snapshot() for name in self.people}
        heard = await self._up_to_now()
        told: Received = {}
        by_id: dict[str, str] = {}
        for name, messages in heard.items():
            for message in messages:
                if is_event(message):
                    _check_shape(message, by or self["admin"])
                    assert by_id.setdefault(message["id"], message["type"]) == message["type"]
                    readable[name].check(message, expected[name])
            kinds = [_kind(message) for message in messages]
            assert max(Counter(m["id"] for m in messages if is_event(m)).values(), default=1) == 1
            if kinds:
                told[name] = sorted(kinds)
        return told

    async def _up_to_now(self) -> dict[str, list[Message]]:
        """What everyone has received since the last time. New e-mail addresses of all trainees mark the end: each
        reader receives at least one of them, and in order."""
        self._fences += 1
        fence = {name: f"{self._fences}.{self.people[name].id}@fence.example.org" for name in TRAINEES}
        for name, email in fence.items():
            self.installation.admin.done("PUT", f"/users/{self.people[name].id}", {"email": email})
        return {
            name: await _heard(socket, fence[name if name in TRAINEES else TRAINEES[-1]], set(fence.values()))
            for name, socket in self.sockets.items()
        }


async def _heard(socket: Socket, last: str, fence: set[str]) -> list[Message]:
    """Without notifications, which people are sent in the background, at some time."""
    messages = await socket.until(about("user_updated", email=last))
    return [
        message
        for message in messages
        if (is_event(message) and message["data"].get("email") not in fence) or message["type"] == "resync"
        if not message["type"].startswith("notification")
    ]


@dataclass
class Reading:
    """What one reader can read over REST."""

    person: Someone

    def snapshot(self) -> dict[str, dict[Any, Any]]:
        """Everything that they can read, by kind and key."""
        mine = [self.person.done("GET", "/auth/me")]
        users = self.person.call("GET", "/users/?limit=500")
        assignments = self.person.done("GET", "/assignments/?limit=500")
        return {
            "user": {user["id"]: user for user in (users.json() if users.status_code == 200 else mine)},
            "session": {one["id"]: one for one in self.person.done("GET", "/sessions/?limit=500")},
            "student": {
                (one["student"]["id"], one["teacher"]["id"]): one["assigned_date"] for one in assignments
            },
        }

    def check(self, event: Message, expected: dict[str, dict[Any, Any]]) -> None:
        kind, data = event["type"], event["data"]
        subject = kind.partition("_")[0]
        if kind in ("user_deleted", "session_deleted"):
            assert list(data) == [f"{subject}_id"]
            assert data[f"{subject}_id"] not in expected[subject]
        elif subject == "student":
            assert {"student_id", "teacher_id"} <= data.keys()
            assert data.keys() <= {"student_id", "teacher_id", "assigned_date"}
            pair = data["student_id"], data["teacher_id"]
            date = data["assigned_date"] if kind == "student_assigned" else None
            assert expected["student"].get(pair) == date
        elif kind in ("password_changed", "password_reset"):
            assert data == {"user_id": data["user_id"], "action": kind.removeprefix("password_")}
        elif kind == "credentials_shared":
            username = expected["user"][data["user_id"]]["username"]
            shared = {"user_id": data["user_id"], "username": username, "shared_by": self.person.id}
            assert data == shared
        elif kind == "attendance_marked":
            session = expected["session"][data["session_id"]]
            assert data.keys() == {"session_id", "version", "updated_at", "records"}
            assert (data["version"], data["updated_at"]) == (session["version"], session["updated_at"])
            marked = [each["trainee_id"] for each in data["records"] if each["status"]]
            shown = [each for each in session["attendance"] if each["trainee_id"] in marked]
            assert [each for each in data["records"] if each["status"]] == shown
            assert {each["trainee_id"] for each in data["records"]} <= set(session["trainee_ids"])
        else:
            assert data == expected[subject][data["id"]], f"{kind} for {self.person.username}"


def _check_shape(event: Message, by: Someone) -> None:
    updated = {"changed"} if event["type"] in ("user_updated", "session_updated") else set()
    assert event.keys() == {"type", "position", "id", "at", "actor_id", "data"} | updated
    assert all(isinstance(name, str) for name in event.get("changed", ()))
    assert RFC_3339.fullmatch(event["at"]), event
    assert event["actor_id"] == by.id, event


def _kind(message: Message) -> str:
    return f"resync: {message['reason']}" if message["type"] == "resync" else str(message["type"])


def everyone(names: tuple[str, ...], *kinds: str) -> Received:
    """The same for each of them."""
    return {name: sorted(kinds) for name in names}
