"""What the client asks for first."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.blackbox.installation import Someone
from tests.browser.browsers import Browsers

SCRIPT = re.compile(r"<script nonce=.*?</script>", re.DOTALL)
FILE = re.compile(r"/app/assets/[^/]+\.(?:js|css)$")


def files_of(page: Page, path: str, is_plain: bool) -> set[str]:
    """What a page at ``path`` loads; when ``is_plain``, without the script in the page that asks ahead."""

    def without_it(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=SCRIPT.sub("", answer.text(), count=1))

    if is_plain:
        page.route(f"**/app{path}", without_it)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"/app{path}")
    page.wait_for_load_state("networkidle")
    return {match[0] for url in asked if (match := FILE.search(url))}


@pytest.mark.parametrize(
    ("role", "path"),
    [
        (None, "/login"),
        ("admin", "/"),
        ("trainer", "/"),
        ("trainee", "/"),
        ("admin", "/users"),
        ("trainer", "/calendar"),
        ("trainee", "/sessions"),
        ("admin", "/analytics"),
    ],
)
def test_what_is_asked_for_ahead_is_what_the_page_needs(
    browsers: Browsers, people: dict[str, Someone], role: str | None, path: str
) -> None:
    who = people[role] if role else None
    plain = files_of(browsers.context(who).new_page(), path, is_plain=True)
    page = browsers.context(who).new_page()
    assert files_of(page, path, is_plain=False) == plain
    assert page.locator("link[rel=modulepreload]").count() > 6
    assert browsers.complaints == []


def test_whoever_likes_it_dark_sees_no_light_page_first(browsers: Browsers) -> None:
    context = browsers.context(color_scheme="light")
    page = context.new_page()
    page.goto("/robots.txt")
    page.evaluate("localStorage.setItem('mantine-color-scheme-value', 'dark')")
    page.route("**/app/assets/index-*.js", lambda route: None)  # the client never begins
    page.goto("/app/login", wait_until="commit")
    expect(page.locator(".splash")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", "dark")
    assert (
        page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor") == "rgb(18, 21, 28)"
    )
