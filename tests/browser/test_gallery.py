"""The design language as measured on its gallery, which shows one of each part: sizes, colours and phrases, in light and
dark, on a phone, in both languages. Screenshots would differ with every version of Chromium and of its fonts; these
values do not."""

from __future__ import annotations

import fcntl
import mimetypes
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.blackbox.installation import Someone
from tests.browser.accessibility import assert_accessible
from tests.browser.browsers import PHONE, Browsers

ROOT = Path(__file__).parents[2]
STATES = ["Scheduled", "In progress", "Not completed", "Completed", "Cancelled"]


@pytest.fixture(scope="session")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A development build of the client: the product's own has no gallery. The first test process that needs it builds it
    for all of this run."""
    of_run = tmp_path_factory.getbasetemp()
    folder = (of_run.parent if "PYTEST_XDIST_WORKER" in os.environ else of_run) / "gallery"
    with open(f"{folder}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "index.html").exists():
            building = folder.with_name("gallery.building")
            subprocess.run([ROOT / "scripts" / "client.sh", "gallery", building], check=True, timeout=1000)
            building.rename(folder)
    return folder


def gallery(browsers: Browsers, build: Path, who: Someone, **options: Any) -> Page:
    """The gallery of the development build, in front of the real server."""

    def serve(route: Route) -> None:
        file = build / re.sub(r"^/app/?", "", route.request.url.split("/app", 1)[1].split("?")[0].lstrip("/"))
        file = file if file.is_file() else build / "index.html"
        route.fulfill(path=file, content_type=mimetypes.guess_type(file.name)[0] or "text/html")

    context = browsers.context(who, **options)
    context.route("**/app/**", serve)
    page = context.new_page()
    page.goto("/app/gallery")
    expect(page.get_by_role("heading", level=1)).to_have_text("Gallery")
    return page


def style(of: Locator, name: str) -> str:
    return str(of.evaluate("(element, name) => getComputedStyle(element).getPropertyValue(name)", name))


def height(of: Locator) -> float:
    box = of.bounding_box()
    assert box is not None
    return box["height"]


def test_the_product_has_no_gallery(browsers: Browsers, people: dict[str, Someone]) -> None:
    page = browsers.open("/gallery", who=people["admin"])
    expect(page.get_by_role("heading", level=1)).to_have_text("Page not found")


def test_one_of_each_has_the_sizes_and_colours_of_the_design_language(
    browsers: Browsers, build: Path, people: dict[str, Someone]
) -> None:
    page = gallery(browsers, build, people["admin"])
    main = page.get_by_role("main")
    assert height(main.locator("header").first) == pytest.approx(56, abs=4)
    assert height(page.get_by_role("radiogroup", name="Language")) == pytest.approx(36, abs=1)
    panel = main.get_by_role("region", name="Colours, states, marks")
    assert (style(panel, "border-radius"), style(panel.get_by_role("heading"), "font-size")) == (
        "12px",
        "16px",
    )
    states = page.get_by_test_id("states").locator("> *")
    expect(states).to_have_text(STATES)
    marks = page.get_by_test_id("marks").locator("> *")
    expect(marks).to_have_text(["Present", "Late", "Absent", "Excused"])
    for several in (states, marks):
        colours = [style(several.nth(i), "--tms-state") for i in range(several.count())]
        assert len(set(colours)) == len(colours)
    # A session that runs and a trainee who was there, what waits and who was late: one colour each, on every page.
    assert style(states.nth(1), "--tms-state") == style(marks.nth(0), "--tms-state")
    assert style(states.nth(2), "--tms-state") == style(marks.nth(1), "--tms-state")
    expect(page.get_by_test_id("dates").get_by_role("listitem")).to_contain_text(
        [
            "13:30–15:30 Lisbon time",
            "13:30",
            "13:30–15:30",
            "2 Dec 2026",
            "Wednesday 2 December 2026",
            "New York time",
        ]
    )
    expect(page.get_by_role("navigation", name="Pages")).to_contain_text("6–10 of 27")
    assert_accessible(page)


@pytest.mark.parametrize("screen", ["desktop", "phone"])
def test_dialogs_have_one_frame(
    browsers: Browsers, build: Path, people: dict[str, Someone], screen: str
) -> None:
    options: dict[str, Any] = {"viewport": PHONE} if screen == "phone" else {}
    page = gallery(browsers, build, people["admin"], **options)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for button, title in (
        ("Edit", "Edit"),
        ("Delete", "Delete"),
        ("Someone else", "Someone else has changed this"),
    ):
        page.get_by_role("main").get_by_role("button", name=button).last.click()
        dialog = page.get_by_role("dialog", name=title)
        heading = dialog.get_by_role("heading")
        assert (style(heading, "font-size"), style(heading, "font-weight")) == ("18px", "600")
        assert style(dialog.locator(".mantine-Modal-body"), "padding-left") == "24px"
        # The last button does what the title says, and is in sight however long the dialog is.
        expect(dialog.get_by_role("button").last).to_be_in_viewport()
        if screen == "phone":
            box = dialog.bounding_box()
            assert box is not None
            assert (box["x"], box["width"], box["y"] + box["height"]) == (0, PHONE["width"], PHONE["height"])
        else:
            # On a phone, axe counts what the sheet half covers behind it as too small.
            assert_accessible(page)
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()


def test_the_gallery_speaks_portuguese(browsers: Browsers, build: Path, people: dict[str, Someone]) -> None:
    page = gallery(browsers, build, people["admin"])
    page.get_by_role("radio", name="Português").click()  # the page is drawn anew
    expect(page.get_by_role("radio", name="Português")).to_be_checked()
    dates = page.get_by_test_id("dates").get_by_role("listitem")
    expect(dates.first).to_contain_text("quarta, 2 dez.")
    expect(dates.first).to_contain_text("13:30–15:30 hora de Lisboa")
    expect(dates.nth(4)).to_have_text("quarta-feira, 2 de dezembro de 2026")
    expect(page.get_by_test_id("marks").locator("> *")).to_have_text(
        ["Presente", "Atraso", "Falta", "Justificada"]
    )
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
