"""`make screenshots`: pictures of every page, dialog, menu, empty page and error, in every look.

Usage: screenshots.py FOLDER [README_FOLDER] [PATTERN]. A picture is called after the role, the address or the
state, and the look. To add a page, add it to PAGES under the role that opens it; what has to be clicked for is in
STATES. The pictures that the README shows are written to README_FOLDER as well; with PATTERN, only pictures whose names
match it are taken.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.browser.browsers import DESKTOP, HOME, PHONE, find_browser
from tests.services import RunningProduct

PAGES = {
    "": ["/login"],
    "admin": [
        "/",
        "/users",
        "/users?q=nobody+is+called+this",
        "/users?create=true",
        "/users/{person}",
        *[f"/users/{{person}}?dialog={name}" for name in ("edit", "assign", "password", "delete")],
        "/sessions",
        "/sessions?when=past",
        "/sessions?create=true",
        "/sessions/{coming}",
        "/sessions/{held}",
        *[f"/sessions/{{coming}}?dialog={name}" for name in ("edit", "move", "trainees", "cancel", "delete")],
        "/sessions/{held}?dialog=attendance",
        "/sessions/{held}/sheet",
        "/calendar",
        "/calendar?view=month",
        "/calendar?view=agenda",
        "/calendar?view=week&colour=state",
        "/calendar?view=week&lanes=trainer&colour=trainer",
        "/calendar?view=day&lanes=trainer",
        "/calendar?view=week&lanes=none&day=2040-01-01",
        "/assignments",
        "/analytics",
        "/organisation",
        "/account",
        "/account/password",
        "/no/such/page",
    ],
    "trainer": ["/", "/users", "/sessions", "/sessions/{led}", "/calendar", "/analytics", "/organisation"],
    "trainee": ["/", "/sessions", "/sessions/{taken}", "/calendar", "/account", "/sessions/1000000"],
    "newcomer": ["/", "/users", "/sessions", "/calendar", "/assignments", "/analytics"],
}
"""By role; ``{person}``, ``{coming}`` … stand for ids of the demo's. A newcomer is the admin of an empty organisation."""
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"viewport": DESKTOP, "color_scheme": "light"},
    "dark": {"viewport": DESKTOP, "color_scheme": "dark"},
    "phone": {"viewport": PHONE, "color_scheme": "light"},
    "portuguese": {"viewport": PHONE, "color_scheme": "dark", "locale": "pt-PT"},
    "200": {"viewport": {"width": 640, "height": 400}, "color_scheme": "light"},
    "400": {"viewport": {"width": 320, "height": 256}, "color_scheme": "light"},
}
"""The last two are what is left of a desktop's screen at 200 % and 400 % zoom."""
FOR_README = {"admin-home-light": "dashboard", "admin-calendar-light": "calendar"}
SIGN_IN = re.compile(r"^\s+(admin|trainer|trainee)\s+(\S+)\s+(\S+)$", re.MULTILINE)
SETTLING_MS = 600
"""Charts are drawn only after their data has arrived."""
PASSWORD = "a password of my own"


def _press(keys: str) -> Callable[[Page], None]:
    return lambda page: page.keyboard.press(keys)


def _type(text: str) -> Callable[[Page], None]:
    return lambda page: page.keyboard.type(text, delay=20)


def _click(selector: str) -> Callable[[Page], None]:
    return lambda page: page.locator(selector).locator("visible=true").first.click()


@dataclass(frozen=True)
class State:
    """What a page shows after these steps; ``fails`` is a part of an address that then cannot be read."""

    path: str
    steps: tuple[Callable[[Page], None], ...] = ()
    fails: str = ""


STATES = {
    "menu-account": State("/", (_click("header [aria-haspopup=menu]"),)),
    "menu-notifications": State("/", (_click("header [aria-haspopup=dialog]"),)),
    "menu-session": State("/sessions/{coming}", (_click("main header [aria-haspopup=menu]"),)),
    "menu-person": State("/users", (_click("main [aria-haspopup=menu]"),)),
    "bar-empty": State("/", (_press("Control+k"),)),
    "bar-results": State("/", (_press("Control+k"), _type("ana"))),
    "bar-verbs": State("/", (_press("Control+k"), _type("cancel"))),
    "bar-nothing": State("/", (_press("Control+k"), _type("xyzzy"))),
    "shortcuts": State("/", (_press("?"),)),
    "invalid-session": State("/sessions?create=true", (_click("[role=dialog] [type=submit]"),)),
    "invalid-person": State("/users?create=true", (_click("[role=dialog] [type=submit]"),)),
    "unsaved": State(
        "/sessions?create=true",
        (_click("[role=dialog] input"), _type("Half a thought"), _press("Escape")),
    ),
    "date-picker": State("/sessions?create=true", (_click("[role=dialog] [aria-haspopup=dialog]"),)),
    "calendar-card": State("/calendar?view=week", (_click("[data-session]"),)),
    "calendar-filters": State("/calendar", (_click("main header [aria-expanded=false]"),)),
    "list-filters": State("/sessions", (_click("main [aria-expanded=false]"),)),
    "failed-list": State("/sessions", fails="/sessions/?"),
    "failed-home": State("/", fails="/analytics/"),
    "failed-calendar": State("/calendar", fails="/sessions/?"),
}
"""What an admin sees after these steps, besides pages as they are opened."""


