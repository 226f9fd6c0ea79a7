"""What is typed on a page and not saved survives, and is only lost by choice."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.blackbox.installation import PASSWORD, Installation, Someone
from tests.browser.accessibility import assert_accessible
from tests.browser.browsers import PHONE, Browsers, submit_sign_in
from tests.browser.session_steps import said

PAGES = {
    "/organisation": ("Name", "Organisation", "organisation"),
    "/account": ("First name", "My account", "account"),
}


def picture(page: Page, name: str) -> None:
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=Path(folder, f"{name}.png"), full_page=True)


def elsewhere(page: Page) -> None:
    page.get_by_role("navigation").get_by_role("link", name="Sessions", exact=True).click()


@pytest.mark.parametrize("path", PAGES)
def test_unsaved_input_survives_a_reload_and_leaving_asks_first(
    path: str, browsers: Browsers, installation: Installation
) -> None:
    label, heading, name = PAGES[path]
    page = browsers.open(path, who=installation.add("admin"))
    field = page.get_by_label(label, exact=True)
    before = field.input_value()
    field.fill("Half typed")
    page.reload()
    expect(field).to_have_value("Half typed")
    expect(page.get_by_text("We restored what you had typed.")).to_be_visible()
    assert_accessible(page)
    picture(page, f"unsaved-{name}")
    elsewhere(page)
    question = page.get_by_role("dialog", name="Leave without saving?")
    expect(question).to_be_visible()
    assert_accessible(page)
    picture(page, f"leaving-{name}")
    question.get_by_role("button", name="Keep editing").click()
    expect(question).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    expect(field).to_have_value("Half typed")
    page.get_by_role("button", name="Start over").click()
    expect(field).to_have_value(before)
    elsewhere(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Sessions")
    page.go_back()
    field.fill("Half typed again")
    page.evaluate("history.forward()")
    question.get_by_role("button", name="Discard").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sessions")
    page.goto(f"/app{path}")
    expect(field).to_have_value(before)
    expect(page.get_by_text("We restored what you had typed.")).to_be_hidden()


def test_what_was_saved_is_no_draft(browsers: Browsers, installation: Installation) -> None:
    who = installation.add("trainee")
    page = browsers.open("/account", who=who)
    page.get_by_label("First name").fill("Ágnes")
    page.get_by_role("button", name="Save", exact=True).click()
    said(page, "Your details have been saved.")
    elsewhere(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Sessions")
    page.goto("/app/account")
    expect(page.get_by_label("First name")).to_have_value("Ágnes")
    expect(page.get_by_text("We restored what you had typed.")).to_be_hidden()


def test_an_ended_sign_in_holds_nothing_up_and_no_password_is_kept(
    browsers: Browsers, installation: Installation
) -> None:
    who = installation.add("trainer")
    page = browsers.open("/account", who=who)
    page.get_by_label("Email address").fill(f"new.{who.user['email']}")
    page.get_by_label("Current password", exact=True).fill("a secret")
    page.get_by_role("banner").get_by_role("button", name=who.user["name"]).click()
    page.get_by_role("menuitem", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    assert "a secret" not in str(page.evaluate("[{...sessionStorage}, {...localStorage}]"))


def test_the_cards_of_my_account_are_of_one_kind(
    browsers: Browsers, installation: Installation, screen: dict[str, Any]
) -> None:
    page = browsers.open("/account", who=installation.add("trainer"), **screen)
    page.emulate_media(color_scheme="dark")
    cards = page.get_by_role("main").locator("section")
    expect(cards).to_have_count(5)
    looks = "cards => cards.map(card => ['borderRadius', 'borderColor', 'backgroundColor', 'paddingTop', 'paddingLeft'].map(name => getComputedStyle(card)[name]).join())"
    assert len(set(cards.evaluate_all(looks))) == 1
    picture(page, f"account-dark-{len(screen)}")
    assert_accessible(page)


def test_the_language_picked_in_the_menu_goes_with_the_account(
    browsers: Browsers, installation: Installation
) -> None:
    who: Someone = installation.add("trainer")
    page = browsers.open("/account", who=who, viewport=PHONE)
    page.get_by_role("banner").get_by_role("button", name=who.user["name"]).click()
    page.get_by_role("menuitemradio", name="Português").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("A minha conta")
    expect(page.get_by_label("Idioma")).to_have_value("pt")
    assert who.done("GET", "/auth/me")["language"] == "pt"
    picture(page, "account-pt-phone")
    # On another device, whose sign-in page has another language, it applies from the sign-in on.
    other = browsers.open("/login")
    other.get_by_role("button", name="English").click()
    submit_sign_in(other, who.username, PASSWORD)
    expect(other.get_by_role("navigation").get_by_role("link", name="Calendário")).to_be_visible()
    other.get_by_role("banner").get_by_role("button", name=who.user["name"]).click()
    other.get_by_role("menuitem", name="Sair").click()
    expect(other.get_by_role("heading", level=1)).to_have_text("Sign in")
    assert who.done("GET", "/auth/me")["language"] == "pt"
