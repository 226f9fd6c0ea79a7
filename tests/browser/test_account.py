"""What people change about their own account, and what admins change about others' besides names and roles."""

from __future__ import annotations

import os
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.blackbox.installation import PASSWORD, Installation, Someone
from tests.browser.accessibility import assert_accessible
from tests.browser.browsers import PHONE, Browsers
from tests.browser.test_users import dialog_of, listed, told


def picture(page: Page, name: str) -> None:
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=Path(folder, f"{name}.png"))


def test_a_new_address_needs_the_current_password(browsers: Browsers, installation: Installation) -> None:
    who = installation.add("trainee")
    page = browsers.open("/account", who=who)
    address = page.get_by_label("Email address")
    expect(address).to_have_value(who.user["email"])
    password = page.get_by_label("Current password", exact=True)
    expect(password).to_be_hidden()
    new = f"new.{who.user['email']}"
    address.fill(new)
    save = page.get_by_role("button", name="Save", exact=True)
    save.click()
    expect(page.get_by_text("Enter your current password.")).to_be_visible()
    password.fill("not it")
    save.click()
    expect(page.get_by_text("This is not your current password.")).to_be_visible()
    assert_accessible(page)
    picture(page, "account-password")
    assert who.done("GET", "/auth/me")["email"] == who.user["email"]
    password.fill(PASSWORD)
    save.click()
    expect(told(page, "Your details have been saved.")).to_be_visible()
    expect(password).to_be_hidden()
    assert who.done("GET", "/auth/me")["email"] == new


def test_people_choose_their_language_and_time_zone(browsers: Browsers, installation: Installation) -> None:
    who = installation.add("trainer")
    page = browsers.open("/account", who=who)
    zone = page.get_by_role("combobox", name="Time zone")
    expect(zone).to_have_value("Automatic")
    zone.fill("nepal")
    found = page.get_by_role("listbox", name="Time zone")
    expect(found.get_by_role("option")).to_have_text(["Kathmandu, Nepal (UTC+5:45)"])
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(found).to_be_hidden()
    zone.fill("tokyo")
    page.keyboard.press("Enter")
    expect(zone).to_have_value("Tokyo, Japan (UTC+9)")
    page.get_by_label("Language").select_option("Português")
    picture(page, "account")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("A minha conta")
    me = who.done("GET", "/auth/me")
    assert (me["language"], me["time_zone"]) == ("pt", "Asia/Tokyo")
    picture(page, "account-pt")
    expect(told(page, "Os seus dados foram guardados.")).to_be_visible()
    zone = page.get_by_role("combobox", name="Fuso horário")
    expect(zone).to_have_value("Tóquio, Japão (UTC+9)")
    zone.click()
    page.get_by_role("listbox", name="Fuso horário").get_by_role("option", name="Automático").click()
    page.get_by_role("button", name="Guardar", exact=True).click()
    expect(page.get_by_role("button", name="Cancelar", exact=True)).to_be_hidden()
    assert who.done("GET", "/auth/me")["time_zone"] is None


def test_an_admin_deactivates_and_activates_somebody(
    browsers: Browsers, people: dict[str, Someone], installation: Installation
) -> None:
    who = installation.add("trainee")
    theirs = browsers.open("/", who=who)
    expect(theirs.get_by_role("banner").get_by_role("status")).to_contain_text("Live")
    page = listed(browsers, people["admin"], who.username)
    dialog = dialog_of(page, who.user, "Deactivate…")
    picture(page, "deactivate")
    dialog.get_by_role("button", name="Deactivate", exact=True).click()
    expect(told(page, "deactivated.")).to_be_visible()
    row = page.get_by_role("row", name=who.user["name"])
    expect(row.get_by_label("Deactivated")).to_be_visible()
    picture(page, "list-deactivated")
    assert who.call("GET", "/auth/me").status_code == 401
    expect(theirs.get_by_role("dialog")).to_contain_text("sign in", ignore_case=True)
    page.get_by_role("link", name=who.user["name"]).click()
    expect(page.get_by_text("has been deactivated: no sign-in")).to_be_visible()
    assert_accessible(page)
    picture(page, "person-deactivated")
    page.goto("/app/sessions?create=true")
    planning = page.get_by_role("dialog")
    planning.get_by_label("Trainees").first.fill(who.username)
    expect(page.get_by_text("No one")).to_be_visible()
    page.goto(f"/app/users/{who.id}")
    dialog_of(page, who.user, "Activate…").get_by_role("button", name="Activate", exact=True).click()
    expect(told(page, "activated.")).to_be_visible()
    assert installation.sign_in(who.username, PASSWORD).user["status"] == "active"


