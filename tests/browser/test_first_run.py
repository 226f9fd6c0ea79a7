"""A new organisation is never shown the home page of one at work, not even for a moment."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.blackbox.installation import PATIENT, Installation
from tests.browser.browsers import Browsers, NewContext
from tests.browser.held_requests import Held
from tests.services import RunningProduct


def test_first_steps_are_not_preceded_by_an_empty_day(new_context: NewContext) -> None:
    with RunningProduct(PATIENT) as product:
        empty = Installation(product)
        page = Browsers(empty, new_context).open("/account", who=empty.admin)
        counts = Held(page, "**/analytics/users", "GET")
        for _ in range(2):
            page.goto("/app/")
            expect(page.get_by_role("heading", level=1)).to_have_text("Welcome")
            count = counts.next()
            expect(page.get_by_text("Now and next")).to_have_count(0)
            count.continue_()
            expect(page.get_by_role("region", name="First steps 0 of 4 done")).to_be_visible()
            expect(page.get_by_text("Now and next")).to_have_count(0)
        empty.close()
