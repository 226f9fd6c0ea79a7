"""Adding trainees to a session, up to its capacity."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import expect

from tests.blackbox.installation import Installation, Someone
from tests.browser.accessibility import assert_accessible
from tests.browser.browsers import Browsers
from tests.browser.test_attendance import open_dialog, trainees
from tests.patience import eventually


def test_trainees_are_added_until_the_session_is_full(
    browsers: Browsers, installation: Installation, trainer: Someone, screen: dict[str, Any]
) -> None:
    mine, second, third = trainees(installation, "Dora", "Emil", "Fanny")
    installation.admin.done("POST", "/assignments/", {"student_id": mine["id"], "teacher_id": trainer.id})
    session = installation.session(trainer_id=trainer.id, capacity=2)
    page = open_dialog(browsers, trainer, session, "trainees", **screen)
    dialog = page.get_by_role("dialog", name=re.compile("Add trainees to"))
    expect(dialog.get_by_text("2 seats left")).to_be_visible()
    dialog.get_by_role("group", name="My trainees").get_by_role("checkbox", name=mine["name"]).check()
    dialog.get_by_label("Search trainees").fill(second["name"])
    dialog.get_by_role("checkbox", name=second["name"]).check()
    expect(dialog.get_by_text("0 seats left")).to_be_visible()
    dialog.get_by_label("Search trainees").fill(third["username"])
    dialog.get_by_role("checkbox", name=third["name"]).check()
    expect(dialog.get_by_text("1 too many for the seats left")).to_be_visible()
    expect(dialog.get_by_role("button", name="Add 3 trainees")).to_be_disabled()
    assert_accessible(page)
    dialog.get_by_role("checkbox", name=third["name"]).uncheck()
    dialog.get_by_role("button", name="Add 2 trainees").click()
    expect(dialog).to_be_hidden()
    now = installation.admin.done("GET", f"/sessions/{session['id']}")
    assert sorted(now["trainee_ids"]) == sorted([mine["id"], second["id"]])
    page.get_by_role("status").filter(has_text="2 trainees added").get_by_role("button", name="Undo").click()
    expect(page.get_by_text("2 trainees removed again")).to_be_visible()
    path = f"/sessions/{session['id']}"
    eventually(lambda: installation.admin.done("GET", path)["trainee_count"], 0)


def test_busy_trainees_can_be_left_out_or_added_anyway(
    browsers: Browsers, installation: Installation, trainer: Someone
) -> None:
    busy, free = trainees(installation, "Gil", "Hana")
    elsewhere = installation.session(title="Fire drill", trainee_ids=[busy["id"]])
    session = installation.session(trainer_id=trainer.id, scheduled_date=elsewhere["scheduled_date"])
    page = open_dialog(browsers, trainer, session, "trainees")
    dialog = page.get_by_role("dialog", name=re.compile("Add trainees to"))
    for each in (busy, free):
        dialog.get_by_label("Search trainees").fill(each["username"])
        dialog.get_by_role("checkbox", name=each["name"]).check()
    dialog.get_by_role("button", name="Add 2 trainees").click()
    clash = dialog.get_by_role("alert").filter(has_text="One of them is not free then")
    expect(clash).to_contain_text(busy["name"])
    assert_accessible(page)
    clash.get_by_role("button", name="Leave them out").click()
    expect(dialog.get_by_role("button", name="Add 1 trainee")).to_be_enabled()
    dialog.get_by_label("Search trainees").fill(busy["username"])
    dialog.get_by_role("checkbox", name=busy["name"]).check()
    dialog.get_by_role("button", name="Add 2 trainees").click()
    clash.get_by_role("button", name="Add anyway").click()
    expect(dialog).to_be_hidden()
    path = f"/sessions/{session['id']}"
    eventually(lambda: installation.admin.done("GET", path)["trainee_count"], 2)
