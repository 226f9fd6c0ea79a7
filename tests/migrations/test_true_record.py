"""Migration 0003 keeps everything that an installation of schema 0002 knows, and fills in what follows from it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection, text

from tests.migrations.installations import install, rows_of
from tests.migrations.test_migrations import drift, on
from tms_adapters.database import open_database
from tms_adapters.sql import migrate
from tms_adapters.sql.maintenance.migrations import configuration
from tms_core.actor import SYSTEM
from tms_core.catalogue import FEATURES
from tms_core.entity import PageRequest
from tms_core.sessions.inputs import SessionFilter
from tms_core.sessions.queries import list_sessions
from tms_core.users.model import UserFilter
from tms_core.users.use_cases import list_users

OLD = rows_of("0002")
EVERYTHING = PageRequest(limit=500)


@pytest.fixture
async def old(url: str) -> str:
    """The URL of an installation with schema 0002."""
    await migrate(url)
    await on(url, lambda connection: install(connection, "0002"))
    return url


def instant(stored: object) -> datetime:
    """A stored time: text in SQLite and in the golden rows."""
    found = stored if isinstance(stored, datetime) else datetime.fromisoformat(str(stored))
    return found.replace(tzinfo=UTC)


async def select(url: str, sql: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in await on(url, lambda connection: connection.execute(text(sql)).all())]


async def test_people_and_sessions_read_the_same_after_the_migration(old: str) -> None:
    async with open_database(old) as app:
        users = (await app.read(list_users, SYSTEM, UserFilter(), EVERYTHING)).items
        sessions = (await app.read(list_sessions, SYSTEM, SessionFilter(), EVERYTHING)).items
    living = [row for row in OLD["users"] if row["deleted_at"] is None]
    for columns in (("id", "username", "email", "name", "role", "version"),):
        assert [tuple(getattr(user, name) for name in columns) for user in users] == [
            tuple(row[name] for name in columns) for row in living
        ]
    stored = {row["id"]: row for row in OLD["sessions"]}
    assert {session.id for session in sessions} == stored.keys()
    for session in sessions:
        row = stored[session.id]
        assert (session.title, session.time_zone) == (row["title"], row["time_zone"])
        assert session.scheduled_date == instant(row["scheduled_date"])
        seats = sorted(
            (seat for seat in OLD["seats"] if seat["session_id"] == session.id), key=lambda s: s["place"]
        )
        assert list(session.trainee_ids) == [seat["trainee_id"] for seat in seats]
        marks = [(seat["trainee_id"], seat["status"], seat["note"]) for seat in seats if seat["status"]]
        assert [(mark.trainee_id, mark.status, mark.note) for mark in session.attendance] == marks


async def test_the_events_of_the_old_log_stay_readable(old: str) -> None:
    async with open_database(old) as app:
        entries = await app.store.log.after(0, 500)
    assert [entry.event.type for entry in entries] == [row["type"] for row in OLD["event_log"]]
    for entry in entries:
        payload = FEATURES.events[entry.event.type].payload
        if payload is not None and entry.event.data is not None:
            assert isinstance(entry.event.data, payload)


async def test_enrolments_count_from_the_creation_of_their_session(old: str) -> None:
    await migrate(old)
    created = {row["id"]: instant(row["created_at"]) for row in OLD["sessions"]}
    found = await select(old, "SELECT session_id, added_at, added_by, state, source FROM seats")
    assert len(found) == len(OLD["seats"])
    for session_id, added_at, added_by, state, source in found:
        assert instant(added_at) == created[session_id]
        assert (added_by, state, source) == (None, "enrolled", "manual")


async def test_passwords_date_from_their_last_change(old: str) -> None:
    await migrate(old)
    last = {row["user_id"]: instant(row["timestamp"]) for row in OLD["password_log"]}  # in order of time
    found = {
        user_id: instant(at) for user_id, at in await select(old, "SELECT user_id, set_at FROM credentials")
    }
    assert found == {row["user_id"]: last[row["user_id"]] for row in OLD["credentials"]}


async def test_everybody_keeps_their_access(old: str) -> None:
    await migrate(old)
    assert await select(old, "SELECT DISTINCT status, deactivated_at FROM users") == [("active", None)]


async def test_who_has_no_password_has_no_sign_in(old: str) -> None:
    [(user_id,)] = await select(old, "SELECT MAX(user_id) FROM credentials")
    await on(old, lambda it: it.execute(text(f"DELETE FROM credentials WHERE user_id = {user_id}")))
    await migrate(old)
    found = dict(await select(old, "SELECT id, status FROM users WHERE deleted_at IS NULL"))
    assert {user_id: status for user_id, status in found.items() if status != "active"} == {
        user_id: "no_sign_in"
    }


async def test_each_installation_gets_an_id_of_its_own_and_keeps_it(old: str) -> None:
    await migrate(old)
    query = "SELECT id, version, installation_id, name, time_zone, updated_at FROM organisation"
    [(row_id, version, installation_id, name, time_zone, updated_at)] = await select(old, query)
    assert (row_id, version, name, time_zone) == (1, 1, None, None)
    assert len(installation_id) == 32
    assert abs(instant(updated_at) - datetime.now(UTC)).days == 0
    await migrate(old)
    assert [row[2] for row in await select(old, query)] == [installation_id]


class Interrupted(Exception):
    """The power fails."""


async def test_an_interrupted_migration_is_resumed_where_it_stopped(old: str) -> None:
    """MariaDB keeps what was done; SQLite rolls back."""

    def fail(done: int, total: int) -> None:
        raise Interrupted

    with pytest.raises(Interrupted):
        await migrate(old, progress=fail)
    steps: list[tuple[int, int]] = []
    await migrate(old, progress=lambda done, total: steps.append((done, total)))
    assert await on(old, drift) == []
    assert await select(old, "SELECT COUNT(*) FROM seats WHERE added_at IS NULL") == [(0,)]
    assert await select(old, "SELECT COUNT(*) FROM organisation") == [(1,)]
    assert steps == sorted(steps)
    assert steps[-1][0] == steps[-1][1] > 0


async def test_the_migration_can_be_reverted_with_data_in_it(old: str) -> None:
    await migrate(old)
    await on(old, lambda connection: command.downgrade(configuration(connection=connection), "0002"))
    for table, rows in OLD.items():
        assert await select(old, f"SELECT COUNT(*) FROM {table}") == [(len(rows),)]
    await migrate(old)
    assert await on(old, drift) == []


async def test_finding_sessions_that_are_not_deleted_never_uses_an_index_of_deletions(old: str) -> None:
    """Nearly every session is not deleted, so such an index would make each list read the whole table."""
    await migrate(old)
    if not old.startswith("sqlite"):
        return

    def plan(connection: Connection) -> str:
        listed = (
            "SELECT id FROM sessions WHERE deleted_at IS NULL ORDER BY scheduled_date DESC, id DESC LIMIT 9"
        )
        return str(connection.execute(text(f"EXPLAIN QUERY PLAN {listed}")).all())

    assert "ix_sessions_deleted_at" not in await on(old, plan)
