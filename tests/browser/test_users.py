"""Users: finding, creating, editing and deleting them, and their passwords; with mouse, keyboard and phone."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from benchmarks.data import PASSWORD, fill, username
from benchmarks.organisation import Organisation
from tests.blackbox.installation import Installation, Someone, variables_for
from tests.browser.accessibility import assert_accessible
from tests.browser.browsers import PHONE, Browsers, NewContext
from tests.browser.session_steps import ago
from tests.patience import promised
from tests.services import RunningProduct

SIZE = Organisation(users=10_000, sessions=400)
HOSTILE = "<img src=x onerror=alert(1)>"


def told(page: Page, text: str) -> Locator:
    return page.get_by_role("status").filter(has_text=text)


def dialog_of(page: Page, user: dict[str, Any], item: str) -> Locator:
    """Open a user's row menu and choose an item."""
    page.get_by_role("button", name=f"Actions for {user['name']}", exact=True).click()
    page.get_by_role("menuitem", name=item).click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    return dialog


def listed(browsers: Browsers, who: Someone, q: str, **options: Any) -> Page:
    page = browsers.open(f"/users?q={q}", who=who, **options)
    expect(page.get_by_role("table", name="People").locator("tbody tr")).not_to_have_count(0)
    expect(page.get_by_role("banner").get_by_role("status")).to_contain_text("Live")
    return page


