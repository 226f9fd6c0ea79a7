"""`make screenshots`: screenshots of the client with demo data, in light, dark and on a phone.

Usage: screenshots.py FOLDER [README_FOLDER]. To add a page, add it to PAGES under the role that opens it. The
screenshots that the README shows are written to README_FOLDER as well.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.browser.browsers import DESKTOP, HOME, PHONE, find_browser, submit_sign_in
from tests.services import RunningProduct

PAGES = {
    "": ["/login"],
    "admin": [
        "/",
        "/users",
        "/users?create=true",
        "/users/{person}",
        "/users/{person}?dialog=delete",
        "/sessions",
        "/sessions?create=true",
        "/sessions/{coming}",
        "/sessions/{coming}?dialog=move",
        "/sessions/{coming}?dialog=trainees",
        "/sessions/{held}?dialog=attendance",
        "/sessions/{held}/sheet",
        "/calendar",
        "/calendar?view=month",
        "/calendar?view=agenda",
        "/calendar?view=week&lanes=trainer",
        "/calendar?view=day&lanes=trainer",
        "/assignments",
        "/analytics",
        "/account",
        "/account/password",
        "/no/such/page",
    ],
    "trainer": ["/", "/sessions", "/calendar", "/analytics"],
    "trainee": ["/", "/sessions", "/calendar", "/account"],
}
"""By role; ``{person}``, ``{coming}`` and ``{held}`` stand for the ids of a trainee and of two sessions."""
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"viewport": DESKTOP, "color_scheme": "light"},
    "dark": {"viewport": DESKTOP, "color_scheme": "dark"},
    "phone": {"viewport": PHONE, "color_scheme": "light"},
}
FOR_README = {"admin-home-light": "dashboard", "admin-calendar-light": "calendar"}
SIGN_IN = re.compile(r"^\s+(admin|trainer|trainee)\s+(\S+)\s+(\S+)$", re.MULTILINE)
SETTLING_MS = 600
"""Charts are drawn only after their data has arrived."""


def main(folder: Path, readme: Path | None = None) -> None:
    """Start the demo, and take screenshots of every page in every appearance."""
    folder.mkdir(parents=True, exist_ok=True)
    with RunningProduct({}, "--demo") as product, sync_playwright() as playwright:
        sign_ins = {role: (name, password) for role, name, password in SIGN_IN.findall(product.output)}
        ids = _ids(product.base_url, *sign_ins["admin"])
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=find_browser(), args=arguments)
        for look, options in LOOKS.items():
            for role, paths in PAGES.items():
                page = _page(browser, product.base_url, options)
                if role:
                    _sign_in(page, *sign_ins[role])
                for path in paths:
                    _shoot(page, path.format(**ids), folder / f"{_name(role, path)}-{look}.jpg")
                page.context.close()
    if readme:
        readme.mkdir(parents=True, exist_ok=True)
        for name, called in FOR_README.items():
            shutil.copy(folder / f"{name}.jpg", readme / f"{called}.jpg")


def _ids(base_url: str, username: str, password: str) -> dict[str, int]:
    with httpx.Client(base_url=base_url) as api:
        sign_in = api.post("/auth/login", json={"username": username, "password": password}).json()
        api.headers["Authorization"] = f"Bearer {sign_in['access_token']}"

        def first(path: str) -> int:
            return int(api.get(path).json()[0]["id"])

        return {
            "person": first("/users/?role=trainee&limit=1"),
            "held": first("/sessions/?status=completed&limit=1"),
            "coming": first(f"/sessions/?status=scheduled&order=scheduled_date&limit=1&from={_now(api)}"),
        }


def _now(api: httpx.Client) -> str:
    """The end of the period that the server uses by default."""
    return str(api.get("/analytics/overview").json()["ends_at"])


def _name(role: str, path: str) -> str:
    words = re.findall(r"\w+", path.replace("dialog=", "").replace("=true", "").replace("view=", ""))
    return "-".join([role or "nobody", *(words or ["home"])])


def _page(browser: Browser, base_url: str, options: dict[str, Any]) -> Page:
    return browser.new_context(base_url=base_url, **(HOME | options)).new_page()


def _sign_in(page: Page, username: str, password: str) -> None:
    page.goto("/app/login")
    submit_sign_in(page, username, password)
    page.get_by_role("banner").wait_for()


def _shoot(page: Page, path: str, file: Path) -> None:
    page.goto(f"/app{path}")
    page.locator("h1").wait_for(state="attached")
    if "dialog=" in path or "create=" in path:
        page.get_by_role("dialog").wait_for()
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(SETTLING_MS)
    page.screenshot(path=file, type="jpeg", quality=72)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:3]))
