"""Long words on a narrow screen: Portuguese texts fit on a phone too."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, expect

from tests.blackbox.installation import Installation, Someone
from tests.browser.browsers import PHONE, Browsers
from tests.browser.session_steps import ago, days_ahead

IN_PORTUGUESE: dict[str, Any] = {"locale": "pt-PT", "viewport": PHONE}
LONG = "Trabalhar com parceiros internacionais: antes da primeira reunião"

CUT_OFF = """part => {
    const clips = element => getComputedStyle(element).overflowX !== 'visible';
    const cut = [];
    const texts = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        const range = document.createRange();
        range.selectNodeContents(texts.currentNode);
        const { left, right, width } = range.getBoundingClientRect();
        if (!width) continue;
        let right_end = innerWidth, left_end = 0;
        for (let around = texts.currentNode.parentElement; around; around = around.parentElement) {
            if (!clips(around)) continue;
            const box = around.getBoundingClientRect();
            left_end = Math.max(left_end, box.left);
            right_end = Math.min(right_end, box.right);
        }
        if (left < left_end - 1 || right > right_end + 1) cut.push(texts.currentNode.textContent);
    }
    return cut;
}"""


def is_whole(part: Locator) -> None:
    """No text is cut off at an edge of the screen or of a box that hides its overflow."""
    expect(part).to_be_visible()
    assert part.evaluate(CUT_OFF) == []


def test_busy_people_and_the_next_free_time_are_readable(
    browsers: Browsers, installation: Installation, trainer: Someone
) -> None:
    begins = days_ahead(20)
    session = installation.session(
        title=LONG, trainer_id=trainer.id, scheduled_date=begins.isoformat(), duration_minutes=90
    )
    page = browsers.open(f"/sessions/{session['id']}", who=trainer, **IN_PORTUGUESE)
    page.get_by_role("button", name="Mais", exact=True).click()
    page.get_by_role("menuitem", name="Repetir…").click()
    dialog = page.get_by_role("dialog", name="Repetir sessão")
    dialog.get_by_label("Data").fill(f"{begins:%Y-%m-%d}")
    is_whole(dialog.get_by_role("status").filter(has_text=LONG))
    is_whole(dialog)


def test_command_palette_results_are_not_hyphenated(
    browsers: Browsers, installation: Installation, trainer: Someone
) -> None:
    installation.session(title=LONG, trainer_id=trainer.id, scheduled_date=days_ahead(21).isoformat())
    page = browsers.open("/account", who=trainer, **IN_PORTUGUESE)
    page.get_by_role("button", name="Pesquisa e comandos").click()
    page.get_by_role("combobox", name="Pesquisa e comandos").fill("parceiros")
    title = page.get_by_role("option").filter(has_text=LONG).get_by_text(LONG)
    expect(title).to_be_visible()
    lines = title.evaluate(
        "title => title.getClientRects()[0].height / parseFloat(getComputedStyle(title).lineHeight)"
    )
    assert lines <= 3
    is_whole(page.get_by_role("dialog"))


def test_charts_offer_a_table_view(browsers: Browsers, installation: Installation, trainer: Someone) -> None:
    installation.session(trainer_id=trainer.id, scheduled_date=ago(50))
    page = browsers.open("/analytics", who=trainer, **IN_PORTUGUESE)
    toggles = page.get_by_role("button").filter(has_text="Ver como tabela")
    expect(toggles).to_have_count(2)
    for toggle in toggles.all():
        is_whole(toggle)
    # The figure is a heading, so the weekday begins with a capital letter.
    assert page.get_by_text("Hora com mais sessões").locator("..").inner_text().split("\n")[1][0].isupper()


def test_roles_and_long_titles_fit_in_a_dialog(
    browsers: Browsers, people: dict[str, Someone], installation: Installation
) -> None:
    page = browsers.open("/users?create=true", who=people["admin"], **IN_PORTUGUESE)
    role = page.get_by_role("dialog").locator("label").filter(has_text="Administrador")
    room = role.evaluate("""label => {
        const range = document.createRange();
        range.selectNodeContents(label);
        const text = [...range.getClientRects()].filter(({ height }) => height < 25).at(-1);
        return label.getBoundingClientRect().width - text.width;
    }""")
    assert room >= 12
    session = installation.session(title=LONG, scheduled_date=days_ahead(22).isoformat())
    page.goto(f"/app/sessions/{session['id']}?dialog=cancel")
    title = page.get_by_role("dialog").get_by_role("heading", level=2)
    expect(title).to_contain_text(LONG)
    height, size = title.evaluate(
        "title => [parseFloat(getComputedStyle(title).lineHeight), parseFloat(getComputedStyle(title).fontSize)]"
    )
    assert height / size >= 1.25