@pytest.mark.every_store("long")
def test_a_user_is_created_and_the_generated_password_is_shown_once(
    browsers: Browsers, people: dict[str, Someone], installation: Installation
) -> None:
    taken = people["trainee"].username
    page = browsers.open("/users", who=people["admin"], permissions=["clipboard-read", "clipboard-write"])
    other = browsers.open("/users?order=-id", who=people["admin"])
    expect(other.get_by_role("banner").get_by_role("status")).to_contain_text("Live")
    page.get_by_role("button", name="New person").click()
    dialog = page.get_by_role("dialog", name="New person")
    dialog.get_by_label("First name").fill("Inês Maria")
    dialog.get_by_label("Last name").fill("Gonçalves")
    expect(dialog.get_by_label("Username")).to_have_value("ines.goncalves")
    dialog.get_by_label("Username").fill(taken)
    dialog.get_by_label("Email address").fill(f"ines.{installation.store}@example.org")
    dialog.get_by_role("radio", name="Trainer", exact=True).check()
    assert_accessible(page)
    dialog.get_by_role("button", name="Create", exact=True).click()
    expect(dialog.get_by_text("This username is already taken.")).to_be_visible()
    dialog.get_by_label("Username").fill("ines.goncalves")
    with promised(2):
        dialog.get_by_role("button", name="Create", exact=True).click()
        expect(other.get_by_role("link", name="Inês Maria Gonçalves")).to_be_visible()
    shown = page.get_by_role("dialog", name="Inês Maria Gonçalves can sign in now")
    password = shown.get_by_test_id("one-time-password").inner_text()
    page.mouse.click(5, 400)
    page.keyboard.press("Escape")
    page.go_back()
    expect(shown).to_be_visible()
    assert_accessible(page)
    shown.get_by_role("button", name="Copy", exact=True).click()
    expect(shown.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == password
    assert installation.sign_in("ines.goncalves", password).user["is_temporary_password"]
    shown.get_by_role("button", name="Create another").click()
    expect(dialog.get_by_label("First name")).to_have_value("")
    dialog.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert "create" not in page.url
    assert password not in page.content()


def test_a_user_is_created_with_the_keyboard_alone(
    browsers: Browsers, people: dict[str, Someone], installation: Installation
) -> None:
    page = browsers.open(who=people["admin"])
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox", name="Search and commands")).to_be_focused()
    page.keyboard.type("new person")
    expect(page.get_by_role("option", name="New person")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="New person").get_by_label("First name")).to_be_focused()
    for text in ("Kay", "Board", None, f"kay.{installation.store}@example.org"):
        if text:
            page.keyboard.type(text)
        page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")  # the role: trainer
    page.keyboard.press("Tab")
    page.keyboard.press("Space")  # no generated password
    page.keyboard.press("Tab")
    page.keyboard.type("one of my own")
    page.keyboard.press("Enter")
    done = page.get_by_role("dialog", name="Kay Board can sign in now")
    expect(done.get_by_role("button", name="Close", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert installation.sign_in("kay.board", "one of my own").user["role"] == "trainer"


@pytest.mark.every_store("long")
def test_search_filters_sorting_and_page_are_in_the_url(
    browsers: Browsers, people: dict[str, Someone], installation: Installation
) -> None:
    for number in range(52):
        body = installation.new_user("trainee", first_name=f"Paged {number:02}", last_name="Person")
        installation.admin.done("POST", "/users/", body)
    page = listed(browsers, people["admin"], "")
    page.get_by_label("Search by name, username or email").fill("paged")
    page.get_by_label("Role", exact=True).select_option("trainee")
    names = page.get_by_role("table", name="People").get_by_role("link")
    expect(page.get_by_role("navigation", name="Pages")).to_contain_text("1–50 of 52")
    page.get_by_role("button", name="Name", exact=True).click()
    expect(names.first).to_have_text("Paged 51 Person")
    assert_accessible(page)
    page.get_by_role("link", name="Next").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("navigation", name="Pages")).to_contain_text("51–52 of 52")
    expect(names).to_have_text(["Paged 01 Person", "Paged 00 Person"])
    for part in ("q=paged", "role=trainee", "order=-name", "page=2"):
        assert part in page.url
    page.reload()
    expect(names).to_have_text(["Paged 01 Person", "Paged 00 Person"])
    page.get_by_label("Search by name, username or email").fill("nobody at all")
    expect(page.get_by_text("No one found")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="Show everyone").click()
    expect(page.get_by_label("Search by name, username or email")).to_have_value("")


def test_two_admins_edit_the_same_user_and_the_second_chooses(
    browsers: Browsers, people: dict[str, Someone], installation: Installation
) -> None:
    user = installation.created("trainee")
    page = listed(browsers, people["admin"], user["username"])
    dialog = dialog_of(page, user, "Edit…")
    dialog.get_by_label("First name").fill("Mine")
    installation.admin.done("PUT", f"/users/{user['id']}", {"first_name": "Theirs", "role": "trainer"})
    expect(dialog.get_by_text("Someone else has just changed this.")).to_be_visible()
    assert_accessible(page)
    dialog.get_by_role("button", name="Save", exact=True).click()
    conflict = page.get_by_role("dialog", name="Someone else has changed this")
    expect(conflict.get_by_role("row", name=re.compile("First name"))).to_contain_text("MineTheirs")
    # Changing the role does not affect anything else.
    expect(conflict.get_by_role("row")).to_have_count(2)
    assert_accessible(page)
    conflict.get_by_role("button", name="Keep mine").click()
    expect(told(page, "Mine")).to_be_visible()
    expect(page.get_by_role("dialog")).to_be_hidden()
    now = installation.admin.done("GET", f"/users/{user['id']}")
    assert (now["first_name"], now["role"]) == ("Mine", "trainer")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("link", name=f"Theirs {user['last_name']}")).to_be_visible()


def test_a_role_in_use_cannot_be_changed_and_the_reason_is_shown(
    browsers: Browsers, people: dict[str, Someone], installation: Installation
) -> None:
    trainer = installation.created("trainer")
    installation.session(trainer_id=trainer["id"])
    page = browsers.open(f"/users/{trainer['id']}?dialog=edit", who=people["admin"])
    dialog = page.get_by_role("dialog", name=f"Edit {trainer['name']}")
    dialog.get_by_role("radio", name="Trainee", exact=True).check()
    dialog.get_by_role("button", name="Save", exact=True).click()
    expect(dialog.get_by_role("alert")).to_contain_text("while there are sessions that have not ended")
    assert_accessible(page)
    dialog.get_by_role("link", name="See the sessions").click()
    expect(page).to_have_url(re.compile(rf"/sessions\?trainer_id={trainer['id']}"))


