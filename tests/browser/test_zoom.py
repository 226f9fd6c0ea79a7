"""WCAG 1.4.10: at 400 % zoom, a desktop's window has 320 × 256 CSS pixels, and nothing needs scrolling in two directions
but the calendar and wide tables, which scroll within themselves. And sheets on phones have their title and buttons in
sight."""

from __future__ import annotations

from functools import partial

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.blackbox.installation import Installation, Someone
from tests.browser.browsers import PHONE, Browsers
from tests.browser.session_steps import ago, days_ahead
from tests.patience import eventually

ZOOMED = {"width": 320, "height": 256}
LONG = "Donaudampfschifffahrtsgesellschaftskapitän"
"""A name and a title in one word, as German has them."""
TOO_WIDE = """() => {
    const top = document.querySelector('[role=dialog]') ?? document.body;
    const scrolls = around => around && around !== top.parentElement
        && (getComputedStyle(around).overflowX !== 'visible' || scrolls(around.parentElement));
    const out = [...top.querySelectorAll('*')].filter(each => {
        const { left, right, width } = each.getBoundingClientRect();
        const isSeen = width > 1 && each.checkVisibility({ opacityProperty: true, visibilityProperty: true });
        return isSeen && (left < -1 || right > innerWidth + 1) && !scrolls(each.parentElement);
    });
    const { scrollWidth, clientWidth } = document.scrollingElement;
    const inner = out.filter(each => !out.some(other => other !== each && each.contains(other)));
    const told = inner.slice(0, 3).map(each => each.outerHTML.slice(0, 140));
    return scrollWidth > clientWidth ? [`the page is ${scrollWidth} wide`, ...told] : told;
}"""
PAGES = {
    "admin": [
        "/",
        "/users",
        "/users?create=true",
        "/users/{trainee}",
        "/users/{trainee}?dialog=edit",
        "/users/{trainee}?dialog=assign",
        "/users/{trainee}?dialog=delete",
        "/sessions",
        "/sessions?create=true",
        "/sessions/{session}",
        "/sessions/{session}?dialog=edit",
        "/sessions/{session}?dialog=move",
        "/sessions/{session}?dialog=trainees",
        "/sessions/{session}?dialog=attendance",
        "/sessions/{session}?dialog=cancel",
        "/sessions/{session}/sheet",
        "/calendar?view=week&lanes=none",
        "/calendar?view=month",
        "/calendar?view=agenda",
        "/calendar?view=day&lanes=trainer",
        "/assignments",
        "/analytics",
        "/organisation",
        "/system",
        "/system/background",
        "/account",
        "/account/password",
        "/no/such/page",
    ],
    "trainer": ["/", "/assignments", "/analytics"],
    "trainee": ["/", "/sessions/{session}"],
}


@pytest.fixture(scope="module")
def who(installation: Installation) -> dict[str, Someone]:
    """An admin, a trainer and a trainee with long names."""
    admin, trainer, trainee = installation.admin, installation.add("trainer"), installation.add("trainee")
    for person in (trainer, trainee):
        admin.done("PUT", f"/users/{person.id}", {"last_name": LONG})
    admin.done("POST", "/assignments/", {"student_id": trainee.id, "teacher_id": trainer.id})
    return {"admin": admin, "trainer": trainer, "trainee": trainee}


@pytest.fixture(scope="module")
def session_id(installation: Installation, who: dict[str, Someone]) -> int:
    """Of a session in progress; there is another one to come."""
    ids = {"trainer_id": who["trainer"].id, "trainee_ids": [who["trainee"].id]}
    plan = {"title": LONG, "duration_minutes": 600, "class_link": f"https://{LONG}.example"} | ids
    plan["location"] = LONG
    installation.session(scheduled_date=days_ahead(2).isoformat(), **plan)
    return int(installation.session(scheduled_date=ago(1), **plan)["id"])


@pytest.mark.parametrize("role", PAGES)
def test_at_400_percent_no_page_and_no_dialog_scrolls_sideways(
    browsers: Browsers, who: dict[str, Someone], session_id: int, role: str
) -> None:
    page = browsers.open("/account", who=who[role], viewport=ZOOMED)
    ids = {"trainee": who["trainee"].id, "session": session_id}
    wrong = {path: found for path in PAGES[role] if (found := _too_wide(page, path.format(**ids)))}
    assert wrong == {}


def _too_wide(page: Page, path: str) -> object:
    """What needs more width than there is."""
    page.goto(f"/app{path}")
    expect(page.locator("h1").first).to_be_attached()
    if "dialog=" in path or "create=" in path:
        expect(page.get_by_role("dialog")).to_be_visible()
    expect(page.get_by_text("Loading…")).to_have_count(0)
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
    return page.evaluate(TOO_WIDE)


def test_on_a_phone_a_dialog_has_its_title_at_the_top_and_its_buttons_at_the_bottom(
    browsers: Browsers, installation: Installation, trainer: Someone
) -> None:
    many = [installation.created()["id"] for _ in range(9)]
    plan = {"trainer_id": trainer.id, "trainee_ids": many, "title": f"{LONG} and what follows from it"}
    path = f"/sessions/{installation.session(scheduled_date=ago(1), duration_minutes=600, **plan)['id']}"
    page = browsers.open("/account", who=trainer, viewport=PHONE)
    for name, button in {"attendance": "Done", "move": "Move"}.items():
        page.goto(f"/app{path}?dialog={name}")
        dialog = page.get_by_role("dialog")
        expect(dialog.get_by_role("button", name="Close")).to_be_in_viewport(ratio=1)
        expect(dialog.get_by_role("heading", level=2)).to_be_in_viewport(ratio=1)
        done = dialog.get_by_role("button", name=button, exact=True)
        eventually(partial(_is_at_the_bottom, done), True)


def _is_at_the_bottom(button: Locator) -> bool:
    place = button.bounding_box()
    return place is not None and PHONE["height"] - 32 < place["y"] + place["height"] < PHONE["height"]
