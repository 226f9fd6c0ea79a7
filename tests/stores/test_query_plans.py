"""Every list and every availability query uses an index, according to MariaDB's EXPLAIN."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.core.organisation import HOUR, NOW
from tests.stores.conftest import Organisation, Recorder
from tms_adapters.sql import migrate
from tms_adapters.sql.queries import analytics as analytics_queries
from tms_adapters.sql.queries import search
from tms_adapters.sql.queries import user_list as user_list_queries
from tms_adapters.sql.queries.analytics import Shape
from tms_adapters.sql.sqlite.database import DIALECT
from tms_core.actor import Role
from tms_core.analytics.overview import RequestedPeriod
from tms_core.analytics.queries import get_attention, get_overview, get_progress
from tms_core.assignments.use_cases import list_assignments
from tms_core.auth.model import AuditFilter, AuthReader
from tms_core.entity import PageRequest
from tms_core.sessions.inputs import SessionFilter
from tms_core.sessions.intervals import Interval
from tms_core.sessions.model import SessionStatus
from tms_core.sessions.queries import list_sessions
from tms_core.sessions.repository import SessionReader
from tms_core.users.model import UserFilter, UserOrder, UserReader
from tms_core.users.use_cases import list_users

FIRST = PageRequest()
COUNTS = [
    analytics_queries.select_sessions_by_start,
    analytics_queries.select_marks_by_start,
    analytics_queries.select_deliveries,
    analytics_queries.select_marks_by_trainer,
    analytics_queries.select_absences,
]
TINY = frozenset({"stream_head", "tallies", "assignments", "password_log", "sign_in_failures"})
"""Tables with a handful of rows here, for which a full scan is the best plan."""


async def plans(organisation: Organisation, recorder: Recorder) -> list[tuple[str, list[dict[str, Any]]]]:
    """EXPLAIN of every read that ran: (statement, its steps)."""
    reads = recorder.reads()
    explained = []
    async with organisation.store._database.reader() as connection:
        for sql, values in reads:
            cursor = await connection._execute(f"EXPLAIN {sql}", values)
            names = [column[0] for column in cursor.description]
            explained.append((sql, [dict(zip(names, row, strict=True)) for row in await cursor.fetchall()]))
    return explained


async def check_indexed(organisation: Organisation, recorder: Recorder) -> None:
    explained = await plans(organisation, recorder)
    assert explained
    for sql, steps in explained:
        for step in steps:
            table = step["table"]
            if table is None or table.startswith("<") or table in TINY:
                continue
            assert step["key"] is not None, f"{table} is read without an index: {step}\n{sql}"
            assert step["type"] != "ALL", f"{table} is read whole: {step}\n{sql}"


async def test_every_list_of_sessions_uses_an_index(organisation: Organisation, recorder: Recorder) -> None:
    trainer, trainee = organisation.trainers[3].id, organisation.trainees[3].id
    around = {"from_": NOW, "to": NOW + timedelta(days=2)}
    filters = [
        SessionFilter(),
        SessionFilter(status=SessionStatus.SCHEDULED),
        SessionFilter(trainer_id=trainer),
        SessionFilter(trainer_id=trainer, status=SessionStatus.SCHEDULED, **around),
        SessionFilter(trainee_id=trainee),
        SessionFilter(trainee_id=trainee, status=SessionStatus.SCHEDULED, **around),
        SessionFilter(**around),
    ]
    pages = [FIRST, PageRequest(after=(NOW, 5)), PageRequest(skip=200)]
    for wanted in filters:
        for ascending in (False, True):
            for page in pages:
                await organisation.world.app.read(
                    list_sessions,
                    organisation.actor(Role.ADMIN),
                    replace(wanted, ascending=ascending),
                    page,
                )
    for role in (Role.TRAINER, Role.TRAINEE):
        await organisation.world.app.read(list_sessions, organisation.actor(role), SessionFilter(), FIRST)
    await check_indexed(organisation, recorder)


async def test_a_page_of_sessions_is_never_sorted(organisation: Organisation, recorder: Recorder) -> None:
    for wanted in (
        SessionFilter(),
        SessionFilter(trainer_id=1),
        SessionFilter(status=SessionStatus.SCHEDULED),
    ):
        for page in (FIRST, PageRequest(after=(NOW, 5))):
            await organisation.world.app.read(list_sessions, organisation.actor(Role.ADMIN), wanted, page)
    pages = [steps for sql, steps in await plans(organisation, recorder) if "LIMIT" in sql]
    assert pages
    for steps in pages:
        assert not any("filesort" in (step["Extra"] or "") for step in steps), steps


@pytest.mark.parametrize("roles", [None, (Role.TRAINER,), (Role.TRAINER, Role.TRAINEE)])
async def test_users_are_read_in_index_order_and_never_sorted(
    organisation: Organisation, recorder: Recorder, roles: tuple[Role, ...] | None
) -> None:
    """Except for a single role by username or e-mail, where reading the few rows and sorting them may be best."""
    async with organisation.store.reader(organisation.world.app.services, NOW) as uow:
        for order in UserOrder:
            if roles == (Role.TRAINER,) and order.field in ("username", "email"):
                continue
            wanted = UserFilter(roles=roles, order=order)
            first = await uow.repository(UserReader).page(wanted, PageRequest(limit=10))
            await uow.repository(UserReader).page(wanted, PageRequest(limit=10, after=first.next))
    await check_indexed(organisation, recorder)
    for sql, steps in await plans(organisation, recorder):
        if "LIMIT" in sql:
            assert not any("filesort" in (step["Extra"] or "") for step in steps), (sql, steps)


@pytest.mark.parametrize("order", list(UserOrder))
@pytest.mark.parametrize("roles", [0, 1])
@pytest.mark.parametrize("after", [False, True])
async def test_sqlite_also_reads_users_in_index_order(
    order: UserOrder, roles: int, after: bool, tmp_path: Path
) -> None:
    await migrate(f"sqlite:///{tmp_path / 'tms.db'}")
    with closing(sqlite3.connect(tmp_path / "tms.db")) as database:
        shape = user_list_queries.Shape(
            roles=roles, words=0, found=0, assigned=None, deactivated=None, after=after, order=order
        )
        statement = user_list_queries.select_page(shape).compiled[DIALECT]
        values = (None,) * statement.sql.count("?")
        steps = [row[3] for row in database.execute(f"EXPLAIN QUERY PLAN {statement.sql}", values)]
    if roles and order.field in ("username", "email"):
        return  # SQLite reads the few of the role, or all in order, whichever it considers better
    assert not any("TEMP B-TREE" in step for step in steps), steps


async def test_a_search_reads_candidates_by_index(organisation: Organisation, recorder: Recorder) -> None:
    """Nothing is read whole, whichever of the words is rare."""
    trainee, trainer = organisation.trainees[33], organisation.trainers[33]
    for words in (trainee.username, f"{trainee.email} example", f"a {trainer.username}"):
        recorder.ran.clear()
        found = await organisation.world.app.read(
            list_users, organisation.actor(Role.ADMIN), UserFilter(q=words, order=UserOrder.NAME), FIRST
        )
        assert len(found.items) >= 1
        await check_indexed(organisation, recorder)
    for words in (f"{trainer.name}", f"{trainee.name} {trainer.name}", "nobody nothing"):
        recorder.ran.clear()
        await organisation.world.app.read(
            list_sessions, organisation.actor(Role.ADMIN), SessionFilter(q=words), FIRST
        )
        await check_indexed(organisation, recorder)


async def test_a_search_for_common_names_looks_them_up_session_by_session(
    organisation: Organisation, recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Collecting everybody of such a name and their sessions first would take minutes among a million."""
    for limit in ("MAX_PEOPLE", "MAX_SESSIONS", "MAX_CANDIDATES"):
        monkeypatch.setattr(search, limit, 0)
    trainee, trainer = organisation.trainees[33], organisation.trainers[33]
    await organisation.world.app.read(
        list_sessions,
        organisation.actor(Role.ADMIN),
        SessionFilter(q=f"{trainee.name} {trainer.name}"),
        FIRST,
    )
    steps = [step for _, steps in await plans(organisation, recorder) for step in steps]
    assert any(step["select_type"] == "DEPENDENT SUBQUERY" for step in steps)
    assert not any(step["select_type"] == "MATERIALIZED" for step in steps), steps


