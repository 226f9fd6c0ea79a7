"""A person's feed equals what they see in lists, whatever anybody does and whichever process wrote the feed before: the
same sessions with the same contents, the deleted ones as cancelled, and a higher sequence number after each change that
calendars must take over."""

from __future__ import annotations

import asyncio
import shutil
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from tests.contracts.random_activity import RandomActivity
from tests.contracts.stores import OpenStore, in_mariadb, in_memory, in_sqlite
from tests.core.organisation import HOUR, World, as_actor
from tms_adapters.calendars import calendar_writer
from tms_core.actor import SYSTEM
from tms_core.calendars.model import FeedWindow
from tms_core.calendars.use_cases import create_calendar
from tms_core.entity import PageRequest
from tms_core.sessions.commands import purge_deleted_sessions, update_session
from tms_core.sessions.events import SessionView
from tms_core.sessions.inputs import SessionFilter
from tms_core.sessions.model import SessionStatus
from tms_core.sessions.queries import list_sessions
from tms_core.users.model import User
from tms_web.routes.calendars import Feeds

DAY = timedelta(days=1)
EVERYTHING = PageRequest(limit=500)


class Shown(NamedTuple):
    """What a calendar shows of a session."""

    title: str
    starts_at: datetime
    ends_at: datetime
    description: str
    link: str | None
    location: str | None
    cancelled: bool


class Deleted(NamedTuple):
    """A session as it was when it was deleted."""

    view: SessionView
    at: datetime


def shown(view: SessionView, *, deleted: bool = False) -> Shown:
    return Shown(
        title=view.title,
        starts_at=view.scheduled_date.replace(microsecond=0),
        ends_at=view.ends_at.replace(microsecond=0),
        description="\n\n".join(part for part in (view.description, view.class_link) if part),
        link=view.class_link,
        location=view.location,
        cancelled=deleted or view.status is SessionStatus.CANCELLED,
    )


def parsed(body: bytes) -> dict[int, tuple[Shown, int, datetime]]:
    """Of each session what is shown, the sequence number and when it was modified."""
    found = {}
    for event in Calendar.from_ical(body).walk("VEVENT"):
        text = {name: str(value) for name, value in event.items()}
        what = Shown(
            title=text["SUMMARY"],
            starts_at=event.start,
            ends_at=event.end,
            description=text.get("DESCRIPTION", ""),
            link=text.get("URL"),
            location=text.get("LOCATION"),
            cancelled=text["STATUS"] == "CANCELLED",
        )
        session_id = int(text["UID"].removeprefix("session-").partition("@")[0])
        found[session_id] = (what, int(text["SEQUENCE"]), event.DTSTAMP)
    return found


def must_be_told(view: SessionView, *, deleted: bool) -> tuple[Any, ...]:
    """What a change of makes calendars take the entry over."""
    return (
        view.title,
        view.scheduled_date,
        view.duration_minutes,
        view.location,
        view.class_link,
        view.trainer_id,
        view.status,
        deleted,
    )


