"""Two browsers at once, servers that stop and restart, and concurrent changes."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.blackbox.installation import PASSWORD, Installation, Someone
from tests.browser.accessibility import assert_accessible
from tests.browser.browsers import Browsers, NewContext
from tests.patience import promised


def live_mark(page: Page, text: str) -> None:
    expect(page.get_by_role("banner").get_by_role("status")).to_contain_text(text)


def account_of(browsers: Browsers, who: Someone) -> Page:
    page = browsers.open("/account", who=who)
    live_mark(page, "Live")
    expect(page.get_by_label("First name")).to_have_value(who.user["first_name"])
    return page


@pytest.fixture
def somebody(installation: Installation) -> Someone:
    return installation.add("trainer")


@pytest.mark.every_store
def test_a_change_appears_in_another_browser_within_a_second(browsers: Browsers, somebody: Someone) -> None:
    here, there = account_of(browsers, somebody), account_of(browsers, somebody)
    here.get_by_label("First name").fill("Ágata")
    here.get_by_role("button", name="Save", exact=True).click()
    expect(here.get_by_role("status").filter(has_text="Your details have been saved.")).to_be_visible()
    with promised(1):
        expect(there.get_by_label("First name")).to_have_value("Ágata")
        expect(there.get_by_role("button", name=re.compile("Ágata"))).to_be_visible()


def test_unsaved_input_is_not_overwritten_and_both_versions_are_shown_before_saving(
    browsers: Browsers, installation: Installation, somebody: Someone
) -> None:
    page = account_of(browsers, somebody)
    page.get_by_label("Last name").fill("Typed")
    path = f"/users/{somebody.id}"
    installation.admin.done("PUT", path, {"last_name": "Changed", "email": f"new.{somebody.user['email']}"})
    expect(page.get_by_text("Someone else has just changed this.")).to_be_visible()
    expect(page.get_by_label("Last name")).to_have_value("Typed")
    page.get_by_role("button", name="Save", exact=True).click()
    dialog = page.get_by_role("dialog", name="Someone else has changed this")
    expect(dialog.get_by_role("row", name=re.compile("Last name"))).to_contain_text("Typed")
    expect(dialog.get_by_role("row", name=re.compile("Last name"))).to_contain_text("Changed")
    assert_accessible(page)
    dialog.get_by_role("button", name="Keep mine").click()
    expect(page.get_by_role("status").filter(has_text="Your details have been saved.")).to_be_visible()
    kept = installation.admin.done("GET", path)
    assert (kept["last_name"], kept["email"]) == ("Typed", f"new.{somebody.user['email']}")


def test_the_other_version_can_be_chosen_too(
    browsers: Browsers, installation: Installation, somebody: Someone
) -> None:
    page = account_of(browsers, somebody)
    page.get_by_label("Last name").fill("Typed")
    installation.admin.done("PUT", f"/users/{somebody.id}", {"last_name": "Changed"})
    expect(page.get_by_text("Someone else has just changed this.")).to_be_visible()
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("button", name="Use theirs").click()
    expect(page.get_by_label("Last name")).to_have_value("Changed")
    expect(page.get_by_role("button", name="Save", exact=True)).to_be_disabled()


def test_a_refused_change_is_rolled_back_and_explained(
    browsers: Browsers, installation: Installation, somebody: Someone
) -> None:
    other = installation.created()
    page = account_of(browsers, somebody)
    page.get_by_label("First name").fill("Optimist")
    page.get_by_label("Email address").fill(other["email"])
    page.get_by_label("Current password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("This email address is already in use.")).to_be_visible()
    expect(page.get_by_label("First name")).to_have_value("Optimist")
    expect(page.get_by_role("button", name=re.compile("Ada.*’s account menu"))).to_be_visible()


def test_a_name_that_looks_like_markup_is_text(
    browsers: Browsers, installation: Installation, somebody: Someone
) -> None:
    page = account_of(browsers, somebody)
    evil = "<img src=x onerror=alert(1)>"
    installation.admin.done("PUT", f"/users/{somebody.id}", {"first_name": evil})
    page.get_by_role("link", name="Home", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Hello, {evil}")
    assert page.locator("img").count() == 0


def test_a_deleted_user_is_told_why_they_were_signed_out(
    browsers: Browsers, installation: Installation, somebody: Someone
) -> None:
    page = account_of(browsers, somebody)
    installation.admin.done("DELETE", f"/users/{somebody.id}")
    expect(page.get_by_text("You’ve been signed out because your password was changed")).to_be_visible()


@pytest.mark.every_store
def test_a_stopped_server_is_noticed_and_no_input_or_change_is_lost(
    restartable_installation: Installation, new_context: NewContext
) -> None:
    browsers = Browsers(restartable_installation, new_context)
    who = restartable_installation.add("trainer")
    page = account_of(browsers, who)
    page.get_by_label("First name").fill("Typed before")
    restartable_installation.product.stop()
    live_mark(page, "Offline")
    live_mark(page, "as of")
    expect(page.get_by_text("Nothing you’ve typed is lost")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert").filter(has_text="Can’t reach the server")).to_be_visible()
    expect(page.get_by_label("First name")).to_have_value("Typed before")
    restartable_installation.product.start()
    with promised(12):
        live_mark(page, "Live")
    expect(page.get_by_text("Nothing you’ve typed is lost")).to_be_hidden()
    expect(page.get_by_label("First name")).to_have_value("Typed before")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="Your details have been saved.")).to_be_visible()
    assert browsers.complaints == []


@pytest.mark.every_store
def test_changes_made_while_offline_arrive_on_reconnecting(
    browsers: Browsers, installation: Installation, somebody: Someone
) -> None:
    page = account_of(browsers, somebody)
    page.context.set_offline(True)
    live_mark(page, "Offline")
    installation.admin.done("PUT", f"/users/{somebody.id}", {"first_name": "Meanwhile"})
    page.context.set_offline(False)
    expect(page.get_by_label("First name")).to_have_value("Meanwhile")
    live_mark(page, "Live")