async def test_sqlite_also_reads_candidates_by_index(tmp_path: Path) -> None:
    await migrate(f"sqlite:///{tmp_path / 'tms.db'}")
    with closing(sqlite3.connect(tmp_path / "tms.db")) as database:
        for query in (search.select_texts(), search.select_people(2, True), search.select_candidates(2, 2)):
            statement = query.compiled[DIALECT]
            values = (1,) * statement.sql.count("?")
            steps = [row[3] for row in database.execute(f"EXPLAIN QUERY PLAN {statement.sql}", values)]
            read = [step for step in steps if re.search("sessions|seats|user_search_terms", step)]
            assert read
            assert all(step.startswith("SEARCH") for step in read), steps


async def test_every_other_list_uses_an_index(organisation: Organisation, recorder: Recorder) -> None:
    async with organisation.store.reader(organisation.world.app.services, NOW) as uow:
        for wanted in (UserFilter(), UserFilter(roles=(Role.TRAINER, Role.TRAINEE))):
            for page in (FIRST, PageRequest(after=(100,))):
                await uow.repository(UserReader).page(wanted, page)
        for user_id in (None, 3):
            await uow.repository(AuthReader).password_log_page(AuditFilter(user_id=user_id), FIRST)
    for role in Role:
        await organisation.world.app.read(list_assignments, organisation.actor(role), FIRST)
    await check_indexed(organisation, recorder)


