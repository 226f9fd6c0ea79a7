"""A report has the same content whichever store it is read from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from tests.contracts.transactions import change
from tests.core.organisation import HOUR, NOW, World
from tms_adapters.memory import MemoryStore
from tms_core.actor import SYSTEM
from tms_core.application import Store
from tms_core.reports.feature import generate_report
from tms_core.reports.model import Report, ReportFilter, Row
from tms_core.reports.tables import PAGE_SIZE
from tms_core.sessions.attendance import mark_attendance
from tms_core.sessions.enrolment import AttendanceStatus
from tms_core.sessions.inputs import Attendance
from tms_core.sessions.model import SessionStatus
from tms_core.users.model import UserRepository


@dataclass(frozen=True)
class Read:
    """A report with all its rows."""

    report: Report
    rows: dict[str, list[Row]]


async def read(world: World, **wanted: Any) -> Read:
    report = await world.app.read(generate_report, SYSTEM, ReportFilter(**wanted), world.app)
    rows = {table.title: [row async for page in table.rows for row in page] for table in report.tables}
    return Read(report, rows)


async def fill(world: World) -> int:
    """More sessions than fit on a page, some at the same time; returns the id of a trainer."""
    trainers = [await world.trainer(first_name=name) for name in ("Ana", "王")]
    trainees = [await world.trainee(first_name=name) for name in ("محمد", "Zoë", "Grace 🎓")]
    leaver = await world.trainee(first_name="Gone")
    for number in range(PAGE_SIZE + 20):
        begins = NOW - timedelta(days=50) + HOUR * (number // 3)
        session = await world.session(
            trainers[number % 2],
            trainees[number % 3],
            leaver,
            start=begins,
            location=f"Sala {number}" if number % 2 else None,
        )
        if number % 4 == 0:
            marks = [AttendanceStatus.PRESENT, AttendanceStatus.ABSENT]
            records = tuple(
                {"trainee_id": trainee_id, "status": mark, "note": f"note {number}"}
                for trainee_id, mark in zip(session.trainee_ids, marks, strict=True)
            )
            await world.app.run(mark_attendance, SYSTEM, session.id, Attendance(records=records))  # type: ignore[arg-type]  # plain dictionaries
    async with change(world.store) as uow:
        user = (await uow.repository(UserRepository).lock([leaver.id]))[leaver.id]
        await uow.repository(UserRepository).remove(user, uow.now)
    return trainers[0].id


@pytest.fixture
async def twins(store: Store) -> tuple[World, World, int]:
    """The store under test and one in memory with the same content, and a trainer's id in both."""
    tested, plain = World(store, time_zone="Asia/Kolkata"), World(MemoryStore(), time_zone="Asia/Kolkata")
    trainer_id = await fill(tested)
    assert await fill(plain) == trainer_id
    return tested, plain, trainer_id


async def test_every_row_and_figure_is_the_same_in_every_store(twins: tuple[World, World, int]) -> None:
    tested, plain, trainer_id = twins
    filters: list[dict[str, Any]] = [
        {},
        {"trainer_id": trainer_id},
        {"status": SessionStatus.COMPLETED},
        {"from_": NOW - timedelta(days=50) + 20 * HOUR, "to": NOW - timedelta(days=50) + 40 * HOUR},
    ]
    for wanted in filters:
        found, expected = await read(tested, **wanted), await read(plain, **wanted)
        assert found.rows == expected.rows
        assert found.report.summary == expected.report.summary
        assert found.report.facts == expected.report.facts
        assert [table.pages for table in found.report.tables] == [
            table.pages for table in expected.report.tables
        ]
    whole = await read(tested)
    assert len(whole.rows["Sessions"]) == PAGE_SIZE + 20
    assert len(whole.rows["Attendance"]) == 2 * (PAGE_SIZE + 20)
    assert any("Deleted user" in row for row in whole.rows["Attendance"])
    for section, times in (("Sessions", 1), ("Attendance", 2)):
        assert sum("Sala 1" in row for row in whole.rows[section]) == times
