"""What each person's mails say equals the difference between what they knew and what is: whatever an admin does, on every
store, and nobody gets a mail about a session that they are not in, or about what was taken back."""

from __future__ import annotations

import asyncio
import re
import shutil
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.contracts.random_activity import RandomActivity
from tests.contracts.stores import OpenStore, in_mariadb, in_memory, in_sqlite
from tests.core.mailed import HOLD, post
from tests.core.notified import EVERYTHING, catch_up, start
from tests.core.organisation import NOW, World
from tms_core.actor import SYSTEM, Actor, Role
from tms_core.mail.delivery import Outgoing
from tms_core.notifications.repository import NotificationReader
from tms_core.sessions.commands import update_session
from tms_core.sessions.events import SessionView
from tms_core.sessions.inputs import SessionChanges, SessionFilter
from tms_core.sessions.model import SessionStatus
from tms_core.sessions.queries import list_sessions
from tms_core.unit_of_work import ReadUnit
from tms_core.use_cases import query

Shown = dict[str, str]
"""What a mail says of a session, by what it says it of; empty if there is none for the reader."""
LINKS = (None, "https://meet.example.org/a", "https://meet.example.org/b")
NEW = {"New session", "You lead", "Takes place after all"}
GONE = {"Cancelled", "You no longer take part", "You no longer lead"}
CHANGED = {"Moved", "Changed", "Renamed", "New place", "New trainer", "New link"}


def what_is(session: SessionView, user_id: int, role: Role) -> Shown:
    """What a mail about a session would say of it to somebody."""
    leads = session.trainer_id == user_id and role in (Role.TRAINER, Role.ADMIN)
    attends = user_id in session.trainee_ids and role in (Role.TRAINEE, Role.ADMIN)
    if session.status is SessionStatus.CANCELLED or not (leads or attends):
        return {}
    start, end = session.scheduled_date, session.ends_at
    day = f"{start:%A} {start.day} {start:%B}"
    to = f"{end:%H:%M}" if end.day == start.day else f" {end:%A} {end.day} {end:%B}, {end:%H:%M}"
    dash = "–" if end.day == start.day else " –"
    return {
        "Title": session.title,
        "When": f"{day}, {start:%H:%M}{dash}{to}",
        "Where": session.location or "not set",
        "Trainer": session.trainer.name,
        "Link": session.class_link or "none",
    }


def read(outgoing: Outgoing) -> tuple[Shown, Shown]:
    """What a mail says of a session, and what it says that this was before."""
    [section] = outgoing.letter.sections
    facts = {fact.label: fact for fact in section.facts if fact.label != "Reason"}
    said = {
        "Title": section.heading,
        "Where": "not set",
        "Trainer": outgoing.reader.user.name,  # it does not say so to the trainer
        "Link": section.link.url if section.link else "none",
    }
    for label, fact in facts.items():
        assert said.get(label, fact.value) == fact.value or label in ("Trainer", "Where")
        said[label] = fact.value
    before = {label: fact.before for label, fact in facts.items() if fact.before is not None}
    return said, before | ({"Link": facts["Link"].before or "none"} if "Link" in facts else {})


def is_over(shown: Shown, now: datetime) -> bool:
    """Whether it is history, of which nobody is told."""
    if not shown:
        return True
    day, time = re.findall(r"(\d+) May", shown["When"])[-1], shown["When"][-5:]
    return datetime.strptime(f"2026-05-{day} {time} +0000", "%Y-%m-%d %H:%M %z") <= now


@query()
async def subjects(uow: ReadUnit, actor: Actor, ids: list[int]) -> dict[int, int]:
    """Which session each of these notifications is about."""
    found = await uow.repository(NotificationReader).get_many(ids)
    return {each.id: each.subject_id for each in found.values() if each.subject_type == "session"}


class BusyAdmin(RandomActivity):
    """One admin does everything. Nobody leaves, or changes their role or their name."""

    busy: int = 0

    async def begin(self) -> None:
        await super().begin()
        self.busy = next(user.id for user in self.people.values() if user.role is Role.ADMIN)

    def actor(self) -> Actor:
        return self.people[self.busy].actor

    async def rename(self) -> None:
        await self.move()

    async def change_role(self) -> None:
        await self.change_link()

    async def remove_user(self) -> None:
        await self.settle_session()

    async def move(self) -> None:
        start = NOW + timedelta(hours=self.random.randrange(12, 16))
        wanted = SessionChanges(scheduled_date=start, duration_minutes=self.random.choice((30, 60)))
        await self.run(update_session, self.session(), wanted, allow_conflicts=True)

    async def change_link(self) -> None:
        wanted = SessionChanges(class_link=self.random.choice(LINKS))
        await self.run(update_session, self.session(), wanted, allow_conflicts=True)


