"""Dates and times: typed, pasted, stepped and picked, in the language of the app rather than the browser's."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.blackbox.installation import Installation, Someone
from tests.browser.accessibility import assert_accessible
from tests.browser.browsers import LISBON, Browsers
from tests.browser.session_steps import days_ahead, form_in, said

KEY_MS = 60


def type_over(field: Locator, text: str) -> None:
    """As a person does: selects what is there, and types key by key."""
    field.press("Control+a")
    field.press_sequentially(text, delay=KEY_MS)


def test_a_date_and_a_time_are_typed_key_by_key(
    browsers: Browsers, installation: Installation, trainer: Someone
) -> None:
    page = browsers.open("/sessions?create=true", who=trainer, locale="en-US")
    dialog = form_in(page)
    dialog.get_by_label("Title").fill("Typed")
    date, start = dialog.get_by_label("Date"), dialog.get_by_label("Start")
    type_over(date, "03152031")
    dialog.get_by_role("button", name="Create session").click()
    expect(dialog.get_by_text("Enter the date as day, month and year")).to_be_visible()
    expect(date).to_be_focused()
    expect(date).to_have_value("03152031")
    type_over(date, "15032031")
    type_over(start, "930")
    dialog.get_by_label("Title").focus()
    expect(date).to_have_value("15/03/2031")
    expect(start).to_have_value("09:30")
    expect(dialog.get_by_text("Ends Sat 15 Mar 2031, 10:30")).to_be_visible()
    dialog.get_by_role("button", name="Create session").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Typed")
    assert trainer.done("GET", "/sessions/?q=Typed")[0]["scheduled_date"] == "2031-03-15T09:30:00Z"


@pytest.mark.parametrize(
    ("locale", "name", "label", "tomorrow", "third", "wrong"),
    [
        ("en-GB", "New session", "Date", "tomorrow", "3 dec", "3 smarch"),
        ("pt-PT", "Nova sessão", "Data", "amanhã", "3 dez", "3 marte"),
    ],
)
def test_days_are_typed_in_words(
    browsers: Browsers,
    trainer: Someone,
    locale: str,
    name: str,
    label: str,
    tomorrow: str,
    third: str,
    wrong: str,
) -> None:
    page = browsers.open("/sessions?create=true", who=trainer, locale=locale)
    dialog = page.get_by_role("dialog", name=name)
    date = dialog.get_by_label(label)
    before = datetime.now(ZoneInfo(LISBON))
    type_over(date, tomorrow)
    expect(date).to_have_value(tomorrow)
    date.press("Tab")
    expect(date).to_have_value(re.compile(r"\d\d/\d\d/\d{4}"))
    days = {f"{now + timedelta(days=1):%d/%m/%Y}" for now in (before, datetime.now(ZoneInfo(LISBON)))}
    assert date.input_value() in days
    type_over(date, third)
    date.press("Tab")
    expect(date).to_have_value(re.compile(r"03/12/\d{4}"))
    type_over(date, wrong)
    date.press("Tab")
    expect(date).to_have_value(wrong)
    expect(date).to_have_attribute("aria-invalid", "true")


@pytest.mark.parametrize("name", ["edit", "move"])
def test_half_a_date_is_a_message_and_survives_until_it_is_whole(
    browsers: Browsers, installation: Installation, trainer: Someone, name: str
) -> None:
    begins = days_ahead(500)
    session = installation.session(title="Retyped", trainer_id=trainer.id, scheduled_date=begins.isoformat())
    page = browsers.open(f"/sessions/{session['id']}?dialog={name}", who=trainer)
    dialog = page.get_by_role("dialog")
    date = dialog.get_by_label("Date")
    expect(dialog.get_by_label("Date")).to_have_value(f"{begins:%d/%m/%Y}")
    type_over(date, "2")
    dialog.get_by_label("Minutes").focus()
    expect(dialog.get_by_text("Enter a day, month and year, such as")).to_be_visible()
    expect(date).to_have_value("2")
    if name == "edit":
        page.reload()
        expect(date).to_have_value("2")
    type_over(date, "2031-03-04")
    start = dialog.get_by_label("Start")
    start.focus()
    expect(date).to_have_value("04/03/2031")
    start.press("Home")
    start.press("ArrowUp")
    expect(start).to_have_value("11:00")
    dialog.get_by_role("button", name="Save" if name == "edit" else "Move", exact=True).click()
    said(page, "” saved." if name == "edit" else "moved to Tue")
    kept = trainer.done("GET", f"/sessions/{session['id']}")
    assert kept["scheduled_date"] == "2031-03-04T11:00:00Z"


def test_days_and_times_are_picked_in_portuguese_with_an_english_browser(
    browsers: Browsers, trainer: Someone, screen: dict[str, object]
) -> None:
    context = browsers.context(trainer, **screen)
    context.add_init_script("try { localStorage.setItem('tms.language', 'pt') } catch {}")
    page = context.new_page()
    page.goto("/app/sessions?create=true")
    dialog = page.get_by_role("dialog", name="Nova sessão")
    date = dialog.get_by_label("Data")
    date.fill("4 de março de 2031")
    dialog.get_by_role("button", name="Abrir calendário").click()
    picker = page.get_by_role("dialog", name="Escolha um dia")
    expect(picker.get_by_text("Março de 2031")).to_be_visible()
    expect(picker.get_by_role("button", name="terça-feira, 4 de março de 2031")).to_be_focused()
    assert_accessible(page)
    picker.get_by_role("button", name="Mês seguinte").click()
    picker.get_by_role("button", name="quinta-feira, 10 de abril de 2031").click()
    expect(date).to_have_value("10/04/2031")
    expect(date).to_be_focused()
    dialog.get_by_role("button", name="Mostrar horas").click()
    expect(page.get_by_role("listbox", name="Escolha uma hora")).to_be_focused()
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(dialog.get_by_label("Início")).to_be_focused()
    dialog.get_by_role("button", name="Mostrar horas").click()
    page.get_by_role("option", name="14:30").click()
    expect(dialog.get_by_label("Início")).to_have_value("14:30")
    expect(dialog).to_be_visible()


def addressed(page: Page, query: str) -> None:
    expect(page).to_have_url(re.compile(re.escape(query)))


def test_the_days_of_a_list_are_those_that_were_typed(
    browsers: Browsers, installation: Installation, trainer: Someone
) -> None:
    page = browsers.open("/sessions?from=2026-02-05&to=2026-03-01", who=trainer)
    first, last = page.get_by_label("From"), page.get_by_label("To", exact=True)
    type_over(first, "12/01/2025")
    addressed(page, "from=2025-01-12&to=2026-03-01")
    type_over(last, "3")
    first.focus()
    expect(last).to_have_value("3")
    expect(page.get_by_text("Enter a day, month and year, such as")).to_be_visible()
    type_over(last, "01/01/2025")
    expect(page.get_by_text("This is before the first day.")).to_be_visible()
    expect(last).to_have_value("01/01/2025")
    type_over(last, "31/01/2025")
    addressed(page, "from=2025-01-12&to=2025-01-31")


def test_the_period_of_the_statistics_is_the_one_that_was_typed(
    browsers: Browsers, installation: Installation, trainer: Someone
) -> None:
    page = browsers.open("/analytics?from=2026-05-01&to=2026-05-31", who=trainer)
    type_over(page.get_by_label("From"), "12/01/2025")
    addressed(page, "from=2025-01-12&to=2026-05-31")
    expect(page.get_by_label("From")).to_have_value("12/01/2025")
    presets = page.get_by_role("radiogroup", name="Period")
    expect(presets.get_by_role("radio", name="Custom")).to_be_checked()
    for chosen in ("4 weeks", "12 weeks", "This year"):
        presets.get_by_role("radio", name=chosen, exact=True).check()
        expect(presets.get_by_role("radio", checked=True)).to_have_accessible_name(chosen)
