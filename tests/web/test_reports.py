"""Requesting a report: what is refused, and the response's headers."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncGenerator
from datetime import UTC, datetime

import pytest

from tests.core.organisation import HOUR, NOW
from tests.reports.files import csv_rows, pdf, workbook
from tests.web.conftest import Web
from tms_core.actor import SYSTEM, Role
from tms_core.errors import Unavailable
from tms_core.organisation.custom_fields import CustomField, CustomFieldOwner, CustomFieldType
from tms_core.organisation.model import Language
from tms_core.organisation.use_cases import update_organisation
from tms_core.reports.feature import generate_report
from tms_core.reports.model import Format, Report, ReportFilter, ReportOptions
from tms_core.reports.words import translated
from tms_core.sessions.enrolment import AttendanceStatus
from tms_core.sessions.model import SessionStatus
from tms_core.users.use_cases import update_user
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
    assert workbook(answer.content).sheetnames == ["Summary", "Sessions", "Attendance", "Users"]


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


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("", "training-report-20260504"),
        ("&from=2026-04-01T00:00:00Z&to=2026-07-01T00:00:00Z", "training-report-20260401-20260630"),
        (
            "&from=2026-03-31T22:00:00Z&to=2026-06-30T22:00:00Z&time_zone=Europe/Paris",
            "training-report-20260401-20260630",
        ),
        ("&from=2026-04-01T00:00:00Z", "training-report-20260401-20260504"),
        ("&from=2027-04-01T00:00:00Z", "training-report-20260504"),
        ("&to=2026-07-01T00:00:00Z", "training-report-20260504"),
        ("&time_zone=Pacific/Kiritimati", "training-report-20260504"),
    ],
)
async def test_the_name_of_the_file_says_which_days_it_covers(web: Web, query: str, name: str) -> None:
    answer = await web.call("HEAD", f"{PATH}?format=csv{query}", by=await web.world.admin())
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}.csv"'


@pytest.mark.parametrize(
    ("contents", "sheets"),
    [
        ("summary", ["Summary"]),
        ("sessions", ["Sessions"]),
        ("attendance", ["Attendance"]),
        ("all", ["Summary", "Sessions", "Attendance", "Users"]),
    ],
)
async def test_a_workbook_holds_what_was_asked_for(web: Web, contents: str, sheets: list[str]) -> None:
    path = f"{PATH}?format=excel&contents={contents}"
    answer = await web.call("GET", path, by=await web.world.admin())
    assert workbook(answer.content).sheetnames == sheets


@pytest.mark.parametrize(
    ("contents", "first"), [("sessions", "id"), ("attendance", "session_id"), ("all", "id")]
)
async def test_csv_holds_the_table_that_was_asked_for(web: Web, contents: str, first: str) -> None:
    answer = await web.call("GET", f"{PATH}?format=csv&contents={contents}", by=await web.world.admin())
    assert csv_rows(answer.content)[0][0] == first


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("format=csv&contents=summary", "contents"),
        ("format=csv&contents=sessions&section=attendance", "section"),
        ("format=pdf&separator=tab", "separator"),
        ("format=pdf&contents=users", "contents"),
        ("format=csv&separator=pipe", "separator"),
        ("language=tlh", "language"),
        ("time_zone=localtime", "time_zone"),
        ("time_zone=Mars/Olympus_Mons", "time_zone"),
    ],
)
async def test_a_report_that_cannot_be_made_is_422_at_its_parameter(web: Web, query: str, field: str) -> None:
    answer = await web.call("GET", f"{PATH}?{query}", by=await web.world.admin())
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]


@pytest.mark.parametrize(("separator", "character"), [("comma", ","), ("semicolon", ";"), ("tab", "\t")])
async def test_the_values_of_csv_are_separated_as_asked(web: Web, separator: str, character: str) -> None:
    admin = await web.world.admin(first_name="A;B,C", last_name="D")
    path = f"{PATH}?format=csv&section=users&separator={separator}"
    answer = await web.call("GET", path, by=admin)
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=character))
    assert [row[1] for row in rows] == ["name", "A;B,C D"]


async def test_days_weeks_and_times_are_those_of_the_time_zone(web: Web) -> None:
    """A session at midnight belongs to the day that people there see on the wall."""
    await web.world.app.run(update_organisation, SYSTEM, {"time_zone": "Europe/Lisbon"})
    trainer = await web.world.trainer()
    await web.world.session(trainer, start=datetime(2026, 6, 30, 23, tzinfo=UTC))
    admin = await web.world.admin()
    starts = {}
    for zone in ("", "&time_zone=Asia/Tokyo"):
        answer = await web.call("GET", f"{PATH}?format=csv{zone}", by=admin)
        starts[zone] = csv_rows(answer.content)[1][1]
    assert starts == {"": "2026-07-01T00:00:00+01:00", "&time_zone=Asia/Tokyo": "2026-07-01T08:00:00+09:00"}
    text = "".join(page.extract_text() for page in pdf((await web.call("GET", PATH, by=admin)).content).pages)
    assert "2026-07-01 00:00" in text
    assert "29 Jun" in text
    assert "W27" not in text


async def test_a_report_speaks_portuguese_to_people_and_names_of_fields_to_programs(web: Web) -> None:
    admin, trainer = await web.world.admin(), await web.world.trainer()
    await web.world.session(trainer, await web.world.trainee(), status=SessionStatus.CANCELLED)
    book = workbook((await web.call("GET", f"{PATH}?format=excel&language=pt", by=admin)).content)
    assert book.sheetnames == ["Resumo", "Sessões", "Presenças", "Pessoas"]
    assert [cell.value for cell in book["Sessões"][1]][2:4] == ["Sessão", "Formador"]
    assert book["Sessões"]["H2"].value == "cancelada"
    await web.world.app.run(update_organisation, SYSTEM, {"language": Language.PORTUGUESE})
    text = pdf((await web.call("GET", PATH, by=admin)).content).pages[0].extract_text()
    assert "Relatório de formação" in text
    assert "Página 1 de" in text
    rows = csv_rows((await web.call("GET", f"{PATH}?format=csv&language=pt", by=admin)).content)
    assert (rows[0][7], rows[1][7]) == ("status", "cancelled")


async def test_everything_that_a_report_says_is_translated(web: Web) -> None:
    """What is the same in both languages is on a list."""
    same = {"E-mail"}
    options = ReportOptions(language=Language.PORTUGUESE)
    app = web.world.app
    wanted = ReportFilter(status=SessionStatus.COMPLETED, to=NOW)
    english = await app.read(generate_report, SYSTEM, wanted, app)
    portuguese = await app.read(generate_report, SYSTEM, wanted, app, options=options)
    pairs = zip(said(english), said(portuguese), strict=True)
    assert {before for before, after in pairs if before == after} <= same
    words = {*SessionStatus, *AttendanceStatus, *Role, "true", "false"}
    assert not [word for word in words if translated(word, "pt") == translated(word, "en")]


def said(report: Report) -> list[str]:
    """All titles and labels of a report."""
    summary = report.summary
    assert summary is not None
    columns = [column.title for table in (*report.tables, *summary.tables) for column in table.columns]
    titles = [each.title for each in (*report.tables, *summary.groups, *summary.charts, *summary.tables)]
    metrics = [metric.label for group in summary.groups for metric in group.metrics]
    charts = [
        text for chart in summary.charts for text in (chart.heading, *(each.label for each in chart.series))
    ]
    return [
        report.title,
        *(name for name, _ in report.facts),
        report.facts[0][1],
        *columns,
        *titles,
        *metrics,
        *charts,
    ]


async def test_the_fields_of_the_organisation_are_columns(web: Web) -> None:
    definitions = (
        CustomField(key="team", of=CustomFieldOwner.USER, label="Team", type=CustomFieldType.TEXT),
        CustomField(key="level", of=CustomFieldOwner.USER, label="Level", type=CustomFieldType.NUMBER),
        CustomField(key="driver", of=CustomFieldOwner.USER, label="Driver?", type=CustomFieldType.BOOLEAN),
    )
    await web.world.app.run(update_organisation, SYSTEM, {"custom_fields": definitions})
    admin = await web.world.admin()
    values = {"team": "=Red", "level": 2.5, "driver": True}
    await web.world.app.run(update_user, SYSTEM, admin.id, {"custom": values})
    rows = csv_rows((await web.call("GET", f"{PATH}?format=csv&section=users", by=admin)).content)
    assert [row[-3:] for row in rows] == [
        ["custom.team", "custom.level", "custom.driver"],
        ["'=Red", "2.5", "true"],
    ]
    book = workbook((await web.call("GET", f"{PATH}?format=excel", by=admin)).content)
    cells = [[cell.value for cell in row][-3:] for row in book["Users"].rows]
    assert cells == [["Team", "Level", "Driver?"], ["=Red", 2.5, "yes"]]
    text = pdf((await web.call("GET", PATH, by=admin)).content).pages[-1].extract_text()
    assert all(shown in text for shown in ("Team", "Level", "Driver?", "=Red", "2.5", "yes"))


async def test_the_fields_of_sessions_are_columns_too(web: Web) -> None:
    field = CustomField(
        key="budget", of=CustomFieldOwner.SESSION, label="Budget", type=CustomFieldType.NUMBER
    )
    await web.world.app.run(update_organisation, SYSTEM, {"custom_fields": (field,)})
    await web.world.session(await web.world.trainer(), custom={"budget": 12.5})
    answer = await web.call("GET", f"{PATH}?format=csv", by=await web.world.admin())
    assert [row[-1] for row in csv_rows(answer.content)] == ["custom.budget", "12.5"]
