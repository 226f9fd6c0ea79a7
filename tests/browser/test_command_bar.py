"""The command bar: what it finds, in which order, and that it can do what the menus can."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.blackbox.installation import Installation, Someone
from tests.browser.accessibility import assert_accessible
from tests.browser.browsers import Browsers

KEYS = {"en": "Search and commands", "pt": "Pesquisa e comandos"}


def at(days: int) -> str:
    """The time in so many days, on the hour."""
    return (datetime.now(UTC) + timedelta(days=days)).replace(minute=0, second=0, microsecond=0).isoformat()


def named(installation: Installation, role: str, first: str, last: str) -> dict[str, Any]:
    person = installation.new_user(role) | {"first_name": first, "last_name": last}
    return dict(installation.admin.done("POST", "/users/", person))


def bar_of(page: Page, language: str = "en") -> Locator:
    return page.get_by_role("combobox", name=KEYS[language])


def found(page: Page, group: str) -> Locator:
    return page.get_by_role("dialog").get_by_role("group", name=group, exact=True).get_by_role("option")


@pytest.mark.parametrize("pause", [60, 120])
@pytest.mark.parametrize(
    ("locale", "typed", "dialog"),
    [
        ("en-GB", "cancel barista%s", "Cancel “Barista%s for all”?"),
        ("pt-PT", "cancelar a sessão de barista%s", "Cancelar “Barista%s for all”?"),
    ],
)
def test_a_verb_and_what_it_is_for_are_typed_right_after_ctrl_k(
    browsers: Browsers,
    installation: Installation,
    trainer: Someone,
    locale: str,
    typed: str,
    dialog: str,
    pause: int,
) -> None:
    mark = f"{locale[:2]}{pause}"
    sessions = [
        installation.session(
            title=f"Barista{mark} for all", trainer_id=trainer.user["id"], scheduled_date=at(days)
        )
        for days in (500, 9, 300)
    ]
    page = browsers.open("/", who=trainer, locale=locale)
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    page.keyboard.press("Control+k")
    assert (
        page.evaluate("document.activeElement.role ?? document.activeElement.getAttribute('role')")
        == "combobox"
    )
    page.keyboard.type(typed % mark, delay=pause)
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name=dialog % mark)).to_be_visible()
    expect(page).to_have_url(re.compile(f"/sessions/{sessions[1]['id']}\\?dialog=cancel"))


def test_enter_waits_for_what_was_typed_to_be_found(
    browsers: Browsers, installation: Installation, admin: Someone
) -> None:
    ines = named(installation, "trainee", "Inês", "Quevedo")
    installation.session(title="Businesslike quevedos", scheduled_date=at(3))
    page = browsers.open("/", who=admin)
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    page.keyboard.press("Control+k")
    page.keyboard.type("quevedo ines")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"/users/{ines['id']}$"))
    expect(page.get_by_role("heading", level=1, name="Inês Quevedo")).to_be_focused()
    # What was opened last is there before anything is typed.
    page.keyboard.press("Control+k")
    expect(found(page, "Recent").first).to_have_text("Inês Quevedo")
    expect(bar_of(page)).to_have_attribute("aria-activedescendant", re.compile("recent"))
    assert_accessible(page)


def test_people_come_before_sessions_beginnings_before_middles_and_the_nearest_date_first(
    browsers: Browsers, installation: Installation, admin: Someone, trainer: Someone
) -> None:
    named(installation, "trainee", "Zettel", "Reis")
    plan = {"title": "Zettelkasten", "trainer_id": trainer.id}  # of which only the nearest is found
    held = installation.session(scheduled_date=at(-2), **plan)
    for days in (400, 30):
        installation.session(scheduled_date=at(days), **plan)
    installation.session(title="The grazettel", scheduled_date=at(1))
    page = browsers.open("/", who=admin)
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    page.keyboard.press("Control+k")
    bar_of(page).fill("zettel")
    groups = page.get_by_role("dialog").get_by_role("group")
    expect(groups).to_have_count(2)
    expect(groups.nth(0)).to_contain_text("Zettel Reis")
    titles = found(page, "Sessions")
    expect(titles).to_have_count(3)
    expect(titles.nth(0)).to_contain_text("Zettelkasten")
    expect(titles.nth(1)).to_contain_text("The grazettel")
    titles.nth(0).click()
    expect(page).to_have_url(re.compile(rf"/sessions/{held['id']}$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Zettelkasten")
    page.keyboard.press("Control+k")
    bar_of(page).fill("zettel")
    found(page, "Sessions").last.click()
    expect(page).to_have_url(re.compile("/sessions\\?.*q=zettel"))


def test_it_has_the_commands_of_the_menus_in_both_languages(
    browsers: Browsers, installation: Installation
) -> None:
    nina = named(installation, "trainee", "Nina", "Palettari")
    page = browsers.open("/", who=installation.add("admin"))
    expect(page.get_by_role("heading", level=1)).to_be_focused()

    def command(text: str, language: str = "en") -> None:
        page.keyboard.press("Control+k")
        bar_of(page, language).fill(text)
        page.keyboard.press("Enter")

    command("reset password of palettari")
    expect(page).to_have_url(re.compile(f"/users/{nina['id']}\\?dialog=password"))
    page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    command("export last quarter")
    expect(page.get_by_role("dialog", name="Export")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    command("dark")
    expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", "dark")
    command("notifications")
    expect(page.get_by_role("dialog", name="Notifications")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    # A verb of which only the beginning is typed is completed, and the bar stays.
    page.keyboard.press("Control+k")
    bar_of(page).fill("canc")
    page.keyboard.press("Enter")
    expect(bar_of(page)).to_have_value("Cancel session ")
    bar_of(page).fill("portug")
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("lang", "pt")
    command("nova sessão", "pt")
    expect(page.get_by_role("dialog", name="Nova sessão")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    command("claro", "pt")
    expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", "light")
    command("sair", "pt")
    expect(page).to_have_url(re.compile("/login"))


def test_a_day_is_found_as_people_call_it(browsers: Browsers, trainer: Someone, trainee_page: Page) -> None:
    page = browsers.open("/", who=trainer)
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    page.keyboard.press("Control+k")
    bar_of(page).fill("15 mar 2031")
    expect(found(page, "Days")).to_have_text(
        [re.compile("Sat 15 Mar 2031.*Calendar"), re.compile("New session")]
    )
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/calendar\\?view=day&day=2031-03-15"))
    page.keyboard.press("Control+k")
    bar_of(page).fill("amanhã")
    found(page, "Days").filter(has_text="New session").click()
    expect(page.get_by_role("dialog", name="New session")).to_be_visible()
    # Trainees plan nothing.
    page = trainee_page
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    page.keyboard.press("Control+k")
    bar_of(page).fill("tomorrow")
    expect(found(page, "Days")).to_have_count(1)


def test_only_what_somebody_may_do_is_offered(browsers: Browsers, trainee_page: Page) -> None:
    page = trainee_page
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    page.keyboard.press("Control+k")
    expect(found(page, "Pages").first).to_be_visible()
    names = [name.partition("\n")[0] for name in page.get_by_role("option").all_inner_texts()]
    assert "Sign out" in names
    assert not {
        "New session",
        "Cancel session…",
        "Reset password of…",
        "Export…",
        "People",
        "Analytics",
    } & set(names)
