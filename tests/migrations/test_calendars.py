"""Migration 0012: sessions from before are shown in calendars as never changed, and the first change counts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from alembic import command
from sqlalchemy import text

from tests.core.organisation import World, as_actor
from tests.migrations.test_migrations import drift, on
from tms_adapters.sql import migrate, open_store
from tms_adapters.sql.maintenance.migrations import configuration
from tms_core.actor import SYSTEM
from tms_core.calendars.model import CalendarEntry
from tms_core.calendars.use_cases import create_calendar, get_calendar, get_session_calendar
from tms_core.sessions.commands import update_session


async def test_sessions_from_before_count_from_zero(url: str) -> None:
    await migrate(url)
    store = await open_store(url)
    world = World(store)
    world.now = now = datetime.now(UTC)
    trainer = await world.trainer()
    session = await world.session(trainer, start=now + timedelta(days=1))
    await world.app.run(update_session, SYSTEM, session.id, {"title": "Excel"})
    await world.app.run(create_calendar, as_actor(trainer), "https://tms.test")
    await store.close()
    await on(url, lambda connection: command.downgrade(configuration(connection=connection), "0011"))
    await migrate(url)
    # MariaDB keeps what was done before it was interrupted.
    await on(url, lambda each: each.execute(text("ALTER TABLE sessions DROP COLUMN calendar_changed_at")))
    await on(url, lambda each: each.execute(text("UPDATE alembic_version SET version_num = '0011'")))
    await migrate(url)
    assert await on(url, drift) == []
    store = await open_store(url)
    world = World(store)
    world.now = now + timedelta(minutes=5)

    async def entry() -> CalendarEntry:
        [found] = (await world.app.read(get_session_calendar, admin, session.id)).entries
        return found

    admin = as_actor(await world.admin(username="head"))
    assert ((await entry()).sequence, (await entry()).changed_at) == (0, session.created_at)
    await world.app.run(update_session, SYSTEM, session.id, {"title": "Word"})
    assert ((await entry()).sequence, (await entry()).changed_at) == (1, world.now)
    assert (await world.app.read(get_calendar, as_actor(trainer))).active is False
    await store.close()
