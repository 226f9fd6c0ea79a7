"""The notification bell: what others did that concerns the user, in words, even while they were away."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.blackbox.installation import Installation, Someone
from tests.browser.accessibility import assert_accessible
from tests.browser.browsers import LISBON, Browsers
from tests.patience import promised

DAY = timedelta(days=1)


def a_time(days: int) -> datetime:
    """Ten o'clock in Lisbon, this many days ahead."""
    return datetime.now(ZoneInfo(LISBON)).replace(hour=10, minute=0, second=0, microsecond=0) + DAY * days


def live(page: Page) -> Page:
    expect(page.get_by_role("banner").get_by_role("status")).to_contain_text("Live")
    expect(bell(page)).to_be_visible()
    return page


def bell(page: Page) -> Locator:
    return page.get_by_role("banner").get_by_role("button", name=re.compile("^Notifications"))


def knows(page: Page, who: Someone) -> None:
    """The planned sessions have been loaded, so that notifications can describe changes in full."""
    page.wait_for_function(
        "key => JSON.parse(localStorage.getItem(key) ?? '{}').memories?.sessions?.isComplete",
        arg=f"tms.notices.{who.id}",
    )


def expect_unread(page: Page, count: int) -> None:
    expect(bell(page)).to_have_accessible_name(f"Notifications, {count} unread")


def tab(context: BrowserContext) -> Page:
    page = context.new_page()
    page.goto("/app/account")
    return live(page)


def test_a_trainee_is_notified_of_a_move_and_the_notification_survives_a_reload(
    browsers: Browsers, installation: Installation, screen: dict[str, Any]
) -> None:
    trainer, trainee = installation.add("trainer"), installation.add("trainee")
    before, after = a_time(8), a_time(9) + timedelta(hours=1)
    session = installation.session(
        title="<b>First aid</b>",
        trainer_id=trainer.id,
        trainee_ids=[trainee.id],
        scheduled_date=before.isoformat(),
    )
    page = live(browsers.open("/account", who=trainee, **screen))
    knows(page, trainee)
    expect(bell(page)).to_have_accessible_name("Notifications")
    path = f"/sessions/{session['id']}"
    trainer.done("PUT", path, {"scheduled_date": after.isoformat()})
    with promised(1):
        expect_unread(page, 1)
    trainer.done("POST", "/sessions/", installation.new_session(title="Another", trainee_ids=[trainee.id]))
    with promised(1):
        expect_unread(page, 2)
    page.reload()
    live(page)
    expect_unread(page, 2)
    bell(page).press("Enter")
    panel = page.get_by_role("dialog", name="Notifications")
    expect(panel.get_by_role("heading", name="Notifications")).to_be_focused()
    moved = panel.get_by_role("link", name=re.compile("moved from"))
    then = r"{0:%a},? {0.day} .*10:00 to {1:%a},? {1.day} .*11:00"
    expect(moved).to_contain_text("<b>First aid</b>")
    expect(moved).to_contain_text(re.compile(then.format(before, after)))
    expect(panel.get_by_role("link", name=re.compile("You were added to “Another”"))).to_be_visible()
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.keyboard.press("Escape")
    expect(bell(page)).to_be_focused()
    bell(page).click()
    moved.click()
    expect(page).to_have_url(re.compile(path))
    expect(panel).to_be_hidden()
    expect_unread(page, 1)


@pytest.mark.every_store
def test_two_tabs_agree_and_missed_notifications_appear_on_return(
    browsers: Browsers, installation: Installation
) -> None:
    trainer = installation.add("trainer")
    session = installation.session(
        title="Fire drill", trainer_id=trainer.id, scheduled_date=a_time(5).isoformat()
    )
    context = browsers.context(trainer)
    here, there = tab(context), tab(context)
    knows(here, trainer)
    path = f"/sessions/{session['id']}"
    trainer.done("PUT", path, {"title": "My own doing"})
    installation.admin.done("PUT", path, {"title": "Fire and smoke"})
    for page in (here, there):
        with promised(1):
            expect_unread(page, 1)
    bell(here).click()
    here.get_by_role("button", name="Mark all as read").click()
    expect(bell(there)).to_have_accessible_name("Notifications")
    context.set_offline(True)
    expect(here.get_by_role("banner").get_by_role("status")).to_contain_text("Offline")
    installation.admin.done("PUT", path, {"status": "cancelled"})
    trainee = installation.add("trainee")
    installation.admin.done("POST", "/assignments/", {"student_id": trainee.id, "teacher_id": trainer.id})
    context.set_offline(False)
    for page in (here, there):
        expect_unread(page, 2)
    bell(there).click()
    panel = there.get_by_role("dialog", name="Notifications")
    expect(panel).to_contain_text(f"{trainee.user['name']} is now your trainee.")
    expect(panel).to_contain_text(re.compile("“Fire and smoke”, .*, was cancelled."))
    expect(panel).to_contain_text("“My own doing” is now called “Fire and smoke”.")


def test_an_admin_is_notified_of_other_admins_changes_and_signing_out_removes_them(
    browsers: Browsers, installation: Installation
) -> None:
    me = installation.add("admin")
    page = live(browsers.open("/account", who=me))
    first = installation.created("trainee")
    second = installation.created("trainer")
    with promised(1):
        expect_unread(page, 1)
    installation.admin.done("POST", f"/auth/reset-password/{first['id']}", {})
    with promised(1):
        expect_unread(page, 2)
    me.done("POST", f"/auth/reset-password/{second['id']}", {})
    bell(page).click()
    panel = page.get_by_role("dialog", name="Notifications")
    expect(panel.get_by_role("link")).to_have_count(2)
    expect(panel).to_contain_text("2 people were added.")
    expect(panel).to_contain_text(f"{first['name']}’s password was reset.")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="’s account menu", exact=False).click()
    page.get_by_role("menuitem", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert page.evaluate(f"localStorage.getItem('tms.notices.{me.id}')") is None
