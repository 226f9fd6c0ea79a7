"""A forgotten password and an invitation, from the mail to the first page."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.blackbox.installation import Installation
from tests.browser.accessibility import assert_accessible
from tests.browser.browsers import PHONE, Browsers, NewContext
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


def latest_link(installation: Installation, to: str, subject: str) -> str:
    """The page, with the token, that the latest mail to somebody links to, once it was sent."""
    deadline = time.monotonic() + patience()
    while True:
        found = link_in(installation.product.data_dir / "mail", to, subject)
        if found is not None:
            return found
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
            link = re.search(r"https://tms\.test/app(/set-password#[\w-]+)", body.get_content())
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
    expect(page.get_by_role("status").filter(has_text="a link is on its way")).to_be_visible()
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


def test_an_invitation_sets_the_first_password(mailing: Installation, new_context: NewContext) -> None:
    browsers = Browsers(mailing, new_context)
    new = {name: value for name, value in mailing.new_user().items() if name != "password"}
    user = mailing.admin.done("POST", "/users/", new | {"invite": True})
    assert user["status"] == "invited"
    link = latest_link(mailing, user["email"], "invites you")
    page = browsers.open(link)
    choose(page, NEW)
    expect(page.get_by_role("banner")).to_be_visible()
    assert mailing.admin.done("GET", f"/users/{user['id']}")["status"] == "active"
    assert browsers.complaints == []
