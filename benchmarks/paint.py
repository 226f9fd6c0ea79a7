"""``python -m benchmarks.paint``: how soon the calendar answers. A week with 200 sessions in Chromium, its processor slowed
down four times; for each interaction, the time until the next paint, by Event Timing, in milliseconds. ``--view`` and
``--rounds`` change what is measured and how often. The browser tests' own Chromium is used."""

from __future__ import annotations

import argparse
import json
import os
import statistics
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from playwright.sync_api import Page, sync_playwright

from tests.blackbox.installation import PATIENT, Installation
from tests.browser.browsers import DESKTOP, find_browser
from tests.services import RunningProduct

MONDAY = datetime(2031, 3, 3, tzinfo=UTC)
DAYS, SESSIONS_A_DAY, TRAINERS = 5, 40, 8
SLOWDOWN = 4
SETTLED_MS = 1200
OBSERVE = """
window.timings = [];
new PerformanceObserver(list => timings.push(...list.getEntries().map(({ name, duration }) => [name, duration])))
  .observe({ type: 'event', durationThreshold: 16 })
"""


def main() -> None:
    """Print the median and the slowest next paint of each interaction."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--view", default="week")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with RunningProduct(PATIENT) as product, sync_playwright() as playwright:
        installation = Installation(product, "sqlite")
        _plan(installation)
        browser = playwright.chromium.launch(
            executable_path=find_browser(), args=["--no-sandbox"] if os.geteuid() == 0 else []
        )
        page = browser.new_page(
            base_url=product.base_url,
            viewport={"width": DESKTOP["width"], "height": DESKTOP["height"]},
            timezone_id="UTC",
            locale="en-GB",
        )
        _sign_in(page, installation)
        found: dict[str, list[float]] = {}
        for _ in range(options.rounds):
            page.goto(f"/app/calendar?view={options.view}&day=2031-03-04")
            page.locator("[data-session]").first.wait_for()
            page.wait_for_timeout(SETTLED_MS)
            page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
            for name, act in INTERACTIONS.items():
                found.setdefault(name, []).append(_slowest(page, lambda act=act: act(page)))
        browser.close()
        installation.close()
    print(
        f"{DAYS * SESSIONS_A_DAY} sessions in a {options.view}, {SLOWDOWN}x slower, {options.rounds} rounds"
    )
    for name, times in found.items():
        print(f"{name:<28}{statistics.median(times):6.0f} ms  (slowest {max(times):.0f})")


def _plan(installation: Installation) -> None:
    trainers = [installation.add("trainer").id for _ in range(TRAINERS)]
    for number in range(2 * DAYS * SESSIONS_A_DAY):
        day, slot = divmod(number, SESSIONS_A_DAY)
        week, weekday = divmod(day, DAYS)
        start = MONDAY + timedelta(days=7 * week + weekday, hours=8, minutes=15 * slot)
        body = installation.new_session(
            title=f"Spreadsheets for beginners {number}",
            trainer_id=trainers[number % TRAINERS],
            scheduled_date=start.isoformat(),
        )
        installation.admin.done("POST", "/sessions/?allow_conflicts=true", body)


def _sign_in(page: Page, installation: Installation) -> None:
    page.goto("/robots.txt")
    admin = installation.admin
    kept = {"token": admin.token, "user": admin.user, "expiresAt": page.evaluate("Date.now()") + 86_400_000}
    page.evaluate("text => localStorage.setItem('tms.sign-in', text)", json.dumps(kept))


def _slowest(page: Page, act: Callable[[], None]) -> float:
    """The longest time from an event of the interaction to the next paint; 16 if none was longer than a frame."""
    page.evaluate(OBSERVE)
    act()
    page.wait_for_timeout(SETTLED_MS)
    timings: list[tuple[str, float]] = page.evaluate("timings")
    return max((duration for _, duration in timings), default=16.0)


def _box(page: Page) -> dict[str, float]:
    box: Any = page.locator("[data-session]").nth(3).bounding_box()
    return dict(box)


def _drag(page: Page) -> None:
    box = _box(page)
    x, y = box["x"] + 10, box["y"] + 8
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y + 60, steps=8)
    page.keyboard.press("Escape")
    page.mouse.up()
    page.keyboard.press("Escape")


def _card(page: Page) -> None:
    box = _box(page)
    page.mouse.click(box["x"] + 10, box["y"] + 8)
    page.wait_for_timeout(SETTLED_MS)
    page.keyboard.press("Escape")


INTERACTIONS: dict[str, Callable[[Page], None]] = {
    "next week, first seen": lambda page: page.get_by_role("button", name="Next week").click(),
    "previous week, known": lambda page: page.get_by_role("button", name="Previous week").click(),
    "open and close a card": _card,
    "drag, and put it back": _drag,
    "month": lambda page: page.get_by_text("Month", exact=True).click(),
    "back to the week": lambda page: page.get_by_text("Week", exact=True).click(),
}


if __name__ == "__main__":
    main()
