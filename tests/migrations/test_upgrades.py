"""Installations of released versions, with data in every table, after all migrations since."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection, column, select, table, text

from tests.consumers.waiting import until
from tests.migrations.installations import install, rows_of
from tests.migrations.test_migrations import drift, on
from tms_adapters.database import open_database
from tms_adapters.sql import migrate
from tms_adapters.sql.maintenance.migrations import configuration
from tms_core.actor import SYSTEM, Actor, Role
from tms_core.catalogue import FEATURES
from tms_core.consumers.runner import Consumers
from tms_core.consumers.use_cases import list_consumers
from tms_core.entity import PageRequest
from tms_core.mail.model import OutboxFilter
from tms_core.mail.use_cases import list_outbox
from tms_core.notifications.use_cases import list_notifications
from tms_core.sessions.inputs import SessionFilter
from tms_core.sessions.queries import list_sessions
from tms_core.users.model import UserFilter
from tms_core.users.use_cases import list_users

EVERYTHING = PageRequest(limit=500)


@pytest.fixture(params=["0003", "0006"])
def revision(request: pytest.FixtureRequest) -> str:
    """The schema of a version that was released."""
    return str(request.param)


@pytest.fixture
async def old(url: str, revision: str) -> str:
    """The URL of an installation of that version."""
    await migrate(url)
    await on(url, lambda connection: install(connection, revision))
    return url


def comparable(value: Any) -> Any:
    """Databases return times, booleans and numbers as they like."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S.%f")
    return int(value) if isinstance(value, bool) else value


def stored(connection: Connection, rows: dict[str, list[dict[str, Any]]]) -> dict[str, list[tuple[Any, ...]]]:
    """What the tables hold now in the columns that they had."""
    found = {}
    for name, before in rows.items():
        if before:
            columns = [column(each) for each in before[0]]
            now = connection.execute(select(*columns).select_from(table(name))).all()
            found[name] = sorted((tuple(map(comparable, row)) for row in now), key=repr)
    return found


async def test_nothing_that_was_stored_is_lost_or_changed(old: str, revision: str) -> None:
    rows = rows_of(revision)
    before = {
        name: sorted((tuple(map(comparable, row.values())) for row in each), key=repr)
        for name, each in rows.items()
        if each
    }
    await migrate(old)
    assert await on(old, drift) == []
    assert await on(old, lambda connection: stored(connection, rows)) == before


async def test_the_program_works_with_it(old: str, revision: str) -> None:
    rows = rows_of(revision)
    await migrate(old)
    async with open_database(old) as app:
        users = (await app.read(list_users, SYSTEM, UserFilter(), EVERYTHING)).items
        assert {user.username for user in users} == {
            row["username"] for row in rows["users"] if row["deleted_at"] is None
        }
        sessions = (await app.read(list_sessions, SYSTEM, SessionFilter(), EVERYTHING)).items
        assert {session.title for session in sessions} == {
            row["title"] for row in rows["sessions"] if row["deleted_at"] is None
        }
        events = await app.store.log.after(0, 500)
        assert [each.event.type for each in events] == [row["type"] for row in rows["event_log"]]
        for each in events:
            payload = FEATURES.events[each.event.type].payload
            assert payload is None or each.event.data is None or isinstance(each.event.data, payload)
        mails = (await app.read(list_outbox, SYSTEM, OutboxFilter(), EVERYTHING)).items
        assert [(mail.id, mail.state) for mail in reversed(mails)] == [
            (row["id"], row["state"]) for row in rows.get("outbox", [])
        ]
        for user in users:
            told = await app.read(list_notifications, Actor(id=user.id, role=Role(user.role)), EVERYTHING)
            own = [row for row in rows.get("notifications", []) if row["user_id"] == user.id]
            assert len(told.items) == len(own)
        async with Consumers(app):

            async def is_done() -> bool:
                consumers = await app.read(list_consumers, SYSTEM)
                return bool(consumers) and not any(each.behind for each in consumers)

            await until(is_done)
        assert not any(each.set_aside_count for each in await app.read(list_consumers, SYSTEM))


async def test_going_back_and_forth_again_keeps_it(old: str, revision: str) -> None:
    rows = rows_of(revision)
    await migrate(old)
    before = await on(old, lambda connection: stored(connection, rows))
    await on(old, lambda connection: command.downgrade(configuration(connection=connection), revision))
    await migrate(old)
    assert await on(old, drift) == []
    assert await on(old, lambda connection: stored(connection, rows)) == before


async def test_an_interrupted_migration_goes_on(url: str) -> None:
    """MariaDB keeps what was done before it was interrupted: here the first of two columns."""
    await migrate(url)
    await on(url, lambda connection: command.downgrade(configuration(connection=connection), "0009"))
    for interrupted in (
        "ALTER TABLE mail_sender DROP COLUMN reason",
        "UPDATE alembic_version SET version_num = '0008'",
    ):
        await on(url, lambda connection, sql=interrupted: connection.execute(text(sql)))
    await migrate(url)
    assert await on(url, drift) == []
