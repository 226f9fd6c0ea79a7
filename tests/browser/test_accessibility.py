"""axe on every page, on desktop and phone, in light and dark mode; and the shell without a mouse."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.blackbox.installation import Someone
from tests.browser.accessibility import assert_accessible
from tests.browser.browsers import PHONE, Browsers
from tests.browser.conftest import ROLES

PAGES = {
    "/": "Hello",
    "/account": "My account",
    "/account/password": "Change password",
    "/no/such/page": "Page not found",
}


@pytest.mark.parametrize("role", ROLES)
def test_every_page_is_accessible(
    browsers: Browsers, people: dict[str, Someone], screen: dict[str, Any], role: str
) -> None:
    page = browsers.open(who=people[role], **screen)
    for path, title in PAGES.items():
        page.goto(f"/app{path}")
        expect(page.get_by_role("heading", level=1)).to_contain_text(title)
        expect(page.get_by_role("banner").get_by_role("status")).to_contain_text("Live")
        assert_accessible(page)


def test_the_sign_in_page_is_accessible(browsers: Browsers, screen: dict[str, Any]) -> None:
    page = browsers.open("/login", **screen)
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    assert_accessible(page)


def test_overlays_are_accessible(browsers: Browsers, people: dict[str, Someone]) -> None:
    page = browsers.open(who=people["admin"])
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.get_by_role("button", name="’s account menu", exact=False).click()
    expect(page.get_by_role("menuitem", name="Sign out")).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox", name="Search and commands")).to_be_focused()
    assert_accessible(page)


def test_the_phone_has_its_menu_in_a_drawer(browsers: Browsers, people: dict[str, Someone]) -> None:
    page = browsers.open(who=people["trainer"], viewport=PHONE)
    page.get_by_role("button", name="Open menu").click()
    drawer = page.get_by_role("dialog").filter(has=page.get_by_role("navigation"))
    expect(drawer.get_by_role("link", name="Home")).to_be_visible()
    assert_accessible(page)
    for entry in drawer.get_by_role("link").all():
        assert entry.evaluate("entry => entry.getBoundingClientRect().height") >= 44
    drawer.get_by_role("link", name="My account").click()
    expect(page.get_by_role("heading", level=1, name="My account")).to_be_focused()
    expect(drawer).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_the_menu_can_be_collapsed_and_stays_collapsed(
    browsers: Browsers, people: dict[str, Someone]
) -> None:
    page = browsers.open(who=people["trainer"])
    page.get_by_role("button", name="Collapse menu").click()
    page.reload()
    expect(page.get_by_role("button", name="Expand menu")).to_be_visible()
    account = page.get_by_role("link", name="My account", exact=True)
    expect(account).to_be_visible()
    # What the entries are called appears beside the menu, which does not cut it off.
    account.hover()
    expect(page.get_by_role("tooltip", name="My account")).to_be_in_viewport(ratio=1)
    assert_accessible(page)


def test_the_first_link_skips_the_menu(browsers: Browsers, people: dict[str, Someone]) -> None:
    page = browsers.open("/account", who=people["trainer"])
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    skip = page.get_by_role("link", name="Skip to content")
    assert page.locator("a, button").first.get_attribute("href") == skip.get_attribute("href")
    skip.focus()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()


def test_language_and_appearance_are_remembered(browsers: Browsers, trainee: Someone) -> None:
    page = browsers.open("/account", who=trainee)
    page.get_by_role("button", name="’s account menu", exact=False).click()
    page.get_by_role("menuitemradio", name="Dark").click()
    page.get_by_role("menuitemradio", name="Português").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("A minha conta")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("A minha conta")
    expect(page).to_have_title("A minha conta · Sistema de Gestão de Formação")
    expect(page.locator("html[lang=pt][data-mantine-color-scheme=dark]")).to_be_attached()
