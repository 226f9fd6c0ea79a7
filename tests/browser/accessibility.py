"""axe on a page, in light and dark mode."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(__file__).parents[2] / "client" / "node_modules" / "axe-core" / "axe.min.js"
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RULES_OF_COLOUR = ["color-contrast", "link-in-text-block"]
"""The rules whose result may change with the colours alone."""
RUN = """async ([standards, rulesOfColour]) => {
    const isTheSame = window.lastChecked === document.body.outerHTML;
    window.lastChecked = document.body.outerHTML;
    const runOnly = isTheSame ? { type: 'rule', values: rulesOfColour } : { type: 'tag', values: standards };
    return (await axe.run(document, { runOnly, resultTypes: ['violations'] })).violations;
}"""


@cache
def _axe() -> str:
    return AXE.read_text("utf-8")


def assert_accessible(page: Page) -> None:
    """axe reports no violation of WCAG 2.2 AA or its best practices, in light or dark mode. If only the colours differ,
    the rules that do not look at them are checked once."""
    page.locator("h1").first.wait_for(state="attached")
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(_axe())
    page.evaluate("delete window.lastChecked")
    for scheme in ("light", "dark"):
        _turn(page, scheme)
        found = page.evaluate(RUN, [STANDARDS, RULES_OF_COLOUR])
        assert not found, f"{page.url} in {scheme}:\n" + "\n".join(map(_told, found))
    _turn(page, "light")


def _turn(page: Page, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme)
    page.locator(f"html[data-mantine-color-scheme={scheme}]").wait_for(state="attached")
    # Every colour change has a 1 ms transition, which ends with a frame.
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def _told(violation: dict[str, Any]) -> str:
    places = [f"    {node['html']}\n      {node['failureSummary']}" for node in violation["nodes"][:5]]
    return "\n".join([f"  {violation['id']}: {violation['help']}", *places])
