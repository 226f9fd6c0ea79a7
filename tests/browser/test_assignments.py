"""Assignments of trainees to trainers: found, created, removed, and visible to others at once."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.blackbox.installation import Installation, Someone
from tests.browser.accessibility import assert_accessible
from tests.browser.browsers import PHONE, Browsers
from tests.patience import eventually, promised


def assignments_of(browsers: Browsers, who: Someone, q: str = "", **options: object) -> Page:
    page = browsers.open(f"/assignments?q={q}" if q else "/assignments", who=who, **options)
    expect(page.get_by_role("heading", level=1)).to_have_text("Assignments")
    expect(page.get_by_role("banner").get_by_role("status")).to_contain_text("Live")
    return page


def group_of(page: Page, name: str) -> Locator:
    return page.get_by_role("article", name=name)


@pytest.mark.every_store("long")
def test_a_trainee_without_a_trainer_is_assigned_and_everybody_sees_it_at_once(
    browsers: Browsers, people: dict[str, Someone], installation: Installation
) -> None:
    trainer, trainee = installation.add("trainer"), installation.created("trainee")
    here = assignments_of(browsers, people["admin"], trainee["username"])
    there = assignments_of(browsers, people["admin"], trainer.username)
    mine = assignments_of(browsers, trainer)
    expect(mine.get_by_text("You have no trainees yet.")).to_be_visible()
    assert_accessible(mine)
    waiting = here.get_by_role("region", name="Without a trainer")
    waiting.get_by_role("button", name=f"Assign a trainer to {trainee['name']}").click()
    dialog = here.get_by_role("dialog", name=f"{trainee['name']}’s trainers")
    dialog.get_by_role("textbox").fill(trainer.username)
    dialog.get_by_role("button", name=f"Assign {trainer.user['name']}", exact=True).click()
    with promised(1.5):
        for place in (group_of(there, trainer.user["name"]), mine.get_by_role("main")):
            expect(place.get_by_role("link", name=trainee["name"])).to_be_visible()
    expect(dialog.get_by_role("button", name=f"Remove {trainer.user['name']}", exact=True)).to_be_visible()
    assert_accessible(here)
    dialog.get_by_role("button", name="Done").click()
    expect(waiting.get_by_text("No trainee without a trainer matches")).to_be_visible()
    found = here.get_by_role("region", name="Matching trainees")
    expect(found.get_by_role("link", name=trainer.user["name"])).to_be_visible()
    assert_accessible(here)
    expect(mine.get_by_role("button", name="Remove", exact=False)).to_have_count(0)


def test_a_removed_assignment_can_be_restored(
    browsers: Browsers, people: dict[str, Someone], installation: Installation
) -> None:
    trainer, trainee = installation.created("trainer"), installation.created("trainee")
    pair = {"student_id": trainee["id"], "teacher_id": trainer["id"]}
    installation.admin.done("POST", "/assignments/", pair)
    page = assignments_of(browsers, people["admin"], trainer["username"])
    group = group_of(page, trainer["name"])
    group.get_by_role("button", name=f"Remove {trainee['name']} from {trainer['name']}").click()
    expect(group.get_by_text("No trainees yet")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(group.get_by_role("link", name=trainee["name"])).to_be_visible()

    def trainers() -> list[int]:
        kept = installation.admin.done("GET", f"/assignments/?student_id={trainee['id']}")
        return [each["teacher"]["id"] for each in kept]

    eventually(trainers, [trainer["id"]])
    group.get_by_role("link", name=trainer["name"]).click()
    card = page.get_by_role("region", name="Trainees")
    card.get_by_role("button", name=f"Remove {trainee['name']}").click()
    expect(card.get_by_text("has no trainees yet")).to_be_visible()


def test_several_trainees_are_assigned_on_a_phone(
    browsers: Browsers, people: dict[str, Someone], installation: Installation
) -> None:
    trainer = installation.created("trainer")
    trainees = [installation.created("trainee") for _ in range(2)]
    phone = {"viewport": PHONE, "has_touch": True, "is_mobile": True}
    page = assignments_of(browsers, people["admin"], trainer["username"], **phone)
    page.get_by_role("button", name=f"Assign trainees to {trainer['name']}").click()
    dialog = page.get_by_role("dialog", name=f"{trainer['name']}’s trainees")
    for trainee in trainees:
        dialog.get_by_role("textbox").fill(trainee["username"])
        dialog.get_by_role("button", name=f"Assign {trainee['name']}", exact=True).click()
        expect(dialog.get_by_role("button", name=f"Remove {trainee['name']}", exact=True)).to_be_visible()
    assert_accessible(page)
    dialog.get_by_role("button", name="Done").click()
    expect(group_of(page, trainer["name"]).get_by_text("2 trainees")).to_be_visible()
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
