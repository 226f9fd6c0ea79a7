"""The state of a client: fetched once over REST, then kept up to date by events alone."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.realtime.client import Message
from tests.services import RunningProduct

Shown = dict[Any, dict[str, Any]]
RETRY_SECONDS = 0.2


@dataclass
class ClientModel:
    """Sessions and users by id, and the assignments."""

    sessions: Shown = field(default_factory=dict)
    users: Shown = field(default_factory=dict)
    assignments: dict[tuple[int, int], str] = field(default_factory=dict)

    def take(self, event: Message) -> None:
        """Apply an event. A list may be newer than the events that follow it: older versions change nothing."""
        kind, data = event["type"], event["data"]
        if kind in ("session_created", "session_updated"):
            _put(self.sessions, data)
        elif kind == "attendance_marked":
            self._mark(data)
        elif kind == "session_deleted":
            self.sessions.pop(data["session_id"], None)
        elif kind in ("user_created", "user_updated"):
            _put(self.users, data)
            self._rename(data["id"], self.users[data["id"]]["name"])
        elif kind == "user_deleted":
            self.users.pop(data["user_id"], None)
        elif kind == "student_assigned":
            self.assignments[data["student_id"], data["teacher_id"]] = data["assigned_date"]
        elif kind == "student_unassigned":
            self.assignments.pop((data["student_id"], data["teacher_id"]), None)

    def _mark(self, data: dict[str, Any]) -> None:
        session = self.sessions.get(data["session_id"])
        if session is None or session["version"] >= data["version"]:
            return
        marks = {mark["trainee_id"]: mark for mark in (*session["attendance"], *data["records"])}
        ordered = (marks[trainee_id] for trainee_id in session["trainee_ids"] if trainee_id in marks)
        session["attendance"] = [mark for mark in ordered if mark["status"] is not None]
        session |= {"version": data["version"], "updated_at": data["updated_at"]}

    def _rename(self, user_id: int, name: str) -> None:
        for session in self.sessions.values():
            for person in (session["trainer"], *session["trainees"]):
                if person["id"] == user_id:
                    person["name"] = name


def _put(shown: Shown, entity: dict[str, Any]) -> None:
    known = shown.get(entity["id"])
    if known is None or known["version"] <= entity["version"]:
        shown[entity["id"]] = entity


class Reader:
    """Reads on behalf of one person, from whichever product answers, for as long as it takes."""

    def __init__(self, client: httpx.AsyncClient, products: Sequence[RunningProduct], token: str) -> None:
        self._client = client
        self._products = products
        self._headers = {"Authorization": f"Bearer {token}"}

    async def get(self, path: str) -> httpx.Response:
        """The response, whatever it is, of a product that is running and has its database."""
        while True:
            product = random.choice(self._products)
            try:
                answer = await self._client.get(product.base_url + path, headers=self._headers)
                if answer.status_code != 503:
                    return answer
            except httpx.TransportError:
                pass
            await asyncio.sleep(RETRY_SECONDS)

    async def done(self, path: str) -> Any:
        answer = await self.get(path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def screen(self) -> ClientModel:
        """Everything that the client shows."""
        return (await self.screen_and_position())[0]

    async def screen_and_position(self) -> tuple[ClientModel, str]:
        """The same, and the position to listen from: that of the first list. The later reads are at least as new."""
        first = await self.get("/sessions/?limit=500")
        me = await self.done("/auth/me")
        users = await self.get("/users/?limit=500")
        people = [me] if users.status_code == 403 else users.json()
        assignments = await self.done("/assignments/?limit=500")
        screen = ClientModel(
            {session["id"]: session for session in first.json()},
            {user["id"]: user for user in people},
            {(one["student"]["id"], one["teacher"]["id"]): one["assigned_date"] for one in assignments},
        )
        return screen, str(first.headers["x-event-position"])
