"""Planning sessions, finding them, changing them and calling them off."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.blackbox.installation import PATIENT, Installation, Someone, variables_for
from tests.browser.accessibility import assert_accessible
from tests.browser.browsers import PHONE, Browsers, NewContext
from tests.services import RunningProduct

MARKUP = "<img src=x onerror=alert(1)>"
TABS = 40
"""More than there are stops in any dialog."""


@pytest.fixture
def admin(installation: Installation) -> Someone:
    return installation.admin


@pytest.fixture
def trainer(installation: Installation) -> Someone:
    return installation.add("trainer")


@pytest.fixture
def trainee(installation: Installation) -> Someone:
    return installation.add("trainee")


def tab_to(page: Page, field: Locator) -> None:
    """Press Tab until the focus is there."""
    for _ in range(TABS):
        if field.evaluate("field => field === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"the Tab key does not lead to {field}")


def said(page: Page, text: str) -> None:
    expect(
        page.get_by_role("region", name="Messages").get_by_role("status").filter(has_text=text)
    ).to_be_visible()


def undo(page: Page) -> None:
    page.get_by_role("region", name="Messages").get_by_role("button", name="Undo").click()


def form_in(page: Page, name: str = "New session") -> Locator:
    """The dialog, once one can type in it."""
    dialog = page.get_by_role("dialog", name=name, exact=True)
    expect(dialog.get_by_label("Title")).to_be_focused()
    return dialog


def choose(page: Page, field: Locator, name: str) -> None:
    field.fill(name)
    page.get_by_role("option").filter(has_text=name).first.click()


def days_ahead(days: int, hour: int = 10) -> datetime:
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + timedelta(days=days, hours=hour)


def ago(hours: int) -> str:
    return (datetime.now(UTC) - timedelta(hours=hours)).isoformat()


def session_page(browsers: Browsers, who: Someone, session: dict[str, Any], query: str = "") -> Page:
    page = browsers.open(f"/sessions/{session['id']}{query}", who=who)
    expect(page.get_by_role("heading", level=1)).to_have_text(session["title"])
    return page


def status_of(page: Page, status: str) -> None:
    expect(page.get_by_role("main").get_by_role("banner").or_(page.locator("main header"))).to_contain_text(
        status
    )


def test_a_session_is_planned_with_the_keyboard_alone(
    browsers: Browsers, installation: Installation, admin: Someone, trainer: Someone, trainee: Someone
) -> None:
    page = browsers.open("/sessions", who=admin)
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    page.keyboard.press("n")
    dialog = form_in(page)
    page.keyboard.type("Planned by keyboard")
    tab_to(page, dialog.get_by_role("combobox", name="Trainer"))
    page.keyboard.type(trainer.username)
    expect(page.get_by_role("option", name=trainer.user["name"])).to_be_visible()
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("combobox", name="Trainer")).to_have_value(trainer.user["name"])
    tab_to(page, dialog.get_by_role("combobox", name="Trainees"))
    page.keyboard.type(trainee.username)
    expect(page.get_by_role("option", name=trainee.user["name"])).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("button", name=f"Remove {trainee.user['name']}")).to_be_visible()
    page.keyboard.press("Escape")
    tab_to(page, dialog.get_by_role("button", name="Create session"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Planned by keyboard")
    said(page, "is planned")
    kept = installation.admin.done("GET", f"/sessions/{page.url.rsplit('/', 1)[1]}")
    assert (kept["trainer_id"], kept["trainee_ids"]) == (trainer.id, [trainee.id])


def test_clashes_appear_while_typing_and_the_next_free_time_is_a_click_away(
    browsers: Browsers, installation: Installation, trainer: Someone
) -> None:
    start = days_ahead(400)
    installation.session(title="Already there", trainer_id=trainer.id, scheduled_date=start.isoformat())
    page = browsers.open("/sessions?create=true", who=trainer)
    dialog = form_in(page)
    dialog.get_by_label("Title").fill("Squeezed in")
    dialog.get_by_label("Time zone").fill("UTC")
    page.keyboard.press("Enter")
    dialog.get_by_label("Date").fill(f"{start:%Y-%m-%d}")
    dialog.get_by_label("Start").fill("10:30")
    notice = dialog.get_by_role("status").filter(has_text="in two sessions at once")
    expect(notice).to_contain_text(re.compile(rf"{trainer.user['name']}: Already there"))
    assert_accessible(page)
    dialog.get_by_role("button", name="Create session").click()
    question = page.get_by_role("dialog", name="Save despite the clash?")
    expect(question).to_contain_text("Already there")
    page.keyboard.press("Escape")
    expect(question).to_be_hidden()
    dialog.get_by_role("button", name=re.compile("Next free: .*11:00")).click()
    expect(dialog.get_by_label("Start")).to_have_value("11:00")
    expect(notice).to_be_hidden()
    dialog.get_by_role("button", name="Create session").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Squeezed in")
    found = trainer.done("GET", "/sessions/?q=Squeezed")
    assert found[0]["scheduled_date"] == f"{start:%Y-%m-%d}T11:00:00Z"


def test_a_clash_can_be_saved_all_the_same_and_what_cannot_be_accepted_is_said_at_its_field(
    browsers: Browsers, installation: Installation, trainer: Someone, trainee: Someone
) -> None:
    start = days_ahead(410)
    installation.session(title="Already there", trainer_id=trainer.id, scheduled_date=start.isoformat())
    other = installation.created("trainee")
    page = browsers.open("/sessions?create=true", who=trainer)
    dialog = form_in(page)
    dialog.get_by_role("button", name="Create session").click()
    expect(dialog.get_by_label("Title")).to_be_focused()
    expect(dialog.get_by_text("Enter a title of 1 to 100 characters.")).to_be_visible()
    dialog.get_by_label("Title").fill("Doubled")
    dialog.get_by_label("Date").fill(f"{start:%Y-%m-%d}")
    dialog.get_by_label("Start").fill("10:00")
    for person in (trainee.user, other):
        choose(page, dialog.get_by_role("combobox", name="Trainees"), person["name"])
    dialog.get_by_label("Seats").fill("1")
    dialog.get_by_role("button", name="Create session").click()
    expect(dialog.get_by_text("More trainees are chosen than there are seats.")).to_be_visible()
    dialog.get_by_label("Seats").fill("2")
    dialog.get_by_role("button", name="Create session").click()
    page.get_by_role("dialog", name="Save despite the clash?").get_by_role(
        "button", name="Save all the same"
    ).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Doubled")
    assert trainer.done("GET", "/sessions/?q=Doubled")[0]["capacity"] == 2


def test_what_was_typed_is_not_lost_by_closing_or_by_a_reload(browsers: Browsers, trainer: Someone) -> None:
    page = browsers.open("/sessions?create=true", who=trainer)
    dialog = form_in(page)
    dialog.get_by_label("Title").fill("Half a thought")
    page.keyboard.press("Escape")
    question = page.get_by_role("dialog", name="Leave without saving?")
    expect(question).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(question).to_be_hidden()
    expect(dialog.get_by_label("Title")).to_have_value("Half a thought")
    page.reload()
    expect(dialog.get_by_label("Title")).to_have_value("Half a thought")
    expect(dialog.get_by_text("Here is what you had typed.")).to_be_visible()
    dialog.get_by_role("button", name="Cancel").click()
    question.get_by_role("button", name="Discard").click()
    expect(dialog).to_be_hidden()
    drafts = "Object.keys(sessionStorage).filter(key => key.startsWith('tms.draft')).length"
    assert page.evaluate(drafts) == 0
    page.get_by_role("link", name="New session").first.click()
    dialog.get_by_label("Title").fill("Nobody else's business")
    page.wait_for_function(f"{drafts} === 1")
    page.go_back()
    expect(dialog).to_be_hidden()
    page.get_by_role("button", name="Account menu of", exact=False).click()
    page.get_by_role("menuitem", name="Sign out").click()
    expect(page.get_by_text("You have signed out.")).to_be_visible()
    assert page.evaluate(drafts) == 0


def test_a_second_person_saving_first_is_shown_and_one_decides(
    browsers: Browsers, installation: Installation, admin: Someone
) -> None:
    session = installation.session(title="Before")
    path = f"/sessions/{session['id']}"
    page = session_page(browsers, admin, session, "?dialog=edit")
    dialog = form_in(page, "Edit session")
    dialog.get_by_label("Title").fill("Mine")
    installation.admin.done("PUT", path, {"title": "Theirs", "capacity": 7})
    expect(dialog.get_by_text("This session was just changed elsewhere.")).to_be_visible()
    dialog.get_by_role("button", name="Save", exact=True).click()
    conflict = page.get_by_role("dialog", name="Somebody else changed this meanwhile")
    expect(conflict.get_by_role("row", name=re.compile("Title"))).to_contain_text("Theirs")
    expect(conflict.get_by_role("row")).to_have_count(2)
    assert_accessible(page)
    conflict.get_by_role("button", name="Keep mine").click()
    said(page, "The session is saved.")
    kept = installation.admin.done("GET", path)
    assert (kept["title"], kept["capacity"]) == ("Mine", 7)
    undo(page)
    said(page, "The session is as it was before.")
    assert installation.admin.done("GET", path)["title"] == "Before"


def test_changes_of_other_fields_meet_without_a_question(
    browsers: Browsers, installation: Installation, admin: Someone
) -> None:
    session = installation.session(title="Untouched")
    path = f"/sessions/{session['id']}"
    page = session_page(browsers, admin, session, "?dialog=edit")
    dialog = form_in(page, "Edit session")
    dialog.get_by_label("Minutes").fill("90")
    installation.admin.done("PUT", path, {"description": "Bring a pen."})
    expect(dialog.get_by_text("This session was just changed elsewhere.")).to_be_visible()
    dialog.get_by_role("button", name="Save", exact=True).click()
    said(page, "The session is saved.")
    kept = installation.admin.done("GET", path)
    assert (kept["duration_minutes"], kept["description"]) == (90, "Bring a pen.")


def test_a_session_is_cancelled_and_put_back(
    browsers: Browsers, installation: Installation, admin: Someone, trainee: Someone
) -> None:
    session = installation.session(title="To be called off", trainee_ids=[trainee.id])
    page = session_page(browsers, admin, session)
    page.get_by_role("button", name="More", exact=True).click()
    assert_accessible(page)
    page.get_by_role("menuitem", name="Cancel session").click()
    question = page.get_by_role("dialog", name="Cancel “To be called off”?")
    expect(question).to_contain_text("1 trainee see it as cancelled at once")
    assert_accessible(page)
    question.get_by_role("button", name="Cancel session").click()
    status_of(page, "Cancelled")
    said(page, "The session is cancelled.")
    undo(page)
    status_of(page, "Scheduled")
    assert installation.admin.done("GET", f"/sessions/{session['id']}")["status"] == "scheduled"


def test_a_session_is_completed_by_its_trainer_after_a_question_and_reopened_by_an_admin(
    browsers: Browsers, installation: Installation, admin: Someone, trainer: Someone
) -> None:
    session = installation.session(title="Over", trainer_id=trainer.id, scheduled_date=ago(30))
    page = session_page(browsers, trainer, session)
    status_of(page, "Not closed")
    page.get_by_role("button", name="Complete", exact=True).click()
    question = page.get_by_role("dialog", name="Complete “Over”?")
    expect(question).to_contain_text("Only an admin can put it back")
    question.get_by_role("button", name="Complete", exact=True).click()
    status_of(page, "Completed")
    there = session_page(browsers, admin, session)
    there.get_by_role("button", name="More", exact=True).click()
    there.get_by_role("menuitem", name="Put back to scheduled").click()
    said(there, "The session is scheduled again.")
    status_of(page, "Not closed")
    there.get_by_role("button", name="Complete", exact=True).click()
    undo(there)
    status_of(there, "Not closed")


def test_a_deleted_session_says_so_wherever_it_was_open(
    browsers: Browsers, installation: Installation, admin: Someone, trainer: Someone
) -> None:
    session = installation.session(title="Short-lived", trainer_id=trainer.id)
    there = session_page(browsers, trainer, session)
    page = session_page(browsers, admin, session, "?dialog=delete")
    question = page.get_by_role("dialog", name="Delete “Short-lived”?")
    expect(question).to_contain_text("To keep the record, cancel the session instead.")
    assert_accessible(page)
    question.get_by_role("button", name="Delete", exact=True).click()
    said(page, "“Short-lived” is deleted.")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sessions")
    expect(there.get_by_text("This session is not there any more")).to_be_visible()
    there.get_by_role("link", name="All sessions").click()
    expect(there.get_by_role("heading", level=1)).to_have_text("Sessions")


def test_filters_stand_in_the_address_and_survive_a_reload_and_the_way_back(
    browsers: Browsers, installation: Installation, admin: Someone, trainer: Someone
) -> None:
    word = f"Needle{trainer.id}"
    day = days_ahead(500)
    for number, hours in enumerate((0, 2)):
        installation.session(
            title=f"{word} {number}",
            trainer_id=trainer.id,
            scheduled_date=(day + timedelta(hours=hours)).isoformat(),
        )
    installation.session(title=f"{word} past", scheduled_date=ago(72))
    page = browsers.open("/sessions", who=admin)
    titles = page.locator("main section li a")
    page.get_by_role("searchbox", name="Search sessions").fill(word)
    expect(titles).to_have_text([f"{word} 0", f"{word} 1"])
    page.get_by_role("button", name="Past", exact=True).click()
    expect(titles).to_have_text([f"{word} past"])
    page.get_by_role("button", name="All", exact=True).click()
    expect(titles).to_have_text([f"{word} 1", f"{word} 0", f"{word} past"])
    page.get_by_role("button", name="Filters").click()
    choose(page, page.get_by_role("combobox", name="Trainer", exact=True), trainer.user["name"])
    expect(titles).to_have_text([f"{word} 1", f"{word} 0"])
    page.get_by_role("button", name="Newest first").click()
    expect(titles).to_have_text([f"{word} 0", f"{word} 1"])
    assert_accessible(page)
    page.reload()
    expect(titles).to_have_text([f"{word} 0", f"{word} 1"])
    expect(page.get_by_role("combobox", name="Trainer", exact=True)).to_have_value(trainer.user["name"])
    page.get_by_label("From").fill(f"{day + timedelta(days=1):%Y-%m-%d}")
    expect(page.get_by_text("No session fits")).to_be_visible()
    page.go_back()
    expect(titles).to_have_text([f"{word} 0", f"{word} 1"])
    page.go_back()
    expect(titles).to_have_text([f"{word} 1", f"{word} 0"])
    titles.first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{word} 1")
    page.go_back()
    expect(titles).to_have_text([f"{word} 1", f"{word} 0"])


def test_the_palette_finds_a_session(
    browsers: Browsers, installation: Installation, trainer: Someone
) -> None:
    installation.session(title=f"Lost and found {trainer.id}", trainer_id=trainer.id)
    page = browsers.open("/account", who=trainer)
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox", name="Search and commands")).to_be_focused()
    page.keyboard.type("lost and found")
    expect(page.get_by_role("option", name=re.compile("Lost and found"))).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Lost and found {trainer.id}")


def test_a_new_session_is_in_the_trainees_list_within_a_second(
    browsers: Browsers, trainer: Someone, trainee: Someone
) -> None:
    there = browsers.open("/sessions", who=trainee)
    expect(there.get_by_text("Nothing is planned from today on")).to_be_visible()
    assert_accessible(there)
    expect(there.get_by_role("banner").get_by_role("status")).to_contain_text("Live")
    page = browsers.open("/sessions?create=true", who=trainer)
    dialog = form_in(page)
    dialog.get_by_label("Title").fill("Seen at once")
    choose(page, dialog.get_by_role("combobox", name="Trainees"), trainee.user["name"])
    dialog.get_by_role("button", name="Create session").click()
    said(page, "is planned")
    started = time.monotonic()
    expect(there.get_by_role("link", name="Seen at once")).to_be_visible(timeout=1000)
    assert time.monotonic() - started < 1


def test_a_trainee_sees_their_own_attendance_and_joins_when_the_time_is_near(
    browsers: Browsers, installation: Installation, trainee: Someone
) -> None:
    past = installation.session(title="Attended", trainee_ids=[trainee.id], scheduled_date=ago(48))
    record = {"trainee_id": trainee.id, "status": "late", "note": "Bus"}
    installation.admin.done("PUT", f"/sessions/{past['id']}/attendance", {"records": [record]})
    soon = datetime.now(UTC) + timedelta(minutes=5)
    near = installation.session(
        title="About to begin",
        trainee_ids=[trainee.id],
        scheduled_date=soon.isoformat(),
        class_link="https://meet.example/room",
    )
    page = session_page(browsers, trainee, past)
    expect(page.get_by_role("region", name="Your attendance")).to_contain_text("Late")
    expect(page.get_by_role("region", name="Your attendance")).to_contain_text("Bus")
    expect(page.get_by_role("button", name="Edit")).to_have_count(0)
    assert_accessible(page)
    page.get_by_role("link", name="Sessions", exact=True).last.click()
    join = page.get_by_role("link", name="Join: About to begin")
    expect(join).to_have_attribute("href", near["class_link"])
    expect(join).to_have_attribute("rel", re.compile("noopener"))


def test_a_removed_trainee_comes_back_with_their_attendance(
    browsers: Browsers, installation: Installation, admin: Someone, trainee: Someone
) -> None:
    session = installation.session(title="Roster", trainee_ids=[trainee.id], scheduled_date=ago(24))
    path = f"/sessions/{session['id']}"
    record = {"trainee_id": trainee.id, "status": "present", "note": "Early"}
    installation.admin.done("PUT", f"{path}/attendance", {"records": [record]})
    page = session_page(browsers, admin, session)
    roster = page.get_by_role("region", name="Trainees")
    expect(roster.get_by_role("listitem")).to_contain_text("Present")
    roster.get_by_role("button", name=f"Remove {trainee.user['name']}").click()
    expect(roster.get_by_role("listitem")).to_have_count(0)
    undo(page)
    expect(roster.get_by_role("listitem")).to_contain_text("Present")
    mark = installation.admin.done("GET", path)["attendance"][0]
    assert (mark["status"], mark["note"]) == ("present", "Early")


def test_a_session_is_planned_again_with_its_people(
    browsers: Browsers, installation: Installation, admin: Someone, trainer: Someone, trainee: Someone
) -> None:
    session = installation.session(title="Weekly", trainer_id=trainer.id, trainee_ids=[trainee.id])
    page = session_page(browsers, admin, session, "?dialog=again")
    dialog = form_in(page, "Plan again")
    expect(dialog.get_by_role("combobox", name="Trainer", exact=True)).to_have_value(trainer.user["name"])
    dialog.get_by_label("Title").fill("Weekly, part two")
    dialog.get_by_role("button", name="Create session").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Weekly, part two")
    twin = installation.admin.done("GET", f"/sessions/{page.url.rsplit('/', 1)[1]}")
    assert twin["trainee_ids"] == [trainee.id]
    begun = [datetime.fromisoformat(each["scheduled_date"]) for each in (session, twin)]
    assert begun[1] - begun[0] == timedelta(days=7)


def test_pages_and_dialogs_are_accessible_and_fit_the_screen(
    browsers: Browsers, installation: Installation, people: dict[str, Someone], screen: dict[str, Any]
) -> None:
    trainer = people["trainer"]
    session = installation.session(
        title=MARKUP,
        description=MARKUP,
        trainer_id=trainer.id,
        trainee_ids=[installation.created("trainee")["id"]],
        time_zone="Asia/Tokyo",
        scheduled_date=days_ahead(1, 10 if screen else 12).isoformat(),
    )
    page = browsers.open("/sessions", who=trainer, **screen)
    expect(page.get_by_role("link", name=MARKUP).first).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text=MARKUP).first).to_contain_text("Tokyo time")
    places = {
        "/sessions": None,
        "/sessions?create=true": "New session",
        f"/sessions/{session['id']}": None,
        f"/sessions/{session['id']}?dialog=edit": "Edit session",
        f"/sessions/{session['id']}?dialog=cancel": f"Cancel “{MARKUP}”?",
    }
    for path, dialog in places.items():
        page.goto(f"/app{path}")
        expect(page.get_by_text(MARKUP).first).to_be_visible()
        if dialog:
            expect(page.get_by_role("dialog", name=dialog)).to_be_visible()
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= (
            PHONE["width"] if screen else page.viewport_size["width"]  # type: ignore[index]  # set by the fixture
        )
    assert page.locator("main img").count() == 0


@pytest.fixture(params=["sqlite", pytest.param("mariadb", marks=pytest.mark.services)])
def mortal(request: pytest.FixtureRequest) -> Iterator[Installation]:
    """A product that the test may stop."""
    with RunningProduct(PATIENT | variables_for(request.param, request)) as product:
        installed = Installation(product, request.param)
        yield installed
        installed.close()


def test_a_server_that_goes_in_the_middle_of_planning_costs_nothing(
    mortal: Installation, new_context: NewContext
) -> None:
    browsers = Browsers(mortal, new_context)
    page = browsers.open("/sessions?create=true", who=mortal.add("trainer"))
    dialog = form_in(page)
    dialog.get_by_label("Title").fill("Survives")
    mortal.product.stop()
    expect(page.get_by_text("Nothing you typed is lost")).to_be_visible()
    dialog.get_by_label("Description").fill("Typed while it was away")
    dialog.get_by_role("button", name="Create session").click()
    expect(page.get_by_role("alert").filter(has_text="The server cannot be reached")).to_be_visible()
    expect(dialog.get_by_label("Title")).to_have_value("Survives")
    mortal.product.start()
    expect(page.get_by_text("Nothing you typed is lost")).to_be_hidden(timeout=15_000)
    page.reload()
    expect(dialog.get_by_label("Description")).to_have_value("Typed while it was away")
    dialog.get_by_role("button", name="Create session").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Survives")
    assert [each["title"] for each in mortal.admin.done("GET", "/sessions/")] == ["Survives"]
    assert browsers.complaints == []
