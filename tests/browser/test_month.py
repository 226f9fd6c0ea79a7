"""Sessions over midnight in the month: on each of their days."""

from __future__ import annotations

from datetime import UTC, datetime

from playwright.sync_api import expect

from tests.blackbox.installation import Installation, Someone
from tests.browser.browsers import Browsers
from tests.browser.test_calendar import drag, place_of
from tests.patience import eventually

NIGHT = datetime(2031, 5, 14, 21, tzinfo=UTC)  # 22:00 in Lisbon


def test_a_session_over_midnight_is_on_both_days_and_moves_as_a_whole(
    browsers: Browsers, installation: Installation, trainer: Someone
) -> None:
    session = installation.session(
        title="Night shift", trainer_id=trainer.id, scheduled_date=NIGHT.isoformat(), duration_minutes=240
    )
    page = browsers.open("/calendar?view=month&day=2031-05-14", who=trainer)
    first, second = (page.locator(f"[data-day='2031-05-{day}']") for day in (14, 15))
    expect(first.get_by_role("button", name="Night shift")).to_contain_text("22:00")
    night = second.get_by_role("button", name="Night shift")
    expect(night).to_contain_text("–02:00")
    # Its second day is dragged to the 22nd: it begins on the 21st.
    grip, goal = place_of(night), place_of(page.locator("[data-day='2031-05-22']"))
    drag(page, (grip["x"] + 20, grip["y"] + 10), (goal["x"] + 20, goal["y"] + 60))
    expect(page.locator("[data-day='2031-05-21']").get_by_role("button", name="Night shift")).to_be_visible()
    path = f"/sessions/{session['id']}"
    eventually(lambda: trainer.done("GET", path)["scheduled_date"], "2031-05-21T21:00:00Z")
