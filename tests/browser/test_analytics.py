"""The analytics page for a chosen period, and its export as a file."""

from __future__ import annotations

import csv
import json
import re
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from openpyxl import load_workbook
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.blackbox.installation import Installation, Someone
from tests.browser.accessibility import assert_accessible
from tests.browser.browsers import LISBON, Browsers
from tests.patience import promised


def held(
    installation: Installation, trainer: Someone, title: str, trainee: Someone, mark: str
) -> dict[str, Any]:
    """A completed session of a week ago in which one trainee is marked."""
    session = installation.session(
        title=title,
        trainer_id=trainer.id,
        trainee_ids=[trainee.id],
        scheduled_date=(datetime.now(UTC) - timedelta(days=7)).isoformat(),
        duration_minutes=90,
    )
    marks = {"records": [{"trainee_id": trainee.id, "status": mark}]}
    installation.admin.done("PUT", f"/sessions/{session['id']}/attendance", marks)
    done: dict[str, Any] = installation.admin.done(
        "PUT", f"/sessions/{session['id']}", {"status": "completed"}
    )
    return done


def analytics(browsers: Browsers, who: Someone, path: str = "", **options: Any) -> Page:
    page = browsers.open(f"/analytics{path}", who=who, **options)
    expect(page.get_by_role("heading", level=1)).to_have_text("Analytics")
    expect(page.get_by_role("banner").get_by_role("status")).to_contain_text("Live")
    return page


