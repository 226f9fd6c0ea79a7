"""Requesting a report: what is refused, and the response's headers."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from datetime import UTC, datetime

import pytest

from tests.core.organisation import HOUR, NOW
from tests.reports.files import csv_rows, pdf, workbook
from tests.web.conftest import Web
from tms_core.errors import Unavailable
from tms_core.reports.model import Format, Report
from tms_web.routes.reports import ReportLimiter

PATH = "/reports/generate"


class Renderer:
    """Chunks chosen by a test; an exception among them is raised."""

    media_type = "text/plain"
    extension = "txt"

    def __init__(self, *chunks: bytes | Exception) -> None:
        self._pieces = chunks

    async def render(self, report: Report) -> AsyncGenerator[bytes, None]:
        for chunk in self._pieces:
            if isinstance(chunk, Exception):
                raise chunk
            yield chunk


def behind(web: Web, *chunks: bytes | Exception, slots: int = 1) -> ReportLimiter:
    """A report limiter whose files consist of these chunks, used by the web layer."""
    limiter = ReportLimiter(dict.fromkeys(Format, Renderer(*chunks)), slots)
    web.app._app.state["reports"] = limiter
    return limiter


@pytest.mark.parametrize("format", ["pdf", "csv", "excel"])
async def test_each_format_is_sent_as_a_named_file(web: Web, format: str) -> None:
    web.world.now = datetime(2026, 5, 4, 23, 30, tzinfo=UTC)
    answer = await web.call("GET", f"{PATH}?format={format}", by=await web.world.admin())
    assert answer.status_code == 200
    known = Format(format)
    assert answer.headers["Content-Type"] == known.media_type
    assert (
        answer.headers["Content-Disposition"]
        == f'attachment; filename="training-report-20260504.{known.extension}"'
    )
    assert answer.headers["Cache-Control"] == "no-store"
    assert "X-Event-Position" in answer.headers
    assert "Content-Length" not in answer.headers


async def test_the_default_format_is_pdf(web: Web) -> None:
    answer = await web.call("GET", PATH, by=await web.world.admin())
    assert len(pdf(answer.content).pages) >= 4


async def test_a_workbook_holds_the_summary_and_all_sections(web: Web) -> None:
    answer = await web.call("GET", f"{PATH}?format=excel", by=await web.world.admin())
    assert workbook(answer.content).sheetnames == ["Summary", "Users", "Sessions", "Attendance"]


@pytest.mark.parametrize(
    ("section", "first"),
    [("", "scheduled_date"), ("&section=users", "name"), ("&section=attendance", "scheduled_date")],
)
async def test_csv_holds_one_section(web: Web, section: str, first: str) -> None:
    answer = await web.call("GET", f"{PATH}?format=csv{section}", by=await web.world.admin())
    assert csv_rows(answer.content)[0][1] == first


async def test_filters_apply_to_the_sessions(web: Web) -> None:
    admin, ana, ben = await web.world.admin(), await web.world.trainer(), await web.world.trainer()
    for hours, trainer in enumerate((ana, ben, ana)):
        await web.world.session(trainer, start=NOW + HOUR * hours, title=f"{hours}")
    since = f"{NOW + HOUR:%Y-%m-%dT%H:%M:%S.%fZ}"
    query = f"{PATH}?format=csv&trainer_id={ana.id}&from={since}&status=scheduled"
    answer = await web.call("GET", query, by=admin)
    assert [row[2] for row in csv_rows(answer.content)[1:]] == ["2"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("format=docx", "format"),
        ("format=", "format"),
        ("format=PDF", "format"),
        ("section=users", "section"),
        ("format=excel&section=users", "section"),
        ("format=csv&section=everything", "section"),
        ("status=lost", "status"),
        ("trainer_id=0", "trainer_id"),
        ("trainer_id=x", "trainer_id"),
        ("trainer_id=4711", "trainer_id"),
        ("from=yesterday", "from"),
        ("from=2026-05-04T09:00:00", "from"),
        ("to=2026-13-04T09:00:00Z", "to"),
        ("from=2026-05-04T09:00:00Z&to=2026-05-04T09:00:00Z", "from"),
        ("from=2026-05-05T09:00:00Z&to=2026-05-04T09:00:00Z", "from"),
    ],
)
async def test_an_invalid_parameter_is_422_and_named(web: Web, query: str, field: str) -> None:
    answer = await web.call("GET", f"{PATH}?{query}", by=await web.world.admin())
    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert [error["field"] for error in answer.json()["errors"]] == [field]


async def test_only_admins_may_request_reports(web: Web) -> None:
    for somebody in (await web.world.trainer(), await web.world.trainee()):
        answer = await web.call("GET", f"{PATH}?format=csv", by=somebody)
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


async def test_head_describes_the_file_without_rendering_it(web: Web) -> None:
    behind(web, RuntimeError("never asked"))
    answer = await web.call("HEAD", f"{PATH}?format=excel", by=await web.world.admin())
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["Content-Disposition"].endswith('.xlsx"')


async def test_an_error_before_the_first_byte_is_an_ordinary_problem(web: Web) -> None:
    admin = await web.world.admin()
    behind(web, Unavailable())
    away = await web.call("GET", PATH, by=admin)
    assert (away.status_code, away.json()["code"], away.headers["Retry-After"]) == (503, "unavailable", "2")
    assert "Content-Disposition" not in away.headers
    behind(web, RuntimeError("a secret"))
    broken = await web.call("GET", PATH, by=admin)
    assert (broken.status_code, broken.json()["code"]) == (500, "internal_error")
    assert "secret" not in broken.text


async def test_no_more_reports_run_at_once_than_there_are_slots(web: Web) -> None:
    admin = await web.world.admin()
    behind(web, b"never", slots=0)
    answer = await web.call("GET", PATH, by=admin)
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_reports")
    assert int(answer.headers["Retry-After"]) > 0


async def test_a_slot_is_released_however_a_report_ends(web: Web) -> None:
    admin = await web.world.admin()
    for chunks in ((b"all", b"right"), (Unavailable(),), (b"half", RuntimeError("broken"))):
        limiter = behind(web, *chunks)
        await web.call("GET", PATH, by=admin)
        assert limiter._free == 1
    limiter = behind(web, b"x")
    assert (await web.call("GET", f"{PATH}?trainer_id=4711", by=admin)).status_code == 422
    assert limiter._free == 1
