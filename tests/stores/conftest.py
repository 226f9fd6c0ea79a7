"""A MariaDB with enough data for indexes to matter, and a recorder of every statement that runs on it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.core.organisation import HOUR, NOW, World, as_actor, services
from tests.services import MariaDB
from tms_adapters.sql import SqlStore, migrate, open_store
from tms_adapters.sql.mariadb import MariaConnection
from tms_adapters.sql.queries.session_rows import COPIED, ROWS, SEATS
from tms_adapters.sql.row_mapper import insert_all
from tms_adapters.sql.sessions import seats
from tms_adapters.sql.sessions import sessions as session_table
from tms_core.actor import SYSTEM, Actor, Role
from tms_core.sessions.enrolment import AttendanceStatus, Enrolment
from tms_core.sessions.model import SessionStatus, TrainingSession
from tms_core.sessions.repository import SessionRepository
from tms_core.unit_of_work import UnitOfWork
from tms_core.users.model import User, UserRepository


@dataclass
class Recorder:
    """The statements since the last ``clear``, with their values."""

    ran: list[tuple[str, tuple[Any, ...]]] = field(default_factory=list)

    def reads(self) -> list[tuple[str, tuple[Any, ...]]]:
        """The statements that search for something."""
        return [(sql, values) for sql, values in self.ran if sql.lstrip("(").startswith("SELECT")]


@dataclass
class Organisation:
    """A store with 40 trainers, 200 trainees and 3,000 sessions."""

    store: SqlStore
    world: World
    admin: User
    trainers: list[User]
    trainees: list[User]
    session_ids: list[int]

    def actor(self, role: Role) -> Actor:
        """A user with that role."""
        return as_actor({Role.ADMIN: self.admin, Role.TRAINER: self.trainers[0]}.get(role, self.trainees[0]))


@dataclass(frozen=True)
class Filled:
    """A database that contains an organisation, and its people."""

    url: str
    admin: User
    trainers: list[User]
    trainees: list[User]
    session_ids: list[int]

    @asynccontextmanager
    async def opened(self, url: str) -> AsyncIterator[Organisation]:
        """The organisation in that other database, which holds the same rows as this one."""
        store = await open_store(url)
        yield Organisation(store, World(store), self.admin, self.trainers, self.trainees, self.session_ids)
        await store.close()


@pytest.fixture(scope="session")
def filled(mariadb: MariaDB) -> Filled:
    return asyncio.run(fill(mariadb.url(f"tms_{uuid4().hex[:12]}")))


@pytest.fixture
async def organisation(filled: Filled) -> AsyncIterator[Organisation]:
    """For tests that only read, which all share it."""
    async with filled.opened(filled.url) as organisation:
        yield organisation


@pytest.fixture
async def own_organisation(
    filled: Filled, mariadb: MariaDB, fresh_mariadb_url: Callable[[], str]
) -> AsyncIterator[Organisation]:
    """For a test that changes it."""
    url = fresh_mariadb_url()
    await migrate(url)
    source, target = (each.rpartition("/")[2] for each in (filled.url, url))
    tables = mariadb.execute(f"SHOW TABLES IN {source}").split()
    copies = [f"REPLACE INTO {target}.{name} SELECT * FROM {source}.{name};" for name in tables]
    mariadb.execute("SET foreign_key_checks = 0;" + "".join(copies))
    async with filled.opened(url) as organisation:
        yield organisation


async def fill(url: str) -> Filled:
    await migrate(url)
    store = await open_store(url)
    async with store.writer(services(), NOW) as uow:
        admin, trainers, trainees = await people(uow)
        planned = sessions(trainers, trainees)
        await add_at_once(uow.repository(SessionRepository), planned)
        await uow.commit(SYSTEM.id)
    async with store._database.reader() as connection:
        await connection._execute(
            "ANALYZE TABLE users, sessions, seats, assignments, password_log, event_log"
        )
    await store.close()
    return Filled(url, admin, trainers, trainees, [session.id for session in planned])


async def add_at_once(repository: Any, planned: list[TrainingSession]) -> None:
    """What ``add`` writes for each of them, in few statements: one by one, they would take longer on a busy machine than
    a transaction may."""
    rows: list[dict[str, Any]] = [ROWS.values(session) | {"id": session.id} for session in planned]
    await insert_all(repository._connection, session_table, rows)
    seat_rows: list[dict[str, Any]] = [
        {"session_id": session.id, "place": place, **SEATS.values(seat)}
        | {column: getattr(session, name) for name, column in COPIED.items()}
        for session in planned
        for place, seat in enumerate(session.roster)
    ]
    await insert_all(repository._connection, seats, seat_rows)
    for session in planned:
        repository._counts["sessions", session.status] += 1


async def people(uow: UnitOfWork) -> tuple[User, list[User], list[User]]:
    async def add(role: Role, number: int) -> User:
        name = f"{role}{number}"
        return await uow.repository(UserRepository).add(
            User(
                username=name,
                email=f"{name}@example.org",
                role=role,
                first_name=name,
                last_name="Silva",
                created_at=NOW,
                updated_at=NOW,
            )
        )

    trainers = [await add(Role.TRAINER, number) for number in range(40)]
    trainees = [await add(Role.TRAINEE, number) for number in range(200)]
    return await add(Role.ADMIN, 0), trainers, trainees


def sessions(trainers: list[User], trainees: list[User]) -> list[TrainingSession]:
    """Hourly since a year ago: the past ones completed and marked, the others scheduled."""
    return [session(number, trainers, trainees) for number in range(3000)]


def session(number: int, trainers: list[User], trainees: list[User]) -> TrainingSession:
    begins = NOW - timedelta(days=60) + HOUR * number
    held = begins < NOW
    mark = {"status": AttendanceStatus.PRESENT, "marked_at": begins, "marked_by": 1} if held else {}
    takers = [trainees[(number * 4 + place) % len(trainees)].id for place in range(4)]
    return TrainingSession(
        id=number + 1,
        title=f"Session {number}",
        trainer_id=trainers[number % len(trainers)].id,
        roster=tuple(Enrolment(trainee_id=trainee_id, **mark) for trainee_id in takers),
        scheduled_date=begins,
        duration_minutes=60,
        time_zone="UTC",
        status=SessionStatus.COMPLETED if held else SessionStatus.SCHEDULED,
        created_at=NOW,
        updated_at=NOW,
    )


@pytest.fixture
def recorder(monkeypatch: pytest.MonkeyPatch) -> Recorder:
    """Observes the driver without changing it."""
    heard = Recorder()
    really_execute = MariaConnection._execute

    async def execute(self: MariaConnection, sql: str, values: tuple[Any, ...] | None = None) -> Any:
        heard.ran.append((sql, values or ()))
        return await really_execute(self, sql, values)

    monkeypatch.setattr(MariaConnection, "_execute", execute)
    return heard
