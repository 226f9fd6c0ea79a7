"""Everybody can have their sessions in another calendar: by a private address, which they can replace and revoke."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from playwright.sync_api import expect

from tests.blackbox.installation import Installation
from tests.browser.accessibility import assert_accessible
from tests.browser.browsers import Browsers
from tests.patience import HANGS
from tests.services.product import NO_TLS


def read(url: str) -> httpx.Response:
    return httpx.get(url, timeout=HANGS, verify=NO_TLS)


def test_an_address_is_created_copied_replaced_and_revoked(
    browsers: Browsers, installation: Installation, screen: dict[str, Any]
) -> None:
    who = installation.add()
    session = installation.session(title="Fire drill", trainee_ids=[who.id])
    page = browsers.open("/account", who=who, **screen)
    card = page.get_by_role("region", name="Calendar", exact=True)
    card.get_by_role("button", name="Create an address").click()
    field = card.get_by_label("Your private address")
    expect(field).to_be_visible()
    first = field.input_value()
    expect(card).to_contain_text("Not read yet.")
    assert_accessible(page)
    assert f"SUMMARY:{session['title']}" in read(first).text

    card.get_by_role("button", name="Create a new address").click()
    page.get_by_role("dialog").get_by_role("button", name="Create a new address").click()
    expect(field).not_to_have_value(first)
    second = field.input_value()
    assert (read(first).status_code, read(second).status_code) == (404, 200)

    page.reload()
    expect(card).to_contain_text("Last read now.")
    expect(field).to_be_hidden()
    card.get_by_role("button", name="Revoke").click()
    page.get_by_role("dialog").get_by_role("button", name="Revoke").click()
    expect(page.get_by_text("The address of your calendar no longer works.")).to_be_visible()
    expect(card.get_by_role("button", name="Create an address")).to_be_visible()
    assert read(second).status_code == 404


def test_a_session_is_added_to_other_calendars(
    browsers: Browsers, installation: Installation, screen: dict[str, Any]
) -> None:
    who = installation.add()
    session = installation.session(title="Fire & drill", trainee_ids=[who.id], location="Yard")
    page = browsers.open(f"/sessions/{session['id']}", who=who, **screen)
    page.get_by_role("button", name="Add to calendar").click()
    google = page.get_by_role("menuitem", name="Google Calendar").get_attribute("href")
    outlook = page.get_by_role("menuitem", name="Outlook").get_attribute("href")
    for address, name in ((google, "text"), (outlook, "subject")):
        assert parse_qs(urlsplit(address or "").query)[name] == ["Fire & drill"]
    with page.expect_download() as download:
        page.get_by_role("menuitem", name="File (.ics)").click()
    assert download.value.suggested_filename == f"session-{session['id']}.ics"
    content = download.value.path().read_text("utf-8")
    assert f"UID:session-{session['id']}@" in content
    assert "LOCATION:Yard" in content
    assert_accessible(page)
