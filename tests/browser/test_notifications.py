"""The bell: what others did that concerns the user, on all their devices, even while they were away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.blackbox.installation import PASSWORD, PATIENT, Installation, Someone
from tests.browser.accessibility import assert_accessible
from tests.browser.browsers import LISBON, Browsers, NewContext, submit_sign_in
from tests.browser.session_steps import said
from tests.patience import eventually, promised
from tests.services import RunningProduct

DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def prompt() -> Iterator[Installation]:
    """An installation in which people are told of each change by itself: there is no hold."""
    with RunningProduct(PATIENT | {"TMS_MAIL_HOLD_SECONDS": "0"}) as product:
        installed = Installation(product)
        yield installed
        installed.close()


@pytest.fixture
def prompt_browsers(prompt: Installation, new_context: NewContext) -> Iterator[Browsers]:
    opened = Browsers(prompt, new_context)
    yield opened
    assert opened.complaints == []


def a_time(days: int) -> datetime:
    """Ten o'clock in Lisbon, this many days ahead."""
    return datetime.now(ZoneInfo(LISBON)).replace(hour=10, minute=0, second=0, microsecond=0) + DAY * days


def live(page: Page) -> Page:
    expect(page.get_by_role("banner").get_by_role("status")).to_contain_text(re.compile("Live|Em direto"))
    return page


def bell(page: Page) -> Locator:
    return page.get_by_role("banner").get_by_role("button", name=re.compile("^Notifica"))


def panel(page: Page) -> Locator:
    return page.get_by_role("dialog", name=re.compile("^Notifica"))


def expect_unread(page: Page, count: int) -> None:
    name = f"Notifications, {count} unread" if count else "Notifications"
    expect(bell(page)).to_have_accessible_name(name)


def told(who: Someone) -> list[dict[str, Any]]:
    return list(who.done("GET", "/notifications/?limit=500"))


def wait_until_told(who: Someone, count: int) -> None:
    eventually(lambda: len(told(who)), count)


@pytest.mark.every_store
def test_two_devices_agree_on_what_is_read(browsers: Browsers, installation: Installation) -> None:
    trainer, trainee = installation.add("trainer"), installation.add("trainee")
    laptop, phone = (live(browsers.open("/account", who=trainee)) for _ in range(2))
    expect_unread(laptop, 0)

    def plan(title: str) -> None:
        body = installation.new_session(title=title, trainee_ids=[trainee.id])
        trainer.done("POST", "/sessions/", body)

    for title in ("First aid", "Fire drill"):
        plan(title)
    for page in (laptop, phone):
        with promised(1):
            expect_unread(page, 2)
    bell(laptop).click()
    expect(panel(laptop).get_by_role("link", name="added you to")).to_have_count(2)
    newest = panel(laptop).get_by_role("listitem").first
    newest.get_by_role("button", name="Mark as read").click()
    expect(newest.get_by_role("link")).to_be_focused()
    expect(newest.get_by_role("button")).to_have_count(0)
    for page in (laptop, phone):
        expect_unread(page, 1)
    bell(phone).click()
    expect(panel(phone).get_by_role("listitem")).to_have_count(2)
    phone.context.set_offline(True)
    panel(phone).get_by_role("button", name="Mark all as read").click()
    expect(phone.get_by_role("region", name="Messages").get_by_role("alert")).to_be_visible()
    expect_unread(phone, 1)
    plan("Missed")
    expect_unread(laptop, 2)
    panel(laptop).get_by_role("button", name="Mark all as read").click()
    expect(panel(laptop).get_by_role("button", name="Mark all as read")).to_have_count(0)
    phone.context.set_offline(False)
    expect(panel(phone).get_by_role("link")).to_contain_text(["", "Missed", "", "", ""])
    expect_unread(phone, 0)
    expect_unread(laptop, 0)


