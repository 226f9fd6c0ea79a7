"""A sign-in that ends during work: the page and its input are kept, and the user only needs to enter the password."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.blackbox.installation import PASSWORD, Installation, Someone
from tests.browser.accessibility import assert_accessible
from tests.browser.browsers import Browsers
from tests.browser.test_live import account_of, live_mark


@pytest.fixture
def somebody(installation: Installation) -> Someone:
    return installation.sign_in(installation.add("trainer").username)


def typing(browsers: Browsers, who: Someone) -> Page:
    page = account_of(browsers, who)
    page.get_by_label("First name").fill("Typed before")
    return page


def dialog_of(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Sign in again")


def test_the_password_alone_resumes_work_after_a_sign_in_ends(browsers: Browsers, somebody: Someone) -> None:
    page = typing(browsers, somebody)
    somebody.done("POST", "/auth/logout")
    dialog = dialog_of(page)
    expect(dialog).to_contain_text("nothing you typed is lost")
    assert_accessible(page)
    password = dialog.get_by_label("Password for", exact=False)
    expect(password).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    expect(dialog.get_by_text("Enter your password.")).to_be_visible()
    password.fill("not it")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("Wrong username or password")
    password.fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    expect(page.get_by_label("First name")).to_be_focused()
    expect(page.get_by_label("First name")).to_have_value("Typed before")
    live_mark(page, "Live")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="Your details have been saved.")).to_be_visible()


def test_a_sign_in_that_ends_during_a_save_keeps_the_input(browsers: Browsers, somebody: Someone) -> None:
    """The browser finds out only when the server refuses, because nothing has told it earlier."""
    page = typing(browsers, somebody)
    page.context.set_offline(True)
    somebody.done("POST", "/auth/logout")
    page.context.set_offline(False)
    page.get_by_role("button", name="Save", exact=True).click()
    dialog_of(page).get_by_label("Password for", exact=False).fill(PASSWORD)
    dialog_of(page).get_by_role("button", name="Sign in", exact=True).click()
    expect(dialog_of(page)).to_be_hidden()
    expect(page.get_by_label("First name")).to_have_value("Typed before")


def test_all_tabs_wait_and_resume_together_and_sign_out_together(
    browsers: Browsers, somebody: Someone
) -> None:
    context = browsers.context(somebody)
    first, second = context.new_page(), context.new_page()
    for page in (first, second):
        page.goto("/app/account")
        live_mark(page, "Live")
        page.get_by_label("First name").fill("Typed before")
    somebody.done("POST", "/auth/logout")
    for page in (first, second):
        expect(dialog_of(page)).to_be_visible()
    dialog_of(first).get_by_label("Password for", exact=False).fill(PASSWORD)
    dialog_of(first).get_by_role("button", name="Sign in", exact=True).click()
    for page in (first, second):
        expect(dialog_of(page)).to_be_hidden()
        expect(page.get_by_label("First name")).to_have_value("Typed before")
        live_mark(page, "Live")
    token = first.evaluate("JSON.parse(localStorage.getItem('tms.sign-in')).token")
    somebody.call("POST", "/auth/logout", headers={"Authorization": f"Bearer {token}"})
    dialog_of(first).get_by_role("button", name="Sign out").click()
    for page in (first, second):
        expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_a_reload_meanwhile_requires_a_full_sign_in_and_returns_to_the_page(
    browsers: Browsers, somebody: Someone
) -> None:
    page = typing(browsers, somebody)
    somebody.done("POST", "/auth/logout")
    expect(dialog_of(page)).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    page.get_by_label("Username or email").fill(somebody.username)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My account")
