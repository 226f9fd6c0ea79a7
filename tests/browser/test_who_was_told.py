"""Who was told what about a session, for its trainer and for admins."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.blackbox.installation import Installation, Someone
from tests.browser.accessibility import assert_accessible
from tests.browser.browsers import PHONE, Browsers
from tests.browser.session_steps import session_page
from tests.patience import eventually


def row_of(page: Page, name: str) -> Locator:
    return page.get_by_role("dialog").get_by_role("listitem").filter(has=page.get_by_text(name, exact=True))


def test_the_trainer_sees_who_was_told_what_and_whether_it_was_read(
    browsers: Browsers, installation: Installation, admin: Someone, trainer: Someone, trainee: Someone
) -> None:
    no_mails = {"kinds": {"session_assigned": {"mail": False}}}
    trainee.done("PUT", "/notifications/preferences", no_mails)
    other = installation.created()
    ids = [trainee.id, other["id"]]
    session = installation.session(title="First aid", trainer_id=trainer.id, trainee_ids=ids)
    path = f"/sessions/{session['id']}/notifications"
    eventually(lambda: {each["person"]["id"] for each in admin.done("GET", path)}, {trainer.id, *ids})
    [told] = trainee.done("GET", "/notifications/")
    trainee.done("POST", "/notifications/read", {"ids": [told["id"]]})
    late = installation.created()
    page = session_page(browsers, trainer, session)
    page.get_by_role("link", name="Who was told what").click()
    dialog = page.get_by_role("dialog", name="Who was told: First aid")
    row = row_of(page, trainee.user["name"])
    expect(row).to_contain_text("Added to the session")
    expect(row).to_contain_text("by System Administrator")
    expect(row).to_contain_text("On screen: read")
    expect(row).to_contain_text("Mail: switched off")
    expect(row_of(page, other["name"])).to_contain_text("On screen: not read yet")
    expect(row_of(page, other["name"])).to_contain_text("if nothing else changes")
    row.get_by_role("button", name=f"Earlier: {trainee.user['name']}").click()
    expect(row).to_contain_text("Nothing else.")
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    trainer.done("POST", f"/sessions/{session['id']}/trainees", {"trainee_ids": [late["id"]]})
    phone = browsers.open(
        f"/sessions/{session['id']}?dialog=told",
        who=admin,
        locale="pt-PT",
        viewport=PHONE,
        has_touch=True,
        is_mobile=True,
    )
    expect(phone.get_by_role("dialog", name="Quem foi avisado: First aid")).to_be_visible()
    expect(row_of(phone, late["name"])).to_contain_text(f"por {trainer.user['name']}")
    assert_accessible(phone)


def test_who_was_told_nothing_is_named(
    browsers: Browsers, installation: Installation, admin: Someone, trainer: Someone
) -> None:
    session = trainer.done("POST", "/sessions/", installation.new_session(title="Alone"))
    page = browsers.open(f"/sessions/{session['id']}", who=trainer)
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("menuitem", name="Who was told…").click()
    dialog = page.get_by_role("dialog", name="Who was told: Alone")
    expect(dialog).to_contain_text("Nobody has been told anything about this session yet.")
    expect(dialog).to_contain_text("1 person was told nothing")
    expect(dialog).to_contain_text(trainer.user["name"])
