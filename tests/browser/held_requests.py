"""Requests that wait for the test: what a page does until the server answers."""

from __future__ import annotations

from playwright.sync_api import Page, Route


class Held:
    """Requests of one method to some address, which wait until the test lets them go on."""

    def __init__(self, page: Page, url: str, method: str) -> None:
        self.page, self.method = page, method
        self.waiting: list[Route] = []
        page.route(url, self._take)

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
