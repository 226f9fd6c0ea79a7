"""The calendar: its views and lanes, planning and moving in it with a mouse, a finger, and the keyboard alone, and in two
browsers at once."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.blackbox.installation import Installation, Someone
from tests.browser.accessibility import assert_accessible
from tests.browser.browsers import DESKTOP, LISBON, PHONE, Browsers
from tests.browser.held_requests import Held
from tests.browser.session_steps import form_in, said, undo
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


def place_of(session: Locator) -> dict[str, float]:
    """Where it is on the screen, once it has stopped moving."""
    session.hover()
    place = session.bounding_box()
    assert place is not None
    return dict(place)


def drag_by_days(page: Page, session: Locator, days: int) -> None:
    """To another day of the week, at the same time."""
    place = place_of(session)
    monday = page.locator("[data-day]").first.bounding_box()
    assert monday is not None
    middle = place["x"] + place["width"] / 2, place["y"] + 12
    drag(page, middle, (middle[0] + days * monday["width"], middle[1]))


def is_on(session: Locator, day: str) -> None:
    expect(session).to_have_accessible_name(re.compile(day))


def title(page: Page) -> Locator:
    """The period in the bar."""
    return page.get_by_role("heading", level=1)


def start_of(installation: Installation, session: dict[str, Any]) -> datetime:
    stored = installation.admin.done("GET", f"/sessions/{session['id']}")
    return datetime.fromisoformat(stored["scheduled_date"])


@pytest.mark.every_store
def test_a_dragged_session_moves_in_another_browser_within_a_second_and_can_be_put_back(
    browsers: Browsers, installation: Installation, trainer: Someone
) -> None:
    session = planned(installation, trainer)
    here, there = browsers.open(WEEK, who=trainer), browsers.open(WEEK, who=trainer)
    is_on(box(there), "4 March 2031")
    drag_by_days(here, box(here), 1)
    with promised(1):
        is_on(box(there), "5 March 2031")
    is_on(box(here), "5 March 2031")
    eventually(lambda: start_of(installation, session), TUESDAY + timedelta(days=1))
    here.get_by_role("status").get_by_role("button", name="Undo").click()
    is_on(box(there), "4 March 2031")
    said(here, "“First aid” moved back to ")
    eventually(lambda: start_of(installation, session), TUESDAY)


def test_a_session_is_extended_by_dragging_its_lower_edge(
    browsers: Browsers, installation: Installation, trainer: Someone
) -> None:
    session = planned(installation, trainer)
    page = browsers.open(WEEK, who=trainer)
    place = place_of(box(page))
    edge = place["x"] + place["width"] / 2, place["y"] + place["height"] - 3
    drag(page, edge, (edge[0], edge[1] + place["height"]))
    expect(box(page)).to_contain_text("10:00–12:00")
    expect(page.get_by_role("status").filter(has_text="moved to Tue")).to_be_visible()
    path = f"/sessions/{session['id']}"
    eventually(lambda: installation.admin.done("GET", path)["duration_minutes"], 120)


@pytest.mark.parametrize("view", ["week", "day"])
def test_dragging_over_empty_time_shows_how_long_it_gets_and_plans_it(
    browsers: Browsers, installation: Installation, trainer: Someone, view: str
) -> None:
    planned(installation, trainer)
    page = browsers.open(f"/calendar?view={view}&day=2031-03-04", who=trainer)
    place = place_of(box(page))
    # From an hour after the session's end, for as long as two of it take.
    hour = place["height"] + 2
    grip = place["x"] + place["width"] / 2, place["y"] + 2 * hour + 4
    page.mouse.move(*grip)
    page.mouse.down()
    page.mouse.move(grip[0], grip[1] + 2 * hour - 4, steps=8)
    expect(page.get_by_role("main").get_by_text("12:00–14:00")).to_be_visible()
    page.mouse.up()
    dialog = form_in(page)
    page.keyboard.type("Drawn")
    expect(page.locator("[data-ghost]")).to_contain_text("Drawn")
    page.keyboard.press("Enter")
    expect(box(page, "Drawn")).to_contain_text("12:00–14:00")
    expect(dialog).to_be_hidden()
    undo(page)
    expect(box(page, "Drawn")).to_be_hidden()


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
    is_on(box(page), "4 March 2031")
    assert_accessible(page)
    dialog.get_by_role("button", name="Next free: Wed 5 Mar 2031, 11:00").click()
    expect(dialog).to_be_hidden()
    is_on(box(page), "5 March 2031")
    eventually(lambda: start_of(installation, session), TUESDAY + timedelta(days=1, hours=1))


def test_a_conflict_can_be_allowed(browsers: Browsers, installation: Installation, trainer: Someone) -> None:
    session = planned(installation, trainer)
    planned(installation, trainer, TUESDAY + timedelta(days=1), title="Fire drill")
    page = browsers.open(WEEK, who=trainer)
    drag_by_days(page, box(page), 1)
    page.get_by_role("dialog").get_by_role("button", name="Move anyway").click()
    is_on(box(page), "5 March 2031")
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
    is_on(box(page), "4 March 2031")
    assert start_of(installation, session) == TUESDAY


def test_view_day_and_filters_are_in_the_url(
    browsers: Browsers, installation: Installation, trainer: Someone
) -> None:
    planned(installation, trainer)
    cancelled = planned(installation, trainer, TUESDAY + timedelta(hours=3), title="Called off")
    installation.admin.done("PUT", f"/sessions/{cancelled['id']}", {"status": "cancelled"})
    page = browsers.open(WEEK, who=trainer)
    expect(page.get_by_text("Lisbon time (GMT+0)")).to_be_visible()
    page.get_by_text("Month", exact=True).click()
    page.get_by_role("button", name="Next month").click()
    expect(title(page)).to_contain_text("April 2031")
    page.get_by_role("button", name="Previous month").click()
    page.get_by_role("button", name="Filter", exact=True).click()
    page.get_by_label("Status").select_option("Cancelled")
    expect(box(page, "First aid")).to_be_hidden()
    page.reload()
    expect(title(page)).to_contain_text("March 2031")
    expect(box(page, "Called off")).to_have_accessible_name(re.compile("Cancelled"))
    page.get_by_role("button", name="Filter (1)").click()
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


def test_a_phone_shows_three_days_turns_them_with_a_finger_and_opens_a_session_on_tap(
    browsers: Browsers, installation: Installation, trainer: Someone
) -> None:
    now = datetime.now(UTC)
    soon = now.replace(hour=11, minute=0, second=0, microsecond=0) + timedelta(days=4)
    planned(installation, trainer, soon, title="In four days")
    page = browsers.open("/calendar", who=trainer, viewport=PHONE, has_touch=True, is_mobile=True)
    expect(page.get_by_label("View", exact=True)).to_have_value("three")
    finger = Finger(page)
    finger.swipe((320, 500), (90, 510))
    box(page, "In four days").tap()
    card = page.get_by_role("dialog", name="In four days")
    expect(card.get_by_role("link", name="Open")).to_be_visible()
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    card.get_by_role("button", name="Close").click()
    expect(card).to_be_hidden()
    finger.swipe((90, 500), (320, 510))
    expect(box(page, "In four days")).to_be_hidden()
    page.go_back()
    expect(box(page, "In four days")).to_be_visible()


class Finger:
    """One finger on a touch screen."""

    def __init__(self, page: Page) -> None:
        self._session = page.context.new_cdp_session(page)

    def down(self, x: float, y: float) -> None:
        self._send("touchStart", {"x": x, "y": y})

    def move(self, x: float, y: float) -> None:
        self._send("touchMove", {"x": x, "y": y})

    def up(self) -> None:
        self._send("touchEnd")

    def swipe(self, start: tuple[float, float], to: tuple[float, float]) -> None:
        """Moves at once."""
        self.down(*start)
        for step in range(1, 6):
            self.move(start[0] + step / 5 * (to[0] - start[0]), start[1] + step / 5 * (to[1] - start[1]))
        self.up()

    def _send(self, kind: str, *points: dict[str, float]) -> None:
        self._session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)})


def test_a_finger_that_rests_moves_a_session_or_draws_one(
    browsers: Browsers, installation: Installation, trainer: Someone
) -> None:
    session = planned(installation, trainer)
    page = browsers.open(
        "/calendar?view=day&day=2031-03-04", who=trainer, viewport=PHONE, has_touch=True, is_mobile=True
    )
    place = box(page).bounding_box()
    assert place is not None
    x, y, hour = place["x"] + 40, place["y"] + 10, place["height"] + 2
    finger = Finger(page)
    finger.down(x, y)
    expect(page.locator("[data-ghost]")).to_be_visible()
    finger.move(x, y + hour / 2)
    finger.move(x, y + hour)
    expect(page.locator("[data-ghost]")).to_contain_text("11:00–12:00")
    finger.up()
    expect(box(page)).to_contain_text("11:00–12:00")
    eventually(lambda: start_of(installation, session), TUESDAY + timedelta(hours=1))
    finger.down(x, y + 2.5 * hour)
    expect(page.locator("[data-ghost]")).to_be_visible()
    finger.up()
    expect(form_in(page)).to_contain_text("12:30–13:30")


def test_trainees_see_their_own_sessions_and_cannot_move_them(
    browsers: Browsers, installation: Installation, trainer: Someone
) -> None:
    trainee = installation.add("trainee")
    session = planned(installation, trainer, trainee_ids=[trainee.id])
    planned(installation, trainer, TUESDAY + timedelta(hours=2), title="Of others")
    page = browsers.open(WEEK, who=trainee)
    drag_by_days(page, box(page), 1)
    is_on(box(page), "4 March 2031")
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
    place = place_of(box(page))
    drag(page, (place["x"] + 20, place["y"] + 12), (100, 600))
    expect(page.get_by_text("Nothing was moved")).to_be_visible()
    is_on(box(page), "4 March 2031")


def test_a_session_is_dragged_beyond_the_lower_edge_to_the_end_of_the_day(
    browsers: Browsers, installation: Installation, trainer: Someone
) -> None:
    planned(installation, trainer)
    page = browsers.open(WEEK, who=trainer)
    place = place_of(box(page))
    x = place["x"] + 20
    page.mouse.move(x, place["y"] + 5)
    page.mouse.down()
    ghost = page.locator("[data-ghost]")
    for move in range(200):
        page.mouse.move(x, DESKTOP["height"] - 6 + move % 2)
        if ghost.count() and "23:" in ghost.inner_text():
            break
    # As far as the grid scrolls.
    for move in range(20):
        page.mouse.move(x, DESKTOP["height"] - 6 + move % 2)
    page.mouse.up()
    expect(box(page).first).to_contain_text("23:")


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
    is_on(box(page), "5 March 2031")
    expect(box(page)).to_be_focused()
    eventually(lambda: start_of(installation, session), TUESDAY + timedelta(days=1, hours=1))


def test_a_title_that_was_typed_is_still_there_and_more_options_take_it_into_the_form(
    browsers: Browsers, installation: Installation, trainer: Someone
) -> None:
    planned(installation, trainer)
    page = browsers.open(WEEK, who=trainer)
    place = place_of(box(page))
    below = place["x"] + 20, place["y"] + place["height"] + 6
    page.mouse.click(*below)
    quick = form_in(page)
    expect(quick).to_contain_text("Tue 4 Mar 2031, 11:00–12:00")
    quick.get_by_label("Title").fill("Half typed")
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(quick).to_be_hidden()
    expect(title(page)).to_be_focused()
    page.mouse.click(*below)
    expect(form_in(page).get_by_label("Title")).to_have_value("Half typed")
    page.get_by_role("button", name="More options…").click()
    dialog = page.get_by_role("dialog", name="New session")
    expect(dialog.get_by_label("Date")).to_have_value("04/03/2031")
    expect(dialog.get_by_label("Start")).to_have_value("11:00")
    expect(dialog.get_by_label("Title")).to_have_value("Half typed")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Leave without saving?")).to_be_visible()


def test_what_is_drawn_over_another_session_says_so_and_takes_the_next_free_time(
    browsers: Browsers, installation: Installation, trainer: Someone
) -> None:
    planned(installation, trainer)
    page = browsers.open(WEEK, who=trainer)
    place = place_of(box(page))
    # Half an hour before it.
    page.mouse.click(place["x"] + 20, place["y"] - place["height"] / 2 + 4)
    form_in(page).get_by_label("Title").fill("Too early")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Next free: Tue 4 Mar 2031, 11:00").click()
    page.get_by_role("button", name="Create session").click()
    expect(box(page, "Too early")).to_contain_text("11:00–12:00")


def test_a_conflict_of_a_time_that_has_been_changed_asks_nothing(
    browsers: Browsers, installation: Installation, trainer: Someone
) -> None:
    planned(installation, trainer)
    page = browsers.open(WEEK, who=trainer)
    place = place_of(box(page))
    held = Held(page, "**/sessions/", "POST")
    page.mouse.click(place["x"] + 20, place["y"] - place["height"] / 2 + 4)
    form_in(page).get_by_label("Title").fill("Too early")
    page.keyboard.press("Enter")
    request = held.next()
    page.get_by_role("button", name="Next free: Tue 4 Mar 2031, 11:00").click()
    request.continue_()
    page.get_by_role("button", name="Create session").click()
    held.next().continue_()
    expect(box(page, "Too early")).to_contain_text("11:00–12:00")


def test_a_new_session_begins_in_the_week_on_the_screen_and_the_key_n_stays_in_the_calendar(
    browsers: Browsers, trainer: Someone
) -> None:
    page = browsers.open(WEEK, who=trainer)
    expect(title(page)).to_contain_text("3–9 Mar 2031")
    page.keyboard.press("n")
    dialog = form_in(page)
    expect(dialog.get_by_label("Date")).to_have_value("03/03/2031")
    expect(dialog.get_by_label("Start")).to_have_value("09:00")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert "/calendar?" in page.url
    assert "create" not in page.url
    page.get_by_role("button", name="New session").click()
    expect(form_in(page).get_by_label("Date")).to_have_value("03/03/2031")


def test_paging_can_be_taken_back_and_the_view_is_remembered(browsers: Browsers, trainer: Someone) -> None:
    page = browsers.open(WEEK, who=trainer)
    page.get_by_role("button", name="Next week").click()
    page.get_by_text("Month", exact=True).click()
    expect(title(page)).to_contain_text("March 2031")
    page.go_back()
    expect(title(page)).to_contain_text("10–16 Mar 2031")
    page.go_back()
    expect(title(page)).to_contain_text("3–9 Mar 2031")
    page.go_forward()
    page.go_forward()
    page.get_by_role("link", name="Home", exact=True).first.click()
    page.get_by_role("link", name="Calendar", exact=True).first.click()
    expect(title(page)).to_contain_text("March 2031")
    assert re.search(r"view=month.*day=2031-03-11", page.url)
    # Another tab begins today, in the same view.
    other = page.context.new_page()
    other.goto("/app/calendar")
    expect(other.get_by_role("radio", name="Month")).to_be_checked()
    today = datetime.now(ZoneInfo(LISBON))
    expect(title(other)).to_contain_text(f"{today:%B %Y}")


def test_a_card_shows_what_the_pointer_or_the_focus_rests_on(
    browsers: Browsers, installation: Installation, trainer: Someone
) -> None:
    trainee = installation.add("trainee")
    planned(installation, trainer, trainee_ids=[trainee.id], time_zone="Asia/Tokyo")
    page = browsers.open(WEEK, who=trainer)
    card = page.get_by_role("group", name="First aid")
    box(page).hover()
    for text in ("Tue 4 Mar 2031, 10:00–11:00", "19:00–20:00 Tokyo time", trainee.user["name"], "Move…"):
        expect(card).to_contain_text(text)
    assert_accessible(page)
    card.get_by_role("button", name="Move…").hover()
    expect(card).to_be_visible()
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    page.mouse.move(2, 2)
    page.get_by_role("button", name=re.compile("Go to Sunday 9 March 2031")).focus()
    page.keyboard.press("Tab")
    expect(box(page)).to_be_focused()
    expect(card).to_be_visible()


def test_lanes_show_who_teaches_when_and_a_drag_to_another_changes_that(
    browsers: Browsers, installation: Installation, admin: Someone
) -> None:
    first, second = (installation.add("trainer") for _ in range(2))
    session = planned(installation, first, title="Who leads this")
    planned(installation, second, TUESDAY + timedelta(hours=5), title="Something else")
    path = f"/sessions/{session['id']}"

    def leader() -> int:
        return int(installation.admin.done("GET", path)["trainer_id"])

    page = browsers.open("/calendar?view=day&day=2031-03-04", who=admin)
    page.get_by_role("button", name="View options").click()
    page.get_by_text("In lanes").click()
    page.keyboard.press("Escape")
    for view, days in (("day", 0), ("week", 1)):
        page.goto(f"/app/calendar?view={view}&day=2031-03-04")
        day = f"2031-03-0{4 + days}"
        to = page.locator(f'[data-lane="{second.id}"][data-day="{day}"]')
        expect(to).to_be_attached()
        to.scroll_into_view_if_needed()
        place = place_of(box(page, "Who leads this"))
        lane = to.bounding_box()
        assert lane is not None
        grip = place["x"] + 20, place["y"] + 10
        height = grip[1] if view == "day" else lane["y"] + lane["height"] - 4
        drag(page, grip, (lane["x"] + lane["width"] / 2, height))
        expect(page.get_by_text(f"“Who leads this” is now led by {second.user['name']}.")).to_be_visible()
        eventually(leader, second.id)
        assert start_of(installation, session) == TUESDAY + timedelta(days=days)
        assert_accessible(page)
        undo(page)
        eventually(leader, first.id)


def test_titles_are_not_broken_inside_words_and_no_line_is_cut(
    browsers: Browsers, installation: Installation, trainer: Someone
) -> None:
    for number in range(3):
        body = installation.new_session(
            title="Spreadsheets for absolute beginners: Donaudampfschifffahrtsgesellschaft",
            trainer_id=trainer.id,
            scheduled_date=(TUESDAY + timedelta(minutes=40 * number)).isoformat(),
            duration_minutes=30 + 45 * number,
        )
        installation.admin.done("POST", "/sessions/?allow_conflicts=true", body)
    page = browsers.open(WEEK, who=trainer)
    expect(box(page, "Spreadsheets")).to_have_count(3)
    cut = page.evaluate(BROKEN_OR_CUT)
    assert cut == []
    page.set_viewport_size({"width": 900, "height": 600})
    assert page.evaluate(BROKEN_OR_CUT) == []


def test_words_of_a_title_stand_in_the_direction_of_its_script_and_a_long_sessions_title_stays_in_sight(
    browsers: Browsers, installation: Installation, trainer: Someone
) -> None:
    planned(
        installation, trainer, TUESDAY - timedelta(hours=8), title="مقدمة في السلامة", duration_minutes=1440
    )
    page = browsers.open("/calendar?view=day&day=2031-03-04", who=trainer)
    words = box(page, "مقدمة").locator("span[class*=word]")
    expect(words).to_have_count(2)
    first, last = (word.bounding_box() or {} for word in words.all())
    assert first["x"] > last["x"]
    expect(words.first).to_be_in_viewport()


BROKEN_OR_CUT = """() => [...document.querySelectorAll('[data-session]')].flatMap(box => {
  const found = []
  const walker = document.createTreeWalker(box, NodeFilter.SHOW_TEXT)
  const limit = box.getBoundingClientRect()
  for (let text; (text = walker.nextNode());) {
    if (getComputedStyle(text.parentElement).clipPath !== 'none') continue
    for (const { 0: word, index } of text.data.matchAll(/\\S+/g)) {
      const range = document.createRange()
      range.setStart(text, index)
      range.setEnd(text, index + word.length)
      const rects = [...range.getClientRects()].filter(({ width }) => width > 0)
      if (new Set(rects.map(({ top }) => Math.round(top))).size > 1) found.push(`broken: ${word}`)
      const clip = text.parentElement.closest('span[class*=text]')?.getBoundingClientRect() ?? limit
      for (const { top, bottom } of rects) {
        const shown = Math.min(bottom, clip.bottom) - Math.max(top, clip.top)
        if (shown > 2 && shown < (bottom - top) - 4) found.push(`cut: ${word}`)
      }
    }
  }
  return found
})"""
"""Words on two lines, and lines of which only a part is seen."""


def test_at_200_percent_in_portuguese_every_view_fits_and_can_be_read(
    browsers: Browsers, installation: Installation, trainer: Someone
) -> None:
    trainer.user.update(trainer.done("PUT", f"/users/{trainer.id}", {"language": "pt"}))
    planned(installation, trainer, title="Primeiros socorros")
    page = browsers.open(who=trainer, viewport={"width": 640, "height": 400})
    for view, period in {"week": "4–6 mar.", "month": "Março de 2031", "agenda": "4–31 mar."}.items():
        page.goto(f"/app/calendar?view={view}&day=2031-03-04")
        expect(title(page)).to_have_text(f"Calendário, {period}")
        expect(box(page, "Primeiros socorros")).to_have_accessible_name(re.compile("terça-feira, 4 de março"))
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 640
        assert page.evaluate(BROKEN_OR_CUT) == []


def test_a_week_is_printed_on_one_sheet(
    browsers: Browsers, installation: Installation, trainer: Someone
) -> None:
    planned(installation, trainer)
    page = browsers.open(WEEK, who=trainer)
    expect(box(page)).to_be_visible()
    sheets = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", sheets)) == 1
    assert re.search(rb"/MediaBox\s*\[0 0 84[12][.\d]* 59[45]", sheets)


def test_drags_and_clicks_are_in_the_time_zone_that_the_user_has_chosen(
    browsers: Browsers, installation: Installation, trainer: Someone
) -> None:
    trainer.user.update(trainer.done("PUT", f"/users/{trainer.id}", {"time_zone": "Asia/Tokyo"}))
    session = planned(installation, trainer)
    page = browsers.open(WEEK, who=trainer)
    expect(box(page)).to_contain_text("19:00")
    drag_by_days(page, box(page), 1)
    eventually(lambda: start_of(installation, session), TUESDAY + timedelta(days=1))
    place = place_of(box(page))
    page.mouse.click(place["x"] + 20, place["y"] + place["height"] + 6)
    expect(form_in(page)).to_contain_text("Wed 5 Mar 2031, 20:00")
    page.get_by_role("button", name="More options…").click()
    dialog = page.get_by_role("dialog", name="New session")
    expect(dialog.get_by_label("Date")).to_have_value("05/03/2031")
    expect(dialog.get_by_label("Start")).to_have_value("20:00")
    expect(dialog.get_by_role("combobox", name="Time zone")).to_have_value("Tokyo, Japan (UTC+9)")


def test_a_day_with_more_sessions_than_a_page_is_shown_completely(
    browsers: Browsers, installation: Installation, trainer: Someone
) -> None:
    midnight = datetime(2032, 6, 9, tzinfo=UTC)
    for number in range(504):
        planned(installation, trainer, midnight + timedelta(minutes=2 * number), duration_minutes=1)
    page = browsers.open("/calendar?view=month&day=2032-06-09", who=trainer)
    expect(page.get_by_text(re.compile("50[123] more"))).to_be_visible()
