"""The client's first requests."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.blackbox.installation import Installation, Someone
from tests.browser.browsers import PHONE, Browsers
from tests.browser.held_requests import Held
from tests.patience import eventually
from tests.services.process import wait_for

MOVES = """
window.moves = [];
new PerformanceObserver(list => {
    for (const { value, sources } of list.getEntries())
        if (value > 0.001) moves.push([value, ...sources.map(({ node, previousRect, currentRect }) =>
            [node?.textContent.slice(0, 60), previousRect.y, currentRect.y])]);
}).observe({ type: 'layout-shift', buffered: true });
"""
"""Collects what moves although nobody touched the page, by how much of the screen (Layout Instability API)."""

SCRIPT = re.compile(r"<script nonce=.*?</script>", re.DOTALL)
FILE = re.compile(r"/app/assets/[^/]+\.(?:js|css)$")


def loading(page: Page, path: str, is_plain: bool) -> Callable[[], set[str]]:
    """Open ``path``; returns the page's requests. ``is_plain`` opens it without the preload script."""

    def without_it(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=SCRIPT.sub("", answer.text(), count=1))

    if is_plain:
        page.route(f"**/app{path}", without_it)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"/app{path}")

    def files() -> set[str]:
        page.wait_for_timeout(50)  # Playwright handles request events while it waits
        return {match[0] for url in asked if (match := FILE.search(url))}

    return files


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
def test_preloaded_files_are_those_that_the_page_needs(
    browsers: Browsers, people: dict[str, Someone], role: str | None, path: str
) -> None:
    who = people[role] if role else None
    plain = loading(browsers.context(who).new_page(), path, is_plain=True)
    page = browsers.context(who).new_page()
    ahead = loading(page, path, is_plain=False)
    assert page.locator("link[rel=modulepreload]").count() > 6
    # The plain page never requests a file that was preloaded needlessly.
    wait_for(lambda: plain() == ahead(), "both pages have requested the same files")
    assert browsers.complaints == []


