"""Each role's dashboard: its use, and how it changes live."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect

from tests.blackbox.installation import Installation, Someone
from tests.browser.accessibility import assert_accessible
from tests.browser.browsers import LISBON, Browsers, NewContext
from tests.browser.session_steps import said, undo
from tests.patience import eventually, promised

NAME = "<img src=x onerror=alert(1)>"


def in_future(**delta: float) -> str:
    return (datetime.now(UTC) + timedelta(**delta)).isoformat()


def begun_today() -> str:
    """A minute ago, but not before midnight in Lisbon."""
    now = datetime.now(ZoneInfo(LISBON))
    return max(now - timedelta(minutes=1), now.replace(hour=0, minute=0, second=0, microsecond=0)).isoformat()


def part(page: Page, name: str) -> Any:
    return page.get_by_role("region", name=name)


def home(browsers: Browsers, who: Someone, **options: Any) -> Page:
    page = browsers.open(who=who, **options)
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^Hello|^Welcome"))
    expect(page.get_by_role("banner").get_by_role("status")).to_contain_text("Live")
    return page


def test_an_admin_sees_now_and_next_and_deals_with_what_waits_in_its_row(
    browsers: Browsers, installation: Installation, screen: dict[str, Any]
) -> None:
    trainer, trainee = installation.add("trainer"), installation.created("trainee")
    plan = {"trainer_id": trainer.id, "scheduled_date": in_future(minutes=10), "trainee_ids": [trainee["id"]]}
    installation.session(title=f"Early {NAME}", **plan)
    anyway = installation.new_session(title=f"Early too {trainer.id}", **plan)
    second = installation.admin.done("POST", "/sessions/?allow_conflicts=true", anyway)
    ended = in_future(minutes=-61)
    installation.session(title=f"Long over {trainer.id}", trainer_id=trainer.id, scheduled_date=ended)
    under_way = {
        "trainee_ids": [installation.created("trainee")["id"]],
        "scheduled_date": in_future(minutes=-5),
    }
    installation.session(
        title=f"Under way {trainer.id}", trainer_id=installation.add("trainer").id, **under_way
    )
    page = home(browsers, installation.admin, **screen)
    counts = installation.admin.done("GET", "/analytics/users")
    trainees = page.get_by_role("link", name=re.compile(rf"^{counts['trainee']} trainees?$"))
    expect(trainees).to_have_attribute("href", "/app/users?role=trainee")
    inbox = part(page, "Waiting for you")
    clash = inbox.get_by_role("button", name=f"Move…: Early too {trainer.id}").first
    over = inbox.get_by_role("listitem").filter(has_text=f"Long over {trainer.id}")
    expect(over).to_contain_text("no trainees")
    for name in ("Still using a temporary password", "Trainees without a trainer", "Double-booked"):
        expect(inbox.get_by_role("region", name=name)).to_be_visible()
    running = part(page, "Now and next").get_by_role("listitem").filter(has_text=f"Under way {trainer.id}")
    expect(running.get_by_role("link", name="Attendance: Under way")).to_be_visible()
    expect(running).to_contain_text("0 of 1 marked")
    for name in ("Sessions per week", "Attendance per week"):
        expect(part(page, name).get_by_role("img")).to_be_visible()
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    over.get_by_role("button", name="Complete: ").click()
    expect(over).to_be_hidden()
    said(page, f"“Long over {trainer.id}” completed.")
    undo(page)
    expect(over).to_be_visible()
    clash.click()
    expect(page.get_by_role("dialog", name=f"Move “Early too {trainer.id}”")).to_be_visible()
    page.keyboard.press("Escape")
    expect(clash).to_be_focused()
    installation.admin.done("DELETE", f"/sessions/{second['id']}")
    with promised(1):
        expect(clash).to_be_hidden()
    page.get_by_role("link", name="New person").click()
    expect(page).to_have_url(re.compile(r"/app/users\?create=true"))


def test_sessions_that_are_over_are_completed_one_after_the_other_with_enter(
    browsers: Browsers, installation: Installation
) -> None:
    trainer, trainee = installation.add("trainer"), installation.created("trainee")
    plan = {"trainer_id": trainer.id, "trainee_ids": [trainee["id"]]}
    over = [
        installation.session(title=f"Over {each}", scheduled_date=in_future(hours=-2 * each), **plan)
        for each in (1, 2, 3)
    ]
    record = {"trainee_id": trainee["id"], "status": "present"}
    for each in over[1:]:
        installation.admin.done("PUT", f"/sessions/{each['id']}/attendance", {"records": [record]})
    page = home(browsers, trainer)
    rows = part(page, "Waiting for you").get_by_role("listitem")
    expect(rows).to_contain_text(["0 of 1 marked", "1 of 1 marked", "1 of 1 marked"])
    rows.nth(0).get_by_role("button", name="Attendance: Over 1").click()
    dialog = page.get_by_role("dialog", name="Attendance: Over 1")
    expect(dialog.get_by_role("radio", name="Present")).to_be_focused()
    page.keyboard.type("p")
    expect(dialog.get_by_role("button", name="Complete")).to_be_focused()
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    rows.get_by_role("button", name="Complete: Over 2").focus()
    page.keyboard.press("Enter")
    expect(rows.get_by_role("button", name="Complete: Over 3")).to_be_focused()
    page.keyboard.press("Enter")
    expect(part(page, "Waiting for you")).to_contain_text("Nothing is waiting for you.")
    eventually(
        lambda: {trainer.done("GET", f"/sessions/{each['id']}")["status"] for each in over}, {"completed"}
    )


def test_a_number_that_cannot_be_read_says_so_and_is_read_again(
    browsers: Browsers, people: dict[str, Someone]
) -> None:
    page = browsers.context(people["admin"]).new_page()
    broken = json.dumps({"status": 500, "code": "internal_error", "title": "Broken", "detail": "It broke."})
    page.route(
        re.compile("/analytics/(users|attention)$"),
        lambda route: route.fulfill(
            status=500, headers={"Content-Type": "application/problem+json"}, body=broken
        ),
    )
    page.goto("/app/")
    numbers, inbox = part(page, "Numbers"), part(page, "Waiting for you")
    expect(numbers.get_by_role("alert")).to_contain_text("Couldn’t be loaded.")
    expect(inbox.get_by_role("alert")).to_contain_text("This couldn’t be loaded")
    assert_accessible(page)
    page.unroute_all()
    numbers.get_by_role("button", name="Try again").click()
    inbox.get_by_role("button", name="Try again").click()
    expect(numbers.get_by_role("link", name=re.compile("trainee"))).to_be_visible()
    expect(inbox.get_by_role("alert")).to_have_count(0)


def test_a_new_organisation_is_led_through_its_first_steps_which_end_by_themselves(
    restartable_installation: Installation, new_context: NewContext
) -> None:
    installation, browsers = restartable_installation, Browsers(restartable_installation, new_context)
    admin = installation.admin
    page = browsers.open(who=admin, locale="pt-PT")
    expect(page.get_by_role("heading", level=1)).to_have_text("Boas-vindas")
    steps = part(page, "Primeiros passos 0 de 4 feitos")
    expect(steps.get_by_role("link")).to_contain_text(
        ["O seu nome e endereço", "A sua organização", "Pessoas", "A primeira sessão"]
    )
    expect(page.get_by_role("main").get_by_role("region")).to_have_count(1)
    assert_accessible(page)
    page = browsers.open(who=admin)
    expect(part(page, "First steps 0 of 4 done")).to_be_visible()
    trainee = installation.created("trainee")
    with promised(2):
        expect(part(page, "First steps 1 of 4 done")).to_be_visible()
    installation.session(trainee_ids=[trainee["id"]])
    admin.done("PUT", "/organisation", {"name": "Meridian"})
    with promised(2):
        expect(part(page, "First steps 3 of 4 done")).to_be_visible()
    expect(part(page, "Now and next")).to_be_visible()
    page.get_by_role("link", name="Your name and email address").click()
    page.get_by_label("First name").fill("Ana")
    page.get_by_label("Email address").fill("ana@example.org")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name="Home").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hello, Ana")
    expect(part(page, "Waiting for you")).to_be_visible()
    expect(page.get_by_text("First steps")).to_have_count(0)
    assert browsers.complaints == []


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
            "scheduled_date": begun_today(),
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
