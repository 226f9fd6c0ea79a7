"""Names of those who created, marked and changed something, as far as their reader may see them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page, expect

from tests.blackbox.installation import Installation, Someone
from tests.browser.browsers import PHONE, Browsers
from tests.browser.session_steps import ago, session_page


def test_a_trainers_page_asks_for_nobody_whom_trainers_cannot_see(
    browsers: Browsers, installation: Installation, trainer: Someone, trainee: Someone
) -> None:
    other = installation.add("trainer")
    session = installation.session(trainer_id=other.id, trainee_ids=[trainee.id], scheduled_date=ago(1))
    path = f"/sessions/{session['id']}"
    mark = {"records": [{"trainee_id": trainee.id, "status": "present"}]}
    other.done("PUT", f"{path}/attendance", mark)
    installation.admin.done("PUT", path, {"trainer_id": trainer.id})
    page = browsers.open(who=trainer)
    refused: list[str] = []
    page.on("response", lambda answer: refused.append(answer.url) if answer.status >= 400 else None)
    page.goto(f"/app{path}?dialog=attendance")
    details = page.get_by_role("region", name="Details")
    expect(details.get_by_text("by an admin, ")).to_be_visible()
    expect(page.get_by_role("dialog").get_by_text(f"by {other.user['name']}, ")).to_be_visible()
    assert refused == []


def _top_of(page: Page, name: str) -> int:
    place = page.get_by_role("dialog").get_by_text(name).first.bounding_box()
    assert place is not None
    return round(place["y"])


def test_names_stay_where_they_are_when_a_mark_says_by_whom(
    browsers: Browsers, installation: Installation, trainer: Someone
) -> None:
    people = [installation.created() for _ in range(3)]
    long_ago = (datetime.now(UTC) - timedelta(days=3)).isoformat()
    session = installation.session(
        trainer_id=trainer.id, trainee_ids=[each["id"] for each in people], scheduled_date=long_ago
    )
    names = [each["name"] for each in people]
    for screen in ({}, {"viewport": PHONE, "has_touch": True, "is_mobile": True}):
        page = browsers.open(f"/sessions/{session['id']}?dialog=attendance", who=trainer, **screen)
        dialog = page.get_by_role("dialog")
        expect(dialog.get_by_role("radio")).to_have_count(12)
        before = [_top_of(page, name) for name in names]
        for group in dialog.get_by_role("radiogroup").all():
            group.get_by_role("radio", name="Present").click()
        expect(dialog.get_by_text("by you, ")).to_have_count(3)
        assert [_top_of(page, name) for name in names] == before
        clear = {"records": [{"trainee_id": each["id"], "status": None} for each in people]}
        trainer.done("PUT", f"/sessions/{session['id']}/attendance", clear)
        expect(dialog.get_by_text("by you, ")).to_have_count(0)
        page.close()


def test_the_trainer_of_a_completed_session_is_told_why_nobody_can_be_added(
    browsers: Browsers, installation: Installation, trainer: Someone, trainee: Someone
) -> None:
    session = installation.session(trainer_id=trainer.id, trainee_ids=[trainee.id], scheduled_date=ago(2))
    trainer.done("PUT", f"/sessions/{session['id']}", {"status": "completed"})
    page = session_page(browsers, trainer, session, "?dialog=attendance")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("so only an admin can add someone")).to_be_visible()
    expect(dialog.get_by_role("button", name="Add someone")).to_have_count(0)
    dialog.get_by_role("radio", name="Late").click()
    expect(dialog.get_by_text("1 of 1 marked")).to_be_visible()
