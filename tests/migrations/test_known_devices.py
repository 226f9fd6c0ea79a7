"""Migration 0011: people are not warned of devices that they used before it."""

from __future__ import annotations

from datetime import UTC, datetime

from alembic import command
from sqlalchemy import text

from tests.contracts.test_new_sign_ins import AWAY, CHROME, FIREFOX, HOME, enter
from tests.core.organisation import World
from tests.migrations.test_migrations import drift, on
from tms_adapters.sql import migrate, open_store
from tms_adapters.sql.maintenance.migrations import configuration


async def test_devices_of_an_older_installation_are_known(url: str) -> None:
    await migrate(url)
    store = await open_store(url)
    world = World(store)
    world.now = datetime.now(UTC)
    user = await world.trainee()
    assert not await enter(world, user, HOME, CHROME)
    await store.close()
    await on(url, lambda connection: command.downgrade(configuration(connection=connection), "0010"))
    await migrate(url)
    # MariaDB keeps what was done before it was interrupted.
    drop = "DROP INDEX ix_known_devices_last_seen_at"
    if not url.startswith("sqlite"):
        drop += " ON known_devices"
    await on(url, lambda each: each.execute(text(drop)))
    await on(url, lambda each: each.execute(text("UPDATE alembic_version SET version_num = '0010'")))
    await migrate(url)
    assert await on(url, drift) == []
    store = await open_store(url)
    again = World(store)
    again.now = world.now
    assert not await enter(again, user, HOME, CHROME)
    assert await enter(again, user, AWAY, FIREFOX)
    await store.close()
