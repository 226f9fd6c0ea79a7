"""Each role's dashboard: its use, and how it changes live."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from playwright.sync_api import Page, expect

from tests.blackbox.installation import Installation, Someone
from tests.browser.accessibility import assert_accessible
from tests.browser.browsers import Browsers
from tests.patience import promised

NAME = "<img src=x onerror=alert(1)>"


def in_future(**delta: float) -> str:
    return (datetime.now(UTC) + timedelta(**delta)).isoformat()


def part(page: Page, name: str) -> Any:
    return page.get_by_role("region", name=name)


def home(browsers: Browsers, who: Someone, **options: Any) -> Page:
    page = browsers.open(who=who, **options)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Hello")
    expect(page.get_by_role("banner").get_by_role("status")).to_contain_text("Live")
    return page


def test_an_admin_sees_the_counts_and_the_action_items(
    browsers: Browsers, installation: Installation, screen: dict[str, Any]
) -> None:
    trainer, trainee = installation.add("trainer"), installation.created("trainee")
    plan = {"trainer_id": trainer.id, "scheduled_date": in_future(minutes=1), "trainee_ids": [trainee["id"]]}
    installation.session(title=f"Early {NAME}", **plan)
    anyway = installation.new_session(title=f"Early too {trainer.id}", **plan)
    second = installation.admin.done("POST", "/sessions/?allow_conflicts=true", anyway)
    ended = in_future(minutes=-61)
    installation.session(title=f"Long over {trainer.id}", trainer_id=trainer.id, scheduled_date=ended)
    page = home(browsers, installation.admin, **screen)
    counts = installation.admin.done("GET", "/analytics/users")
    trainees = page.get_by_role("link", name=re.compile(rf"^{counts['trainee']} trainees?$"))
    expect(trainees).to_have_attribute("href", "/app/users?role=trainee")
    attention = part(page, "Needs attention")
    clash = attention.get_by_role("link", name=re.compile(f"Early too {trainer.id}")).first
    expect(clash).to_have_attribute("href", re.compile(r"/app/sessions/\d+\?dialog=move"))
    over = attention.get_by_role("link", name=re.compile(f"Long over {trainer.id}"))
    expect(over).to_have_attribute("href", re.compile(r"/app/sessions/\d+\?dialog=attendance"))
    expect(
        attention.get_by_role("heading", name=re.compile("Still using a temporary password"))
    ).to_be_visible()
    expect(attention.get_by_role("heading", name=re.compile("Trainees without a trainer"))).to_be_visible()
    for name in ("Sessions per week", "Attendance per week"):
        expect(part(page, name).get_by_role("img")).to_be_visible()
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    installation.admin.done("DELETE", f"/sessions/{second['id']}")
    with promised(1):
        expect(clash).to_be_hidden()
    page.get_by_role("link", name="New person").click()
    expect(page).to_have_url(re.compile(r"/app/users\?create=true"))


def test_a_trainer_sees_today_and_opens_rosters_and_attendance(
    browsers: Browsers, installation: Installation, screen: dict[str, Any]
) -> None:
    trainer, trainee = installation.add("trainer"), installation.add("trainee")
    installation.admin.done("POST", "/assignments/", {"student_id": trainee.id, "teacher_id": trainer.id})
    page = home(browsers, trainer, **screen)
    expect(part(page, "Today")).to_contain_text("You have no sessions today.")
    running = trainer.done(
        "POST",
        "/sessions/",
        {
            "title": f"Running {NAME}",
            "scheduled_date": in_future(minutes=-1),
            "duration_minutes": 30,
            "class_link": "https://meet.example.org/now",
            "trainee_ids": [trainee.id],
        },
    )
    today = part(page, "Today")
    with promised(1):
        expect(today.get_by_role("link", name=running["title"], exact=True)).to_be_visible()
    expect(today.get_by_role("link", name="Join")).to_have_attribute("href", "https://meet.example.org/now")
    expect(today.get_by_label(re.compile("The time is"))).to_be_visible()
    row = part(page, "My trainees").get_by_role("row", name=re.compile(re.escape(trainee.user["name"])))
    expect(row).to_contain_text("0 of 0")
    marks = {"records": [{"trainee_id": trainee.id, "status": "late"}]}
    installation.admin.done("PUT", f"/sessions/{running['id']}/attendance", marks)
    with promised(1):
        expect(today).to_contain_text("1 marked")
    expect(row.get_by_text("100%")).to_be_visible()
    trainer.done(
        "POST",
        "/sessions/",
        {"title": "Tomorrow", "scheduled_date": in_future(days=2), "duration_minutes": 30},
    )
    soon = part(page, "Next sessions").get_by_role("link", name="Add trainees: Tomorrow")
    with promised(1):
        expect(soon).to_have_attribute("href", re.compile(r"\?dialog=trainees"))
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    today.get_by_role("link", name=f"Attendance: {running['title']}").click()
    expect(page).to_have_url(re.compile(rf"/sessions/{running['id']}\?dialog=attendance"))


def test_a_trainee_sees_the_countdown_to_the_next_session_and_joins_it(
    browsers: Browsers, installation: Installation, screen: dict[str, Any]
) -> None:
    trainer, trainee = installation.add("trainer"), installation.add("trainee")
    page = home(browsers, trainee, **screen)
    expect(page.get_by_text("You have no upcoming sessions")).to_be_visible()
    assert_accessible(page)
    session = installation.session(
        title="Soon",
        trainer_id=trainer.id,
        trainee_ids=[trainee.id],
        scheduled_date=in_future(minutes=8),
        time_zone="Asia/Tokyo",
        class_link="https://meet.example.org/soon",
    )
    card = part(page, "Soon")
    with promised(1):
        expect(card).to_contain_text("Lisbon time")
    expect(card).to_contain_text("Tokyo time")
    expect(card.get_by_role("link", name="Join")).to_have_attribute("href", "https://meet.example.org/soon")
    countdown = card.get_by_text(re.compile(r"^7:\d\d$"))
    seen = countdown.inner_text()
    with promised(3):
        expect(countdown).not_to_have_text(seen)
    expect(card.get_by_text("Your session starts in less than 15 minutes.")).to_be_attached()
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    trainer.done("PUT", f"/sessions/{session['id']}", {"scheduled_date": in_future(minutes=-1)})
    with promised(1):
        expect(card).to_contain_text("In progress")
    marks = {"records": [{"trainee_id": trainee.id, "status": "present"}]}
    trainer.done("PUT", f"/sessions/{session['id']}/attendance", marks)
    trainer.done("PUT", f"/sessions/{session['id']}", {"status": "completed"})
    with promised(2):
        expect(part(page, "My attendance")).to_contain_text("100%")
    expect(part(page, "My attendance")).to_contain_text("1 of 1 session")
