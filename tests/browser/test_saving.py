"""Whoever presses Save and goes on is not asked whether to leave without saving: leaving waits for the result."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.blackbox.installation import Installation
from tests.browser.browsers import Browsers
from tests.browser.held_requests import Held

PAGES = {
    "/organisation": ("Sender of emails", "Organisation", "**/organisation"),
    "/account": ("First name", "My account", "**/users/*"),
}


def elsewhere(page: Page, name: str = "Sessions") -> None:
    page.get_by_role("navigation").get_by_role("link", name=name, exact=True).click()


@pytest.mark.parametrize("path", PAGES)
def test_leaving_a_page_right_after_save_waits_for_the_result(
    path: str, browsers: Browsers, installation: Installation
) -> None:
    label, heading, url = PAGES[path]
    page = browsers.open(path, who=installation.add("admin"))
    field = page.get_by_label(label, exact=True)
    title = page.get_by_role("heading", level=1)
    question = page.get_by_role("dialog")
    save = page.get_by_role("button", name="Save", exact=True)
    held = Held(page, url, "PUT")

    # Refused: the page stays, with what was typed and the reason.
    field.fill("Changed")
    save.click()
    request = held.next()
    elsewhere(page)
    expect(question).to_have_count(0)
    request.abort()
    expect(page.get_by_role("alert").filter(has_text="Can’t reach the server.")).to_be_visible()
    expect(save).to_be_enabled()
    expect(question).to_have_count(0)
    expect(title).to_have_text(heading)
    expect(field).to_have_value("Changed")

    # Saved: the page that was chosen last appears.
    save.click()
    request = held.next()
    elsewhere(page, "Calendar")
    elsewhere(page)
    expect(question).to_have_count(0)
    expect(title).to_have_text(heading)
    request.continue_()
    expect(title).to_have_text("Sessions")
    page.go_back()
    expect(title).to_have_text(heading)
    expect(field).to_have_value("Changed")


def test_escape_right_after_save_leaves_the_dialog_to_the_result(
    browsers: Browsers, installation: Installation
) -> None:
    edited = installation.add("trainee")
    page = browsers.open(f"/users/{edited.id}?dialog=edit", who=installation.add("admin"))
    dialog = page.get_by_role("dialog")
    held = Held(page, "**/users/*", "PUT")
    dialog.get_by_label("First name").fill("Changed")
    save = dialog.get_by_role("button", name="Save", exact=True)
    save.click()
    request = held.next()
    page.keyboard.press("Escape")
    dialog.get_by_role("button", name="Cancel").click()
    request.abort()
    expect(page.get_by_role("alert").filter(has_text="Can’t reach the server.")).to_be_visible()
    expect(save).to_be_enabled()
    expect(dialog).to_have_count(1)
    expect(dialog.get_by_label("First name")).to_have_value("Changed")

    save.click()
    request = held.next()
    page.keyboard.press("Escape")
    request.continue_()
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Changed")


def test_escape_while_a_password_is_made_does_not_lose_it(
    browsers: Browsers, installation: Installation
) -> None:
    reset = installation.add("trainee")
    page = browsers.open(f"/users/{reset.id}?dialog=password", who=installation.add("admin"))
    held = Held(page, "**/auth/reset-password/*", "POST")
    page.get_by_role("dialog").get_by_role("button", name="Reset password", exact=True).click()
    request = held.next()
    page.keyboard.press("Escape")
    request.continue_()
    expect(page.get_by_test_id("one-time-password")).to_be_visible()
