"""What each person was told equals the difference between what they knew and what is: whatever anybody does, on every store,
and nobody is told of a session that they are not in."""

from __future__ import annotations

import asyncio
import shutil
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.contracts.random_activity import RandomActivity
from tests.contracts.stores import OpenStore, in_mariadb, in_memory, in_sqlite
from tests.core.notified import EVERYTHING, catch_up, changes, start
from tests.core.organisation import World
from tms_core.actor import SYSTEM, Actor, Role
from tms_core.notifications.model import NotificationView
from tms_core.notifications.use_cases import list_notifications
from tms_core.sessions.events import SessionView
from tms_core.sessions.inputs import SessionFilter
from tms_core.sessions.model import SessionStatus
from tms_core.sessions.queries import list_sessions

Knowledge = dict[str, Any]
"""What somebody knows of a session; empty if there is none for them."""
Place = tuple[int, int]
"""A user and a session."""


def what_is(session: SessionView, user_id: int, role: Role) -> Knowledge:
    """What somebody would know of a session who looked."""
    leads = session.trainer_id == user_id and role in (Role.TRAINER, Role.ADMIN)
    attends = user_id in session.trainee_ids and role in (Role.TRAINEE, Role.ADMIN)
    if session.status is SessionStatus.CANCELLED or not (leads or attends):
        return {}
    known = {
        "title": session.title,
        "scheduled_date": session.scheduled_date.isoformat().replace("+00:00", "Z"),
        "duration_minutes": session.duration_minutes,
        "trainer": session.trainer.id,
        "location": session.location,
    }
    return {name: value for name, value in known.items() if value is not None}


def is_over(known: Knowledge, now: datetime) -> bool:
    if not known:
        return True
    start = datetime.fromisoformat(known["scheduled_date"])
    return start + timedelta(minutes=known["duration_minutes"]) <= now


def plain(value: Any) -> Any:
    return value if isinstance(value, str | int | None) else value.id


def unnamed(notification: NotificationView) -> NotificationView:
    """With ids alone: people are called otherwise later."""
    plainly = [
        replace(each, before=plain(each.before), after=plain(each.after)) for each in notification.changes
    ]
    return replace(notification, changes=plainly, actor=None)


class Readers:
    """What everybody knows, who reads what they are told and remembers what they do themselves."""

    def __init__(self, life: RandomActivity) -> None:
        self.life = life
        self.knew: dict[Place, Knowledge] = {}
        """Before the last notification."""
        self.last: dict[Place, NotificationView] = {}
        self.know: dict[Place, Knowledge] = {}
        self.seen: Counter[str] = Counter()

    async def read(self, by: int | None) -> None:
        """Everybody reads what they are told after one act of somebody, and then knows what is."""
        world = self.life.world
        await catch_up(world)
        found = await world.app.read(list_sessions, SYSTEM, SessionFilter(), EVERYTHING)
        sessions = {session.id: session for session in found.items}
        for user_id, user in self.life.people.items():
            actor = Actor(id=user_id, role=user.role)
            told = await world.app.read(list_notifications, actor, EVERYTHING)
            newest: dict[int, NotificationView] = {}
            for each in told.items:
                if each.subject.type == "session":
                    newest.setdefault(each.subject.id, unnamed(each))
            for session_id in {*newest, *sessions, *(place[1] for place in self.know if place[0] == user_id)}:
                session = sessions.get(session_id)
                truth = what_is(session, user_id, user.role) if session else {}
                self.learn((user_id, session_id), newest.get(session_id), truth, acted=user_id == by)

    def learn(
        self, place: Place, notification: NotificationView | None, truth: Knowledge, *, acted: bool
    ) -> None:
        now = self.life.world.now
        known, last = self.know.get(place, {}), self.last.get(place)
        was_right = known == truth or (is_over(known, now) and is_over(truth, now))
        if notification == last:
            pass
        elif notification is None or (last is not None and notification.id < last.id):
            self.know[place] = self.knew[place]
            self.seen["taken back"] += 1
        else:
            if last is None or notification.id != last.id:
                assert not acted, "nobody is told of what they did themselves"
                assert not was_right, "nobody is told what they know"
                self.knew[place] = {} if is_over(known, now) else known
                self.seen[notification.kind] += 1
            else:
                self.seen["changed while held"] += 1
            if not acted:
                self.know[place] = self.applied(self.knew[place], notification)
        if acted:
            self.know[place] = truth
            if notification is not None:
                self.knew[place] = self.without(truth, notification)
        if notification is None:
            self.last.pop(place, None)
        else:
            self.last[place] = notification
        if is_over(truth, now) and is_over(self.know.get(place, {}), now):
            self.know[place] = truth
        assert self.know.get(place, {}) == truth

    @staticmethod
    def applied(base: Knowledge, notification: NotificationView) -> Knowledge:
        """What somebody knows once they have read this."""
        after = dict(base)
        for name, (before, value) in changes(notification).items():
            if name == "status":
                assert base == {}, "only to whom it did not take place is it said that it does after all"
            elif name != "status_reason":
                assert base.get(name) == before
                after[name] = value
        return {name: value for name, value in after.items() if value is not None}

    @staticmethod
    def without(truth: Knowledge, notification: NotificationView) -> Knowledge:
        """What somebody would know without having read this."""
        before = {name: values[0] for name, values in changes(notification).items() if name != "status"}
        return {name: value for name, value in (truth | before).items() if value is not None}


def verify(opening: Callable[[], Awaitable[OpenStore]], runs: int, steps: int) -> Counter[str]:
    seen: Counter[str] = Counter()

    async def lived(seed: int) -> None:
        opened = await opening()
        world = World(opened.store)
        life = ActiveLife(world, seed)
        readers = Readers(life)
        try:
            await start(world)
            await life.begin()
            for _ in range(steps):
                world.now += timedelta(seconds=life.random.choice((0, 20, 100)))
                await life.step()
                await readers.read(life.last_actor)
        finally:
            await opened.store.close()
        seen.update(readers.seen)

    @settings(max_examples=runs, deadline=None, suppress_health_check=list(HealthCheck))
    @given(seed=st.integers(0, 2**32 - 1))
    def in_every_life(seed: int) -> None:
        asyncio.run(lived(seed))

    in_every_life()
    return seen


class ActiveLife(RandomActivity):
    """Notes who acted. Nobody leaves or changes their role: what that changes is not told."""

    last_actor: int | None = None

    def actor(self) -> Actor:
        actor = super().actor()
        self.last_actor = actor.id
        return actor

    async def change_role(self) -> None:
        await self.change_session()

    async def remove_user(self) -> None:
        await self.settle_session()


def test_in_memory() -> None:
    seen = verify(in_memory, runs=25, steps=60)
    told = {"session_assigned", "session_changed", "session_cancelled", "session_removed"}
    assert seen.keys() >= {*told, "taken back", "changed while held"}


def test_on_sqlite(migrated_sqlite: Path, tmp_path: Path) -> None:
    numbers = count()

    async def opening() -> OpenStore:
        return await in_sqlite(Path(shutil.copy(migrated_sqlite, tmp_path / f"{next(numbers)}.db")))

    verify(opening, runs=4, steps=60)


@pytest.mark.services
def test_on_mariadb(migrated_mariadb_url: Callable[[], str]) -> None:
    async def opening() -> OpenStore:
        return await in_mariadb(migrated_mariadb_url())

    verify(opening, runs=2, steps=60)