def test_dark_mode_shows_no_light_page_first(browsers: Browsers) -> None:
    context = browsers.context(color_scheme="light")
    page = context.new_page()
    page.goto("/robots.txt")
    page.evaluate("localStorage.setItem('mantine-color-scheme-value', 'dark')")
    page.route("**/app/assets/index-*.js", lambda route: None)  # the client never starts
    page.goto("/app/login", wait_until="commit")
    expect(page.locator(".splash")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", "dark")
    assert (
        page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor") == "rgb(18, 21, 28)"
    )


def test_the_shell_is_painted_before_the_client_has_loaded(browsers: Browsers, trainer: Someone) -> None:
    page = browsers.open("/users", who=trainer)
    menu = page.get_by_role("navigation", name="Main menu").get_by_role("link")
    place = "entry => { const { top, height } = entry.getBoundingClientRect(); return [top, height]; }"
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    real = [entry.evaluate(place) for entry in menu.all()]
    page.route("**/app/assets/index-*.js", lambda route: None)  # the client never starts
    page.goto("/app/users", wait_until="commit")
    expect(page.locator("#early [data-here]")).to_have_attribute("data-text", "People")
    assert [entry.evaluate(place) for entry in page.locator(".early-side [data-text]").all()] == real
    assert page.get_by_text("People").count() == 0
    # Nothing of it is left to the next user of this browser.
    page.unroute("**/app/assets/index-*.js")
    page.goto("/app/")
    page.get_by_role("button", name="account menu").click()
    page.get_by_role("menuitem", name="Sign out").click()
    expect(page.get_by_label("Username or email")).to_be_visible()
    assert page.evaluate("localStorage.getItem('tms.shell')") is None


def test_a_page_looks_the_same_whichever_was_opened_first(
    browsers: Browsers, people: dict[str, Someone]
) -> None:
    """A page's styles come before those of the shell if its files were preloaded, and after them otherwise."""
    look = """box => {
        const top = box.getBoundingClientRect().top;
        return [...box.closest('[class*=Checkbox-root]').querySelectorAll('*')].map(part => {
            const { left, top: at, width, height } = part.getBoundingClientRect();
            return [part.className, left, at - top, width, height, getComputedStyle(part).fontSize];
        });
    }"""
    page = browsers.open("/users?create=true", who=people["admin"])
    at_once = page.get_by_role("dialog").get_by_role("checkbox").evaluate(look)
    page = browsers.open(who=people["admin"])
    page.get_by_role("main").get_by_role("link", name="New person").click()
    assert page.get_by_role("dialog").get_by_role("checkbox").evaluate(look) == at_once


@pytest.mark.parametrize("path", ["/users/99999", "/sessions/99999"])
def test_a_missing_resource_is_requested_once(
    browsers: Browsers, people: dict[str, Someone], path: str
) -> None:
    page = browsers.context(people["admin"]).new_page()
    asked: list[str] = []
    page.on(
        "request", lambda request: asked.append(request.url) if request.resource_type == "fetch" else None
    )
    page.goto(f"/app{path}")
    expect(page.get_by_role("heading", name=re.compile("^(Session|Person) not found$"))).to_be_visible()
    expect(page.get_by_role("main")).not_to_contain_text("deleted")
    expect(page.get_by_role("navigation", name="Breadcrumbs").get_by_role("listitem")).to_have_text(
        ["Home", "People" if "users" in path else "Sessions"]
    )
    expect(page.get_by_role("banner").get_by_role("status")).to_contain_text("Live")
    page.wait_for_timeout(500)  # reads that had failed are repeated once the connection is live again
    assert len([url for url in asked if url.endswith(path)]) == 1


def all_is_shown(page: Page) -> None:
    expect(page.get_by_role("banner").get_by_role("status")).to_contain_text("Live")
    expect(page.get_by_role("main").get_by_text("Loading")).to_have_count(0)


@pytest.mark.parametrize("role", ["admin", "trainer", "trainee"])
def test_home_stays_in_place_on_the_next_visit(
    browsers: Browsers, people: dict[str, Someone], role: str
) -> None:
    page = browsers.open(who=people[role], viewport=PHONE)
    all_is_shown(page)
    page.add_init_script(MOVES)
    page.reload()
    all_is_shown(page)
    assert page.evaluate("moves") == []


def test_what_one_panel_needs_late_does_not_take_the_others_away(
    browsers: Browsers, installation: Installation, people: dict[str, Someone]
) -> None:
    """The charts' words are loaded when there is something to draw; what is being read then is not read again."""
    installation.session(title="Drawn", trainer_id=installation.add("trainer").id)
    page = browsers.open("/account", who=people["admin"])
    all_is_shown(page)
    sessions = Held(page, "**/sessions/?*", "GET")
    words: list[Route] = []

    def keep_words_of_charts(route: Route) -> None:
        answer = route.fetch()
        if "in completed sessions" in answer.text():
            words.append(route)
        else:
            route.fulfill(response=answer)

    page.route("**/assets/en-*.js", keep_words_of_charts)
    asked: list[str] = []
    page.on("request", lambda each: asked.append(each.url) if each.resource_type == "fetch" else None)
    page.goto("/app/", wait_until="commit")
    reads = [sessions.next(), sessions.next()]
    while not words:
        page.wait_for_timeout(10)
    page.unroute("**/sessions/?*")
    for route in (*words, *reads, *sessions.waiting):
        route.continue_()
    all_is_shown(page)
    assert [url for url, times in Counter(asked).items() if times > 1] == []


def test_every_page_reads_everything_once(
    browsers: Browsers, installation: Installation, people: dict[str, Someone]
) -> None:
    """What a part of a page needs late, such as its words, takes nothing away that is being read or shown already."""
    trainer = installation.add("trainer")
    session = installation.session(title="Told", trainer_id=trainer.id)
    eventually(lambda: len(trainer.done("GET", "/notifications/")), 1)  # it is news for open pages
    own = ["/notifications", "/account", "/sessions", f"/sessions/{session['id']}", "/calendar"]
    admins = [
        *own,
        "/users",
        f"/users/{trainer.id}",
        "/assignments",
        "/analytics",
        "/organisation",
        "/system",
    ]
    for who, paths in ((trainer, own), (people["admin"], admins)):
        page = browsers.context(who).new_page()
        asked: list[str] = []
        page.on(
            "request",
            lambda each, asked=asked: asked.append(each.url) if each.resource_type == "fetch" else None,
        )
        for path in paths:
            asked.clear()
            page.goto(f"/app{path}")
            all_is_shown(page)
            # Who is signed in is read for the socket's position as well.
            times = Counter(url for url in asked if not url.endswith("/auth/me"))
            assert [url for url, count in times.items() if count > 1] == [], path
