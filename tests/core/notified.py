"""People who are told what happens: the consumer's work is done when a test wants it, on any store."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import Any

from tests.core.organisation import NOW, World
from tms_core.actor import SYSTEM
from tms_core.application import Application
from tms_core.consumers.model import Lease
from tms_core.consumers.use_cases import get_statuses, handle_events, register_consumers, take_lease
from tms_core.entity import PageRequest
from tms_core.notifications.model import NotificationView
from tms_core.notifications.news import NEWS
from tms_core.notifications.reminders import send_reminders
from tms_core.notifications.use_cases import (
    list_notifications,
)
from tms_core.sessions.commands import update_session
from tms_core.sessions.events import SessionView
from tms_core.sessions.inputs import SessionChanges
from tms_core.users.model import User

LEASE = Lease(holder="test", duration=timedelta(days=3650))
EVERYTHING = PageRequest(limit=500)


async def start(world: World) -> None:
    """From now on people are told what happens."""
    await world.app.run(register_consumers, SYSTEM, [NEWS])
    assert await world.app.run(take_lease, SYSTEM, NEWS.name, LEASE)


async def catch_up(world: World) -> None:
    """Tell people what has happened since the last time."""
    await work(world.app)


async def work(app: Application) -> None:
    """The same in any organisation in which this process may work for the consumer."""
    [status] = [each for each in await app.read(get_statuses, SYSTEM) if each.name == NEWS.name]
    position = status.position
    while events := await app.store.log.after(position, 100):
        position = await app.run(handle_events, SYSTEM, NEWS, position, events, LEASE)


async def remind(world: World) -> None:
    """Tell people what is due because of the time."""
    while await world.app.run(send_reminders, SYSTEM):
        pass


async def told(world: World, user: User) -> list[NotificationView]:
    """Everything that somebody reads in their notifications now, newest first."""
    await catch_up(world)
    return (await world.app.read(list_notifications, user.actor, EVERYTHING)).items


async def kinds(world: World, user: User) -> list[str]:
    """The kinds of that, newest first."""
    return [each.kind for each in await told(world, user)]


def changes(notification: NotificationView) -> dict[str, tuple[object, object]]:
    """Field → the values before and after."""
    return {each.field: (each.before, each.after) for each in notification.changes}


async def live_events(world: World) -> dict[str, list[object]]:
    """The data of all live events of notifications in the log, by type."""
    found: defaultdict[str, list[object]] = defaultdict(list)
    for logged in await world.store.log.after(0, 10_000):
        if logged.event.entity == "notification":
            found[logged.event.type].append(logged.event.data)
    return found


TOMORROW = NOW + timedelta(days=1)
LATER = timedelta(minutes=2)
"""Longer than what is told can still change."""


class Course:
    """A trainer, two trainees and an admin, who are told what happens from now on."""

    def __init__(self, world: World) -> None:
        self.world = world

    async def begin(self) -> None:
        world = self.world
        self.admin, self.trainer = await world.admin(), await world.trainer()
        self.trainee, self.other = await world.trainees(2)
        await start(world)

    async def session(self, *trainees: User, **fields: Any) -> SessionView:
        fields = {"start": TOMORROW, "trainer_id": self.trainer.id} | fields
        return await self.world.session(self.admin, *trainees, **fields)

    async def change(self, session: SessionView, by: User | None = None, **fields: Any) -> SessionView:
        wanted = SessionChanges(**fields)  # type: ignore[typeddict-item]
        actor = (by or self.admin).actor
        return await self.world.app.run(update_session, actor, session.id, wanted, allow_conflicts=True)

    async def told(self, user: User) -> list[NotificationView]:
        return await told(self.world, user)

    async def only(self, user: User) -> NotificationView:
        """The one thing that somebody was told."""
        [found] = await self.told(user)
        return found

    async def settled(self) -> None:
        """Everything so far has been told, and cannot change any more."""
        await catch_up(self.world)
        self.world.now += LATER