def main(folder: Path, readme: Path | None = None, pattern: str = "") -> None:
    """Take the pictures: most of the demo, some of an empty organisation."""
    folder.mkdir(parents=True, exist_ok=True)
    with RunningProduct({}, "--demo") as demo, RunningProduct({}) as empty, sync_playwright() as playwright:
        passwords = {role: (name, password) for role, name, password in SIGN_IN.findall(demo.output)}
        first = re.findall(r"^\s+password\s+(\S+)$", empty.output, re.MULTILINE)[0]
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=find_browser(), args=arguments)
        signed_in = {role: _sign_in(demo.base_url, *each) for role, each in passwords.items()}
        signed_in["newcomer"] = _sign_in(empty.base_url, "admin", first)
        ids = _ids(demo.base_url, {role: each["token"] for role, each in signed_in.items()})
        for look, options in LOOKS.items():
            for role, states in _states():
                wanted = {
                    name: state for name, state in states.items() if re.search(pattern, f"{name}-{look}")
                }
                if not wanted:
                    continue
                base_url = (empty if role == "newcomer" else demo).base_url
                page = _page(browser, base_url, options, signed_in.get(role))
                for name, state in wanted.items():
                    _shoot(page, state, ids, folder / f"{name}-{look}.jpg")
                page.context.close()
    for name, called in FOR_README.items() if readme else ():
        if readme and (picture := folder / f"{name}.jpg").exists():
            readme.mkdir(parents=True, exist_ok=True)
            shutil.copy(picture, readme / f"{called}.jpg")


def _states() -> Iterable[tuple[str, dict[str, State]]]:
    """By role, the pictures by name."""
    for role, paths in PAGES.items():
        yield role, {_name(role, path): State(path) for path in paths}
    yield "admin", {f"admin-{name}": state for name, state in STATES.items()}


def _name(role: str, path: str) -> str:
    words = re.findall(r"\w+", re.sub(r"(dialog|view|q)=|=true", "", path))
    return "-".join([role or "nobody", *(words or ["home"])])


def _sign_in(base_url: str, username: str, password: str) -> dict[str, Any]:
    """What the client keeps of a sign-in; a temporary password is replaced."""
    with httpx.Client(base_url=base_url) as api:
        answer = api.post("/auth/login", json={"username": username, "password": password}).json()
        token, user = answer["access_token"], answer["user"]
        if user["is_temporary_password"]:
            api.headers["Authorization"] = f"Bearer {token}"
            token = api.post("/auth/change-password", json={"new_password": PASSWORD}).json()["access_token"]
            user |= {"is_temporary_password": False}
        return {"token": token, "user": user, "expiresAt": 4e12}


def _ids(base_url: str, tokens: dict[str, str]) -> dict[str, int]:
    with httpx.Client(base_url=base_url) as api:

        def first(role: str, path: str) -> int:
            answer = api.get(path, headers={"Authorization": f"Bearer {tokens[role]}"})
            return int(answer.json()[0]["id"])

        overview = api.get("/analytics/overview", headers={"Authorization": f"Bearer {tokens['admin']}"})
        coming = f"/sessions/?status=scheduled&order=scheduled_date&limit=1&from={overview.json()['ends_at']}"
        return {
            "person": first("admin", "/users/?role=trainee&limit=1"),
            "held": first("admin", "/sessions/?status=completed&limit=1"),
            "coming": first("admin", coming),
            "led": first("trainer", coming),
            "taken": first("trainee", coming),
        }


def _page(browser: Browser, base_url: str, options: dict[str, Any], sign_in: dict[str, Any] | None) -> Page:
    kept = [{"name": "tms.sign-in", "value": httpx.Response(200, json=sign_in).text}] if sign_in else []
    state: Any = {"origins": [{"origin": base_url, "localStorage": kept}]}
    return browser.new_context(base_url=base_url, storage_state=state, **(HOME | options)).new_page()


def _shoot(page: Page, state: State, ids: dict[str, int], file: Path) -> None:
    # The page before is gone with all that was typed into it.
    page.goto("about:blank")
    if state.fails:
        page.route(lambda address: state.fails in address, lambda route: route.abort())
    path = state.path.format(**ids)
    page.goto(f"/app{path}")
    page.locator("h1").first.wait_for(state="attached")
    if "dialog=" in path or "create=" in path:
        page.get_by_role("dialog").wait_for()
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(SETTLING_MS)
    for step in state.steps:
        step(page)
        page.wait_for_timeout(SETTLING_MS)
    page.unroute_all()
    page.screenshot(path=file, type="jpeg", quality=72)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:3]), *sys.argv[3:4])
