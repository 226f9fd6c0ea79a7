"""What an undo says, and what it does once somebody else has changed the same thing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.blackbox.installation import Installation, Someone
from tests.browser.browsers import Browsers
from tests.browser.session_steps import days_ahead, form_in, said, session_page, undo
from tests.patience import eventually


@pytest.fixture
def session(installation: Installation) -> dict[str, Any]:
    trainer = installation.add("trainer")
    return installation.session(
        title="Fire drill", trainer_id=trainer.id, scheduled_date=days_ahead(40).isoformat()
    )


def moved_to_three(browsers: Browsers, admin: Someone, session: dict[str, Any]) -> Page:
    """The session's page after it has been moved from 10:00 to 15:00."""
    page = session_page(browsers, admin, session, "?dialog=move")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Start").fill("15:00")
    dialog.get_by_role("button", name="Move", exact=True).click()
    said(page, "“Fire drill” moved to ")
    return page


def stored(admin: Someone, session: dict[str, Any]) -> dict[str, Any]:
    return dict(admin.done("GET", f"/sessions/{session['id']}"))


def test_an_undo_says_what_it_did_and_leaves_what_others_have_changed_besides(
    browsers: Browsers, admin: Someone, session: dict[str, Any]
) -> None:
    page = moved_to_three(browsers, admin, session)
    admin.done("PUT", f"/sessions/{session['id']}", {"title": "Fire drill, part one"})
    undo(page)
    said(page, "“Fire drill, part one” moved back to ")
    after = stored(admin, session)
    assert (after["title"], after["scheduled_date"]) == ("Fire drill, part one", session["scheduled_date"])


def test_an_undo_does_not_overwrite_what_somebody_has_decided_since_and_says_so(
    browsers: Browsers, admin: Someone, session: dict[str, Any]
) -> None:
    page = moved_to_three(browsers, admin, session)
    later = (days_ahead(40) + timedelta(hours=8)).isoformat()
    admin.done("PUT", f"/sessions/{session['id']}", {"scheduled_date": later})
    undo(page)
    said(page, "Not undone: someone else has changed “Fire drill” since.")
    assert stored(admin, session)["scheduled_date"][:16] == later[:16]


def test_the_undo_of_an_edit_and_of_a_cancellation_keep_to_the_same_rule(
    browsers: Browsers, admin: Someone, session: dict[str, Any]
) -> None:
    path = f"/sessions/{session['id']}"
    page = session_page(browsers, admin, session, "?dialog=edit")
    dialog = form_in(page, "Edit session")
    dialog.get_by_label("Title").fill("Evacuation")
    dialog.get_by_role("combobox", name="Where").fill("Car park")
    dialog.get_by_role("button", name="Save", exact=True).click()
    said(page, "“Evacuation” saved.")
    assert stored(admin, session)["location"] == "Car park"
    admin.done("PUT", path, {"capacity": 9})
    undo(page)
    said(page, "Change to “Evacuation” undone.")
    after = stored(admin, session)
    assert (after["title"], after["location"], after["capacity"]) == ("Fire drill", None, 9)
    page.goto(f"/app{path}?dialog=cancel")
    page.get_by_role("dialog").get_by_role("button", name="Cancel session").click()
    said(page, "“Fire drill” cancelled.")
    admin.done("PUT", path, {"description": "The bell rings twice."})
    undo(page)
    said(page, "“Fire drill” reopened.")
    eventually(lambda: stored(admin, session)["status"], "scheduled")
    expect(page.get_by_text("The bell rings twice.")).to_be_visible()


def test_messages_and_what_they_offer_to_undo_end_with_the_sign_in(
    browsers: Browsers, installation: Installation, session: dict[str, Any]
) -> None:
    # Signing out ends this sign-in only, not that of the fixtures.
    page = moved_to_three(browsers, installation.sign_in(installation.add("admin").username), session)
    page.get_by_role("button", name="’s account menu", exact=False).click()
    page.get_by_role("menuitem", name="Sign out").click()
    expect(page.get_by_role("status").filter(has_text="You have signed out.")).to_be_visible()
    expect(page.get_by_role("region", name="Messages").get_by_role("button")).to_have_count(0)
