"""The calendar: its views, and moving sessions in it with a mouse, with the keyboard alone, and in two browsers at
once."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.blackbox.installation import Installation, Someone
from tests.browser.accessibility import assert_accessible
from tests.browser.browsers import PHONE, Browsers
from tests.browser.session_steps import form_in
from tests.patience import eventually, promised

TUESDAY = datetime(2031, 3, 4, 10, tzinfo=UTC)
WEEK = "/calendar?view=week&day=2031-03-04"


@pytest.fixture
def trainer(installation: Installation) -> Someone:
    """A trainer whose week is empty."""
    return installation.add("trainer")


def planned(
    installation: Installation, trainer: Someone, start: datetime = TUESDAY, **more: Any
) -> dict[str, Any]:
    return installation.session(scheduled_date=start.isoformat(), trainer_id=trainer.id, **more)


def box(page: Page, title: str = "First aid") -> Locator:
    """A session in the grid."""
    return page.get_by_role("main").get_by_role("button", name=title)


def drag(page: Page, grip: tuple[float, float], to: tuple[float, float]) -> None:
    page.mouse.move(*grip)
    page.mouse.down()
    page.mouse.move(grip[0] + 6, grip[1] + 6, steps=3)
    page.mouse.move(*to, steps=6)
    page.mouse.up()


def drag_by_days(page: Page, session: Locator, days: int) -> None:
    """To another day of the week, at the same time."""
    session.hover()  # waits until it has stopped moving
    place = session.bounding_box()
    assert place is not None
    headers = [page.get_by_role("columnheader").filter(has_text=day).bounding_box() for day in ("Mon", "Tue")]
    assert headers[0] is not None
    assert headers[1] is not None
    middle = place["x"] + place["width"] / 2, place["y"] + 12
    width = headers[1]["x"] - headers[0]["x"]
    drag(page, middle, (middle[0] + days * width, middle[1]))


def start_of(installation: Installation, session: dict[str, Any]) -> datetime:
    stored = installation.admin.done("GET", f"/sessions/{session['id']}")
    return datetime.fromisoformat(stored["scheduled_date"])


@pytest.mark.every_store
def test_a_dragged_session_moves_in_another_browser_within_a_second_and_can_be_put_back(
    browsers: Browsers, installation: Installation, trainer: Someone
) -> None:
    session = planned(installation, trainer)
    here, there = browsers.open(WEEK, who=trainer), browsers.open(WEEK, who=trainer)
    expect(box(there)).to_contain_text("4 Mar 2031")
    drag_by_days(here, box(here), 1)
    with promised(1):
        expect(box(there)).to_contain_text("5 Mar 2031")
    expect(box(here)).to_contain_text("5 Mar 2031")
    eventually(lambda: start_of(installation, session), TUESDAY + timedelta(days=1))
    here.get_by_role("status").get_by_role("button", name="Undo").click()
    expect(box(there)).to_contain_text("4 Mar 2031")
    expect(here.get_by_text("Move undone.")).to_be_visible()
    eventually(lambda: start_of(installation, session), TUESDAY)


def test_a_session_is_extended_by_dragging_its_lower_edge(
    browsers: Browsers, installation: Installation, trainer: Someone
) -> None:
    session = planned(installation, trainer)
    page = browsers.open(WEEK, who=trainer)
    box(page).hover()
    place = box(page).bounding_box()
    assert place is not None
    edge = place["x"] + place["width"] / 2, place["y"] + place["height"] - 3
    drag(page, edge, (edge[0], edge[1] + place["height"]))
    expect(box(page)).to_contain_text("10:00 – 12:00")
    expect(page.get_by_role("status").filter(has_text="moved to Tue")).to_be_visible()
    path = f"/sessions/{session['id']}"
    eventually(lambda: installation.admin.done("GET", path)["duration_minutes"], 120)


@pytest.mark.parametrize("view", ["week", "day"])
def test_dragging_over_empty_time_shows_how_long_it_gets_and_plans_it(
    browsers: Browsers, installation: Installation, trainer: Someone, view: str
) -> None:
    planned(installation, trainer)
    page = browsers.open(f"/calendar?view={view}&day=2031-03-04", who=trainer)
    box(page).hover()
    place = box(page).bounding_box()
    assert place is not None
    # From an hour after the session's end, for as long as two of it take.
    grip = place["x"] + place["width"] / 2, place["y"] + 2 * place["height"] + 4
    page.mouse.move(*grip)
    page.mouse.down()
    page.mouse.move(grip[0], grip[1] + 2 * place["height"] - 8, steps=8)
    expect(page.get_by_role("main").get_by_text("12:00 – 14:00")).to_be_visible()
    page.mouse.up()
    dialog = form_in(page)
    expect(dialog.get_by_label("Start")).to_have_value("12:00")
    expect(dialog.get_by_label("Minutes")).to_have_value("120")
    dialog.get_by_label("Title").fill("Drawn")
    dialog.get_by_role("button", name="Create session").click()
    expect(box(page, "Drawn")).to_contain_text("12:00 – 14:00")


def test_an_unknown_parameter_is_no_filter(browsers: Browsers, trainer: Someone) -> None:
    page = browsers.open(f"{WEEK}&utm_source=newsletter", who=trainer)
    expect(page.get_by_role("button", name="Filter", exact=True)).to_be_visible()
    expect(page.get_by_text("No sessions in this period.")).to_be_visible()


def test_a_conflict_is_explained_and_the_next_free_time_is_one_click_away(
    browsers: Browsers, installation: Installation, trainer: Someone
) -> None:
    session = planned(installation, trainer)
    planned(installation, trainer, TUESDAY + timedelta(days=1), title="Fire drill")
    page = browsers.open(WEEK, who=trainer)
    drag_by_days(page, box(page), 1)
    dialog = page.get_by_role("dialog", name="Someone is not free then")
    expect(dialog).to_contain_text("Fire drill")
    expect(box(page)).to_contain_text("4 Mar 2031")
    assert_accessible(page)
    dialog.get_by_role("button", name="Next free: Wed, 5 Mar 2031, 11:00").click()
    expect(dialog).to_be_hidden()
    expect(box(page)).to_contain_text("5 Mar 2031")
    eventually(lambda: start_of(installation, session), TUESDAY + timedelta(days=1, hours=1))


def test_a_conflict_can_be_allowed(browsers: Browsers, installation: Installation, trainer: Someone) -> None:
    session = planned(installation, trainer)
    planned(installation, trainer, TUESDAY + timedelta(days=1), title="Fire drill")
    page = browsers.open(WEEK, who=trainer)
    drag_by_days(page, box(page), 1)
    page.get_by_role("dialog").get_by_role("button", name="Move anyway").click()
    expect(box(page)).to_contain_text("5 Mar 2031")
    eventually(lambda: start_of(installation, session), TUESDAY + timedelta(days=1))


def test_a_session_that_somebody_else_has_just_moved_is_not_overwritten(
    browsers: Browsers, installation: Installation, trainer: Someone
) -> None:
    session = planned(installation, trainer)
    page = browsers.open(WEEK, who=trainer)
    expect(box(page)).to_be_visible()
    page.route(
        f"**/sessions/{session['id']}?*",
        lambda route: (
            installation.admin.done("PUT", f"/sessions/{session['id']}", {"duration_minutes": 45}),
            route.continue_(),
        ),
        times=1,
    )
    drag_by_days(page, box(page), 1)
    dialog = page.get_by_role("dialog", name="Someone else has changed this")
    expect(dialog).to_contain_text("10:45")
    dialog.get_by_role("button", name="Use theirs").click()
    expect(box(page)).to_contain_text("4 Mar 2031")
    assert start_of(installation, session) == TUESDAY


def test_view_day_and_filters_are_in_the_url(
    browsers: Browsers, installation: Installation, trainer: Someone
) -> None:
    planned(installation, trainer)
    cancelled = planned(installation, trainer, TUESDAY + timedelta(hours=3), title="Called off")
    installation.admin.done("PUT", f"/sessions/{cancelled['id']}", {"status": "cancelled"})
    page = browsers.open(WEEK, who=trainer)
    expect(page.get_by_text("Times in Europe/Lisbon (GMT+0)")).to_be_visible()
    page.get_by_text("Month", exact=True).click()
    page.get_by_role("button", name="Next month").click()
    expect(page.get_by_role("heading", level=2)).to_have_text("April 2031")
    page.get_by_role("button", name="Previous month").click()
    page.get_by_role("button", name="Filter", exact=True).click()
    page.get_by_role("combobox", name="Status").click()
    page.get_by_role("option", name="Cancelled").click()
    expect(box(page, "First aid")).to_be_hidden()
    page.reload()
    expect(page.get_by_role("heading", level=2)).to_have_text("March 2031")
    expect(box(page, "Called off")).to_contain_text("Cancelled")
    expect(box(page, "First aid")).to_be_hidden()
    page.get_by_role("button", name="Clear filters").click()
    expect(box(page, "First aid")).to_be_visible()


@pytest.mark.parametrize("view", ["month", "week", "day", "agenda"])
def test_every_view_is_accessible(
    browsers: Browsers, installation: Installation, trainer: Someone, screen: dict[str, Any], view: str
) -> None:
    planned(installation, trainer, title="<img src=x onerror=alert(1)>")
    planned(installation, trainer, TUESDAY + timedelta(minutes=90), title="Short", duration_minutes=15)
    page = browsers.open(f"/calendar?view={view}&day=2031-03-04", who=trainer, **screen)
    expect(box(page, "<img src=x onerror=alert(1)>")).to_be_visible()
    assert page.locator("main img").count() == 0
    assert_accessible(page)


def test_a_phone_shows_the_agenda_and_opens_a_session_on_tap(
    browsers: Browsers, installation: Installation, trainer: Someone
) -> None:
    soon = datetime.now(UTC).replace(second=0, microsecond=0) + timedelta(days=2)
    planned(installation, trainer, soon, title="In two days")
    page = browsers.open("/calendar", who=trainer, viewport=PHONE, has_touch=True, is_mobile=True)
    expect(page.get_by_role("radio", name="Agenda")).to_be_checked()
    box(page, "In two days").tap()
    peek = page.get_by_role("dialog", name="In two days")
    expect(peek.get_by_role("link", name="Open")).to_be_visible()
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    peek.get_by_role("button", name="Close").click()
    expect(peek).to_be_hidden()


def test_trainees_see_their_own_sessions_and_cannot_move_them(
    browsers: Browsers, installation: Installation, trainer: Someone
) -> None:
    trainee = installation.add("trainee")
    session = planned(installation, trainer, trainee_ids=[trainee.id])
    planned(installation, trainer, TUESDAY + timedelta(hours=2), title="Of others")
    page = browsers.open(WEEK, who=trainee)
    drag_by_days(page, box(page), 1)
    expect(box(page)).to_contain_text("4 Mar 2031")
    expect(box(page, "Of others")).to_be_hidden()
    box(page).press("Enter")
    peek = page.get_by_role("dialog", name="First aid")
    expect(peek.get_by_role("link", name="Open")).to_be_focused()
    expect(peek.get_by_role("button", name=re.compile("Move|Add"))).to_have_count(0)
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(box(page)).to_be_focused()
    assert start_of(installation, session) == TUESDAY


def test_a_session_dropped_outside_the_grid_moves_back_with_a_message(
    browsers: Browsers, installation: Installation, trainer: Someone
) -> None:
    planned(installation, trainer)
    page = browsers.open(WEEK, who=trainer)
    box(page).hover()
    place = box(page).bounding_box()
    assert place is not None
    drag(page, (place["x"] + 20, place["y"] + 12), (100, 600))
    expect(page.get_by_text("Nothing was moved")).to_be_visible()
    expect(box(page)).to_contain_text("4 Mar 2031")


def test_a_session_is_moved_with_the_keyboard_alone_and_conflicts_appear_while_typing(
    browsers: Browsers, installation: Installation, trainer: Someone
) -> None:
    session = planned(installation, trainer)
    planned(installation, trainer, TUESDAY + timedelta(days=1), title="Fire drill")
    page = browsers.open(WEEK, who=trainer)
    box(page).press("Enter")
    page.get_by_role("dialog", name="First aid").get_by_role("button", name="Move…").press("Enter")
    dialog = page.get_by_role("dialog", name="Move “First aid”")
    expect(dialog.get_by_label("Date")).to_be_focused()
    dialog.get_by_label("Date").fill("2031-03-05")
    expect(dialog.get_by_role("status")).to_contain_text("Fire drill")
    assert_accessible(page)
    dialog.get_by_role("button", name=re.compile("Next free: .*11:00")).press("Enter")
    expect(dialog.get_by_label("Start")).to_have_value("11:00")
    dialog.get_by_role("button", name="Move", exact=True).press("Enter")
    expect(dialog).to_be_hidden()
    expect(box(page)).to_contain_text("5 Mar 2031")
    expect(box(page)).to_be_focused()
    eventually(lambda: start_of(installation, session), TUESDAY + timedelta(days=1, hours=1))


def test_clicking_an_empty_slot_starts_a_new_session(
    browsers: Browsers, installation: Installation, trainer: Someone
) -> None:
    planned(installation, trainer)
    page = browsers.open(WEEK, who=trainer)
    box(page).hover()
    place = box(page).bounding_box()
    assert place is not None
    page.mouse.click(place["x"] + 20, place["y"] + place["height"] + 4)
    dialog = page.get_by_role("dialog", name="New session")
    expect(dialog.get_by_label("Date")).to_have_value("04/03/2031")
    expect(dialog.get_by_label("Start")).to_have_value("11:00")


def test_drags_and_clicks_are_in_the_time_zone_that_the_user_has_chosen(
    browsers: Browsers, installation: Installation, trainer: Someone
) -> None:
    trainer.user.update(trainer.done("PUT", f"/users/{trainer.id}", {"time_zone": "Asia/Tokyo"}))
    session = planned(installation, trainer)
    page = browsers.open(WEEK, who=trainer)
    expect(box(page)).to_contain_text("19:00")
    drag_by_days(page, box(page), 1)
    eventually(lambda: start_of(installation, session), TUESDAY + timedelta(days=1))
    box(page).hover()
    place = box(page).bounding_box()
    assert place is not None
    page.mouse.click(place["x"] + 20, place["y"] + place["height"] + 4)
    dialog = page.get_by_role("dialog", name="New session")
    expect(dialog.get_by_label("Date")).to_have_value("05/03/2031")
    expect(dialog.get_by_label("Start")).to_have_value("20:00")
    expect(dialog.get_by_role("combobox", name="Time zone")).to_have_value(re.compile("Asia/Tokyo"))


def test_a_day_with_more_sessions_than_a_page_is_shown_completely(
    browsers: Browsers, installation: Installation, trainer: Someone
) -> None:
    midnight = datetime(2032, 6, 9, tzinfo=UTC)
    for number in range(504):
        planned(installation, trainer, midnight + timedelta(minutes=2 * number), duration_minutes=1)
    page = browsers.open("/calendar?view=month&day=2032-06-09", who=trainer)
    expect(page.get_by_text("500 more")).to_be_visible()
