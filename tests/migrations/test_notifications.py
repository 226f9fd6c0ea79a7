"""Migration 0006: the people in sessions of an older installation know these, and are told what changes from then on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from alembic import command
from sqlalchemy import text

from tests.core.notified import changes, start, told
from tests.core.organisation import World
from tests.migrations.test_migrations import drift, on
from tms_adapters.sql import migrate, open_store
from tms_adapters.sql.maintenance.migrations import configuration
from tms_core.actor import SYSTEM
from tms_core.sessions.commands import delete_session, update_session
from tms_core.sessions.model import SessionStatus

HOUR = timedelta(hours=1)


async def test_people_are_told_the_difference_from_what_an_older_installation_had(url: str) -> None:
    await migrate(url)
    store = await open_store(url)
    world = World(store)
    world.now = now = datetime.now(UTC)
    trainer, first, second = await world.trainer(), await world.trainee(), await world.trainee()
    coming = await world.session(trainer, first, second, start=now + 24 * HOUR, title="Coming")
    alone = await world.session(trainer, start=now + 48 * HOUR, title="Nobody yet")
    await world.session(trainer, first, start=now - 48 * HOUR, title="Over")
    cancelled = await world.session(trainer, first, start=now + 72 * HOUR, status=SessionStatus.CANCELLED)
    deleted = await world.session(trainer, first, start=now + 96 * HOUR)
    await world.app.run(delete_session, SYSTEM, deleted.id)
    await store.close()
    await on(url, lambda connection: command.downgrade(configuration(connection=connection), "0005"))
    # MariaDB keeps what was done before it was interrupted.
    await migrate(url)
    for interrupted in ("DROP TABLE followed_sessions", "ALTER TABLE seats DROP COLUMN reply_note"):
        await on(url, lambda each, sql=interrupted: each.execute(text(sql)))
        await on(url, lambda each: each.execute(text("UPDATE alembic_version SET version_num = '0005'")))
        await migrate(url)
    assert await on(url, drift) == []
    store = await open_store(url)
    world = World(store)
    world.now = now + timedelta(minutes=1)
    await start(world)
    for session in (coming, alone):
        await world.app.run(update_session, SYSTEM, session.id, {"title": "Changed"})
    await world.app.run(update_session, SYSTEM, cancelled.id, {"title": "Still cancelled"})
    for trainee in (first, second):
        [found] = await told(world, trainee)
        assert (found.kind, changes(found)) == ("session_changed", {"title": ("Coming", "Changed")})
    found = {changes(each)["title"] for each in await told(world, trainer)}
    assert found == {("Coming", "Changed"), ("Nobody yet", "Changed")}
    await store.close()
