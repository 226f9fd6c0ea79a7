"""Browsers that block storage, know no time zone, or whose clock is wrong: every page works all the same."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from tests.blackbox.installation import PASSWORD, Installation, Someone
from tests.browser.browsers import Browsers, find_browser, submit_sign_in
from tests.browser.session_steps import form_in, session_page
from tests.patience import patience

BLOCKED = """
for (const kind of %s) {
  Object.defineProperty(window, kind, {
    get() { throw new DOMException('Access is denied for this document.', 'SecurityError') },
  })
}
"""
SLOW_MINUTES = 25


@pytest.mark.parametrize("kinds", [["sessionStorage"], ["localStorage", "sessionStorage"]])
def test_a_browser_that_blocks_storage_signs_in_and_plans(
    browsers: Browsers, trainer: Someone, kinds: list[str]
) -> None:
    context = browsers.context()
    context.add_init_script(BLOCKED % kinds)
    page = context.new_page()
    page.goto("/app/sessions?create=true")
    submit_sign_in(page, trainer.username, PASSWORD)
    dialog = form_in(page)
    dialog.get_by_label("Title").fill("Kept in memory")
    dialog.get_by_role("button", name="Create session").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kept in memory")
    page.get_by_role("button", name="Collapse menu").click()
    page.get_by_role("link", name="Calendar").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Calendar")


@pytest.fixture(scope="module")
def lost_browser(playwright: Playwright) -> Iterator[Browser]:
    """A browser on a computer whose time zone nobody knows."""
    launched = playwright.chromium.launch(
        executable_path=find_browser(),
        args=["--no-sandbox"] if os.geteuid() == 0 else [],
        env=dict(os.environ) | {"TZ": "Foo/Bar"},
    )
    yield launched
    launched.close()


def test_a_browser_that_does_not_know_its_time_zone_shows_utc_and_says_so(
    installation: Installation, lost_browser: Browser, admin: Someone, trainer: Someone
) -> None:
    start = datetime.now(UTC).replace(hour=10, minute=15, second=0, microsecond=0) + timedelta(days=1)
    session = installation.session(
        title="Nowhere", trainer_id=trainer.id, scheduled_date=start.isoformat(), time_zone="Asia/Kolkata"
    )
    browsers = Browsers(
        installation, lambda **options: lost_browser.new_context(**options | {"timezone_id": None})
    )
    page = session_page(browsers, trainer, session)
    zone = page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone")
    assert zone not in page.evaluate("Intl.supportedValuesOf('timeZone')")
    expect(page.get_by_text("so times are in UTC")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("10:15–")
    expect(page.get_by_role("main")).to_contain_text("15:45")
    for path in ("/", "/sessions", "/calendar?view=week", "/calendar?view=month", "/calendar", "/analytics"):
        page.goto(f"/app{path}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        if "calendar" in path:
            page.goto(f"/app/calendar?view=week&day={start:%Y-%m-%d}")
            expect(page.get_by_role("main").get_by_role("button", name="Nowhere")).to_contain_text("10:15")
    page.goto("/app/sessions?create=true")
    dialog = form_in(page)
    expect(dialog.get_by_role("combobox", name="Time zone")).to_have_value("UTC (UTC)")
    page.close()
    assert browsers.complaints == []


def test_a_session_in_a_zone_that_the_browser_does_not_know_is_shown_in_utc(
    browsers: Browsers, installation: Installation, trainer: Someone
) -> None:
    """As when the server has newer time zones than the browser."""
    start = datetime.now(UTC).replace(hour=10, minute=15, second=0, microsecond=0) + timedelta(days=1)
    session = installation.session(
        title="Far away", trainer_id=trainer.id, scheduled_date=start.isoformat(), time_zone="Asia/Kolkata"
    )
    context = browsers.context(trainer, timezone_id="Asia/Tokyo")
    context.add_init_script(
        """
        const { DateTimeFormat } = Intl
        Intl.DateTimeFormat = new Proxy(DateTimeFormat, {
          construct(target, [locale, options]) {
            if (options?.timeZone === 'Asia/Kolkata') throw new RangeError('Invalid time zone specified')
            return new target(locale, options)
          },
        })
        """
    )
    page = context.new_page()
    page.goto(f"/app/sessions/{session['id']}?dialog=edit")
    dialog = form_in(page, "Edit session")
    expect(dialog.get_by_label("Start")).to_have_value("10:15")
    expect(dialog.get_by_text("Your browser doesn’t know the time zone Asia/Kolkata")).to_be_visible()
    dialog.get_by_label("Title").fill("Far, far away")
    dialog.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Far, far away")
    expect(page.get_by_role("main")).to_contain_text(re.compile(r"\d UTC"))
    kept = trainer.done("GET", f"/sessions/{session['id']}")
    assert (kept["scheduled_date"], kept["time_zone"]) == (f"{start:%Y-%m-%dT%H:%M:%SZ}", "Asia/Kolkata")


def test_a_computer_whose_clock_is_slow_goes_by_the_server_s(
    browsers: Browsers, installation: Installation, trainer: Someone, trainee: Someone
) -> None:
    session = installation.session(
        title="Under way",
        trainer_id=trainer.id,
        trainee_ids=[trainee.id],
        scheduled_date=(datetime.now(UTC) - timedelta(minutes=2)).isoformat(),
        class_link="https://meet.example/under-way",
    )

    def open_slow(who: Someone, path: str) -> Page:
        page = browsers.context(who).new_page()
        page.clock.install(time=datetime.now(UTC) - timedelta(minutes=SLOW_MINUTES))
        page.goto(f"/app{path}")
        return page

    page = open_slow(trainer, f"/sessions/{session['id']}?dialog=attendance")
    page.get_by_role("radio", name="Present").click(timeout=1000 * patience(10))
    expect(page.get_by_role("radio", name="Present")).to_be_checked()
    expect(open_slow(trainee, "/").get_by_role("link", name="Join")).to_be_visible()
