"""`make screenshots`: pictures of the client with demo data, in light, dark and on a phone.

Usage: screenshots.py FOLDER. A page is added to PAGES; who sees it is the role before it.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.browser.browsers import DESKTOP, HOME, PHONE, find_browser
from tests.services import RunningProduct

PAGES = [("", "/login"), ("admin", "/"), ("trainer", "/"), ("trainee", "/"), ("trainee", "/account")]
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"viewport": DESKTOP, "color_scheme": "light"},
    "dark": {"viewport": DESKTOP, "color_scheme": "dark"},
    "phone": {"viewport": PHONE, "color_scheme": "light"},
}


def main(folder: Path) -> None:
    """Start the demo, and photograph every page in every look."""
    folder.mkdir(parents=True, exist_ok=True)
    with RunningProduct({}, "--demo") as product, sync_playwright() as playwright:
        sign_ins = {
            role: (name, password)
            for role, name, password in re.findall(
                r"^\s+(admin|trainer|trainee)\s+(\S+)\s+(\S+)$", product.output, re.MULTILINE
            )
        }
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=find_browser(), args=arguments)
        for look, options in LOOKS.items():
            for role in ("", "admin", "trainer", "trainee"):
                page = _page(browser, product.base_url, options)
                if role:
                    _sign_in(page, *sign_ins[role])
                for path in (path for whose, path in PAGES if whose == role):
                    _shoot(page, path, folder / f"{role or 'nobody'}-{path.strip('/') or 'home'}-{look}.jpg")
                page.context.close()


def _page(browser: Browser, base_url: str, options: dict[str, Any]) -> Page:
    return browser.new_context(base_url=base_url, **(HOME | options)).new_page()


def _sign_in(page: Page, username: str, password: str) -> None:
    page.goto("/app/login")
    page.get_by_label("Name or e-mail").fill(username)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("banner").wait_for()


def _shoot(page: Page, path: str, file: Path) -> None:
    page.goto(f"/app{path}")
    page.get_by_role("heading", level=1).wait_for()
    page.wait_for_load_state("networkidle")
    page.screenshot(path=file, type="jpeg", quality=72)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
