"""Finding sessions, cancelling them, their trainees, and what trainees see."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.blackbox.installation import Installation, Someone
from tests.browser.accessibility import assert_accessible
from tests.browser.browsers import Browsers
from tests.browser.session_steps import (
    ago,
    choose,
    days_ahead,
    form_in,
    said,
    session_page,
    status_of,
    undo,
)
from tests.patience import eventually, promised

MARKUP = "<img src=x onerror=alert(1)>"


def test_a_session_is_cancelled_and_reopened(
    browsers: Browsers, installation: Installation, admin: Someone, trainee: Someone
) -> None:
    session = installation.session(title="To be called off", trainee_ids=[trainee.id])
    page = session_page(browsers, admin, session)
    page.get_by_role("button", name="More", exact=True).click()
    assert_accessible(page)
    page.get_by_role("menuitem", name="Cancel session…").click()
    question = page.get_by_role("dialog", name="Cancel “To be called off”?")
    expect(question).to_contain_text("1 trainee will see the cancellation at once")
    question.get_by_label("Reason").fill("Burst pipe")
    assert_accessible(page)
    there = session_page(browsers, trainee, session)
    question.get_by_role("button", name="Cancel session").click()
    status_of(page, "Cancelled")
    said(page, "“To be called off” cancelled.")
    expect(there.get_by_role("region", name="Details")).to_contain_text("Burst pipe")
    undo(page)
    status_of(page, "Scheduled")
    path = f"/sessions/{session['id']}"
    eventually(lambda: admin.done("GET", path)["status"], "scheduled")


@pytest.mark.parametrize("dialog", ["edit", "move", "trainees"])
def test_a_link_to_change_a_completed_session_says_why_that_is_not_possible(
    dialog: str, browsers: Browsers, installation: Installation, admin: Someone, trainer: Someone
) -> None:
    session = installation.session(title="Over", trainer_id=trainer.id, scheduled_date=ago(30))
    path = f"/sessions/{session['id']}"
    admin.done("PUT", path, {"status": "completed"})
    page = session_page(browsers, trainer, session, f"?dialog={dialog}")
    name = "“Over” can’t be changed"
    reason = page.get_by_role("dialog", name=name)
    expect(reason).to_contain_text("only an admin can change its title, time or people")
    expect(page.get_by_role("dialog")).to_have_count(1)
    expect(reason.get_by_role("button", name="Reopen")).to_have_count(0)
    assert_accessible(page)
    reason.get_by_text("Close", exact=True).click()
    expect(reason).to_be_hidden()
    # Whoever has just completed it can still reopen it, and then change it.
    admin.done("PUT", path, {"status": "scheduled"})
    trainer.done("PUT", path, {"status": "completed"})
    page = session_page(browsers, trainer, session, f"?dialog={dialog}")
    page.get_by_role("dialog", name=name).get_by_role("button", name="Reopen").click()
    expect(page.get_by_role("dialog").get_by_role("button", name="Reopen")).to_have_count(0)
    eventually(lambda: admin.done("GET", path)["status"], "scheduled")


def test_a_trainer_completes_a_session_and_takes_it_back(
    browsers: Browsers, installation: Installation, admin: Someone, trainer: Someone
) -> None:
    session = installation.session(title="Over", trainer_id=trainer.id, scheduled_date=ago(30))
    page = session_page(browsers, trainer, session)
    status_of(page, "Not completed")
    page.get_by_role("button", name="Complete", exact=True).click()
    status_of(page, "Completed")
    undo(page)
    status_of(page, "Not completed")
    eventually(lambda: admin.done("GET", f"/sessions/{session['id']}")["status"], "scheduled")
    page.get_by_role("button", name="Complete", exact=True).click()
    status_of(page, "Completed")
    # Time, title and people can no longer be changed; for ten minutes it can be reopened.
    expect(page.get_by_role("button", name="Edit", exact=True)).to_have_count(0)
    page.get_by_role("button", name="More", exact=True).click()
    expect(page.get_by_role("menuitem", name="Reopen")).to_be_visible()
    there = session_page(browsers, admin, session)
    there.get_by_role("button", name="More", exact=True).click()
    there.get_by_role("menuitem", name="Reopen").click()
    said(there, "“Over” reopened.")
    status_of(page, "Not completed")
    there.get_by_role("button", name="Complete", exact=True).click()
    undo(there)
    status_of(there, "Not completed")


def test_an_admin_must_confirm_completing_a_session_with_missing_marks(
    browsers: Browsers, installation: Installation, admin: Someone, trainee: Someone
) -> None:
    people = [trainee, installation.add("trainee")]
    ids = [person.id for person in people]
    session = installation.session(title="Half marked", trainee_ids=ids, scheduled_date=ago(30))
    path = f"/sessions/{session['id']}"
    admin.done("PUT", f"{path}/attendance", {"records": [{"trainee_id": ids[0], "status": "present"}]})
    page = session_page(browsers, admin, session)
    page.get_by_role("button", name="Complete", exact=True).click()
    question = page.get_by_role("dialog", name="Complete “Half marked”?")
    expect(question).to_contain_text("1 trainee")
    question.get_by_role("button", name="Cancel", exact=True).click()
    expect(question).to_be_hidden()
    status_of(page, "Not completed")
    admin.done("PUT", f"{path}/attendance", {"records": [{"trainee_id": ids[1], "status": "absent"}]})
    expect(page.get_by_role("main")).to_contain_text("Absent")
    page.get_by_role("button", name="Complete", exact=True).click()
    status_of(page, "Completed")


def test_trainees_are_listed_by_name(browsers: Browsers, installation: Installation, admin: Someone) -> None:
    names = ("Zoë", "Álvaro", "bert", "Anna")
    people = [
        admin.done("POST", "/users/", installation.new_user("trainee", first_name=name, last_name="Listed"))
        for name in names
    ]
    session = installation.session(trainee_ids=[person["id"] for person in people])
    page = session_page(browsers, admin, session)
    roster = page.get_by_role("region", name="Trainees").get_by_role("link").filter(has_text="Listed")
    expect(roster).to_have_text([f"{name} Listed" for name in ("Álvaro", "Anna", "bert", "Zoë")])


def test_the_search_can_be_cleared(browsers: Browsers, admin: Someone) -> None:
    page = browsers.open("/sessions?q=nothing+of+the+kind", who=admin)
    field = page.get_by_role("searchbox", name="Search sessions")
    expect(field).to_have_value("nothing of the kind")
    page.get_by_role("button", name="Clear search").click()
    expect(field).to_have_value("")
    expect(field).to_be_focused()
    expect(page).to_have_url(re.compile("/app/sessions$"))


def test_a_deleted_session_is_reported_wherever_it_was_open(
    browsers: Browsers, installation: Installation, admin: Someone, trainer: Someone
) -> None:
    session = installation.session(title="Short-lived", trainer_id=trainer.id)
    there = session_page(browsers, trainer, session)
    page = session_page(browsers, admin, session, "?dialog=delete")
    question = page.get_by_role("dialog", name="Delete “Short-lived”?")
    expect(question).to_contain_text("To keep the record, cancel the session instead.")
    assert_accessible(page)
    question.get_by_role("button", name="Delete", exact=True).click()
    said(page, "“Short-lived” deleted.")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sessions")
    expect(there.get_by_text("This session is no longer available")).to_be_visible()
    there.get_by_role("link", name="All sessions").click()
    expect(there.get_by_role("heading", level=1)).to_have_text("Sessions")


@pytest.mark.every_store("long")
def test_filters_are_in_the_url_and_survive_reload_and_back(
    browsers: Browsers, installation: Installation, admin: Someone, trainer: Someone
) -> None:
    word = f"Needle{trainer.id}"
    day = days_ahead(500)
    for number, hours in enumerate((0, 2)):
        installation.session(
            title=f"{word} {number}",
            trainer_id=trainer.id,
            scheduled_date=(day + timedelta(hours=hours)).isoformat(),
        )
    installation.session(title=f"{word} past", scheduled_date=ago(72))
    page = browsers.open("/sessions", who=admin)
    titles = page.locator("main section li a")
    page.get_by_role("searchbox", name="Search sessions").fill(word)
    expect(titles).to_have_text([f"{word} 0", f"{word} 1"])
    page.get_by_role("radio", name="Past", exact=True).check()
    expect(titles).to_have_text([f"{word} past"])
    page.get_by_role("radio", name="All", exact=True).check()
    expect(titles).to_have_text([f"{word} 1", f"{word} 0", f"{word} past"])
    page.get_by_role("button", name="Filters").click()
    choose(page, page.get_by_role("combobox", name="Trainer", exact=True), trainer.user["name"])
    expect(titles).to_have_text([f"{word} 1", f"{word} 0"])
    page.get_by_role("button", name="Latest first").click()
    expect(titles).to_have_text([f"{word} 0", f"{word} 1"])
    assert_accessible(page)
    page.reload()
    expect(titles).to_have_text([f"{word} 0", f"{word} 1"])
    expect(page.get_by_role("combobox", name="Trainer", exact=True)).to_have_value(trainer.user["name"])
    page.get_by_label("From").fill(f"{day + timedelta(days=1):%Y-%m-%d}")
    expect(page.get_by_text("No sessions match your filters")).to_be_visible()
    page.go_back()
    expect(titles).to_have_text([f"{word} 0", f"{word} 1"])
    page.go_back()
    expect(titles).to_have_text([f"{word} 1", f"{word} 0"])
    titles.first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{word} 1")
    page.go_back()
    expect(titles).to_have_text([f"{word} 1", f"{word} 0"])


@pytest.mark.every_store("long")
def test_the_command_palette_finds_a_session(
    browsers: Browsers, installation: Installation, trainer: Someone
) -> None:
    installation.session(title=f"Lost and found {trainer.id}", trainer_id=trainer.id)
    page = browsers.open("/account", who=trainer)
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox", name="Search and commands")).to_be_focused()
    page.keyboard.type("lost and found")
    expect(page.get_by_role("option", name=re.compile("Lost and found"))).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Lost and found {trainer.id}")


@pytest.mark.every_store
def test_a_new_session_is_in_the_trainees_list_within_a_second(
    browsers: Browsers, trainer: Someone, trainee: Someone
) -> None:
    there = browsers.open("/sessions", who=trainee)
    expect(there.get_by_text("No upcoming sessions")).to_be_visible()
    assert_accessible(there)
    expect(there.get_by_role("banner").get_by_role("status")).to_contain_text("Live")
    page = browsers.open("/sessions?create=true", who=trainer)
    dialog = form_in(page)
    dialog.get_by_label("Title").fill("Seen at once")
    choose(page, dialog.get_by_role("combobox", name="Trainees"), trainee.user["name"])
    dialog.get_by_role("button", name="Create session").click()
    said(page, "” created.")
    with promised(1):
        expect(there.get_by_role("link", name="Seen at once")).to_be_visible()


def test_a_trainee_sees_where_to_go_their_own_attendance_and_can_join_shortly_before_the_start(
    browsers: Browsers, installation: Installation, trainee: Someone
) -> None:
    past = installation.session(title="Attended", trainee_ids=[trainee.id], scheduled_date=ago(48))
    record = {"trainee_id": trainee.id, "status": "late", "note": "Bus"}
    installation.admin.done("PUT", f"/sessions/{past['id']}/attendance", {"records": [record]})
    soon = datetime.now(UTC) + timedelta(minutes=5)
    near = installation.session(
        title="About to begin",
        trainee_ids=[trainee.id],
        scheduled_date=soon.isoformat(),
        class_link="https://meet.example/room",
        location="Sala 3, Rua do Sol 31",
    )
    page = session_page(browsers, trainee, past)
    expect(page.get_by_role("region", name="Your attendance")).to_contain_text("Late")
    expect(page.get_by_role("region", name="Your attendance")).to_contain_text("Bus")
    expect(page.get_by_role("button", name="Edit")).to_have_count(0)
    assert_accessible(page)
    page.get_by_role("link", name="Sessions", exact=True).last.click()
    join = page.get_by_role("link", name="Join: About to begin")
    expect(join).to_have_attribute("href", near["class_link"])
    expect(join).to_have_attribute("rel", re.compile("noopener"))
    expect(page.get_by_role("listitem").filter(has=join)).to_contain_text("Sala 3, Rua do Sol 31")
    page.get_by_role("link", name="About to begin", exact=True).click()
    way = page.get_by_role("region", name="Where, when and with whom")
    expect(way.get_by_role("definition").first).to_have_text("Sala 3, Rua do Sol 31")
    expect(way).to_contain_text("https://meet.example/room")
    far = installation.session(
        title="Far ahead", trainee_ids=[trainee.id], class_link="https://meet.example/far"
    )
    page = session_page(browsers, trainee, far)
    way = page.get_by_role("region", name="Where, when and with whom")
    expect(way).to_contain_text("Online (meet.example)")
    expect(way.get_by_role("button", name="Join")).to_be_disabled()
    expect(way).to_contain_text("You can join 15 minutes before it starts.")
    expect(page.locator("a[href*='meet.example']")).to_have_count(0)
    expect(page.get_by_role("region", name="Your attendance")).to_have_count(0)
    assert_accessible(page)


def test_where_a_session_takes_place_is_suggested_from_the_sessions_on_the_screen(
    browsers: Browsers, installation: Installation, admin: Someone, trainer: Someone
) -> None:
    for hour, location in ((9, "Aveiro, São João"), (12, "Aveiro, sala 4")):
        installation.session(
            title=f"In {location}",
            trainer_id=trainer.id,
            scheduled_date=days_ahead(1, hour).isoformat(),
            location=location,
        )
    page = browsers.open("/sessions?q=aveiro", who=admin)
    expect(page.get_by_role("link", name="In Aveiro, sala 4")).to_be_visible()
    page.get_by_role("link", name="New session").click()
    dialog = form_in(page)
    dialog.get_by_label("Title").fill("There again")
    where = dialog.get_by_role("combobox", name="Where")
    where.press_sequentially("joao")
    expect(dialog.get_by_role("option")).to_have_text(["Aveiro, São João"])
    assert_accessible(page)
    where.press("ArrowDown")
    where.press("Enter")
    expect(where).to_have_value("Aveiro, São João")
    expect(dialog.get_by_role("option")).to_have_count(0)
    # What is on no list is as good, and Enter saves the form.
    where.fill("Aveiro")
    expect(dialog.get_by_role("option")).to_have_count(2)
    where.press("Enter")
    said(page, "“There again” created.")
    expect(page.get_by_role("region", name="Details")).to_contain_text("WhereAveiro")
    [made] = installation.admin.done("GET", "/sessions/?q=there+again")
    assert made["location"] == "Aveiro"


def test_undoing_the_removal_of_a_trainee_restores_their_attendance(
    browsers: Browsers, installation: Installation, admin: Someone, trainee: Someone
) -> None:
    session = installation.session(title="Roster", trainee_ids=[trainee.id], scheduled_date=ago(24))
    path = f"/sessions/{session['id']}"
    record = {"trainee_id": trainee.id, "status": "present", "note": "Early"}
    installation.admin.done("PUT", f"{path}/attendance", {"records": [record]})
    page = session_page(browsers, admin, session)
    roster = page.get_by_role("region", name="Trainees")
    expect(roster.get_by_role("listitem")).to_contain_text("Present")
    name = trainee.user["name"]
    roster.get_by_role("button", name=f"Remove {name}").click()
    question = page.get_by_role("dialog", name=f"Remove {name} and the attendance mark?")
    expect(question).to_contain_text("They were marked present.")
    assert_accessible(page)
    question.get_by_role("button", name="Keep trainee").click()
    expect(question).to_be_hidden()
    roster.get_by_role("button", name=f"Remove {name}").click()
    question.get_by_role("button", name="Remove", exact=True).click()
    expect(roster.get_by_role("listitem")).to_have_count(0)
    undo(page)
    expect(roster.get_by_role("listitem")).to_contain_text("Present")

    def marks() -> list[tuple[str, str]]:
        return [(each["status"], each["note"]) for each in admin.done("GET", path)["attendance"]]

    eventually(marks, [("present", "Early")])


def test_a_session_is_repeated_with_its_people(
    browsers: Browsers, installation: Installation, admin: Someone, trainer: Someone, trainee: Someone
) -> None:
    session = installation.session(title="Weekly", trainer_id=trainer.id, trainee_ids=[trainee.id])
    page = session_page(browsers, admin, session, "?dialog=again")
    dialog = form_in(page, "Repeat session")
    expect(dialog.get_by_role("combobox", name="Trainer", exact=True)).to_have_value(trainer.user["name"])
    dialog.get_by_label("Title").fill("Weekly, part two")
    dialog.get_by_role("button", name="Create session").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Weekly, part two")
    twin = installation.admin.done("GET", f"/sessions/{page.url.rsplit('/', 1)[1]}")
    assert twin["trainee_ids"] == [trainee.id]
    begun = [datetime.fromisoformat(each["scheduled_date"]) for each in (session, twin)]
    assert begun[1] - begun[0] == timedelta(days=7)


def test_pages_and_dialogs_are_accessible_and_fit_the_screen(
    browsers: Browsers, installation: Installation, people: dict[str, Someone], screen: dict[str, Any]
) -> None:
    trainer = people["trainer"]
    session = installation.session(
        title=MARKUP,
        description=MARKUP,
        trainer_id=trainer.id,
        trainee_ids=[installation.created("trainee")["id"]],
        time_zone="Asia/Tokyo",
        scheduled_date=days_ahead(1, 10 if screen else 12).isoformat(),
    )
    page = browsers.open("/sessions", who=trainer, **screen)
    expect(page.get_by_role("link", name=MARKUP).first).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text=MARKUP).first).to_contain_text("Tokyo time")
    places = {
        "/sessions": None,
        "/sessions?create=true": "New session",
        f"/sessions/{session['id']}": None,
        f"/sessions/{session['id']}?dialog=edit": "Edit session",
        f"/sessions/{session['id']}?dialog=cancel": f"Cancel “{MARKUP}”?",
    }
    for path, dialog in places.items():
        page.goto(f"/app{path}")
        expect(page.get_by_text(MARKUP).first).to_be_visible()
        if dialog:
            expect(page.get_by_role("dialog", name=dialog)).to_be_visible()
        assert_accessible(page)
        assert page.viewport_size is not None
        assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    assert page.locator("main img").count() == 0


def test_deleted_users_are_labelled_in_the_readers_language(
    browsers: Browsers, installation: Installation, admin: Someone
) -> None:
    trainer, trainee = installation.created("trainer"), installation.created("trainee")
    session = installation.session(
        trainer_id=trainer["id"], trainee_ids=[trainee["id"]], scheduled_date=ago(30)
    )
    admin.done("PUT", f"/sessions/{session['id']}", {"status": "completed"})
    for person in (trainee, trainer):
        assert admin.call("DELETE", f"/users/{person['id']}").is_success
    page = browsers.open(f"/sessions/{session['id']}", who=admin, locale="pt-PT")
    for part in ("Formandos", "Detalhes"):
        region = page.get_by_role("region", name=part)
        expect(region).to_contain_text("Pessoa eliminada")
        expect(region.get_by_role("link", name="Pessoa eliminada")).to_have_count(0)
