"""Migration 0007: sessions have a location, those from before have none, and their people are told of the first."""

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
from tms_core.entity import PageRequest
from tms_core.sessions.commands import update_session
from tms_core.sessions.inputs import SessionFilter
from tms_core.sessions.queries import get_session, list_sessions

HOUR = timedelta(hours=1)


async def test_sessions_from_before_have_no_location_until_they_are_given_one(url: str) -> None:
    await migrate(url)
    store = await open_store(url)
    world = World(store)
    world.now = now = datetime.now(UTC)
    trainer, trainee = await world.trainer(), await world.trainee()
    session = await world.session(
        trainer, trainee, start=now + 24 * HOUR, title="Excel", description="Bring it"
    )
    await start(world)
    before = len(await told(world, trainee))
    await store.close()
    await on(url, lambda connection: command.downgrade(configuration(connection=connection), "0006"))
    # MariaDB keeps what was done before it was interrupted.
    await migrate(url)
    await on(url, lambda each: each.execute(text("ALTER TABLE followed_sessions DROP COLUMN location")))
    await on(url, lambda each: each.execute(text("UPDATE alembic_version SET version_num = '0006'")))
    await migrate(url)
    assert await on(url, drift) == []
    store = await open_store(url)
    world = World(store)
    world.now = now + timedelta(minutes=5)
    await start(world)
    assert (await world.app.read(get_session, SYSTEM, session.id)).location is None
    assert len(await told(world, trainee)) == before
    await world.app.run(update_session, SYSTEM, session.id, {"location": "Sala 3"})
    assert (await world.app.read(get_session, SYSTEM, session.id)).location == "Sala 3"
    assert changes((await told(world, trainee))[0]) == {"location": (None, "Sala 3")}
    found = await world.app.read(list_sessions, SYSTEM, SessionFilter(q="sala excel bring"), PageRequest())
    assert [each.id for each in found.items] == [session.id]
    await store.close()
