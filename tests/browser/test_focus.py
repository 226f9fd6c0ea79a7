"""Keyboard focus: it returns to the element that opened a dialog when the dialog closes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.blackbox.installation import Installation, Someone
from tests.browser.browsers import PHONE, Browsers
from tests.browser.session_steps import ago, form_in, session_page


def opened_by(page: Page, opener: Locator, item: str | None = None) -> Locator:
    """The dialog of a button, or of an item in the menu behind it, opened with the keyboard alone."""
    opener.focus()
    page.keyboard.press("Enter")
    if item:
        expect(page.get_by_role("menu")).to_be_visible()
        page.get_by_role("menuitem", name=item, exact=True).focus()
        page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_have_count(1)
    expect(dialog.locator(":focus")).to_have_count(1)
    return dialog


def comes_back(page: Page, opener: Locator, item: str | None = None) -> None:
    """Twice, because a dialog may stay mounted after it has been opened."""
    for _ in range(2):
        dialog = opened_by(page, opener, item)
        page.keyboard.press("Escape")
        expect(dialog).to_have_count(0)
        expect(opener).to_be_focused()


@pytest.fixture
def begun(installation: Installation, trainer: Someone, trainee: Someone) -> dict[str, Any]:
    """A session that has begun, with one trainee and room for more."""
    return installation.session(
        trainer_id=trainer.id, trainee_ids=[trainee.id], scheduled_date=ago(1), duration_minutes=120
    )


def test_user_dialogs_return_the_focus(
    browsers: Browsers, people: dict[str, Someone], trainee: Someone
) -> None:
    page = browsers.open(f"/users/{trainee.id}", who=people["admin"])
    comes_back(page, page.get_by_role("button", name="Edit", exact=True))
    actions = page.get_by_role("button", name=f"Actions for {trainee.user['name']}", exact=True)
    for item in ("Reset password…", "Assign trainers…", "Delete…"):
        comes_back(page, actions, item)


def test_session_dialogs_return_the_focus(
    browsers: Browsers, trainer: Someone, begun: dict[str, Any]
) -> None:
    page = session_page(browsers, trainer, begun)
    for name in ("Edit", "Attendance", "Complete"):
        comes_back(page, page.get_by_role("button", name=name, exact=True))
    comes_back(page, page.get_by_role("link", name="Add trainees", exact=True))
    more = page.get_by_role("button", name="More", exact=True)
    for item in ("Move…", "Repeat…", "Cancel session…"):
        comes_back(page, more, item)


def test_overlays_return_the_focus(browsers: Browsers, people: dict[str, Someone]) -> None:
    page = browsers.open("/analytics?period=year", who=people["admin"])
    comes_back(page, page.get_by_role("button", name="Search and commands"))
    comes_back(page, page.get_by_role("button", name="Export", exact=True))
    account = page.get_by_role("button", name="’s account menu")
    comes_back(page, account, "Keyboard shortcuts")
    skip = page.get_by_role("link", name="Skip to content")
    skip.focus()
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox", name="Search and commands")).to_be_focused()
    page.keyboard.press("Escape")
    expect(skip).to_be_focused()
    # A page chosen in the command palette starts at its heading.
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="Search and commands").fill("people")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="People")).to_be_focused()


def test_the_phone_menu_returns_the_focus(browsers: Browsers, people: dict[str, Someone]) -> None:
    page = browsers.open("/account", who=people["trainer"], viewport=PHONE)
    comes_back(page, page.get_by_role("button", name="Open menu"))


def test_a_link_on_a_page_leads_the_focus_to_the_start_of_the_next_page(
    browsers: Browsers, people: dict[str, Someone], trainee: Someone
) -> None:
    name = trainee.user["name"]
    page = browsers.open(f"/users?q={trainee.user['username']}", who=people["admin"])
    page.get_by_role("link", name=name).first.press("Enter")
    expect(page.get_by_role("heading", level=1, name=name)).to_be_focused()


def test_if_the_opener_is_gone_the_focus_goes_to_the_start_of_the_page(
    browsers: Browsers, people: dict[str, Someone]
) -> None:
    page = browsers.open(who=people["admin"])
    dialog = opened_by(page, page.get_by_role("main").get_by_role("link", name="New person"))
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("heading", level=1, name="People")).to_be_focused()
    comes_back(page, page.get_by_role("button", name="New person"))
    page.goto("/app/sessions?create=true")
    form_in(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", level=1, name="Sessions")).to_be_focused()


def test_a_nested_dialog_returns_the_focus_to_its_dialog_and_that_to_the_page(
    browsers: Browsers, trainer: Someone, begun: dict[str, Any]
) -> None:
    page = session_page(browsers, trainer, begun)
    edit = page.get_by_role("button", name="Edit", exact=True)
    form = opened_by(page, edit)
    title = form.get_by_label("Title")
    title.fill("Another title")
    page.keyboard.press("Escape")
    question = page.get_by_role("dialog", name="Leave without saving?")
    expect(question).to_be_visible()
    page.keyboard.press("Escape")
    expect(question).to_be_hidden()
    expect(title).to_be_focused()
    page.keyboard.press("Escape")
    question.get_by_role("button", name="Discard").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(edit).to_be_focused()


FORMS = {
    "/users?create=true": "First name",
    "/users/{person}?dialog=edit": "First name",
    "/sessions?create=true": "Title",
    "/sessions/{session}?dialog=edit": "Title",
    "/sessions/{session}?dialog=move": "Minutes",
}


def test_every_form_keeps_what_was_typed_until_it_is_saved_or_discarded(
    browsers: Browsers, installation: Installation, people: dict[str, Someone]
) -> None:
    ids = {"person": installation.created("trainee")["id"], "session": installation.session()["id"]}
    page = browsers.open(who=people["admin"])
    for path, label in FORMS.items():
        page.goto("/app" + path.format(**ids))
        dialog = page.get_by_role("dialog").filter(has=page.get_by_label(label))
        field = dialog.get_by_label(label)
        field.fill("75")
        question = page.get_by_role("dialog", name="Leave without saving?")
        leaving: tuple[Callable[[], None], ...] = (
            lambda: page.keyboard.press("Escape"),
            lambda: page.mouse.click(5, 400),
            dialog.get_by_role("button", name="Close").click,
            dialog.get_by_role("button", name="Cancel", exact=True).click,
        )
        for leave in leaving:
            leave()
            question.get_by_role("button", name="Keep editing").click()
            expect(question).to_be_hidden()
            expect(field).to_have_value("75")
        page.reload()
        expect(field).to_have_value("75")
        page.keyboard.press("Escape")
        question.get_by_role("button", name="Discard").click()
        expect(page.get_by_role("dialog")).to_have_count(0)
        page.reload()
        page.goto("/app" + path.format(**ids))
        expect(field).not_to_have_value("75")
        page.context.set_offline(True)
        expect(dialog.get_by_role("status").filter(has_text="You’re offline.")).to_be_visible()
        page.context.set_offline(False)
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)


def test_submitting_an_invalid_form_focuses_the_first_error(
    browsers: Browsers, people: dict[str, Someone], installation: Installation
) -> None:
    page = browsers.open("/login")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_label("Username or email")).to_be_focused()
    page.get_by_label("Username or email").fill("somebody")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_label("Password", exact=True)).to_be_focused()

    page = browsers.open("/users?create=true", who=people["admin"])
    dialog = page.get_by_role("dialog", name="New person")
    create = dialog.get_by_role("button", name="Create", exact=True)
    create.click()
    expect(dialog.get_by_label("First name")).to_be_focused()
    dialog.get_by_label("First name").fill("Ann")
    dialog.get_by_label("Last name").fill("Other")
    dialog.get_by_label("Email address").fill("ann.other@example.org")
    dialog.get_by_label("Username").fill(people["trainee"].username)
    create.click()
    # Only the server knows that the name is taken.
    expect(dialog.get_by_text("This username is already taken.")).to_be_visible()
    expect(dialog.get_by_label("Username")).to_be_focused()

    created = installation.created("trainee")
    page = browsers.open(who=installation.sign_in(created["username"]))
    page.get_by_role("button", name="Save password").click()
    expect(page.get_by_label("New password", exact=True)).to_be_focused()
