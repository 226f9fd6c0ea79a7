"""The schema is created by the migrations alone, upwards and downwards, and needs nothing else."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, inspect, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from tests.contracts.transactions import look
from tests.services import MariaDB
from tms_adapters.sql import migrate, migration_sql, open_store
from tms_adapters.sql.feature import built_in, metadata_of
from tms_adapters.sql.maintenance.migrations import SchemaMismatch, configuration, settings_for
from tms_adapters.sql.row_mapper import digest_of
from tms_core.entity import PageRequest, read_all
from tms_core.users.model import UserFilter, UserOrder, UserReader
from tms_core.validation.text import search_key, sort_key

metadata = metadata_of(built_in())

MIGRATE = "import asyncio, sys; from tms_adapters.sql import migrate; asyncio.run(migrate(sys.argv[1]))"


async def on(url: str, look: Callable[[Connection], Any]) -> Any:
    """The result of ``look`` on a plain connection to the database at ``url``."""
    if url.startswith("sqlite"):
        engine = create_engine(url, poolclass=NullPool)
        with engine.begin() as connection:
            return look(connection)
    async_engine = create_async_engine(url, poolclass=NullPool)
    async with async_engine.begin() as connection:
        return await connection.run_sync(look)


def tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names())


def drift(connection: Connection) -> list[Any]:
    options = {**settings_for(connection.dialect.name), "target_metadata": metadata}
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))


async def test_the_migrations_create_exactly_the_tables_of_the_code(url: str) -> None:
    await migrate(url)
    assert await on(url, drift) == []
    assert await on(url, tables) == {*metadata.tables, "alembic_version"}


async def test_a_difference_between_migrations_and_tables_is_detected(url: str) -> None:
    await migrate(url)
    await on(url, lambda connection: connection.execute(text("ALTER TABLE tallies ADD COLUMN more INTEGER")))
    assert [change[0] for change in await on(url, drift)] == ["remove_column"]


async def test_downgrading_and_upgrading_gives_the_same_schema(url: str) -> None:
    await migrate(url)
    await on(url, lambda connection: command.downgrade(configuration(connection=connection), "base"))
    assert await on(url, tables) == {"alembic_version"}
    await migrate(url)
    assert await on(url, drift) == []


async def test_four_processes_starting_at_once_create_one_schema(url: str) -> None:
    environment = {**os.environ, "PYTHONPATH": "src"}
    racers = [
        subprocess.Popen([sys.executable, "-c", MIGRATE, url], env=environment, stderr=subprocess.PIPE)
        for _ in range(4)
    ]
    complaints = [racer.communicate()[1].decode() for racer in racers]
    assert [racer.returncode for racer in racers] == [0, 0, 0, 0], complaints
    assert await on(url, drift) == []
    heads = await on(
        url, lambda connection: connection.execute(text("SELECT COUNT(*) FROM stream_head")).scalar()
    )
    assert heads == 1


async def test_every_database_gets_its_own_event_log(tmp_path: Path) -> None:
    epochs = set()
    for name in ("one", "two"):
        url = f"sqlite:///{tmp_path / name}.db"
        await migrate(url)
        epochs.add(
            await on(
                url, lambda connection: connection.execute(text("SELECT epoch FROM stream_head")).scalar()
            )
        )
    assert len(epochs) == 2


async def test_a_database_of_a_newer_version_is_not_touched(url: str) -> None:
    await migrate(url)
    await on(
        url, lambda connection: connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    )
    with pytest.raises(SchemaMismatch, match="9999"):
        await migrate(url)


async def test_the_printed_sql_creates_a_database_that_opens_on_sqlite(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'printed.db'}"
    with sqlite3.connect(tmp_path / "printed.db") as connection:
        connection.executescript(migration_sql(url))
    store = await open_store(url)
    await store.ready()
    await store.close()
    assert await on(url, drift) == []


async def test_the_printed_sql_creates_a_database_that_opens_on_mariadb(
    mariadb: MariaDB, fresh_mariadb_url: Callable[[], str]
) -> None:
    url = fresh_mariadb_url()
    name = url.rpartition("/")[2]
    printed = await asyncio.to_thread(migration_sql, url)
    mariadb.execute(
        f"CREATE DATABASE {name} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin; USE {name}; {printed}"
    )
    store = await open_store(url)
    await store.ready()
    await store.close()
    assert await on(url, drift) == []


async def test_every_migration_can_be_reverted_and_repeated(url: str) -> None:
    await migrate(url)
    steps = [script.revision for script in ScriptDirectory.from_config(configuration()).walk_revisions()]
    await on(url, lambda connection: command.downgrade(configuration(connection=connection), "base"))
    for revision in reversed(steps):
        for move, to in ((command.upgrade, revision), (command.downgrade, "-1"), (command.upgrade, revision)):
            await on(url, lambda connection, move=move, to=to: move(configuration(connection=connection), to))
    assert await on(url, drift) == []


NAMES = {
    "Zoë  Ångström": "zoe angstrom",
    "ＭÜＬＬＥＲ \u200b": "muller",
    "ﷺ" * 101: ("صلى الله عليه وسلم" * 101)[:320].rstrip(),
    "Straße I\u0307": "strasse i",
    "Tara O’Brien": "tara obrien",
    "健太 佐藤": "健太 佐藤",
    **{f"Person {number}": f"person {number}" for number in range(1100)},
}
"""Each name with the key that migration 0003 gave it when it was released."""


async def test_existing_names_get_their_keys_and_deleted_people_none(url: str) -> None:
    await migrate(url)
    await on(url, lambda connection: command.downgrade(configuration(connection=connection), "0001"))
    await on(url, add_people)
    await migrate(url)
    found = await on(
        url, lambda each: each.execute(text("SELECT name, sort_key FROM users ORDER BY id")).all()
    )
    assert [tuple(row) for row in found] == [*NAMES.items(), ("Deleted user", None)]
    terms = await on(
        url, lambda each: each.execute(text("SELECT term, user_id, of_name FROM user_search_terms")).all()
    )
    for term in ("tara", "brien", "obrien", "ara", "n"):
        assert (term, 5, True) in [tuple(row) for row in terms]
    assert ("o'brien", 5, False) in [tuple(row) for row in terms]
    assert ("佐藤", 6, True) in [tuple(row) for row in terms]
    assert {row.user_id for row in terms} == set(range(1, len(NAMES) + 1))


async def test_an_interrupted_migration_can_be_resumed(url: str) -> None:
    """If DDL is not transactional, half of the migration stays: here a column and some of its keys."""
    await migrate(url)
    await on(url, lambda connection: command.downgrade(configuration(connection=connection), "0002"))
    await on(url, add_people)
    await on(url, lambda each: each.execute(text("ALTER TABLE users ADD COLUMN sort_key VARCHAR(320)")))
    await on(url, lambda each: each.execute(text("UPDATE users SET sort_key = 'kept' WHERE id < 4")))
    await migrate(url)
    assert await on(url, drift) == []
    keys = await on(
        url, lambda each: each.execute(text("SELECT sort_key FROM users ORDER BY id")).scalars().all()
    )
    assert keys == ["kept"] * 3 + [*NAMES.values()][3:] + [None]


async def test_migrated_people_and_sessions_have_the_keys_of_the_code(url: str) -> None:
    """Migration 0003 was released with the code of its time; a later version may differ from it only if
    another migration rewrites the keys."""
    await migrate(url)
    await on(url, lambda connection: command.downgrade(configuration(connection=connection), "0002"))
    await on(url, add_people)
    texts = [(title[:100], description) for title, description in zip(NAMES, [*NAMES][1:], strict=False)][:40]
    await on(url, lambda each: add_sessions(each, texts))
    await migrate(url)
    store = await open_store(url)
    try:
        async with look(store) as uow:
            wanted = UserFilter(order=UserOrder.NAME)
            people = await read_all(lambda page: uow.repository(UserReader).page(wanted, page))
            for user in people[::50]:
                found = await uow.repository(UserReader).page(UserFilter(q=user.name), PageRequest(limit=500))
                assert user in found.items
        assert [sort_key(user.name) for user in people] == sorted(NAMES.values())
    finally:
        await store.close()
    keys = await on(
        url, lambda each: each.execute(text("SELECT search_key, text_digest FROM sessions ORDER BY id")).all()
    )
    assert [row.search_key for row in keys] == [search_key(*both) for both in texts]
    assert [row.text_digest for row in keys] == [digest_of(search_key(*both)) for both in texts]


def add_sessions(connection: Connection, texts: list[tuple[str, str]]) -> None:
    """A session with each title and description, as the second schema stored them."""
    columns = "title, description, trainer_id, scheduled_date, duration_minutes, time_zone, status, version, "
    columns += "created_at, updated_at, ends_at, search_text"
    moment = "'2026-01-01'"
    row = f":title, :description, 1, {moment}, 60, 'UTC', 'scheduled', 1, {moment}, {moment}, {moment}, ''"
    sessions = [{"title": title, "description": description} for title, description in texts]
    connection.execute(text(f"INSERT INTO sessions ({columns}) VALUES ({row})"), sessions)


def add_people(connection: Connection) -> None:
    """Users with each name as the first schema stored them, and one who is deleted."""
    columns = (
        "username, email, role, first_name, last_name, name, is_temporary_password, version, created_at, "
    )
    columns += "updated_at, search_text, deleted_at"
    row = ":key, :key, 'trainee', '', '', :name, 0, 1, '2026-01-01', '2026-01-01', '', :deleted"
    people = [{"key": f"k{number}", "name": name, "deleted": None} for number, name in enumerate(NAMES)]
    people.append({"key": "", "name": "Deleted user", "deleted": "2026-02-02"})
    connection.execute(text(f"INSERT INTO users ({columns}) VALUES ({row})"), people)
