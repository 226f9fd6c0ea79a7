"""A forgotten password, an invitation and a new address, from the mail to the first page."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.blackbox.installation import PASSWORD, Installation
from tests.browser.accessibility import assert_accessible
from tests.browser.browsers import PHONE, Browsers, NewContext
from tests.browser.test_account import picture
from tests.patience import patience
from tests.services.product import RunningProduct

NEW = "staple of hay 7"


@pytest.fixture
def mailing() -> Iterator[Installation]:
    """A product that knows its public address, and keeps mails as files."""
    with RunningProduct({"TMS_PUBLIC_URL": "https://tms.test"}) as product:
        installed = Installation(product)
        yield installed
        installed.close()
        assert "unexpected_error" not in product.output


def latest_link(installation: Installation, to: str, subject: str, after: str | None = None) -> str:
    """The page, with the token, that the latest mail to somebody links to, once it was sent, and another one was sent
    ``after`` that."""
    deadline = time.monotonic() + patience()
    while True:
        found = link_in(installation.product.data_dir / "mail", to, subject)
        if found not in (None, after):
            return str(found)
        assert time.monotonic() < deadline, f"no mail to {to}"
        time.sleep(0.05)


def link_in(folder: Path, to: str, subject: str) -> str | None:
    """The page that the latest such mail links to, or None."""
    found = None
    for file in sorted(folder.glob("*.eml")):
        mail = message_from_bytes(file.read_bytes(), policy=policy.default)
        assert isinstance(mail, EmailMessage)
        if to in str(mail["To"]) and subject in str(mail["Subject"]):
            body = mail.get_body(("plain",))
            assert isinstance(body, EmailMessage)
            link = re.search(r"https://tms\.test/app(/[a-z-]+#[\w-]+)", body.get_content())
            found = link[1] if link else None
    return found


def choose(page: Page, password: str) -> None:
    page.get_by_label("New password", exact=True).fill(password)
    page.get_by_label("Repeat", exact=False).fill(password)
    page.get_by_role("button", name="Set password").click()


def test_a_forgotten_password_is_replaced_through_the_mail(
    mailing: Installation, new_context: NewContext
) -> None:
    browsers = Browsers(mailing, new_context)
    user = mailing.add().user
    page = browsers.open("/login", viewport=PHONE)
    page.get_by_role("link", name="Forgot your password?").click()
    expect(page.get_by_role("heading", name="Forgot your password?")).to_be_visible()
    page.get_by_label("Username or email").fill(user["email"])
    assert_accessible(page)
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_role("status").filter(has_text="its link is a file on the server")).to_be_visible()
    link = latest_link(mailing, user["email"], "A new password")
    page = browsers.open(link)
    expect(page.get_by_role("heading", name="Choose your password")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/app/set-password$"))
    assert_accessible(page)
    choose(page, NEW)
    expect(page.get_by_text("Your password has been set.")).to_be_visible()
    expect(page.get_by_role("banner")).to_be_visible()
    assert mailing.sign_in(user["username"], NEW).user["id"] == user["id"]
    page = browsers.open(link)
    choose(page, "another good one 9")
    expect(page.get_by_role("alert").filter(has_text="This link no longer works")).to_be_visible()
    page.get_by_role("link", name="Get another link").click()
    expect(page.get_by_role("heading", name="Forgot your password?")).to_be_visible()
    assert browsers.complaints == []


def test_an_admin_invites_somebody_who_chooses_the_first_password(
    mailing: Installation, new_context: NewContext
) -> None:
    browsers = Browsers(mailing, new_context)
    admin = browsers.open("/users?create=true", who=mailing.admin)
    dialog = admin.get_by_role("dialog")
    dialog.get_by_label("First name").fill("Noor")
    dialog.get_by_label("Email address").fill("noor@example.org")
    expect(dialog.get_by_role("checkbox", name="Send an invitation by email")).to_be_checked()
    expect(dialog.get_by_role("checkbox", name="Generate a password")).to_be_hidden()
    assert_accessible(admin)
    picture(admin, "invite")
    dialog.get_by_role("button", name="Create", exact=True).click()
    expect(dialog.get_by_role("heading", name="Noor has been invited")).to_be_visible()
    expect(dialog.get_by_text("nothing was sent to noor@example.org")).to_be_visible()
    picture(admin, "invited")
    dialog.get_by_role("button", name="Close", exact=True).last.click()
    first = latest_link(mailing, "noor@example.org", "invites you")
    admin.get_by_label("Status").select_option("Invited")
    row = admin.get_by_role("row", name="Noor")
    expect(row.get_by_label("Invited")).to_be_visible()
    expect(admin.get_by_role("row")).to_have_count(2)
    picture(admin, "invited-list")
    row.get_by_role("link", name="Noor").click()
    expect(admin.get_by_text("Noor has been invited and hasn’t chosen a password yet.")).to_be_visible()
    admin.get_by_role("button", name="Send the invitation again").click()
    expect(admin.get_by_text("nothing was sent to noor@example.org")).to_be_visible()
    assert_accessible(admin)
    picture(admin, "invited-person")
    link = latest_link(mailing, "noor@example.org", "invites you", after=first)
    page = browsers.open(first)
    choose(page, NEW)
    expect(page.get_by_role("alert").filter(has_text="This link no longer works")).to_be_visible()
    page = browsers.open(link)
    choose(page, NEW)
    expect(page.get_by_role("banner")).to_be_visible()
    expect(admin.get_by_role("button", name="Send the invitation again")).to_be_hidden()
    assert mailing.sign_in("noor", NEW).user["status"] == "active"
    assert browsers.complaints == []


def test_a_new_address_is_confirmed_through_the_mail(mailing: Installation, new_context: NewContext) -> None:
    browsers = Browsers(mailing, new_context)
    who = mailing.add("trainee")
    old, new = who.user["email"], f"new.{who.user['email']}"
    page = browsers.open("/account", who=who)
    page.get_by_label("Email address").fill(new)
    expect(page.get_by_text("mail is not set up here. Ask an admin")).to_be_visible()
    page.get_by_label("Current password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text(f"Mail is not set up: nothing was sent to {new}.")).to_be_visible()
    waiting = page.get_by_role("alert").filter(has_text="Your new address isn’t confirmed yet")
    expect(waiting).to_contain_text(new)
    expect(page.get_by_label("Email address")).to_have_value(old)
    assert_accessible(page)
    picture(page, "address-waiting")
    first = latest_link(mailing, new, "Confirm your new")
    waiting.get_by_role("button", name="Send again").click()
    link = latest_link(mailing, new, "Confirm your new", after=first)
    # Not signed in: the mail may be read on another device.
    phone = browsers.open(first, viewport=PHONE)
    confirm_button(phone).click()
    expect(phone.get_by_role("alert").filter(has_text="This link no longer works")).to_be_visible()
    picture(phone, "address-expired")
    assert who.done("GET", "/auth/me")["email"] == old
    # In the same tab only the fragment changes.
    phone.goto(f"/app{link}")
    expect(phone.get_by_role("alert")).to_be_hidden()
    expect(confirm_button(phone)).to_be_focused()
    phone.reload()
    expect(phone.get_by_role("alert").filter(has_text="Follow the link in the mail again")).to_be_visible()
    phone = browsers.open(link, viewport=PHONE)
    expect(confirm_button(phone)).to_be_focused()
    expect(phone).to_have_url(re.compile(r"/app/confirm-email$"))
    assert_accessible(phone)
    picture(phone, "address-confirm")
    confirm_button(phone).click()
    expect(phone.get_by_role("status").filter(has_text="is confirmed")).to_be_visible()
    expect(phone.get_by_role("link", name="Sign in")).to_be_visible()
    picture(phone, "address-confirmed")
    expect(waiting).to_be_hidden()
    expect(page.get_by_label("Email address")).to_have_value(new)
    assert mailing.sign_in(new, PASSWORD).user["id"] == who.id
    tab = page.context.new_page()
    tab.goto(f"/app{link}")
    confirm_button(tab).click()
    tab.get_by_role("link", name="My account").click()
    expect(tab.get_by_role("heading", name="My account")).to_be_visible()
    assert browsers.complaints == []


def confirm_button(page: Page) -> Locator:
    return page.get_by_role("button", name="Confirm address")


def test_a_change_of_address_is_cancelled_by_an_admin_or_by_oneself(
    mailing: Installation, new_context: NewContext
) -> None:
    browsers = Browsers(mailing, new_context)
    who = mailing.add("trainee")
    page = browsers.open(f"/users/{who.id}", who=mailing.admin)
    own = browsers.open("/account", who=who)
    for canceller in (page, own):
        change = {"email": f"new.{who.user['email']}", "current_password": PASSWORD}
        who.done("PUT", f"/users/{who.id}", change)
        notes = [each.get_by_role("alert").filter(has_text="isn’t confirmed yet") for each in (page, own)]
        for note in notes:
            expect(note).to_be_visible()
        assert_accessible(canceller)
        picture(canceller, f"address-{'admin' if canceller is page else 'own'}")
        canceller.get_by_role("button", name="Cancel the change").click()
        expect(canceller.get_by_text(f"The address stays {who.user['email']}.")).to_be_visible()
        for note in notes:
            expect(note).to_be_hidden()
        canceller.reload()
    assert who.done("GET", "/auth/me")["pending_email"] is None
    assert browsers.complaints == []