def test_an_admin_edits_the_external_id_and_settings(
    browsers: Browsers, people: dict[str, Someone], installation: Installation
) -> None:
    taken = installation.created("trainee")
    installation.admin.done("PUT", f"/users/{taken['id']}", {"external_id": f"HR-{taken['id']}"})
    user = installation.created("trainee")
    page = listed(browsers, people["admin"], user["username"], viewport=PHONE)
    dialog = dialog_of(page, user, "Edit…")
    dialog.get_by_label("Last name").fill("")
    dialog.get_by_label("External ID").fill(f"HR-{taken['id']}")
    dialog.get_by_label("Language").select_option("Português")
    dialog.get_by_role("button", name="Save", exact=True).click()
    expect(dialog.get_by_text("Another person has this external ID.")).to_be_visible()
    assert_accessible(page)
    picture(page, "edit-phone")
    page.set_viewport_size({"width": 1280, "height": 800})
    picture(page, "edit")
    dialog.get_by_label("External ID").fill(f"HR-{user['id']}")
    dialog.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    now = installation.admin.done("GET", f"/users/{user['id']}")
    expected = {
        "external_id": f"HR-{user['id']}",
        "language": "pt",
        "time_zone": None,
        "name": user["first_name"],
    }
    assert {name: now[name] for name in expected} == expected


FIELDS = [
    {
        "key": "department",
        "of": "user",
        "label": "Department",
        "type": "choice",
        "options": ["Sales", "Service"],
    },
    {"key": "floor", "of": "user", "label": "Floor", "type": "number"},
    {"key": "joined", "of": "user", "label": "Joined on", "type": "date"},
    {"key": "aider", "of": "user", "label": "First aider", "type": "boolean"},
]


def test_the_organisations_own_fields_are_filled_in_and_shown(
    browsers: Browsers, people: dict[str, Someone], installation: Installation
) -> None:
    installation.admin.done("PUT", "/organisation", {"custom_fields": FIELDS})
    user = installation.created("trainee")
    page = browsers.open(f"/users/{user['id']}", who=people["admin"])
    page.get_by_role("button", name="Edit", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Department").select_option("Service")
    dialog.get_by_label("Floor").fill("two")
    dialog.get_by_label("Joined on", exact=True).fill("04/05/2026")
    dialog.get_by_label("First aider").select_option("Yes")
    dialog.get_by_role("button", name="Save", exact=True).click()
    expect(dialog.get_by_text("Enter a number.")).to_be_visible()
    assert_accessible(page)
    picture(page, "edit-own-fields")
    dialog.get_by_label("Floor").fill("2,5")
    dialog.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    values = {"department": "Service", "floor": 2.5, "joined": "2026-05-04", "aider": True}
    assert installation.admin.done("GET", f"/users/{user['id']}")["custom"] == values
    details = page.get_by_role("region", name="Details")
    for shown in ("Service", "2.5", "4 May 2026", "Yes"):
        expect(details).to_contain_text(shown)
    assert_accessible(page)
    picture(page, "person-own-fields")
    page.get_by_role("button", name="Undo").click()
    expect(details).to_be_hidden()
    # The page does not wait for the server.
    expect(told(page, f"Change to {user['name']} undone.")).to_be_visible()
    assert installation.admin.done("GET", f"/users/{user['id']}")["custom"] == {}
    installation.admin.done("PUT", f"/users/{user['id']}", {"custom": values})
    expect(details).to_contain_text("Service")
    page.get_by_role("button", name="Edit", exact=True).click()
    expect(dialog.get_by_label("Floor")).to_have_value("2.5")
    dialog.get_by_label("Department").select_option("")
    dialog.get_by_role("button", name="Save", exact=True).click()
    expect(details).not_to_contain_text("Service")
    installation.admin.done("PUT", "/organisation", {"custom_fields": []})
