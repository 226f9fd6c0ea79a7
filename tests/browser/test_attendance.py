"""Marking attendance, with the keyboard alone, by two people at once, and offline."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.blackbox.installation import Installation, Someone
from tests.browser.accessibility import assert_accessible
from tests.browser.browsers import Browsers
from tests.browser.held_requests import wait_for_routes
from tests.browser.session_steps import ago, said, session_page, undo
from tests.browser.test_account import picture
from tests.patience import eventually, promised

NAMES = ("Ana", "Bruno", "Clara")


@pytest.fixture
def trainer(installation: Installation) -> Someone:
    return installation.add("trainer")


def trainees(installation: Installation, *first_names: str) -> list[dict[str, Any]]:
    return [
        installation.admin.done("POST", "/users/", installation.new_user("trainee", first_name=name))
        for name in first_names
    ]


@pytest.fixture
def begun(installation: Installation, trainer: Someone) -> dict[str, Any]:
    """A session in progress with three trainees."""
    start = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=10)
    ids = [each["id"] for each in trainees(installation, *NAMES)]
    return installation.session(scheduled_date=start.isoformat(), trainer_id=trainer.id, trainee_ids=ids)


def open_dialog(
    browsers: Browsers, who: Someone, session: dict[str, Any], dialog: str, **screen: Any
) -> Page:
    return browsers.open(f"/sessions/{session['id']}?dialog={dialog}", who=who, **screen)


def mark_of(page: Page, name: str) -> Locator:
    """A trainee's selected mark."""
    group = page.get_by_role("dialog").get_by_role("radiogroup", name=re.compile(f"^{name}"))
    return group.get_by_role("radio", checked=True)


def mark_button(page: Page, name: str, mark: str) -> Locator:
    group = page.get_by_role("dialog").get_by_role("radiogroup", name=re.compile(f"^{name}"))
    return group.get_by_role("radio", name=mark)


def over(installation: Installation, trainer: Someone, people: list[dict[str, Any]]) -> dict[str, Any]:
    """A session that ended an hour ago."""
    ids = [each["id"] for each in people]
    return installation.session(scheduled_date=ago(2), trainer_id=trainer.id, trainee_ids=ids)


def stored(installation: Installation, session: dict[str, Any]) -> list[tuple[str, str | None]]:
    marks = installation.admin.done("GET", f"/sessions/{session['id']}")["attendance"]
    return sorted((mark["status"], mark["note"]) for mark in marks)


def closing_is_asked_about(page: Page) -> bool:
    return not page.evaluate("dispatchEvent(new Event('beforeunload', {cancelable: true}))")


@contextmanager
def busy(page: Page, status: int) -> Iterator[None]:
    """Meanwhile marks are refused with this status, and may be sent again a second later."""

    def refuse(route: Route) -> None:
        route.fulfill(
            status=status,
            headers={"Content-Type": "application/problem+json", "Retry-After": "1"},
            body=json.dumps({"status": status, "code": "busy", "title": "Busy", "detail": "Try again."}),
        )

    page.route("**/attendance", refuse)
    wait_for_routes(page)
    yield
    page.unroute("**/attendance", refuse)


def test_a_letter_marks_and_moves_on_and_the_last_one_leads_to_completing_the_session(
    browsers: Browsers, installation: Installation, trainer: Someone
) -> None:
    people = trainees(installation, "Ana", "Bruno", "Clara", "Dora")
    session = over(installation, trainer, people)
    marked = [{"trainee_id": people[1]["id"], "status": "excused"}]
    installation.admin.done("PUT", f"/sessions/{session['id']}/attendance", {"records": marked})
    page = open_dialog(browsers, trainer, session, "attendance")
    dialog = page.get_by_role("dialog", name="Attendance: First aid")
    expect(mark_button(page, "Ana", "Present")).to_be_focused()
    page.keyboard.type("pln")
    expect(dialog.get_by_role("textbox", name="Note for Clara")).to_be_focused()
    page.keyboard.type("Train was late")
    page.keyboard.press("Enter")
    expect(dialog.get_by_text("Train was late")).to_be_visible()
    expect(mark_button(page, "Dora", "Present")).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Backspace")
    expect(dialog.get_by_text("2 of 4 marked")).to_be_visible()
    page.keyboard.press("Control+z")
    expect(mark_of(page, "Clara")).to_have_accessible_name("Late")
    page.keyboard.press("ArrowDown")
    # On a Cyrillic keyboard, in the place of the letter A.
    page.evaluate(
        "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: 'ф', code: 'KeyA', bubbles: true}))"
    )
    expect(mark_of(page, "Dora")).to_have_accessible_name("Absent")
    expect(
        dialog.get_by_role("status").filter(has_text="All 4 marked. Complete the session?")
    ).to_be_visible()
    expect(dialog.get_by_role("button", name="Complete")).to_be_focused()
    assert_accessible(page)
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    said(page, f"“{session['title']}” completed.")
    assert stored(installation, session) == [
        ("absent", None),
        ("excused", None),
        ("late", "Train was late"),
        ("present", None),
    ]
    undo(page)
    path = f"/sessions/{session['id']}"
    eventually(lambda: installation.admin.done("GET", path)["status"], "scheduled")


