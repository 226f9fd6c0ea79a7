"""The database cost of a report: statements per page, never per row."""

from __future__ import annotations

from tests.stores.conftest import Organisation, Recorder
from tms_core.actor import Role
from tms_core.reports.feature import generate_report
from tms_core.reports.model import ReportFilter
from tms_core.reports.tables import PAGE_SIZE


async def test_a_page_of_sessions_takes_two_statements_and_a_page_of_users_one(
    organisation: Organisation, recorder: Recorder
) -> None:
    app, admin = organisation.world.app, organisation.actor(Role.ADMIN)
    report = await app.read(generate_report, admin, ReportFilter(), app)
    sessions, attendance, users = report.tables
    for table, statements in ((users, 1), (sessions, 2), (attendance, 2)):
        recorder.ran.clear()
        rows = [row async for page in table.rows for row in page]
        assert len(rows) >= 241
        assert len(recorder.ran) == statements * table.pages
    assert sessions.pages == len(organisation.session_ids) // PAGE_SIZE


async def test_starting_a_report_takes_a_constant_number_of_statements(
    organisation: Organisation, recorder: Recorder
) -> None:
    app, admin = organisation.world.app, organisation.actor(Role.ADMIN)
    recorder.ran.clear()
    await app.read(generate_report, admin, ReportFilter(), app)
    assert len(recorder.ran) <= 16


async def test_every_page_continues_along_an_index(organisation: Organisation, recorder: Recorder) -> None:
    app, admin = organisation.world.app, organisation.actor(Role.ADMIN)
    report = await app.read(generate_report, admin, ReportFilter(), app)
    recorder.ran.clear()
    _ = [page async for page in report.tables[1].rows]
    listed = [sql for sql, _ in recorder.ran if "FROM sessions" in sql]
    assert len(listed) == report.tables[1].pages
    assert all("FORCE INDEX" in sql and "OFFSET" not in sql.partition("LIMIT")[0] for sql in listed)