def test_what_changed_is_told_without_a_reload(
    prompt_browsers: Browsers, prompt: Installation, screen: dict[str, Any]
) -> None:
    trainer, trainee = prompt.add("trainer"), prompt.add("trainee")
    before, after = a_time(8), a_time(9) + timedelta(hours=1)
    session = prompt.session(
        title="<b>First aid</b>",
        trainer_id=trainer.id,
        trainee_ids=[trainee.id],
        scheduled_date=before.isoformat(),
    )
    path = f"/sessions/{session['id']}"
    wait_until_told(trainee, 1)
    trainee.done("POST", "/notifications/read", {"up_to": told(trainee)[0]["id"]})
    page = live(prompt_browsers.open("/account", who=trainee, **screen))
    expect_unread(page, 0)
    trainer.done("PUT", path, {"scheduled_date": after.isoformat()})
    with promised(1):
        expect_unread(page, 1)
    trainer.done("PUT", path, {"status": "cancelled", "status_reason": "The trainer is ill"})
    with promised(1):
        expect_unread(page, 2)
    bell(page).press("Enter")
    expect(panel(page).get_by_role("heading", name="Notifications")).to_be_focused()
    lines = panel(page).get_by_role("listitem")
    expect(lines).to_have_count(3)
    name = trainer.user["name"]
    expect(lines.nth(0)).to_contain_text(f"{name} cancelled “<b>First aid</b>”")
    expect(lines.nth(0)).to_contain_text("The trainer is ill")
    expect(lines.nth(1)).to_contain_text(f"{name} moved “<b>First aid</b>”")
    then = r"{0:%a},? {0.day} .*10:00 changed to → ?{1:%a},? {1.day} .*11:00"
    expect(lines.nth(1)).to_contain_text(re.compile(then.format(before, after)))
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.keyboard.press("Escape")
    expect(bell(page)).to_be_focused()
    bell(page).click()
    lines.nth(0).get_by_role("link").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(path))
    expect(panel(page)).to_be_hidden()
    expect_unread(page, 1)


def test_what_is_taken_back_within_the_hold_is_gone_again(
    browsers: Browsers, installation: Installation
) -> None:
    trainer = installation.add("trainer")
    session = trainer.done("POST", "/sessions/", installation.new_session(title="Simulacro"))
    page = live(browsers.open("/account", who=trainer, locale="pt-PT"))
    expect(bell(page)).to_have_accessible_name("Notificações")
    path = f"/sessions/{session['id']}"
    installation.admin.done("PUT", path, {"status": "cancelled"})
    expect(bell(page)).to_have_accessible_name("Notificações, 1 por ler")
    bell(page).click()
    expect(panel(page).get_by_role("link", name="cancelou “Simulacro”")).to_be_visible()
    installation.admin.done("PUT", path, {"status": "scheduled"})
    expect(panel(page)).to_contain_text("Sem notificações")
    expect(bell(page)).to_have_accessible_name("Notificações")


