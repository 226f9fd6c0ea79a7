"""Migration 0004 leaves everything as it is, and consumers can start on what was recorded before it."""

from __future__ import annotations

from alembic import command
from sqlalchemy import text

from tests.migrations.installations import install, rows_of
from tests.migrations.test_migrations import drift, on
from tms_adapters.database import open_database
from tms_adapters.sql import migrate
from tms_adapters.sql.maintenance.migrations import configuration
from tms_core.actor import SYSTEM
from tms_core.application.feature import Consumer, Start
from tms_core.consumers.use_cases import get_statuses, register_consumers


async def test_consumers_start_in_the_log_of_an_older_installation(url: str) -> None:
    await migrate(url)
    await on(url, lambda connection: install(connection, "0002"))
    await migrate(url)
    await on(url, lambda connection: command.downgrade(configuration(connection=connection), "0003"))
    tables = [*rows_of("0002"), "organisation", "sign_ins"]
    count = "SELECT " + ", ".join(f"(SELECT COUNT(*) FROM {table})" for table in tables)
    before = await on(url, lambda connection: connection.execute(text(count)).all())
    await migrate(url)
    assert await on(url, lambda connection: connection.execute(text(count)).all()) == before
    assert await on(url, drift) == []

    async def handle(uow: object, event: object) -> None:
        raise AssertionError

    events = rows_of("0002")["event_log"]
    declared = [
        Consumer(name="new", handle=handle, events=None),
        Consumer(name="old", handle=handle, events=None, start=Start.BEGINNING),
    ]
    async with open_database(url) as app:
        await app.run(register_consumers, SYSTEM, declared)
        [new, old] = await app.read(get_statuses, SYSTEM)
    assert (new.behind, old.behind) == (0, len(events))


async def test_an_interrupted_migration_goes_on(url: str) -> None:
    """MariaDB keeps what was done before it was interrupted."""
    await migrate(url)
    for done in ("DROP TABLE set_aside_events", "DROP INDEX ix_set_aside_events_position"):
        sql = f"{done} ON set_aside_events" if "INDEX" in done and not url.startswith("sqlite") else done
        await on(url, lambda connection, sql=sql: connection.execute(text(sql)))
        await on(url, lambda each: each.execute(text("UPDATE alembic_version SET version_num = '0003'")))
        await migrate(url)
        assert await on(url, drift) == []
