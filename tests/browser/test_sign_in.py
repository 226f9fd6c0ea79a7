"""Signing in and signing out."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.blackbox.installation import PASSWORD, Installation, Someone
from tests.browser.accessibility import assert_accessible
from tests.browser.browsers import Browsers, NewContext, submit_sign_in
from tests.browser.session_steps import days_ahead
from tests.browser.test_account import picture
from tests.patience import eventually
from tests.services import RunningProduct
from tests.services.process import wait_for


def expect_home(page: Page, who: Someone) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Hello, {who.user['first_name']}")


@pytest.mark.parametrize("by", ["username", "email"])
def test_a_user_signs_in_by_name_or_email_and_out_again(
    browsers: Browsers, people: dict[str, Someone], by: str
) -> None:
    page = browsers.open()
    submit_sign_in(page, str(people["trainee"].user[by]), PASSWORD)
    expect_home(page, people["trainee"])
    page.get_by_role("button", name="’s account menu", exact=False).click()
    page.get_by_role("menuitem", name="Sign out").click()
    expect(page.get_by_role("status").filter(has_text="You have signed out.")).to_be_visible()
    kept = page.evaluate("Object.keys(localStorage).filter(key => /sign-in|position/.test(key))")
    assert kept == []


def test_signing_in_and_out_works_with_the_keyboard_alone(
    browsers: Browsers, people: dict[str, Someone]
) -> None:
    page = browsers.open("/login")
    expect(page.get_by_label("Username or email")).to_be_focused()
    page.keyboard.type(people["trainer"].username)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Password", exact=True)).to_have_attribute("type", "text")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect_home(page, people["trainer"])
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    page.keyboard.press("g")
    page.keyboard.press("m")
    expect(page.get_by_role("heading", level=1, name="My account")).to_be_focused()
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox", name="Search and commands")).to_be_focused()
    page.keyboard.type("hom")
    page.keyboard.press("Enter")
    expect_home(page, people["trainer"])


def test_a_wrong_password_is_refused_clearly_and_the_name_stays(
    browsers: Browsers, people: dict[str, Someone]
) -> None:
    page = browsers.open("/login")
    submit_sign_in(page, people["trainee"].username, "not it")
    expect(page.get_by_role("alert")).to_contain_text("Wrong username or password")
    expect(page.get_by_label("Username or email")).to_have_value(people["trainee"].username)
    expect(page.get_by_label("Password", exact=True)).to_be_focused()
    assert_accessible(page)


def test_a_deep_link_survives_the_sign_in(browsers: Browsers, people: dict[str, Someone]) -> None:
    page = browsers.open("/account/password?from=mail")
    submit_sign_in(page, people["trainee"].username, PASSWORD)
    expect(page.get_by_role("heading", level=1)).to_have_text("Change password")
    assert page.url.endswith("/app/account/password?from=mail")


@pytest.mark.parametrize("next_page", ["https://evil.example/", "//evil.example/", "/\\evil.example"])
def test_signing_in_never_redirects_to_another_site(
    browsers: Browsers, people: dict[str, Someone], next_page: str
) -> None:
    page = browsers.open(f"/login?next={next_page}")
    submit_sign_in(page, people["trainee"].username, PASSWORD)
    expect_home(page, people["trainee"])
    assert page.url.startswith(browsers.installation.product.base_url)


def test_a_temporary_password_has_to_be_replaced_before_anything_else(
    browsers: Browsers, installation: Installation
) -> None:
    newcomer = installation.created("trainer")
    page = browsers.open("/account")
    submit_sign_in(page, newcomer["username"], PASSWORD)
    expect(page.get_by_role("heading", level=1)).to_have_text("Choose your password")
    expect(page.get_by_label("New password", exact=True)).to_be_focused()
    assert_accessible(page)
    page.goto("/app/account")
    expect(page.get_by_role("heading", level=1)).to_have_text("Choose your password")
    page.get_by_label("New password", exact=True).fill(newcomer["username"])
    page.get_by_label("Repeat new password").fill("something else")
    page.get_by_role("button", name="Save password").click()
    expect(page.get_by_text("Your password can’t be your username or email address.")).to_be_visible()
    expect(page.get_by_text("The passwords don’t match.")).to_be_visible()
    page.get_by_label("New password", exact=True).fill("four unrelated words together")
    expect(page.get_by_role("status").filter(has_text="Strength: strong")).to_be_visible()
    page.get_by_label("Repeat new password").fill("four unrelated words together")
    page.get_by_role("button", name="Save password").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My account")
    expect(page.get_by_role("status").filter(has_text="Live")).to_be_visible()


def test_a_changed_password_signs_out_all_other_browsers(
    browsers: Browsers, installation: Installation
) -> None:
    who = installation.add("trainee")
    elsewhere = browsers.open("/account", who=installation.sign_in(who.username))
    context = browsers.context(who)
    page, tab = context.new_page(), context.new_page()
    for each in (page, tab):
        each.goto("/app/account/password")
        expect(each.get_by_role("status").filter(has_text="Live")).to_be_visible()
    expect(elsewhere.get_by_role("status").filter(has_text="Live")).to_be_visible()
    page.get_by_label("Current password").fill("not it")
    page.get_by_label("New password", exact=True).fill("quite another password")
    page.get_by_label("Repeat new password").fill("quite another password")
    page.get_by_role("button", name="Save password").click()
    expect(page.get_by_text("This isn’t your current password.")).to_be_visible()
    page.get_by_label("Current password").fill(PASSWORD)
    page.get_by_role("button", name="Save password").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My account")
    expect(elsewhere.get_by_text("You’ve been signed out because your password was changed")).to_be_visible()
    page.wait_for_timeout(2000)  # longer than another tab waits for the new token
    for each in (page, tab):
        expect(each.get_by_role("status").filter(has_text="Live")).to_be_visible()


def test_a_reload_keeps_the_sign_in_and_signing_out_reaches_the_other_tabs(
    browsers: Browsers, people: dict[str, Someone], installation: Installation
) -> None:
    who = installation.sign_in(people["trainee"].username)
    context = browsers.context(who)
    first, second = context.new_page(), context.new_page()
    for page in (first, second):
        page.goto("/app/account")
        page.reload()
        expect(page.get_by_role("heading", level=1)).to_have_text("My account")
    first.get_by_role("button", name="’s account menu", exact=False).click()
    first.get_by_role("menuitem", name="Sign out").click()
    expect(second.get_by_text("You signed out in another tab.")).to_be_visible()
    assert re.search(r"/app/login", second.url)
    # The other tabs are signed out before the server has answered.
    wait_for(lambda: who.call("GET", "/auth/me").status_code == 401, "the token is dead", 30)


@pytest.fixture
def strict() -> Iterator[Installation]:
    with RunningProduct({"TMS_LOGIN_FAILURES": "2"}) as product:
        installed = Installation(product)
        yield installed
        installed.close()


def test_throttling_is_explained_with_the_seconds_that_are_left(
    strict: Installation, new_context: NewContext
) -> None:
    page = Browsers(strict, new_context).open("/login")
    for _ in range(3):
        submit_sign_in(page, "admin", "wrong")
        expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_role("alert")).to_have_text(
        re.compile(r"Too many attempts\. Try again in \d+ seconds?\.")
    )
    expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_disabled()
    assert_accessible(page)


def test_a_new_device_shows_the_language_and_the_time_zone_of_who_signs_in(
    browsers: Browsers, installation: Installation
) -> None:
    who = installation.add("trainer")
    start = days_ahead(3, hour=12)
    session = installation.session(trainer_id=who.id, scheduled_date=start.isoformat(), time_zone="UTC")
    who.done("PUT", f"/users/{who.id}", {"language": "pt", "time_zone": "Asia/Tokyo"})
    page = browsers.open(f"/sessions/{session['id']}")
    submit_sign_in(page, who.username, PASSWORD)
    expect(page.get_by_role("region", name="Detalhes")).to_be_visible()
    heading = page.locator("main header")
    expect(heading).to_contain_text("21:00")
    expect(heading).to_contain_text("Tóquio")
    expect(heading).to_contain_text("12:00")
    picture(page, "signed-in-pt-tokyo")
    page.goto(f"/app/calendar?view=day&day={start:%Y-%m-%d}")
    expect(page.get_by_text("Hora de Tóquio (GMT+9)")).to_be_visible()
    box = page.locator(f'[data-session="{session["id"]}"]')
    expect(box).to_contain_text("21:00")
    at = page.get_by_text("21:00", exact=True).first.bounding_box()
    shown = box.bounding_box()
    assert at is not None
    assert shown is not None
    # The line of an hour is in the middle of its label.
    assert abs(at["y"] + at["height"] / 2 - shown["y"]) < 6
    picture(page, "calendar-pt-tokyo")
    menu = page.get_by_role("banner").get_by_role("button", name=who.user["name"])
    menu.click()
    page.get_by_role("menuitemradio", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Calendar")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Calendar")
    who.done("PUT", f"/users/{who.id}", {"time_zone": "America/New_York"})
    expect(page.get_by_text("New York time")).to_be_visible()
    expect(box).to_contain_text(re.compile("0[78]:00"))
    menu.click()
    page.get_by_role("menuitem", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    submit_sign_in(page, who.username, PASSWORD)
    expect(page.get_by_role("navigation").get_by_role("link", name="Calendar")).to_be_visible()
    eventually(lambda: who.done("GET", "/auth/me")["language"], "en")
