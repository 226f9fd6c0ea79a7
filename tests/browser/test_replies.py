"""Trainees say whether they will come; trainers and admins see it at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.blackbox.installation import Installation, Someone
from tests.browser.accessibility import assert_accessible
from tests.browser.browsers import PHONE, Browsers
from tests.browser.session_steps import ago, days_ahead, said, session_page
from tests.browser.test_attendance import open_dialog
from tests.patience import eventually, patience

PHONE_SCREEN: dict[str, Any] = {"viewport": PHONE, "has_touch": True, "is_mobile": True}
WHY = "Flu, sorry. " * 16 + "Get well"
"""As long as a note may be."""


@pytest.fixture
def planned(installation: Installation, trainer: Someone, trainee: Someone) -> dict[str, Any]:
    """A session in two days with two trainees."""
    other = installation.created()
    return installation.session(
        title="First aid",
        trainer_id=trainer.id,
        trainee_ids=[trainee.id, other["id"]],
        scheduled_date=days_ahead(2).isoformat(),
    )


def stored(admin: Someone, session: dict[str, Any]) -> list[tuple[str, str | None]]:
    replies = admin.done("GET", f"/sessions/{session['id']}")["replies"]
    return [(each["reply"], each["note"]) for each in replies]


def choice(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def test_a_trainee_cannot_come_and_the_trainer_sees_it_at_once(
    browsers: Browsers,
    admin: Someone,
    trainer: Someone,
    trainee: Someone,
    planned: dict[str, Any],
) -> None:
    there = session_page(browsers, trainer, planned)
    roster = there.get_by_role("region", name="Trainees")
    expect(roster).not_to_contain_text("can’t come")
    page = browsers.open(who=trainee, **PHONE_SCREEN)
    expect(page.get_by_role("heading", name="Will you come?")).to_be_visible()
    choice(page, "I can’t come").tap()
    expect(choice(page, "I can’t come")).to_have_attribute("aria-pressed", "true")
    said(page, f"“First aid”: {trainer.user['name']} can see that you can’t come.")
    expect(roster.get_by_text("Can’t come", exact=True)).to_be_visible()
    page.get_by_label(f"Note to {trainer.user['name']} (optional)").fill(WHY)
    choice(page, "Send note").tap()
    expect(choice(page, "Send note")).to_be_hidden()
    expect(roster).to_contain_text(WHY)
    assert stored(admin, planned) == [("not_coming", WHY)]
    assert_accessible(page)
    roster.get_by_role("button", name="1 can’t come").click()
    expect(roster.get_by_role("listitem")).to_have_count(1)
    assert_accessible(there)
    choice(page, "I’m coming").tap()
    expect(roster.get_by_text("Coming", exact=True)).to_be_visible()
    expect(roster.get_by_role("listitem")).to_have_count(2)
    page.get_by_role("region", name="Messages").get_by_role("button", name="Undo").last.tap()
    eventually(lambda: stored(admin, planned), [("not_coming", WHY)])
    choice(page, "Withdraw").tap()
    expect(page.get_by_role("heading", name="Will you come?")).to_be_visible()
    expect(roster).not_to_contain_text("Can’t come")
    assert stored(admin, planned) == []


def test_a_reply_that_comes_too_late_is_refused_and_taken_back(
    browsers: Browsers, installation: Installation, admin: Someone, trainee: Someone, planned: dict[str, Any]
) -> None:
    page = session_page(browsers, trainee, planned)
    path = f"/sessions/{planned['id']}"
    page.route(
        f"**{path}/reply", lambda route: (admin.done("PUT", path, {"status": "cancelled"}), route.continue_())
    )
    choice(page, "I’m coming").click()
    expect(page.get_by_role("alert").filter(has_text="The session does not take place.")).to_be_visible()
    expect(page.get_by_role("heading", name="Will you come?")).to_be_hidden()
    assert stored(admin, planned) == []
    begun = installation.session(
        title="Too late", trainee_ids=[trainee.id], scheduled_date=ago(1), duration_minutes=180
    )
    page.goto(f"/app/sessions/{begun['id']}")
    expect(page.get_by_text("The session has started, so you can no longer reply.")).to_be_visible()
    expect(choice(page, "I can’t come")).to_be_hidden()


def test_who_cannot_come_is_not_marked_present_with_all_others(
    browsers: Browsers, installation: Installation, trainer: Someone, trainee: Someone
) -> None:
    ids = [trainee.id, installation.created()["id"]]
    start = datetime.now(UTC) + timedelta(seconds=patience(2))
    session = installation.session(
        trainer_id=trainer.id,
        trainee_ids=ids,
        scheduled_date=start.isoformat(),
    )
    path = f"/sessions/{session['id']}"
    trainee.done("PUT", f"{path}/reply", {"reply": "not_coming", "note": "Flu"})
    eventually(lambda: datetime.now(UTC) > start, True)
    page = open_dialog(browsers, trainer, session, "attendance")
    dialog = page.get_by_role("dialog")
    row = dialog.get_by_role("listitem").filter(has_text=trainee.user["name"])
    expect(row).to_contain_text("Can’t come")
    expect(row).to_contain_text("Flu")
    expect(dialog.get_by_role("status").filter(has_text="0 of 2 marked")).to_contain_text("1 can’t come")
    expect(dialog.get_by_role("radio", checked=True)).to_have_count(0)
    assert_accessible(page)
    choice(page, "All but 1 present").click()
    expect(dialog.get_by_role("status").filter(has_text="1 of 2 marked")).to_be_visible()
    expect(row.get_by_role("radio", checked=True)).to_have_count(0)
    row.get_by_role("radio", name="Excused").click()
    expect(dialog.get_by_text("All 2 marked")).to_be_visible()
    page.goto(f"/app{path}")
    expect(
        page.get_by_role("region", name="Trainees").get_by_role("listitem").filter(has_text="Flu")
    ).to_contain_text("Excused")
