"""Chunks of the client that cannot be loaded, because the server is unreachable or there is a newer client."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from tests.blackbox.installation import PATIENT, Installation, Someone
from tests.browser.accessibility import assert_accessible
from tests.browser.browsers import Browsers, NewContext
from tests.browser.test_live import account_of, live_mark
from tests.services import RunningProduct


@pytest.fixture(scope="module")
def restartable_installation() -> Iterator[Installation]:
    """A product that the test may stop. The store does not matter, because only files are requested."""
    with RunningProduct(PATIENT) as product:
        installed = Installation(product)
        yield installed
        installed.close()


def go_to(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Main menu").get_by_role("link", name=name, exact=True).click()


def title(page: Page, text: str) -> None:
    """The heading begins with ``text``; the calendar's goes on with the period."""
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(rf"^{text}(,|$)"))


def test_a_page_that_cannot_be_loaded_says_so_and_opens_when_the_server_is_back(
    restartable_installation: Installation, new_context: NewContext
) -> None:
    browsers = Browsers(restartable_installation, new_context)
    page = account_of(browsers, restartable_installation.add("admin"))
    page.evaluate("window.isTheSame = true")
    restartable_installation.product.stop()
    go_to(page, "Calendar")
    title(page, "This page couldn’t be loaded")
    expect(page.get_by_role("alert")).to_contain_text("opens as soon as the connection is back")
    assert_accessible(page)
    restartable_installation.product.start()
    title(page, "Calendar")
    live_mark(page, "Live")
    assert page.evaluate("window.isTheSame")  # not reloaded
    assert browsers.complaints == []


def test_an_overlay_waits_for_the_server_and_the_page_stays(
    restartable_installation: Installation, new_context: NewContext
) -> None:
    page = account_of(
        Browsers(restartable_installation, new_context), restartable_installation.add("trainer")
    )
    page.get_by_label("First name").fill("Typed before")
    restartable_installation.product.stop()
    page.get_by_role("button", name="’s account menu", exact=False).click()
    expect(
        page.get_by_role("status").filter(has_text="opens as soon as the connection is back")
    ).to_be_visible()
    expect(page.get_by_label("First name")).to_have_value("Typed before")
    restartable_installation.product.start()
    expect(page.get_by_role("menuitem", name="Sign out")).to_be_visible()
    expect(page.get_by_label("First name")).to_have_value("Typed before")


def test_another_language_waits_for_the_server(
    restartable_installation: Installation, new_context: NewContext
) -> None:
    browsers = Browsers(restartable_installation, new_context)
    page = account_of(browsers, restartable_installation.add("trainer"))
    page.get_by_role("button", name="’s account menu", exact=False).click()
    expect(page.get_by_role("menuitem", name="Sign out")).to_be_visible()
    restartable_installation.product.stop()
    page.get_by_role("menuitemradio", name="Português").click()
    expect(
        page.get_by_role("status").filter(has_text="opens as soon as the connection is back")
    ).to_be_visible()
    title(page, "My account")
    restartable_installation.product.start()
    title(page, "A minha conta")
    assert browsers.complaints == []


CALENDAR = re.compile(r"/assets/CalendarPage-")


def gone(route: Route) -> None:
    route.fulfill(status=404, body="")


def test_while_a_page_is_waited_for_the_one_before_is_gone_and_the_focus_waits_too(
    browsers: Browsers, people: dict[str, Someone]
) -> None:
    """The router shows that a page is loading after 150 ms; more than one page at once was seen then."""
    page = account_of(browsers, people["admin"])
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        waiting.append(route)

    page.route(CALENDAR, hold)
    go_to(page, "Calendar")
    expect(page.get_by_role("main").get_by_text("Loading…")).to_have_count(1)
    expect(page.get_by_role("heading", level=1)).to_have_count(0)
    page.wait_for_timeout(1200)  # A page that took over a second did not get the focus.
    for route in waiting:
        route.continue_()
    title(page, "Calendar")
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    expect(page.get_by_role("heading", level=1)).to_be_focused()


def newer(route: Route) -> None:
    """The page of a newer client; the script it names is the old one, which still works."""
    answer = route.fetch()
    body = re.sub(r"(/app/assets/index-[\w-]+\.js)", r"\1?newer", answer.text())
    route.fulfill(response=answer, body=body)


def counted_loads(page: Page) -> list[str]:
    loads: list[str] = []
    page.on("load", lambda loaded: loads.append(loaded.url))
    return loads


def test_after_a_deployment_the_page_reloads_once(browsers: Browsers, people: dict[str, Someone]) -> None:
    page = account_of(browsers, people["admin"])
    loads = counted_loads(page)
    page.route(CALENDAR, gone)
    page.route(re.compile(r"/app/[^.]*$"), newer)
    page.on("load", lambda _: page.unroute(CALENDAR))
    go_to(page, "Calendar")
    title(page, "Calendar")
    assert len(loads) == 1


def test_a_permanently_missing_page_does_not_reload_in_a_loop(
    browsers: Browsers, people: dict[str, Someone]
) -> None:
    page = account_of(browsers, people["admin"])
    loads = counted_loads(page)
    page.route(CALENDAR, gone)
    go_to(page, "Calendar")
    expect(page.get_by_role("button", name="Reload page")).to_be_visible()
    page.wait_for_timeout(1000)
    assert len(loads) == 1
    go_to(page, "My account")
    title(page, "My account")