def test_deleting_a_trainer_lists_the_consequences_and_reassigns_the_sessions(
    browsers: Browsers, people: dict[str, Someone], installation: Installation
) -> None:
    leaver, busy, free = [installation.created("trainer") for _ in range(3)]
    trainee = installation.created("trainee")
    planned = installation.session(trainer_id=leaver["id"], trainee_ids=[trainee["id"]])
    at = {"scheduled_date": planned["scheduled_date"], "trainer_id": busy["id"]}
    installation.admin.done("POST", "/sessions/", installation.new_session(title="Taken", **at))
    pair = {"student_id": trainee["id"], "teacher_id": leaver["id"]}
    installation.admin.done("POST", "/assignments/", pair)
    page = browsers.open(f"/users/{leaver['id']}", who=people["admin"])
    watching = browsers.open(f"/users/{leaver['id']}", who=people["admin"])
    expect(watching.get_by_role("heading", level=1)).to_have_text(leaver["name"])
    dialog = dialog_of(page, leaver, "Delete…")
    expect(
        dialog.get_by_text("They lead 1 session that has not ended, which goes to another trainer.")
    ).to_be_visible()
    expect(dialog.get_by_text("1 assignment is removed.")).to_be_visible()
    delete = dialog.get_by_role("button", name=f"Delete {leaver['first_name']}")
    delete.click()
    expect(dialog.get_by_text("Choose another trainer.")).to_be_visible()
    successor = dialog.get_by_label("Who takes over the sessions?").first
    for person in (busy, free):
        successor.fill(person["username"])
        page.get_by_role("option", name=person["name"]).click()
        delete.click()
        if person is busy:
            expect(dialog.get_by_role("alert")).to_contain_text("Taken")
            assert_accessible(page)
    expect(told(page, "deleted.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("People")
    assert installation.admin.done("GET", f"/sessions/{planned['id']}")["trainer_id"] == free["id"]
    expect(watching.get_by_text(f"{leaver['name']} has been deleted")).to_be_visible()
    assert_accessible(watching)
    watching.get_by_role("link", name="Back to People").click()
    expect(watching.get_by_role("heading", level=1)).to_have_text("People")


def test_a_password_is_reset_and_logged(
    browsers: Browsers, people: dict[str, Someone], installation: Installation
) -> None:
    who = installation.add("trainee")
    page = browsers.open(f"/users/{who.id}", who=people["admin"])
    log = page.get_by_role("region", name="Password log")
    expect(log).to_contain_text("by themselves")
    dialog = dialog_of(page, who.user, "Reset password…")
    assert_accessible(page)
    dialog.get_by_role("button", name="Reset password").click()
    password = dialog.get_by_test_id("one-time-password").inner_text()
    assert_accessible(page)
    dialog.get_by_role("button", name="I’ve saved it").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(log.get_by_role("listitem").first).to_contain_text(f"by {people['admin'].user['name']}")
    expect(page.get_by_text("hasn’t chosen their own yet")).to_be_visible()
    assert who.call("GET", "/auth/me").status_code == 401
    assert installation.sign_in(who.username, password).user["is_temporary_password"]


def test_a_person_s_page_shows_the_sessions_ahead_and_then_those_of_the_past_with_their_marks(
    browsers: Browsers, installation: Installation, people: dict[str, Someone]
) -> None:
    trainer, trainee = installation.add("trainer"), installation.created("trainee")
    plan = {"trainer_id": trainer.id, "trainee_ids": [trainee["id"]]}
    installation.session(title="Ahead", **plan)
    held = installation.session(title="Held", scheduled_date=ago(30), **plan)
    record = {"trainee_id": trainee["id"], "status": "late"}
    installation.admin.done("PUT", f"/sessions/{held['id']}/attendance", {"records": [record]})
    page = browsers.open(f"/users/{trainee['id']}", who=people["admin"])
    expect(page.get_by_role("region", name="Upcoming sessions").get_by_role("listitem")).to_contain_text(
        ["Ahead"]
    )
    past = page.get_by_role("region", name="Past sessions").get_by_role("listitem")
    expect(past).to_contain_text([re.compile("Held.*Late", re.DOTALL)])
    page.goto(f"/app/users/{trainer.id}")
    expect(past).to_contain_text([re.compile("Held.*1 of 1 came", re.DOTALL)])
    assert_accessible(page)


def test_a_trainer_can_read_but_not_change_users(browsers: Browsers, people: dict[str, Someone]) -> None:
    page = listed(browsers, people["trainer"], people["trainee"].username)
    expect(page.get_by_role("button", name="New person")).to_be_hidden()
    expect(page.get_by_role("button", name="Actions for", exact=False)).to_have_count(0)
    expect(page.get_by_label("Role", exact=True).get_by_role("option")).to_have_count(3)
    page.get_by_role("link", name=people["trainee"].user["name"], exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(people["trainee"].user["name"])
    expect(page.get_by_role("button", name="Edit")).to_be_hidden()
    expect(page.get_by_text("is not assigned to you")).to_be_visible()
    assert_accessible(page)


def test_a_hostile_name_is_shown_as_text_everywhere_also_on_a_phone(
    browsers: Browsers, people: dict[str, Someone], installation: Installation
) -> None:
    body = installation.new_user("trainee", first_name=HOSTILE, last_name="Text")
    user = installation.admin.done("POST", "/users/", body)
    page = listed(browsers, people["admin"], user["username"], viewport=PHONE, has_touch=True, is_mobile=True)
    expect(page.get_by_role("link", name=f"{HOSTILE} Text")).to_be_visible()
    assert_accessible(page)
    dialog = dialog_of(page, user, "Delete…")
    expect(page.get_by_role("dialog", name=f"Delete {HOSTILE} Text?")).to_be_visible()
    assert_accessible(page)
    dialog.get_by_role("button", name="Cancel").click()
    page.get_by_role("link", name=f"{HOSTILE} Text").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{HOSTILE} Text")
    expect(page.get_by_role("region", name="Progress")).to_be_visible()
    assert_accessible(page)
    assert page.locator("img").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.get_by_role("button", name="Search and commands").click()
    expect(page.get_by_role("combobox", name="Search and commands")).to_be_focused()
    page.keyboard.type(user["username"])
    expect(page.get_by_role("option", name=re.compile("onerror"))).to_be_visible()


@pytest.fixture(params=["sqlite", pytest.param("mariadb", marks=[pytest.mark.services, pytest.mark.long])])
def crowd(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Installation]:
    """10,000 users."""
    url = variables_for(request.param, request).get("TMS_DATABASE_URL", f"sqlite:///{tmp_path}/tms.db")
    with ThreadPoolExecutor(1) as pool:  # Playwright runs an event loop in this thread
        pool.submit(asyncio.run, fill(url, SIZE)).result()
    with RunningProduct({"TMS_DATABASE_URL": url}) as product:
        yield crowded(product)


def crowded(product: RunningProduct) -> Installation:
    """An installation whose first admin already has a password."""
    installation = object.__new__(Installation)
    installation.product, installation.store = product, "sqlite"
    installation._clients = []
    installation.admin = installation.sign_in(username(SIZE.admin), PASSWORD)
    return installation


def test_ten_thousand_users_are_searched_and_paged_smoothly(
    crowd: Installation, new_context: NewContext
) -> None:
    browsers = Browsers(crowd, new_context)
    page = browsers.open("/users", who=crowd.admin)
    rows = page.get_by_role("table", name="People").locator("tbody tr")
    expect(rows).to_have_count(50)
    expect(page.get_by_role("navigation", name="Pages")).to_contain_text("1–50 of 10,000")
    search = page.get_by_label("Search by name, username or email")
    with promised(3):  # a fraction of that on an idle machine
        search.press_sequentially("person-9876")
        expect(rows).to_have_count(1)
    search.fill("")
    expect(rows).to_have_count(50)
    with promised(3):
        page.get_by_role("link", name="Next").click()
        expect(page.get_by_role("navigation", name="Pages")).to_contain_text("51–100")
    assert browsers.complaints == []