def test_everybody_chooses_what_they_are_told(prompt_browsers: Browsers, prompt: Installation) -> None:
    trainer, trainee = prompt.add("trainer"), prompt.add("trainee")
    page = prompt_browsers.open("/account#notifications")
    submit_sign_in(page, trainee.username, PASSWORD)
    choices = page.get_by_role("region", name="Notifications")
    # The link in every mail leads here, also by way of the sign-in page.
    expect(choices).to_be_focused()
    expect(choices).to_be_in_viewport()
    expect(choices.get_by_role("row", name="Someone keeps trying to guess your password")).to_contain_text(
        "Always on"
    )
    expect(choices.get_by_text("A trainee can’t come")).to_have_count(0)
    choices.get_by_role("checkbox", name="A session is cancelled: In the app").uncheck()
    choices.get_by_role("checkbox", name="A session is cancelled: By email").uncheck()
    choices.get_by_role("button", name="Remove the reminder 1 hour before").click()
    choices.get_by_label("Add a reminder").select_option("1 week before")
    assert_accessible(page)
    # On another device, something else has been chosen meanwhile.
    trainee.done("PUT", "/notifications/preferences", {"kinds": {"session_changed": {"mail": False}}})
    choices.get_by_role("button", name="Save notification settings").click()
    said(page, "Your notification settings were saved.")
    page.reload()
    for choice in ("A session is cancelled: In the app", "A session changes.*: By email"):
        expect(choices.get_by_role("checkbox", name=re.compile(choice))).not_to_be_checked()
    expect(choices.get_by_role("listitem")).to_have_text(["1 week before", "1 day before"])
    live(page)
    session = prompt.session(title="Quiet", trainer_id=trainer.id, trainee_ids=[trainee.id])
    expect_unread(page, 1)
    trainer.done("PUT", f"/sessions/{session['id']}", {"status": "cancelled"})
    trainer.done("POST", "/sessions/", prompt.new_session(title="Loud", trainee_ids=[trainee.id]))
    expect_unread(page, 2)
    assert [each["kind"] for each in told(trainee)] == ["session_assigned", "session_assigned"]


def test_after_an_absence_the_home_page_sums_up_what_was_missed(
    prompt_browsers: Browsers, prompt: Installation
) -> None:
    trainer, trainee = prompt.add("trainer"), prompt.add("trainee")
    for _ in range(2):
        session = prompt.session(title="Missed", trainer_id=trainer.id, trainee_ids=[trainee.id])
    trainer.done("PUT", f"/sessions/{session['id']}", {"status": "cancelled"})
    wait_until_told(trainee, 3)
    page = live(prompt_browsers.open("/", who=trainee))
    away = page.get_by_role("region", name="While you were away")
    expect(away).to_have_count(0)
    visits = f"tms.visits.{trainee.id}"
    page.wait_for_function("key => localStorage.getItem(key)", arg=visits)
    page.evaluate("key => localStorage.setItem(key, JSON.stringify({ seen: Date.now() - 7.2e6 }))", visits)
    # As when a computer wakes from sleep.
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(away).to_contain_text(re.compile("Since .*: 2 new sessions and 1 session cancelled"))
    assert_accessible(page)
    trainer.done("POST", "/sessions/", prompt.new_session(title="Since then", trainee_ids=[trainee.id]))
    expect_unread(page, 4)
    away.get_by_role("button", name="Show").click()
    expect(panel(page).get_by_role("heading", level=3)).to_have_text(
        ["Since you came back", "While you were away"]
    )
    page.keyboard.press("Escape")
    away.get_by_role("button", name="Mark as read").click()
    expect(away).to_have_count(0)
    expect_unread(page, 1)


def test_everything_of_90_days_is_on_a_page_of_its_own(
    prompt_browsers: Browsers, prompt: Installation
) -> None:
    trainer, trainee = prompt.add("trainer"), prompt.add("trainee")
    session = prompt.session(title="0", trainer_id=trainer.id, trainee_ids=[trainee.id])
    for number in range(1, 101):
        trainer.done("PUT", f"/sessions/{session['id']}", {"title": str(number)})
    wait_until_told(trainee, 101)
    page = live(prompt_browsers.open("/account", who=trainee))
    expect(bell(page)).to_have_accessible_name("Notifications, 99+ unread")
    bell(page).click()
    panel(page).get_by_role("link", name="See all notifications").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Notifications")
    expect(page.get_by_role("region", name="Today").get_by_role("listitem")).to_have_count(50)
    page.get_by_role("radio", name="Unread").check(force=True)
    page.get_by_role("link", name="Next").click()
    expect(page).to_have_url(re.compile(r"unread=true&page=2$"))
    expect(page.get_by_text("51–100 of 101")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Mark all as read").click()
    expect(page.get_by_text("You’re all caught up")).to_be_visible()
    expect_unread(page, 0)
