"""A new organisation is never shown the home page of one at work, not even for a moment."""

from __future__ import annotations

from playwright.sync_api import Route, expect

from tests.blackbox.installation import PATIENT, Installation
from tests.browser.browsers import Browsers, NewContext
from tests.services import RunningProduct


def test_first_steps_are_not_preceded_by_an_empty_day(new_context: NewContext) -> None:
    with RunningProduct(PATIENT) as product:
        empty = Installation(product)
        page = Browsers(empty, new_context).open("/account", who=empty.admin)
        held: list[Route] = []
        page.route("**/analytics/users", lambda route: held.append(route))  # noqa: PLW0108  # Playwright cannot wrap a built-in function
        page.goto("/app/")
        expect(page.get_by_role("heading", level=1)).to_have_text("Welcome")
        for _ in range(2):
            expect(page.get_by_role("main").locator("[data-visible]").first).to_be_attached()
            expect(page.get_by_text("Now and next")).to_have_count(0)
            while held:
                held.pop().continue_()
            expect(page.get_by_role("region", name="First steps 0 of 4 done")).to_be_visible()
            expect(page.get_by_text("Now and next")).to_have_count(0)
            page.reload()
        empty.close()
