"""Planning sessions: the form, conflicts, drafts, and two people editing at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from playwright.sync_api import expect

from tests.blackbox.installation import Installation, Someone
from tests.browser.accessibility import assert_accessible
from tests.browser.browsers import Browsers, NewContext
from tests.browser.session_steps import (
    choose,
    form_in,
    said,
    session_page,
    tab_to,
    undo,
)
from tests.browser.test_account import picture
from tests.patience import eventually, promised

WINTER = datetime(2031, 1, 14, 10, tzinfo=UTC)
"""A time that Lisbon and UTC call the same."""
MARKUP = "<img src=x onerror=alert(1)>"


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
    # The list of everybody may include the trainee too: the arrow keys are for the list of search results.
    expect(dialog.get_by_role("option")).to_have_count(1)
    expect(page.get_by_role("option", name=trainee.user["name"])).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("button", name=f"Remove {trainee.user['name']}")).to_be_visible()
    # Once a person has been chosen, the list no longer covers what is below it.
    expect(dialog.get_by_role("option")).to_have_count(0)
    tab_to(page, dialog.get_by_role("button", name="Create session"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Planned by keyboard")
    said(page, "” created.")
    kept = installation.admin.done("GET", f"/sessions/{page.url.rsplit('/', 1)[1]}")
    assert (kept["trainer_id"], kept["trainee_ids"]) == (trainer.id, [trainee.id])


def test_conflicts_appear_while_typing_and_the_next_free_time_is_a_click_away(
    browsers: Browsers, installation: Installation, trainer: Someone
) -> None:
    start = WINTER
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
    question = page.get_by_role("dialog", name="Save despite the conflict?")
    expect(question).to_contain_text("Already there")
    page.keyboard.press("Escape")
    expect(question).to_be_hidden()
    expect(dialog.get_by_role("button", name=re.compile("Next free: .*11:00"))).to_be_visible()
    dialog.get_by_role("button", name="Create session").click()
    question.get_by_role("button", name=re.compile("Next free: .*11:00")).click()
    expect(question).to_be_hidden()
    expect(dialog.get_by_label("Start")).to_have_value("11:00")
    expect(notice).to_be_hidden()
    dialog.get_by_role("button", name="Create session").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Squeezed in")
    found = trainer.done("GET", "/sessions/?q=Squeezed")
    assert found[0]["scheduled_date"] == f"{start:%Y-%m-%d}T11:00:00Z"


def test_a_conflict_can_be_saved_anyway_and_errors_appear_at_their_fields(
    browsers: Browsers, installation: Installation, trainer: Someone, trainee: Someone
) -> None:
    start = WINTER + timedelta(days=1)
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
    expect(dialog.get_by_text("There are more trainees than seats.")).to_be_visible()
    dialog.get_by_label("Seats").fill("2")
    dialog.get_by_role("button", name="Create session").click()
    page.get_by_role("dialog", name="Save despite the conflict?").get_by_role(
        "button", name="Save anyway"
    ).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Doubled")
    assert trainer.done("GET", "/sessions/?q=Doubled")[0]["capacity"] == 2


def test_a_draft_survives_closing_and_reloading(browsers: Browsers, trainer: Someone) -> None:
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
    expect(dialog.get_by_text("We restored what you had typed.")).to_be_visible()
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
    page.get_by_role("button", name="’s account menu", exact=False).click()
    page.get_by_role("menuitem", name="Sign out").click()
    expect(page.get_by_text("You have signed out.")).to_be_visible()
    assert page.evaluate(drafts) == 0


def test_a_concurrent_change_is_shown_and_the_user_decides(
    browsers: Browsers, installation: Installation, admin: Someone
) -> None:
    session = installation.session(title="Before")
    path = f"/sessions/{session['id']}"
    page = session_page(browsers, admin, session, "?dialog=edit")
    dialog = form_in(page, "Edit session")
    dialog.get_by_label("Title").fill("Mine")
    installation.admin.done("PUT", path, {"title": "Theirs", "capacity": 7})
    expect(dialog.get_by_text("Someone else has just changed this.")).to_be_visible()
    dialog.get_by_role("button", name="Save", exact=True).click()
    conflict = page.get_by_role("dialog", name="Someone else has changed this")
    expect(conflict.get_by_role("row", name=re.compile("Title"))).to_contain_text("Theirs")
    expect(conflict.get_by_role("row")).to_have_count(2)
    assert_accessible(page)
    conflict.get_by_role("button", name="Keep mine").click()
    said(page, "” saved.")
    kept = installation.admin.done("GET", path)
    assert (kept["title"], kept["capacity"]) == ("Mine", 7)
    undo(page)
    said(page, "Change to “Mine” undone.")
    eventually(lambda: admin.done("GET", path)["title"], "Before")


def test_concurrent_changes_of_different_fields_are_merged(
    browsers: Browsers, installation: Installation, admin: Someone
) -> None:
    session = installation.session(title="Untouched")
    path = f"/sessions/{session['id']}"
    page = session_page(browsers, admin, session, "?dialog=edit")
    dialog = form_in(page, "Edit session")
    dialog.get_by_label("Minutes").fill("90")
    installation.admin.done("PUT", path, {"description": "Bring a pen."})
    expect(dialog.get_by_text("Someone else has just changed this.")).to_be_visible()
    dialog.get_by_role("button", name="Save", exact=True).click()
    said(page, "” saved.")
    kept = installation.admin.done("GET", path)
    assert (kept["duration_minutes"], kept["description"]) == (90, "Bring a pen.")


def test_a_server_failure_while_planning_loses_nothing(
    restartable_installation: Installation, new_context: NewContext
) -> None:
    browsers = Browsers(restartable_installation, new_context)
    page = browsers.open("/sessions?create=true", who=restartable_installation.add("trainer"))
    dialog = form_in(page)
    dialog.get_by_label("Title").fill("Survives")
    restartable_installation.product.stop()
    expect(dialog.get_by_text("Nothing you’ve typed is lost")).to_be_visible()
    dialog.get_by_label("Description").fill("Typed while it was away")
    dialog.get_by_role("button", name="Create session").click()
    refused = page.get_by_role("alert").filter(has_text="Can’t reach the server")
    expect(refused).to_be_visible()
    expect(refused).not_to_contain_text("automatically")
    create = dialog.get_by_role("button", name="Create session")
    expect(create).to_be_focused()
    message, button = refused.bounding_box() or {}, create.bounding_box() or {}
    assert message["x"] + message["width"] < button["x"]
    expect(dialog.get_by_label("Title")).to_have_value("Survives")
    restartable_installation.product.start()
    with promised(15):
        expect(page.get_by_text("Nothing you’ve typed is lost")).to_have_count(0)
    page.reload()
    expect(dialog.get_by_label("Description")).to_have_value("Typed while it was away")
    dialog.get_by_role("button", name="Create session").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Survives")
    assert [each["title"] for each in restartable_installation.admin.done("GET", "/sessions/")] == [
        "Survives"
    ]
    assert browsers.complaints == []


OWN_FIELDS = [
    {
        "key": "room",
        "of": "session",
        "label": "Room",
        "type": "choice",
        "options": ["Hall", "Lab"],
        "required": True,
    },
    {"key": "cost", "of": "session", "label": "Cost", "type": "number"},
    {"key": "paid_on", "of": "session", "label": "Paid on", "type": "date"},
    {"key": "floor", "of": "user", "label": "Floor", "type": "number", "required": True},
]


@contextmanager
def own_fields(installation: Installation) -> Iterator[None]:
    """Until the end of the block: other tests see the settings of a new installation."""
    installation.admin.done("PUT", "/organisation", {"custom_fields": OWN_FIELDS})
    try:
        yield
    finally:
        installation.admin.done("PUT", "/organisation", {"custom_fields": []})


def test_the_organisations_own_fields_are_filled_in_and_shown(
    browsers: Browsers, installation: Installation, trainer: Someone, screen: dict[str, Any]
) -> None:
    with own_fields(installation):
        page = browsers.open("/sessions?create=true", who=trainer, **screen)
        dialog = form_in(page)
        dialog.get_by_label("Title").fill("Soldering")
        dialog.get_by_label("Cost").fill("free")
        expect(dialog.get_by_label("Floor")).to_have_count(0)
        create = dialog.get_by_role("button", name="Create session")
        create.click()
        expect(dialog.get_by_text("Enter a value for “Room”.")).to_be_visible()
        dialog.get_by_label("Room").select_option("Lab")
        create.click()
        expect(dialog.get_by_label("Cost")).to_have_attribute("aria-invalid", "true")
        expect(dialog.get_by_text("Enter a number.")).to_be_visible()
        assert_accessible(page)
        picture(page, f"session-own-fields-{len(screen)}")
        dialog.get_by_label("Cost").fill("12,5")
        create.click()
        details = page.get_by_role("region", name="Details")
        expect(details).to_contain_text("Lab")
        expect(details).to_contain_text("12.5")
        path = f"/sessions/{page.url.rsplit('/', 1)[1]}"
        assert installation.admin.done("GET", path)["custom"] == {"room": "Lab", "cost": 12.5}
        picture(page, f"session-page-own-fields-{len(screen)}")
        page.get_by_role("button", name="Edit", exact=True).click()
        dialog = form_in(page, "Edit session")
        dialog.get_by_label("Room").select_option("")
        save = dialog.get_by_role("button", name="Save", exact=True)
        save.click()
        expect(dialog.get_by_text("Enter a value for “Room”.")).to_be_visible()
        dialog.get_by_label("Room").select_option("Hall")
        dialog.get_by_label("Cost").fill("")
        dialog.get_by_label("Paid on", exact=True).fill("04/05/2026")
        save.click()
        for shown in ("Hall", "4 May 2026"):
            expect(details).to_contain_text(shown)
        expect(details).not_to_contain_text("Cost")
        assert installation.admin.done("GET", path)["custom"] == {"room": "Hall", "paid_on": "2026-05-04"}
        page.get_by_role("status").filter(has_text="” saved.").get_by_role("button", name="Undo").click()
        expect(details).to_contain_text("Cost")
        assert installation.admin.done("GET", path)["custom"] == {"room": "Lab", "cost": 12.5}
