"""Who must receive which event, computed independently, from the API contract's table and the payloads in the log
alone.

The product stores an audience with each row; this module does not use it. It follows the log from its first row and
keeps track of who is in which session.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import asyncmy

from tests.services import MariaDB

NO_EVENTS = {"signed_out", "resync"}
"""Rows by which the processes tell each other to check again; no client receives them as an event."""
SHOWN_TO_TRAINERS = ("trainer", "trainee")


@dataclass(frozen=True)
class Row:
    """One row of the event log."""

    number: int
    event_id: str
    type: str
    entity_id: int
    actor_id: int | None
    payload: dict[str, Any]


@dataclass(frozen=True)
class Delivery:
    """A row and its audience: everyone with one of ``roles``, and ``people``."""

    row: Row
    roles: frozenset[str]
    people: frozenset[int]

    def reaches(self, role: str, user_id: int) -> bool:
        return role in self.roles or user_id in self.people


async def read_log(server: MariaDB, database: str) -> list[Row]:
    """The whole log, in order."""
    connection = await asyncmy.connect(host=server.host, port=server.port, user="root", db=database)
    try:
        async with connection.cursor() as cursor:
            await cursor.execute(
                "SELECT pos, event_id, type, entity_id, actor_id, payload FROM event_log ORDER BY pos"
            )
            rows: Sequence[tuple[Any, ...]] = await cursor.fetchall()
    finally:
        await connection.ensure_closed()
    return [Row(*row[:5], payload=json.loads(row[5])) for row in rows]


class ExpectedEvents:
    """Follows the log; ``told`` returns the audience of each row."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._in_session: dict[int, frozenset[int]] = {}
        self._left: dict[int, frozenset[int]] = {}
        self._roles: dict[int, str] = {}
        self._hidden: set[int] = set()
        self.told = [self._told(row) for row in rows]

    def _told(self, row: Row) -> Delivery:
        if row.type in NO_EVENTS:
            return Delivery(row, frozenset(), frozenset())
        kind = row.type.partition("_")[0]
        roles, people = getattr(self, f"_{kind}")(row)
        return Delivery(row, frozenset(roles), frozenset(people))

    def _user(self, row: Row) -> tuple[set[str], set[int]]:
        if row.type == "user_deleted":
            return self._user_gone(row)
        role, before = row.payload["role"], self._roles.get(row.entity_id)
        self._roles[row.entity_id] = role
        if before in SHOWN_TO_TRAINERS and role not in SHOWN_TO_TRAINERS:
            self._hidden.add(row.entity_id)
        trainers = {"trainer"} if role in SHOWN_TO_TRAINERS else set()
        return {"admin"} | trainers, {row.entity_id}

    def _user_gone(self, row: Row) -> tuple[set[str], set[int]]:
        if row.entity_id in self._hidden:
            self._hidden.remove(row.entity_id)
            return {"trainer"}, set()
        trainers = {"trainer"} if self._roles[row.entity_id] in SHOWN_TO_TRAINERS else set()
        return {"admin"} | trainers, {row.entity_id}

    def _session(self, row: Row) -> tuple[set[str], set[int]]:
        if row.type == "session_deleted":
            if left := self._left.pop(row.entity_id, None):
                return set(), set(left)
            return {"admin"}, set(self._in_session.pop(row.entity_id))
        people = frozenset(
            [row.payload["trainer_id"], *(seat["trainee_id"] for seat in row.payload["roster"])]
        )
        if left := self._in_session.get(row.entity_id, people) - people:
            self._left[row.entity_id] = left
        self._in_session[row.entity_id] = people
        return {"admin"}, set(people)

    def _attendance(self, row: Row) -> tuple[set[str], set[int]]:
        return {"admin"}, set(self._in_session[row.entity_id])

    def _student(self, row: Row) -> tuple[set[str], set[int]]:
        return {"admin"}, {row.payload["student_id"], row.payload["teacher_id"]}

    def _credentials(self, row: Row) -> tuple[set[str], set[int]]:
        return set(), {row.payload["shared_by"]}

    def _notification(self, row: Row) -> tuple[set[str], set[int]]:
        return set(), {user_id for user_id, _ in row.payload["pairs"]}

    _notifications = _notification

    def _password(self, row: Row) -> tuple[set[str], set[int]]:
        return {"admin"}, {row.payload["user_id"]}


def renames(rows: Sequence[Row]) -> dict[int, int]:
    """The rows that changed somebody's name: number → user id."""
    names: dict[int, tuple[str, str]] = {}
    found: dict[int, int] = {}
    for row in rows:
        if row.type not in ("user_created", "user_updated"):
            continue
        name = row.payload["first_name"], row.payload["last_name"]
        if names.setdefault(row.entity_id, name) != name:
            found[row.number] = row.entity_id
        names[row.entity_id] = name
    return found
