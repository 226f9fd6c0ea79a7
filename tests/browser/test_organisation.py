"""The organisation's settings: changed by an admin, seen by everybody at once."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from tests.blackbox.installation import Installation, Someone
from tests.browser.accessibility import assert_accessible
from tests.browser.browsers import Browsers


@pytest.fixture(autouse=True)
def unchanged_afterwards(installation: Installation) -> Iterator[None]:
    """Other tests see the settings of a new installation."""
    admin = installation.admin
    before = admin.done("GET", "/organisation")
    yield
    keep = {
        name: before[name] for name in ("name", "clock", "week_starts_on", "working_hours", "custom_fields")
    }
    admin.done("PUT", "/organisation", keep)
    admin.done("DELETE", "/organisation/logo")


def logo() -> FilePayload:
    file = io.BytesIO()
    Image.new("RGB", (120, 60), "teal").save(file, "PNG")
    return {"name": "logo.png", "mimeType": "image/png", "buffer": file.getvalue()}


def saved(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="The settings have been saved.").last).to_be_visible()
    # The message may be an earlier one; there is nothing to cancel once the response is there.
    expect(page.get_by_role("button", name="Cancel", exact=True)).to_have_count(0)
    expect(page.get_by_role("button", name="Save", exact=True)).to_be_disabled()


def test_a_new_name_and_logo_appear_everywhere_at_once(
    browsers: Browsers, admin: Someone, trainee: Someone, screen: dict[str, Any]
) -> None:
    elsewhere = browsers.open(who=trainee)
    expect(elsewhere.get_by_role("banner").get_by_role("status")).to_contain_text("Live")
    page = browsers.open("/organisation", who=admin, **screen)
    assert_accessible(page)
    page.get_by_label("Name", exact=True).fill("Lakeside College")
    saved(page)
    expect(elsewhere.get_by_role("banner")).to_contain_text("Lakeside College")
    page.get_by_label("Upload a logo").set_input_files(files=[logo()])
    expect(page.get_by_role("img", name="The current logo")).to_be_visible()
    expect(elsewhere.get_by_role("banner").locator("img")).to_have_js_property("naturalWidth", 120)
    assert_accessible(page)
    door = browsers.open("/login", **screen)
    expect(door.get_by_role("main")).to_contain_text("Lakeside College")
    expect(door.get_by_role("main").locator("img")).to_have_js_property("naturalWidth", 120)
    assert_accessible(door)
    page.get_by_role("button", name="Remove", exact=True).first.click()
    expect(page.get_by_text("No logo yet")).to_be_visible()


def test_a_file_that_is_no_image_is_refused_with_a_reason(browsers: Browsers, admin: Someone) -> None:
    page = browsers.open("/organisation", who=admin)
    page.get_by_label("Upload a logo").set_input_files(
        files=[{"name": "logo.png", "mimeType": "image/png", "buffer": b"<svg/>"}]
    )
    expect(page.get_by_role("alert")).to_contain_text("Send a PNG, JPEG or WebP image")


def test_settings_are_refused_in_the_language_of_the_page(browsers: Browsers, admin: Someone) -> None:
    page = browsers.open("/organisation", who=admin)
    # As chosen on this device, which counts for more than the organisation's.
    page.evaluate("localStorage.setItem('tms.language', 'pt')")
    page.reload()
    length = page.get_by_label("Comprimento mínimo da palavra-passe")
    length.fill("")
    expect(length).to_have_value("")
    page.get_by_role("button", name="Guardar").click()
    expect(page.get_by_text("Indique um número inteiro.")).to_be_visible()
    length.fill("3")
    page.get_by_role("button", name="Guardar").click()
    expect(page.get_by_text("Indique um número entre 6 e 128.")).to_be_visible()


def test_weeks_and_times_are_written_as_the_organisation_prefers(browsers: Browsers, admin: Someone) -> None:
    page = browsers.open("/organisation", who=admin)
    page.get_by_label("The week starts on").select_option("7")
    page.get_by_label("Clock").select_option("12")
    saved(page)
    page.goto("/app/calendar?view=week")
    expect(page.locator("[data-date]").first).to_contain_text("Sun")
    expect(
        page.get_by_text(re.compile(r"1(:00)?\s?pm", re.IGNORECASE)).filter(visible=True).first
    ).to_be_visible()
    page.goto("/app/sessions?create=true")
    start = page.get_by_role("textbox", name="Start")
    start.fill("15:30")
    start.blur()
    expect(start).to_have_value("3:30 pm")


def test_fields_of_ones_own_and_hours_are_added_and_removed(browsers: Browsers, admin: Someone) -> None:
    page = browsers.open("/organisation", who=admin)
    page.get_by_role("button", name="Add a field").click()
    field = page.get_by_role("group", name="Field 1")
    field.get_by_label("Name of the field").fill("Cost centre")
    field.get_by_label("Type").select_option("choice")
    field.get_by_label("Choices").fill("North\nSouth\n")
    expect(field.get_by_text("cost_centre")).to_be_visible()
    page.get_by_role("button", name="Remove hours 5").click()
    page.get_by_role("group", name="Hours 4").get_by_label("To", exact=True).fill("12:30")
    page.get_by_role("group", name="Hours 3").get_by_label("To", exact=True).fill("24:00")
    page.get_by_role("group", name="Hours 3").get_by_label("To", exact=True).blur()
    # At the end of the page the bar with "Save" covers nothing.
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    assert_accessible(page)
    saved(page)
    stored = admin.done("GET", "/organisation")
    assert stored["custom_fields"] == [
        {
            "key": "cost_centre",
            "of": "user",
            "label": "Cost centre",
            "type": "choice",
            "options": ["North", "South"],
            "required": False,
        }
    ]
    assert [each["to"] for each in stored["working_hours"]] == ["17:00", "17:00", "24:00", "12:30"]
    expect(field.get_by_label("Type")).to_be_disabled()
    field.get_by_role("button", name="Remove").click()
    saved(page)
    assert admin.done("GET", "/organisation")["custom_fields"] == []


def test_changes_of_two_admins_are_merged(browsers: Browsers, admin: Someone) -> None:
    page = browsers.open("/organisation", who=admin)
    page.get_by_label("Name", exact=True).fill("Mine")
    admin.done("PUT", "/organisation", {"week_starts_on": 7})
    expect(page.get_by_text("Someone else has just changed this.")).to_be_visible()
    saved(page)
    stored = admin.done("GET", "/organisation")
    assert (stored["name"], stored["week_starts_on"]) == ("Mine", 7)
    expect(page.get_by_label("The week starts on")).to_have_value("7")


def test_only_admins_find_the_page(browsers: Browsers, trainer: Someone) -> None:
    page = browsers.open("/organisation", who=trainer)
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Organisation")
    expect(page.get_by_role("navigation").get_by_role("link", name="Organisation", exact=True)).to_have_count(
        0
    )