def test_attendance_opens_at_the_first_person_without_a_mark_and_takes_in_who_was_not_expected(
    browsers: Browsers, installation: Installation, trainer: Someone, screen: dict[str, Any]
) -> None:
    people = trainees(installation, "Ana", "Bruno", "Clara")
    [late] = trainees(installation, "Zita")
    session = over(installation, trainer, people)
    marked = [{"trainee_id": people[0]["id"], "status": "present"}]
    installation.admin.done("PUT", f"/sessions/{session['id']}/attendance", {"records": marked})
    page = open_dialog(browsers, trainer, session, "attendance", **screen)
    dialog = page.get_by_role("dialog")
    expect(mark_button(page, "Bruno", "Present")).to_be_focused()
    page.keyboard.press("+")
    expect(dialog.get_by_label("Who came?")).to_be_focused()
    assert_accessible(page)
    page.keyboard.type(late["username"])
    page.keyboard.press("Enter")
    expect(mark_of(page, "Zita")).to_have_accessible_name("Present")
    added = dialog.get_by_role("status").filter(has_text=f"{late['name']} was added and marked present.")
    added.get_by_role("button", name="Undo").click()
    expect(dialog.get_by_role("radiogroup")).to_have_count(3)
    dialog.get_by_role("button", name="All present").click()
    expect(dialog.get_by_role("button", name="Complete")).to_be_focused()
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert [status for status, _ in stored(installation, session)] == ["present"] * 3
    page.keyboard.press("+")
    page.keyboard.press("Escape")
    expect(dialog.get_by_label("Who came?")).to_be_hidden()
    expect(mark_of(page, "Bruno")).to_be_focused()


LATE_FRAMES = """() => {
    const { requestAnimationFrame: frame, setTimeout: timer } = window;
    const held = [];
    window.requestAnimationFrame = run => held.push(run);
    window.setTimeout = (run, ms, ...rest) => (ms > 0 && ms <= 50 ? held.push(run) : timer(run, ms, ...rest));
    window.frame = () => {
        Object.assign(window, { requestAnimationFrame: frame, setTimeout: timer });
        for (const run of held) run(performance.now());
    };
}"""
"""A busy machine: the next frame, and what waits for it, comes when the test calls ``frame()``."""


def test_a_late_frame_does_not_move_the_focus_away_from_where_somebody_types(
    browsers: Browsers, installation: Installation, trainer: Someone
) -> None:
    [late] = trainees(installation, "Zita")
    session = over(installation, trainer, trainees(installation, "Ana"))
    page = session_page(browsers, trainer, session)
    page.evaluate(LATE_FRAMES)
    page.get_by_role("button", name="Attendance").click()
    expect(mark_button(page, "Ana", "Present")).to_be_focused()
    page.keyboard.press("+")
    field = page.get_by_role("combobox", name="Who came?")
    expect(field).to_be_focused()
    page.keyboard.type(late["username"][:2])
    page.evaluate("frame()")
    # What the frame has set off is over.
    page.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done, 100)))")
    page.keyboard.type(late["username"][2:])
    expect(field).to_have_value(late["username"])
    assert stored(installation, session) == []


@pytest.mark.every_store
def test_two_people_mark_attendance_at_once_and_see_who_marked_whom(
    browsers: Browsers,
    installation: Installation,
    trainer: Someone,
    begun: dict[str, Any],
    people: dict[str, Someone],
) -> None:
    here = open_dialog(browsers, trainer, begun, "attendance")
    there = open_dialog(browsers, people["admin"], begun, "attendance")
    for page in (here, there):
        expect(page.get_by_role("dialog").get_by_role("radio")).to_have_count(12)
    here.keyboard.type("p")
    there.keyboard.press("ArrowDown")
    there.keyboard.type("e")
    with promised(1):
        expect(mark_of(there, "Ana")).to_have_accessible_name("Present")
        expect(mark_of(here, "Bruno")).to_have_accessible_name("Excused")
    expect(there.get_by_text(f"by {trainer.user['name']}, ")).to_be_visible()
    roster = here.get_by_role("dialog")
    expect(roster.get_by_text(re.compile(r"by an admin, \d\d:\d\d"))).to_be_visible()
    assert stored(installation, begun) == [("excused", None), ("present", None)]


def test_the_remaining_trainees_are_marked_present_at_once_and_that_can_be_undone(
    browsers: Browsers,
    installation: Installation,
    trainer: Someone,
    begun: dict[str, Any],
    screen: dict[str, Any],
) -> None:
    page = open_dialog(browsers, trainer, begun, "attendance", **screen)
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("radiogroup", name=re.compile("^Bruno")).get_by_role("radio", name="Absent").click()
    dialog.get_by_role("button", name="All present").click()
    expect(dialog.get_by_text("3 of 3 marked")).to_be_visible()
    expect(mark_of(page, "Bruno")).to_have_accessible_name("Absent")
    assert_accessible(page)
    page.get_by_role("status").filter(has_text="2 marked present").get_by_role("button", name="Undo").click()
    expect(dialog.get_by_text("1 of 3 marked")).to_be_visible()
    expect(dialog.get_by_text("Saving")).to_have_count(0)
    assert stored(installation, begun) == [("absent", None)]


