"""Keyboard shortcuts, at the speed at which people type: what opens gets every key that was meant for it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.blackbox.installation import Installation, Someone
from tests.browser.browsers import Browsers

KEY_MS = 60


def open_calmly(browsers: Browsers, path: str, who: Someone) -> Page:
    """A page that has been read. What it loads from now on takes the network longer than a key or two."""
    page = browsers.open(path, who=who)
    expect(page.locator("h1:focus, [role=dialog] :focus")).to_have_count(1)
    slow = {"offline": False, "latency": 3 * KEY_MS, "downloadThroughput": -1, "uploadThroughput": -1}
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", slow)
    return page


@pytest.mark.parametrize("pause", [KEY_MS, 2 * KEY_MS, 0])
def test_the_title_of_a_new_session_is_typed_right_after_n(
    browsers: Browsers, trainer: Someone, pause: int
) -> None:
    page = open_calmly(browsers, "/", trainer)
    page.keyboard.type("nExcel basics, no n lost", delay=pause)
    title = page.get_by_role("dialog", name="New session").get_by_label("Title")
    expect(title).to_have_value("Excel basics, no n lost")
    expect(title).to_be_focused()


def test_a_search_is_typed_right_after_ctrl_k(
    browsers: Browsers, installation: Installation, trainer: Someone
) -> None:
    page = open_calmly(browsers, "/", trainer)
    page.keyboard.press("Control+k")
    page.keyboard.type("nanana", delay=KEY_MS)
    bar = page.get_by_role("combobox", name="Search and commands")
    expect(bar).to_have_value("nanana")
    # Another Ctrl-K, or a letter beside the field, opens nothing over it.
    page.keyboard.press("Control+k")
    bar.evaluate("bar => bar.blur()")
    page.keyboard.press("n")
    expect(page.get_by_role("dialog")).to_have_count(1)
    expect(page).to_have_url(re.compile("/app/$"))


def test_another_person_is_typed_right_after_create_another(browsers: Browsers, admin: Someone) -> None:
    page = open_calmly(browsers, "/users?create=true", admin)
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("First name").fill("Ana")
    dialog.get_by_label("Last name").fill("Costa")
    dialog.get_by_label("Username").fill("shortcuts.ana")
    dialog.get_by_label("Email").fill("shortcuts.ana@example.org")
    dialog.get_by_role("button", name="Create", exact=True).click()
    dialog.get_by_role("button", name="Create another").click()
    page.keyboard.type("nina", delay=KEY_MS)
    page.keyboard.press("Tab")
    page.keyboard.type("costa", delay=KEY_MS)
    expect(dialog.get_by_label("First name")).to_have_value("nina")
    expect(dialog.get_by_label("Last name")).to_have_value("costa")