class Readers:
    """What everybody knows who reads only their mail; all but the admin who does everything."""

    def __init__(self, life: BusyAdmin) -> None:
        self.life = life
        self.knows: dict[tuple[int, int], Shown] = {}
        self.seen: Counter[str] = Counter()

    async def read_mail(self) -> None:
        """Read what has arrived by now."""
        world = self.life.world
        await catch_up(world)
        sent = await post(world)
        ids = [outgoing.mail.data["notification_id"] for outgoing in sent]
        about = await world.app.read(subjects, SYSTEM, ids) if ids else {}
        for notification_id, outgoing in zip(ids, sent, strict=True):
            reader = outgoing.reader.user.id
            assert reader != self.life.busy, "nobody is told of what they did themselves"
            if notification_id in about:
                self.learn((reader, about[notification_id]), outgoing)

    def learn(self, place: tuple[int, int], outgoing: Outgoing) -> None:
        kind = outgoing.letter.subject.partition(":")[0]
        self.seen[kind] += 1
        known = self.knows.get(place, {})
        said, before = read(outgoing)
        if kind in NEW:
            assert not before
            self.knows[place] = said
        elif kind in GONE:
            assert not before
            assert said | {"Link": known["Link"]} == known
            self.knows[place] = {}
        else:
            assert kind in CHANGED
            assert said != known or kind == "New trainer"  # of the same name
            if known["Where"] == "not set":  # a first place has none before it
                known = known | {"Where": said["Where"]}
            assert said | before == known
            self.knows[place] = said

    async def settle(self) -> None:
        """Once everything that was held has arrived, everybody knows what is."""
        world = self.life.world
        world.now += HOLD
        await self.read_mail()
        found = await world.app.read(list_sessions, SYSTEM, SessionFilter(), EVERYTHING)
        sessions = {session.id: session for session in found.items}
        for user_id, user in self.life.people.items():
            for session_id in {*sessions, *(place[1] for place in self.knows if place[0] == user_id)}:
                session, place = sessions.get(session_id), (user_id, session_id)
                truth = what_is(session, user_id, user.role) if session else {}
                if is_over(self.knows.get(place, {}), world.now) and is_over(truth, world.now):
                    self.knows[place] = truth
                assert user_id == self.life.busy or self.knows.get(place, {}) == truth


def verify(opening: Callable[[], Awaitable[OpenStore]], runs: int, steps: int) -> Counter[str]:
    seen: Counter[str] = Counter()

    async def lived(seed: int) -> None:
        opened = await opening()
        world = World(opened.store)
        life = BusyAdmin(world, seed)
        readers = Readers(life)
        try:
            await start(world)
            await life.begin()
            for step in range(steps):
                world.now += timedelta(seconds=life.random.choice((0, 20, 100)))
                await readers.read_mail()
                await life.step()
                await readers.read_mail()
                if step % 10 == 9:
                    await readers.settle()
        finally:
            await opened.store.close()
        seen.update(readers.seen)

    @settings(max_examples=runs, deadline=None, suppress_health_check=list(HealthCheck))
    @given(seed=st.integers(0, 2**32 - 1))
    def in_every_life(seed: int) -> None:
        asyncio.run(lived(seed))

    in_every_life()
    return seen


def test_in_memory() -> None:
    assert verify(in_memory, runs=25, steps=60).keys() >= {"New session", "You lead", "Moved", *GONE}


def test_on_sqlite(migrated_sqlite: Path, tmp_path: Path) -> None:
    numbers = count()

    async def opening() -> OpenStore:
        return await in_sqlite(Path(shutil.copy(migrated_sqlite, tmp_path / f"{next(numbers)}.db")))

    verify(opening, runs=3, steps=60)


@pytest.mark.services
def test_on_mariadb(migrated_mariadb_url: Callable[[], str]) -> None:
    async def opening() -> OpenStore:
        return await in_mariadb(migrated_mariadb_url())

    verify(opening, runs=1, steps=60)
