"""Users' browsers: pages that are signed in as a given user, and that report any errors."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import BrowserContext, ConsoleMessage, Page

from tests.blackbox.installation import Installation, Someone
from tests.patience import HANGS, patience
from tests.services.process import ServiceError

DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
LISBON = "Europe/Lisbon"
HOME = {"locale": "en-GB", "timezone_id": LISBON, "reduced_motion": "reduce", "viewport": DESKTOP}
"""The locale and time zone of all users in these tests; motion is reduced because tests would have to wait for it."""

DAY = 86_400_000
NETWORK = (
    "Failed to load resource",
    "WebSocket connection to",
    "Couldn't load preload assets",
    "MissingPart: A part of the client is missing",
)
"""Browser messages about error responses and unreachable servers: expected, because tests cause them."""

MESSAGE_MS = [4500, 8000]
"""For how long a message and one with "Undo" are shown (client/src/ui/feedback/toasts.ts)."""
KEEP_MESSAGES = """([shown, times]) => {
    const later = window.setTimeout;
    window.setTimeout = (run, ms, ...rest) => later(run, shown.includes(ms) ? ms * times : ms, ...rest);
}"""
"""Messages stay until the test has got to them: a check with axe before "Undo" takes longer than that on a busy machine."""

SIGN_IN = """([origin, stored]) => {
    try {
        if (location.origin !== origin || localStorage.getItem('tests.first-page')) return;
        localStorage.setItem('tests.first-page', 'was opened');
        localStorage.setItem('tms.sign-in', stored);
    } catch {} // no storage
}"""
"""Stored as the client stores it, and only once: signing out must last. Playwright's `storage_state` costs as much as the
page itself, because it opens one of its own."""

PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")

NewContext = Callable[..., BrowserContext]


def find_browser() -> str:
    """The path of a Chromium: ``$CHROMIUM``, or the first on the path, preferably the headless shell."""
    names = [os.environ.get("CHROMIUM", ""), *PROGRAMS]
    for name in names:
        if name and (found := shutil.which(name)):
            return found
    raise ServiceError(
        "no Chromium is installed: run scripts/services.sh chromium, or set CHROMIUM to the path of one, "
        "or run `make test-fast`, which leaves out the tests that need it"
    )


def submit_sign_in(page: Page, username: str, password: str) -> None:
    """Fill in the sign-in page and send it."""
    page.get_by_label("Username or email").fill(username)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


@dataclass
class Browsers:
    """Opens pages of an installation. ``complaints`` collects the errors of all pages."""

    installation: Installation
    new_context: NewContext
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str = "/", who: Someone | None = None, **options: Any) -> Page:
        """A separate browser at ``/app`` + ``path``, signed in as ``who``; options are Playwright's."""
        page = self.context(who, **options).new_page()
        page.goto(f"/app{path}")
        return page

    def context(self, who: Someone | None = None, **options: Any) -> BrowserContext:
        """A browser context without a page; its tabs share one sign-in."""
        base_url = self.installation.product.base_url
        context = self.new_context(base_url=base_url, **(HOME | options))
        context.set_default_timeout(1000 * min(HANGS, patience(30)))
        context.add_init_script(f"({KEEP_MESSAGES})({json.dumps([MESSAGE_MS, 3 * patience(1)])})")
        if who is not None:
            kept = {"token": who.token, "user": who.user, "expiresAt": 1000 * time.time() + DAY}
            context.add_init_script(f"({SIGN_IN})({json.dumps([base_url, json.dumps(kept)])})")
        context.on("console", self._hear)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        return context

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(NETWORK):
            self.complaints.append(message.text)