class ReadLife:
    """Random activity, and people who read their feeds through one of two processes."""

    def __init__(self, world: World, seed: int) -> None:
        self.world = world
        self.life = RandomActivity(world, seed)
        self.random = self.life.random
        self.processes = [Feeds(calendar_writer), Feeds(calendar_writer)]
        self.secrets: dict[int, str] = {}
        self.views: dict[int, SessionView] = {}
        self.deleted: dict[int, Deleted] = {}
        self.sequences: dict[int, tuple[tuple[Any, ...], int, datetime]] = {}
        self.seen: Counter[str] = Counter()

    async def run(self, steps: int) -> None:
        await self.life.begin()
        for _ in range(steps):
            await (self.move() if self.random.random() < 0.1 else self.life.step())
            await self.look_at_sessions()
            if self.random.random() < 0.4:
                await self.visit(self.random.choice([*self.life.people, *self.secrets]))
        for user_id in [*self.life.people, *self.secrets]:
            await self.visit(user_id)

    async def move(self) -> None:
        """Time passes, or somebody changes what random activity leaves alone."""
        if self.random.random() < 0.5 and self.views:
            change = self.random.choice(
                [{"location": "Sala 3"}, {"location": None}, {"description": "a, b;\nc"}]
            )
            await self.world.app.run(update_session, SYSTEM, self.random.choice([*self.views]), change)
            return
        self.world.now += self.random.choice([HOUR, HOUR, DAY, 20 * DAY])
        await self.world.app.run(purge_deleted_sessions, SYSTEM)

    async def look_at_sessions(self) -> None:
        page = await self.world.app.read(list_sessions, SYSTEM, SessionFilter(), EVERYTHING)
        now = {view.id: view for view in page.items}
        for session_id in self.views.keys() - now.keys():
            self.deleted[session_id] = Deleted(self.views[session_id], self.world.now)
        self.views = now

    async def visit(self, user_id: int) -> None:
        user = self.life.people.get(user_id)
        if user_id not in self.secrets:
            if user is None:
                return
            address = await self.world.app.run(create_calendar, as_actor(user), "http://tms.test")
            self.secrets[user_id] = address.url.removeprefix("http://tms.test/calendar/").removesuffix(".ics")
        process = self.random.choice(self.processes)
        feed = await process.read(self.world.app, self.secrets[user_id])
        if user is None:
            assert feed is None
            del self.secrets[user_id]
            self.seen["gone"] += 1
            return
        assert feed is not None
        found = parsed(feed.body)
        assert {session_id: what for session_id, (what, _, _) in found.items()} == await self.expected(user)
        self.check_sequences(found)
        fresh = await Feeds(calendar_writer).read(self.world.app, self.secrets[user_id])
        assert fresh is not None
        assert fresh.body == feed.body

    async def expected(self, user: User) -> dict[int, Shown]:
        reader, window = as_actor(user), FeedWindow.at(self.world.now)
        page = await self.world.app.read(list_sessions, reader, SessionFilter(from_=window.since), EVERYTHING)
        mine = {view.id: shown(view) for view in page.items if view.concerns(reader)}
        for session_id, (view, at) in self.deleted.items():
            is_mine = view.for_reader(reader) is not None and view.concerns(reader)
            if is_mine and at > window.deleted_since and view.ends_at > window.since:
                mine[session_id] = shown(view, deleted=True)
                self.seen["deleted"] += 1
        self.seen["sessions"] += len(mine)
        self.seen["cancelled"] += sum(each.cancelled for each in mine.values())
        return mine

    def check_sequences(self, found: dict[int, tuple[Shown, int, datetime]]) -> None:
        for session_id, (_, sequence, stamp) in found.items():
            is_deleted = session_id in self.deleted
            view = self.deleted[session_id].view if is_deleted else self.views[session_id]
            facts = must_be_told(view, deleted=is_deleted)
            if session_id in self.sequences:
                known, before, stamped = self.sequences[session_id]
                assert (sequence > before) if facts != known else (sequence >= before)
                assert stamp >= stamped
                self.seen["raised"] += sequence > before
            self.sequences[session_id] = facts, sequence, stamp


def verify(opening: Callable[[], Awaitable[OpenStore]], runs: int, steps: int) -> None:
    seen: Counter[str] = Counter()

    async def lived(seed: int) -> None:
        opened = await opening()
        read = ReadLife(World(opened.store), seed)
        try:
            await read.run(steps)
        finally:
            await opened.store.close()
        seen.update(read.seen)
        seen.update(read.life.done)

    @settings(max_examples=runs, deadline=None, suppress_health_check=list(HealthCheck))
    @given(seed=st.integers(0, 2**32 - 1))
    def in_every_life(seed: int) -> None:
        asyncio.run(lived(seed))

    in_every_life()
    print(dict(seen))
    assert {"gone", "deleted", "cancelled", "sessions", "raised", "change_role"} <= (+seen).keys()


def test_in_memory() -> None:
    verify(in_memory, runs=12, steps=100)


def test_on_sqlite(migrated_sqlite: Path, tmp_path: Path) -> None:
    numbers = count()

    async def opening() -> OpenStore:
        return await in_sqlite(Path(shutil.copy(migrated_sqlite, tmp_path / f"{next(numbers)}.db")))

    verify(opening, runs=5, steps=80)


@pytest.mark.slow
def test_on_mariadb(migrated_mariadb_url: Callable[[], str]) -> None:
    async def opening() -> OpenStore:
        return await in_mariadb(migrated_mariadb_url())

    verify(opening, runs=3, steps=80)
