"""Common steps with sessions: filling in the form, choosing, undoing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.blackbox.installation import Someone
from tests.browser.browsers import Browsers

TABS = 40
"""More than the tab stops of any dialog."""


def tab_to(page: Page, field: Locator) -> None:
    """Press Tab until the element has the focus."""
    for _ in range(TABS):
        if field.evaluate("field => field === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"the Tab key does not lead to {field}")


def said(page: Page, text: str) -> None:
    expect(
        page.get_by_role("region", name="Messages").get_by_role("status").filter(has_text=text)
    ).to_be_visible()


def undo(page: Page) -> None:
    page.get_by_role("region", name="Messages").get_by_role("button", name="Undo").click()


def form_in(page: Page, name: str = "New session") -> Locator:
    """The dialog, once it accepts typing."""
    dialog = page.get_by_role("dialog", name=name, exact=True)
    expect(dialog.get_by_label("Title")).to_be_focused()
    return dialog


def choose(page: Page, field: Locator, name: str) -> None:
    field.fill(name)
    page.get_by_role("option").filter(has_text=name).first.click()


def days_ahead(days: int, hour: int = 10) -> datetime:
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + timedelta(days=days, hours=hour)


def ago(hours: int) -> str:
    return (datetime.now(UTC) - timedelta(hours=hours)).isoformat()


def session_page(browsers: Browsers, who: Someone, session: dict[str, Any], query: str = "") -> Page:
    page = browsers.open(f"/sessions/{session['id']}{query}", who=who)
    expect(page.get_by_role("heading", level=1)).to_have_text(session["title"])
    return page


def status_of(page: Page, status: str) -> None:
    expect(page.get_by_role("main").get_by_role("banner").or_(page.locator("main header"))).to_contain_text(
        status
    )