def test_a_trainer_chooses_a_period_and_sees_it_change_live(
    browsers: Browsers, installation: Installation, screen: dict[str, Any]
) -> None:
    trainer, trainee = installation.add("trainer"), installation.add("trainee")
    page = analytics(browsers, trainer, **screen)
    expect(page.get_by_text("No sessions in this period")).to_be_visible()
    held(installation, trainer, "First", trainee, "absent")
    with promised(2):
        expect(page.get_by_text("1.5", exact=True)).to_be_visible()
    no_shows = page.get_by_role("region", name="No-shows").first
    expect(no_shows.get_by_role("row", name=re.compile(re.escape(trainee.user["name"])))).to_contain_text(
        "100%"
    )
    chart = page.get_by_role("region", name="Sessions per week", exact=True)
    expect(chart.get_by_role("img", name="Sessions per week. 1 session in this period.")).to_be_visible()
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    chart.get_by_role("button", name="Show as table").click()
    expect(chart.get_by_role("row")).to_have_count(13)
    assert_accessible(page)
    page.get_by_role("radio", name="Custom").check()
    page.get_by_label("From").fill("2020-01-06")
    page.get_by_label("To", exact=True).fill("2020-01-12")
    expect(page).to_have_url(re.compile("period=custom&from=2020-01-06&to=2020-01-12"))
    expect(page.get_by_text("No sessions in this period")).to_be_visible()
    page.reload()
    expect(page.get_by_text("6 Jan 2020 to 12 Jan 2020, Lisbon time")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("radio", name="4 weeks").check()
    expect(page.get_by_text("1.5", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Export")).to_be_hidden()


def test_weekdays_and_hours_are_as_the_organisation_writes_them(
    browsers: Browsers, installation: Installation
) -> None:
    trainer, trainee = installation.add("trainer"), installation.add("trainee")
    session = held(installation, trainer, "First", trainee, "present")
    page = analytics(browsers, trainer)
    grid = page.get_by_role("region", name="When sessions start").first
    days = grid.get_by_role("rowheader")
    expect(days).to_have_text(["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"])
    day = datetime.fromisoformat(session["scheduled_date"]).astimezone(ZoneInfo(LISBON))
    cell = grid.get_by_role("row", name=f"{day:%a}").get_by_role("cell", name="1", exact=True)
    expect(cell).to_have_count(1)
    before = installation.admin.done("GET", "/organisation")
    try:
        installation.admin.done("PUT", "/organisation", {"week_starts_on": 7, "clock": 12})
        expect(days.first).to_have_text("Sun")
        expect(days.last).to_have_text("Sat")
        expect(grid.get_by_role("columnheader", name="9 am")).to_be_visible()
        expect(cell).to_have_count(1)
        assert_accessible(page)
    finally:
        kept = {name: before[name] for name in ("week_starts_on", "clock")}
        installation.admin.done("PUT", "/organisation", kept)


def export(page: Page, kind: str, folder: Path) -> Path:
    """The file that the dialog downloads, under the server's name."""
    page.get_by_role("button", name="Export", exact=True).click()
    dialog = page.get_by_role("dialog", name="Export a report")
    dialog.get_by_text(kind, exact=True).click()
    with page.expect_download() as download:
        dialog.get_by_role("button", name="Export", exact=True).click()
    name = download.value.suggested_filename
    download.value.save_as(folder / name)
    expect(page.get_by_role("status").filter(has_text=f"{name} saved")).to_be_visible()
    expect(dialog).to_be_hidden()
    return folder / name


def test_an_admin_exports_the_period_in_three_formats(
    browsers: Browsers, installation: Installation, tmp_path: Path
) -> None:
    trainer, trainee = installation.add("trainer"), installation.add("trainee")
    inside = held(installation, trainer, f"Inside {trainer.id}", trainee, "present")
    outside = installation.session(title=f"Outside {trainer.id}", trainer_id=trainer.id)
    page = analytics(browsers, installation.admin, "?period=4w")
    expect(page.get_by_role("region", name="Hours per trainer").first).to_contain_text(trainer.user["name"])
    page.get_by_role("button", name="Export", exact=True).click()
    expect(page.get_by_role("dialog", name="Export a report")).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("Escape")
    pdf = export(page, "PDF", tmp_path)
    assert re.fullmatch(r"training-report-\d{8}-\d{8}\.pdf", pdf.name)
    assert inside["title"] in "".join(sheet.extract_text() for sheet in PdfReader(pdf).pages)
    with closing(load_workbook(export(page, "Excel", tmp_path), read_only=True)) as book:
        cells = {cell for row in book["Sessions"].iter_rows(values_only=True) for cell in row}
    assert inside["title"] in cells
    assert outside["title"] not in cells
    with export(page, "CSV", tmp_path).open(encoding="utf-8-sig", newline="") as file:
        titles = {cell for row in csv.reader(file) for cell in row}
    assert inside["title"] in titles
    assert outside["title"] not in titles


def test_an_export_can_be_cancelled_and_says_when_to_try_again(
    browsers: Browsers, installation: Installation
) -> None:
    page = analytics(browsers, installation.admin)
    page.route("**/reports/generate*", lambda _: None)
    page.get_by_role("button", name="Export", exact=True).click()
    dialog = page.get_by_role("dialog", name="Export a report")
    dialog.get_by_role("button", name="Export", exact=True).click()
    expect(dialog.get_by_text("Preparing the report…")).to_be_visible()
    assert_accessible(page)
    dialog.get_by_role("button", name="Cancel").click()
    expect(dialog.get_by_role("status")).to_be_hidden()
    expect(dialog.get_by_role("button", name="Export", exact=True)).to_be_enabled()
    problem = {"type": "about:blank", "title": "Too many reports", "status": 429, "code": "too_many_reports"}
    page.unroute_all(behavior="ignoreErrors")
    page.route(
        "**/reports/generate*",
        lambda route: route.fulfill(
            status=429,
            headers={"Retry-After": "60", "Content-Type": "application/problem+json"},
            body=json.dumps(problem | {"detail": "Others are waiting for their reports."}),
        ),
    )
    dialog.get_by_role("button", name="Export", exact=True).click()
    expect(dialog.get_by_role("alert")).to_contain_text("Try again in")
    assert_accessible(page)
    expect(dialog.get_by_role("button", name="Export", exact=True)).to_be_disabled()
