"""The sign-in sheet, on screen and on paper."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from tests.blackbox.installation import Installation, Someone
from tests.browser.accessibility import assert_accessible
from tests.browser.browsers import Browsers


def test_a_sheet_lists_everybody_and_blank_rows_and_prints_without_the_menu(
    browsers: Browsers,
    installation: Installation,
    people: dict[str, Someone],
    screen: dict[str, Any],
    tmp_path: Path,
) -> None:
    trainees = [installation.created() for _ in range(30)]
    session = installation.session(
        title="<b>First aid</b>",
        trainer_id=people["trainer"].id,
        trainee_ids=[each["id"] for each in trainees],
        time_zone="America/New_York",
        location="Room 2.14, Meridian House",
    )
    page = browsers.open(f"/sessions/{session['id']}/sheet", who=people["trainer"], **screen)
    expect(page.get_by_role("heading", name="<b>First aid</b>")).to_be_visible()
    expect(page.get_by_text("New York time")).to_be_visible()
    expect(page.get_by_role("row")).to_have_count(1 + 30 + 5)
    page.get_by_label("Blank rows").fill("8")
    expect(page.get_by_role("row")).to_have_count(1 + 30 + 8)
    assert_accessible(page)
    page.evaluate("window.print = () => { document.title = 'printing'; }")
    page.get_by_role("button", name="Print").click()
    expect(page).to_have_title("printing")
    pdf = tmp_path / "sheet.pdf"
    page.pdf(path=pdf, prefer_css_page_size=True)
    printed = subprocess.run(
        ["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True
    ).stdout
    pages = [text for text in printed.split("\f") if text.strip()]
    assert len(pages) == 2
    assert all("Signature" in text and "Time in" in text for text in pages)
    assert [re.findall(r"(\d)\s*/\s*2\b", text) for text in pages] == [["1"], ["2"]]
    assert all(each["name"] in re.sub(r"\s+", " ", printed) for each in trainees[:3])
    assert "Room 2.14, Meridian House" in printed
    assert "Blank rows" not in printed
    assert "Calendar" not in printed


def test_trainees_cannot_open_the_sheet(
    browsers: Browsers, installation: Installation, people: dict[str, Someone]
) -> None:
    session = installation.session(trainee_ids=[people["trainee"].id])
    page = browsers.open(f"/sessions/{session['id']}/sheet", who=people["trainee"])
    expect(page.get_by_text("You don’t have access to this page")).to_be_visible()
