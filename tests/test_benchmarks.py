"""The benchmarks measure what they claim: valid data, the same on every store, and complete tables."""

from __future__ import annotations

import ast
import asyncio
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from benchmarks.client_process import ClientProcess
from benchmarks.data import fill
from benchmarks.growth import QUESTIONS, measure_growth
from benchmarks.organisation import Organisation
from benchmarks.reports.files import made
from benchmarks.reports.latency_during_reports import measure_meanwhile
from benchmarks.reports.rows import rows
from benchmarks.scenarios import at_full_speed, in_a_burst, one_at_a_time
from benchmarks.servers import running_product
from benchmarks.sockets import ROOM, ROWS, crowded
from benchmarks.statements import explained, open_watched
from benchmarks.tables import table
from tests.core.organisation import QuickHasher, ReadableTokens
from tests.services.ports import Port
from tms_adapters.sql import open_store
from tms_adapters.sql.sessions import COPIED
from tms_adapters.sql.sessions import ROWS as SESSIONS
from tms_core.entity import PageRequest
from tms_core.reports.tables import SESSION_COLUMNS
from tms_core.sessions.events import SessionView
from tms_core.sessions.inputs import SessionFilter
from tms_core.sessions.repository import SessionReader, SessionRepository
from tms_core.sessions.roster_view import AttendanceMark
from tms_core.unit_of_work import OrganisationSettings, Services
from tms_core.users.model import User

SMALL = Organisation(users=40, sessions=600)
NOW = datetime(2026, 10, 5, tzinfo=UTC)
SERVICES = Services(passwords=QuickHasher(), tokens=ReadableTokens(), organisation=OrganisationSettings())


async def sessions_in(url: str) -> list[SessionView]:
    store = await open_store(url)
    try:
        async with store.reader(SERVICES, NOW) as uow:
            return (
                await uow.repository(SessionReader).page(SessionFilter(), PageRequest(limit=SMALL.sessions))
            ).items
    finally:
        await store.close()


@pytest.mark.parametrize(
    ("schema", "view"), [("SessionOut", SessionView), ("MarkOut", AttendanceMark), ("UserOut", User)]
)
def test_the_baseline_answers_with_the_same_fields(schema: str, view: type[Any]) -> None:
    """Read as text: what the baseline needs is only installed where benchmarks run."""
    source = ast.parse(Path("benchmarks/baseline/schemas.py").read_text("utf-8"))
    [declared] = (node for node in source.body if isinstance(node, ast.ClassDef) and node.name == schema)
    names = {
        node.target.id
        for node in declared.body
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    }
    assert names == {each.name for each in fields(view)}


def test_nobody_in_the_organisation_is_in_two_places_at_once() -> None:
    people = Counter(
        (planned.start, person)
        for planned in SMALL.planned()
        for person in (planned.trainer_id, *planned.trainee_ids)
    )
    assert max(people.values()) == 1


async def test_stored_counters_and_derived_columns_match_those_of_the_product(tmp_path: Path) -> None:
    path = tmp_path / "filled.db"
    await fill(f"sqlite:///{path}", SMALL)
    with sqlite3.connect(path) as database:
        database.row_factory = sqlite3.Row
        counted = dict(database.execute("SELECT status, count(*) FROM sessions GROUP BY status").fetchall())
        kept = dict(database.execute("SELECT value, count FROM tallies WHERE kind = 'sessions'").fetchall())
        rows = {row["id"]: dict(row) for row in database.execute("SELECT * FROM sessions")}
        seats = [dict(row) for row in database.execute("SELECT * FROM seats")]
    assert kept == counted
    assert sum(kept.values()) == SMALL.sessions
    store = await open_store(f"sqlite:///{path}")
    async with store.writer(SERVICES, NOW) as uow:
        entities = await uow.repository(SessionRepository).lock(rows)
    await store.close()
    for session in entities.values():
        values = SESSIONS.values(session) | {"custom": None, "deleted_at": None}
        assert {name: stored(value) for name, value in values.items()} == rows[session.id]
    for seat in seats:
        assert {seat[copy] == rows[seat["session_id"]][name] for name, copy in COPIED.items()} == {True}


def stored(value: Any) -> Any:
    return f"{value:%Y-%m-%d %H:%M:%S.%f}" if isinstance(value, datetime) else value


async def test_both_databases_hold_the_same_organisation(
    tmp_path: Path, fresh_mariadb_url: Callable[[], str]
) -> None:
    urls = [f"sqlite:///{tmp_path / 'filled.db'}", fresh_mariadb_url()]
    for url in urls:
        await fill(url, SMALL)
    in_sqlite, in_mariadb = [await sessions_in(url) for url in urls]
    assert len(in_sqlite) == SMALL.sessions
    assert in_sqlite == in_mariadb


async def test_growth_measures_every_question_on_both_sizes(tmp_path: Path) -> None:
    urls = (f"sqlite:///{tmp_path / 'small.db'}", f"sqlite:///{tmp_path / 'large.db'}")
    found = await measure_growth(urls, (SMALL, Organisation(users=40, sessions=700)), rounds=2)
    assert "600 sessions" in found
    assert "700 sessions" in found
    for question in QUESTIONS:
        assert question.name in found


def test_many_sockets_receive_every_event_and_give_every_figure(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'filled.db'}"
    asyncio.run(fill(url, SMALL))
    with running_product(url, ROOM) as product, crowded(product, url, SMALL, size=30) as contender:
        figures = dict(one_at_a_time(contender, events=3))
        figures |= at_full_speed(contender, seconds=0.3)
        figures |= in_a_burst(contender, events=700)
    assert {*figures, "memory"} == {row.name for row in ROWS}
    assert min(figures.values()) > 0


def test_clients_that_cannot_connect_say_why() -> None:
    port = Port()
    with pytest.raises(RuntimeError, match="Connection refused"), ClientProcess(port.number, 1):
        pass
    port.release()


async def test_the_statements_of_a_store_can_be_explained(
    tmp_path: Path, fresh_mariadb_url: Callable[[], str]
) -> None:
    for url in (f"sqlite:///{tmp_path / 'filled.db'}", fresh_mariadb_url()):
        await fill(url, SMALL)
        store, watch = await open_watched(url)
        watch.on = True
        async with store.reader(SERVICES, NOW) as uow:
            await uow.repository(SessionReader).page(SessionFilter(), PageRequest(limit=10))
        await store.close()
        assert "ix_sessions_scheduled_date_id" in await explained(url, watch.seen)


@pytest.mark.parametrize("kind", ["pdf", "excel", "csv", "openpyxl"])
def test_files_are_created_and_measured_in_a_separate_process(kind: str) -> None:
    found = made(kind, 300)
    assert 0 < found.first <= found.seconds
    assert found.size > 0


@pytest.mark.slow
@pytest.mark.long
async def test_the_latency_of_other_requests_during_a_report_is_measured(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'meanwhile.db'}"
    found = await asyncio.to_thread(measure_meanwhile, url, SMALL, 0.2)
    for line in ("nothing", "csv", "excel", "pdf"):
        assert f"\n{line} " in found


def test_a_report_is_measured_on_the_columns_that_the_product_has() -> None:
    assert {len(row) for row in rows(10)} == {len(SESSION_COLUMNS)}


def test_a_table_aligns_text_left_and_numbers_right() -> None:
    assert table(["what", "n"], [["a", "1"], ["longer", "10"]]) == (
        "what     n\n------  --\na        1\nlonger  10"
    )


def test_an_unknown_case_is_refused_by_name() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--cases", "list,nonsense"],
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "no such case: nonsense" in done.stderr
