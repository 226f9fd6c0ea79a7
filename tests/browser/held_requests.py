"""Requests that wait for the test: what a page does until the server answers."""

from __future__ import annotations

from playwright.sync_api import Page, Route


def wait_for_routes(page: Page) -> None:
    """Wait until the page's requests go through its routes: for a moment after the first one they may still pass them by."""
    probe = "**/passes-the-routes"
    page.route(probe, lambda route: route.fulfill(status=200, body="seen"))
    while page.evaluate("fetch('/passes-the-routes').then(answer => answer.text())") != "seen":
        page.wait_for_timeout(10)
    page.unroute(probe)


class Held:
    """Requests of one method to some address, which wait until the test lets them go on."""

    def __init__(self, page: Page, url: str, method: str) -> None:
        self.page, self.method = page, method
        self.waiting: list[Route] = []
        page.route(url, self._take)
        wait_for_routes(page)

    def _take(self, route: Route) -> None:
        if route.request.method == self.method:
            self.waiting.append(route)
        else:
            route.fallback()

    def next(self) -> Route:
        """The request that was held first, as soon as the page has sent it."""
        while not self.waiting:
            self.page.wait_for_timeout(10)
        return self.waiting.pop(0)
