"""Two stores that receive the same commands, and a way to check that they answer alike.

Stores assign ids as they like, so ids are compared by the order in which they were first seen.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import Any

from tests.contracts.stores import OpenStore, StoredEvent
from tests.core.organisation import NOW, World
from tms_core.actor import Actor, Role
from tms_core.analytics.repository import AnalyticsRepository
from tms_core.entity import PageRequest
from tms_core.errors import FieldError, TmsError
from tms_core.sessions.events import SessionView
from tms_core.sessions.inputs import SessionFilter
from tms_core.sessions.model import SessionStatus
from tms_core.sessions.repository import SessionReader
from tms_core.use_cases import Query
from tms_core.users.model import UserFilter, UserReader

USER_IDS = {
    "user_id",
    "users",
    "trainer_id",
    "trainee_id",
    "trainee_ids",
    "student_id",
    "teacher_id",
    "person_id",
    "marked_by",
    "created_by",
    "closed_by",
    "performed_by",
    "actor_id",
    "shared_by",
}
SESSION_IDS = {"session_id", "session_ids"}
KINDS = {"User": "user", "CreatedUser": "user", "Person": "user", "SessionView": "session"}
ANY_PAGE = PageRequest(limit=500)

Command = Callable[["PairedStore"], Awaitable[Any]]


class PairedStore:
    """One of the two."""

    def __init__(self, opened: OpenStore) -> None:
        self.opened = opened
        self.world = World(opened.store)
        self.users: list[int] = []
        self.sessions: list[int] = []
        self._seen: dict[str, dict[int, int]] = defaultdict(dict)

    def ids(self, numbers: Iterable[int]) -> tuple[int, ...]:
        """The ids of the users with these numbers in this store."""
        return tuple(self.users[number] for number in numbers)

    async def actor(self, number: int) -> Actor:
        """The user with that number in their current role; a deleted user acts as a trainee."""
        async with self.world.store.reader(self.world.app.services, self.world.now) as uow:
            user = await uow.repository(UserReader).get(self.users[number])
        return Actor(id=self.users[number], role=user.role if user else Role.TRAINEE)

    async def run(self, use_case: Any, actor: int, *arguments: Any, **options: Any) -> Any:
        """Execute a command or query as the user with that number."""
        app = self.world.app
        call = app.read if isinstance(use_case, Query) else app.run
        return await call(use_case, await self.actor(actor), *arguments, **options)

    async def outcome(self, command: Command) -> Any:
        """The result or error of a command, in numbers that both stores share."""
        try:
            return self.shared(await command(self))
        except TmsError as refusal:
            extra = {name: self.shared(value, name) for name, value in refusal.extra.items()}
            return [refusal.kind, refusal.code, _without_numbers(refusal.detail), extra]

    async def everything(self) -> dict[str, Any]:
        """Everything that can be read."""
        async with self.world.store.reader(self.world.app.services, self.world.now) as uow:
            users = await uow.repository(UserReader).page(UserFilter(), ANY_PAGE)
            sessions = await uow.repository(SessionReader).page(SessionFilter(), ANY_PAGE)
            counts = (
                await uow.repository(AnalyticsRepository).users_by_role(),
                await uow.repository(AnalyticsRepository).sessions_by_status(),
            )
            scheduled = [
                await uow.repository(SessionReader).scheduled_of(user_id, self.world.now)
                for user_id in self.users
            ]
        _check_nobody_is_orphaned(users.items, sessions.items, self.world.now)
        return {
            "users": self.shared(users),
            "sessions": self.shared(sessions),
            "counts": [{name: count for name, count in kind.items() if count} for kind in counts],
            "scheduled": self.shared(scheduled, "session_ids"),
            "events": [self._event(event) for event in await self.opened.events()],
        }

    def shared(self, value: Any, name: str = "", kind: str = "") -> Any:
        """``value`` as plain data, its ids replaced by the order in which they were first seen."""
        if isinstance(value, FieldError):
            return [value.field, _without_numbers(value.message)]
        if is_dataclass(value):
            kind = KINDS.get(type(value).__name__, type(value).__name__)
            return {
                each.name: self.shared(getattr(value, each.name), each.name, kind) for each in fields(value)
            }
        if isinstance(value, dict):
            return {key: self.shared(item, key, kind) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self.shared(item, name, kind) for item in value]
        if isinstance(value, int) and not isinstance(value, bool):
            of = "user" if name in USER_IDS else "session" if name in SESSION_IDS else kind
            if of and name in {"id", *USER_IDS, *SESSION_IDS}:
                seen = self._seen[of]
                return f"{of} {seen.setdefault(value, len(seen))}"
        return value

    def _event(self, event: StoredEvent) -> dict[str, Any]:
        return {
            "number": event.number,
            "type": event.type,
            "about": self.shared(
                event.entity_id, "id", "user" if event.entity == "password" else event.entity
            ),
            "version": event.entity_version,
            "actor": self.shared(event.actor_id, "actor_id"),
            "roles": event.roles,
            "users": sorted(self.shared(event.users, "users")),
            "data": self.shared(event.data, "", event.entity),
            "before": self.shared(event.before, "", event.entity),
        }


def _without_numbers(text: str) -> str:
    """The message of an error, which may contain ids."""
    return re.sub(r"\d+", "#", text)


def _check_nobody_is_orphaned(users: list[Any], sessions: list[SessionView], now: datetime) -> None:
    """Scheduled sessions that have not ended have a leader with a suitable role, and every trainee still has the role
    of one."""
    roles = {user.id: user.role for user in users}
    for session in sessions:
        if session.status is SessionStatus.SCHEDULED and session.ends_at > now:
            assert roles.get(session.trainer_id) in (Role.TRAINER, Role.ADMIN), session
            assert all(roles.get(each, Role.TRAINEE) is Role.TRAINEE for each in session.trainee_ids), session


async def founded(opening: Callable[[], Awaitable[OpenStore]]) -> PairedStore:
    """A store with an admin (user 0), two trainers (1, 2), three trainees (3, 4, 5) and two sessions (0, 1)."""
    store = PairedStore(await opening())
    roles = (Role.ADMIN, *[Role.TRAINER] * 2, *[Role.TRAINEE] * 3)
    people = [await store.world.user(role) for role in roles]
    store.users += [user.id for user in people]
    for trainer in people[1:3]:
        store.sessions.append((await store.world.session(trainer, *people[3:5], start=NOW)).id)
    return store
