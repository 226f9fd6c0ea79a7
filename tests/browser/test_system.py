"""What admins see of mails and of background work, and what they can do about it, live."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from playwright.sync_api import Page, expect

from tests.blackbox.installation import PATIENT, Installation, Someone
from tests.browser.accessibility import assert_accessible
from tests.browser.browsers import PHONE, Browsers, NewContext
from tests.browser.test_narrow import is_whole
from tests.mail.smtp_server import MailServer
from tests.services.ports import Port
from tests.services.product import RunningProduct

Mailing = tuple[Installation, Controller]


@pytest.fixture
def mailing() -> Iterator[Mailing]:
    """A product and its mail server, which is not running yet."""
    port = Port()
    server = Controller(MailServer(), hostname="127.0.0.1", port=port.number)
    settings = {
        "TMS_SMTP_URL": f"smtp://127.0.0.1:{port.number}?tls=off",
        "TMS_MAIL_FROM": "training@example.org",
        "TMS_PUBLIC_URL": "https://tms.test",
    }
    with RunningProduct(PATIENT | settings) as product:
        installed = Installation(product)
        yield installed, server
        installed.close()
        server.stop(no_assert=True)
        assert "unexpected_error" not in product.output
    port.release()


def row(page: Page, text: str) -> Any:
    return page.get_by_role("table", name="Mails").get_by_role("row").filter(has_text=text)


def test_mails_wait_for_a_dead_mail_server_and_go_out_once_it_lives(
    mailing: Mailing, new_context: NewContext
) -> None:
    installation, controller = mailing
    server: MailServer = controller.handler
    browsers = Browsers(installation, new_context)
    page = browsers.open("/system", who=installation.admin)
    # The mail that says that the first password was changed has been tried already.
    down = page.get_by_role("alert").filter(has_text="The mail server has taken no mail since")
    expect(down).to_contain_text("1 mail is waiting. Nothing gets lost.")
    page.get_by_role("button", name="Send a test mail").click()
    outcome = page.get_by_role("status").filter(has_text="test mail")
    expect(outcome).to_contain_text("The test mail could not be sent yet")
    expect(outcome).to_contain_text("The mail server can’t be reached")
    outcome.get_by_text("Details").click()
    expect(outcome).to_contain_text(f"127.0.0.1:{controller.port}")
    expect(down).to_contain_text("2 mails are waiting. Nothing gets lost.")
    expect(row(page, "Mail works")).to_contain_text("Waiting")
    assert_accessible(page)

    controller.start()
    row(page, "Mail works").get_by_role("button", name="Try again").click()
    expect(row(page, "Mail works")).to_contain_text("Sent")
    expect(outcome).to_contain_text("The test mail was sent")
    expect(down).to_be_hidden()
    assert [str(each["Subject"]) for each in server.received].count("Mail works") == 1

    server.replies["RCPT"] = "550 5.1.1 No such user here"
    body = installation.new_user(invite=True, first_name="Inês", last_name="Duarte")
    body.pop("password")
    installation.admin.done("POST", "/users/", body)
    mail = row(page, "Inês Duarte")
    expect(mail).to_contain_text("Failed")
    expect(mail).to_contain_text("The mail server says that nobody gets mail at this address.")
    refused = page.get_by_role("region", name="Refused addresses")
    expect(refused).to_contain_text(body["email"])
    expect(refused).to_contain_text("550 5.1.1 No such user here")
    assert_accessible(page)
    page.get_by_role("button", name="Notifications").click()
    expect(page.get_by_text("Inês Duarte gets no mail: the mail server refuses the address")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_label("State").select_option("failed")
    expect(page).to_have_url(f"{installation.product.base_url}/app/system?state=failed")
    expect(row(page, "Mail works")).to_have_count(0)
    server.replies.clear()
    page.get_by_role("button", name="Try 1 failed mail again").click()
    expect(page.get_by_text("No mail matches your filters.")).to_be_visible()
    expect(refused).to_be_hidden()
    page.get_by_role("link", name="Show all mails").click()
    expect(row(page, "Inês Duarte")).to_contain_text("Sent")
    assert server.recipients[-1] == body["email"]
    page.get_by_role("combobox", name="To").fill("inês")
    page.get_by_role("option", name="Inês Duarte").click()
    expect(row(page, "Mail works")).to_have_count(0)
    expect(row(page, "Inês Duarte")).to_be_visible()
    assert browsers.complaints == []


def test_without_a_mail_server_it_is_said_on_a_phone_in_portuguese(
    browsers: Browsers, people: dict[str, Someone]
) -> None:
    page = browsers.open("/system", who=people["admin"], locale="pt-PT", viewport=PHONE)
    expect(page.get_by_text("O correio não está configurado")).to_be_visible()
    page.get_by_role("button", name="Enviar mensagem de teste").click()
    expect(page.get_by_role("status").filter(has_text="é um ficheiro na pasta de dados")).to_be_visible()
    mine = page.get_by_role("table").get_by_role("row").filter(has_text=people["admin"].user["name"])
    expect(mine.first).to_contain_text("Em ficheiro")
    is_whole(page.get_by_role("main"))
    assert_accessible(page)


def test_what_background_work_could_not_do_is_tried_again_skipped_or_removed(
    restartable_installation: Installation, new_context: NewContext
) -> None:
    installation = restartable_installation
    browsers = Browsers(installation, new_context)
    page = browsers.open("/system", who=installation.admin)
    page.get_by_role("navigation", name="Part of the system").get_by_role(
        "link", name="Background work"
    ).click()
    expect(page.get_by_role("status").filter(has_text="Everything is up to date.")).to_be_visible()
    notifications = page.get_by_role("region", name="Notifications", exact=True)
    expect(notifications).to_contain_text("Up to date")
    assert_accessible(page)
    set_aside(installation, "notifications", 1, 2)
    set_aside(installation, "former", 1)
    page.reload()
    expect(notifications).to_contain_text("2 events could not be handled")
    former = page.get_by_role("region", name="Former")
    expect(former).to_contain_text("Its feature is no longer installed.")
    assert_accessible(page)
    notifications.get_by_role("button", name="Try again: User created (event 1)").click()
    expect(notifications).to_contain_text("1 event could not be handled")
    notifications.get_by_role("button", name="Skip").click()
    page.get_by_role("dialog", name="Skip this event?").get_by_role("button", name="Skip").click()
    expect(notifications).not_to_contain_text("could not be handled")
    former.get_by_role("button", name="Remove").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(former).to_be_hidden()
    expect(page.get_by_role("status").filter(has_text="Everything is up to date.")).to_be_visible()
    assert browsers.complaints == []


def set_aside(installation: Installation, consumer: str, *positions: int) -> None:
    """Have a consumer, which may be one of a feature that is gone, leave events behind."""
    with closing(sqlite3.connect(installation.product.data_dir / "tms.db", timeout=30)) as database, database:
        database.execute(
            "INSERT OR IGNORE INTO consumers (name, position, tries, missed) VALUES (?, 1, 0, 0)", [consumer]
        )
        database.executemany(
            "INSERT INTO set_aside_events (consumer, position, event_type, error_type, error, tries, set_aside_at, "
            "retry_requested) VALUES (?, ?, 'user_created', 'TimeoutError', 'It took longer than 2 seconds.', 6, "
            "'2026-11-29 08:00:00.000000', 0)",
            [(consumer, position) for position in positions],
        )