def test_a_refused_mark_is_undone_and_explained(
    browsers: Browsers, installation: Installation, trainer: Someone, begun: dict[str, Any]
) -> None:
    page = open_dialog(browsers, trainer, begun, "attendance")
    expect(page.get_by_role("dialog").get_by_role("radio").first).to_be_focused()
    gone = begun["trainee_ids"][0]
    page.route(
        "**/attendance",
        lambda route: (
            installation.admin.done("DELETE", f"/sessions/{begun['id']}/trainees/{gone}"),
            route.continue_(),
        ),
        times=1,
    )
    wait_for_routes(page)
    page.keyboard.type("p")
    expect(page.get_by_role("alert").filter(has_text="That didn’t work")).to_be_visible()
    expect(page.get_by_role("dialog").get_by_role("radio", checked=True)).to_have_count(0)


def test_marks_made_offline_are_sent_when_the_connection_is_back(
    browsers: Browsers, installation: Installation, trainer: Someone, begun: dict[str, Any]
) -> None:
    page = open_dialog(browsers, trainer, begun, "attendance")
    expect(page.get_by_role("dialog").get_by_role("radio").first).to_be_focused()
    page.context.set_offline(True)
    page.keyboard.type("p")
    expect(page.get_by_role("alert").filter(has_text="1 mark isn’t saved yet")).to_be_visible()
    expect(mark_of(page, "Ana")).to_have_accessible_name("Present")
    assert closing_is_asked_about(page)
    page.context.set_offline(False)
    expect(page.get_by_text(re.compile("by you, "))).to_be_visible()
    assert not closing_is_asked_about(page)
    assert stored(installation, begun) == [("present", None)]


@pytest.mark.parametrize("status", [429, 503])
def test_a_mark_that_a_busy_server_puts_off_is_not_lost(
    browsers: Browsers, installation: Installation, trainer: Someone, begun: dict[str, Any], status: int
) -> None:
    page = open_dialog(browsers, trainer, begun, "attendance")
    expect(page.get_by_role("dialog").get_by_role("radio").first).to_be_focused()
    with busy(page, status):
        page.keyboard.type("p")
        expect(page.get_by_role("alert").filter(has_text="1 mark isn’t saved yet")).to_be_visible()
    expect(mark_of(page, "Ana")).to_have_accessible_name("Present")
    expect(page.get_by_text(re.compile("by you, "))).to_be_visible()
    assert stored(installation, begun) == [("present", None)]


def test_minutes_are_entered_with_the_keyboard_and_survive_a_busy_server(
    browsers: Browsers,
    installation: Installation,
    trainer: Someone,
    begun: dict[str, Any],
    screen: dict[str, Any],
) -> None:
    page = open_dialog(browsers, trainer, begun, "attendance", **screen)
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("radio").first).to_be_focused()
    minutes = dialog.get_by_label(re.compile("^Minutes Ana"))
    page.keyboard.type("a")
    expect(mark_of(page, "Ana")).to_have_accessible_name("Absent")
    expect(minutes).to_be_hidden()
    page.keyboard.press("ArrowUp")
    page.keyboard.type("lm")
    expect(minutes).to_be_focused()
    page.keyboard.type("1441")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("alert")).to_have_text(
        "Enter 0 to 60 minutes, the length of the session, or nothing."
    )
    assert_accessible(page)
    expect(dialog.get_by_text("Saving")).to_have_count(0)
    picture(page, f"minutes-{len(screen)}")
    with busy(page, 503):
        minutes.fill("45")
        page.keyboard.press("Enter")
        # The letter had led to the next person, with whom the work goes on.
        expect(mark_button(page, "Bruno", "Present")).to_be_focused()
        expect(page.get_by_role("alert").filter(has_text="1 mark isn’t saved yet")).to_be_visible()
    expect(minutes).to_have_value("45")
    expect(page.get_by_text(re.compile("by you, "))).to_be_visible()
    path = f"/sessions/{begun['id']}"
    [mark] = installation.admin.done("GET", path)["attendance"]
    assert (mark["status"], mark["minutes"]) == ("late", 45)
    page.keyboard.type("m")
    page.keyboard.press("Backspace")
    page.keyboard.press("ArrowDown")
    expect(mark_button(page, "Bruno", "Present")).to_be_focused()
    eventually(lambda: installation.admin.done("GET", path)["attendance"][0]["minutes"], None)


def test_attendance_is_not_offered_before_the_start_or_after_a_cancellation(
    browsers: Browsers, installation: Installation, trainer: Someone
) -> None:
    session = installation.session(trainer_id=trainer.id)
    page = open_dialog(browsers, trainer, session, "attendance")
    expect(page.get_by_text("You can take attendance once the session starts")).to_be_visible()
    assert_accessible(page)
    installation.admin.done("PUT", f"/sessions/{session['id']}", {"status": "cancelled"})
    expect(page.get_by_text("A cancelled session has no attendance.")).to_be_visible()