async def test_conflicts_and_free_times_are_found_by_an_index(
    organisation: Organisation, recorder: Recorder
) -> None:
    people = [organisation.trainers[0].id, *(trainee.id for trainee in organisation.trainees[:5])]
    async with organisation.store.reader(organisation.world.app.services, NOW) as uow:
        await uow.repository(SessionReader).bookings(people, Interval(NOW, NOW + HOUR), exclude_session_id=0)
        await uow.repository(SessionReader).busy(
            people, Interval(NOW, NOW + timedelta(days=7)), exclude_session_id=0
        )
        await uow.repository(SessionReader).scheduled_of(people[0], NOW)
        await uow.repository(SessionReader).view(organisation.session_ids[0])
    await check_indexed(organisation, recorder)


async def test_counts_of_a_period_use_the_index_on_session_start_and_then_enrolments(
    organisation: Organisation, recorder: Recorder
) -> None:
    by_start = "ix_sessions_scheduled_date_id", "ix_sessions_trainer_id_scheduled_date_id"
    for role, index in zip((Role.ADMIN, Role.TRAINER), by_start, strict=True):
        for days in (3, 60):  # the longer one covers half of the data
            recorder.ran.clear()
            asked = RequestedPeriod(from_=NOW - timedelta(days=days), to=NOW, time_zone="UTC")
            await organisation.world.app.read(get_overview, organisation.actor(role), asked)
            await check_indexed(organisation, recorder)
            for sql, steps in await plans(organisation, recorder):
                read = [
                    (step["table"], step["key"]) for step in steps if step["table"] in ("sessions", "seats")
                ]
                assert read[0] == ("sessions", index), sql
                assert read[1:] in ([], [("seats", "PRIMARY")]), sql


async def test_conflicts_are_searched_from_the_upcoming_sessions(
    organisation: Organisation, recorder: Recorder
) -> None:
    await organisation.world.app.read(get_attention, organisation.actor(Role.TRAINER))
    await check_indexed(organisation, recorder)
    clashes, unclosed = [steps for _, steps in await plans(organisation, recorder)][:2]
    read = [(step["table"], step["key"]) for step in clashes if step["table"] in ("sessions", "seats")]
    index = "ix_sessions_status_scheduled_date_id"
    assert read == [("sessions", index), ("sessions", index), ("seats", "PRIMARY")]
    assert unclosed[0]["key"] == index


@pytest.mark.parametrize(
    "shape", [Shape(trainer, status) for trainer in (False, True) for status in (False, True)], ids=repr
)
async def test_sqlite_also_searches_the_period_instead_of_reading_everything(
    shape: Shape, tmp_path: Path
) -> None:
    await migrate(f"sqlite:///{tmp_path / 'tms.db'}")
    with closing(sqlite3.connect(tmp_path / "tms.db")) as database:
        for ask in COUNTS:
            statement = ask(shape).compiled[DIALECT]
            values = (None,) * statement.sql.count("?")
            steps = [row[3] for row in database.execute(f"EXPLAIN QUERY PLAN {statement.sql}", values)]
            read = [step for step in steps if "sessions" in step or "seats" in step]
            assert read
            assert all(step.startswith("SEARCH") for step in read), steps
            assert "scheduled_date>? AND scheduled_date<?" in read[0], steps


async def test_progress_uses_the_index_on_the_trainees_enrolments(
    organisation: Organisation, recorder: Recorder
) -> None:
    await organisation.world.app.read(
        get_progress, organisation.actor(Role.ADMIN), organisation.trainees[0].id
    )
    await check_indexed(organisation, recorder)
