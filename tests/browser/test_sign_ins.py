"""Everybody sees where they are signed in, and signs out of a device that is elsewhere."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from tests.blackbox.installation import PASSWORD, Installation, Someone
from tests.browser.accessibility import assert_accessible
from tests.browser.browsers import PHONE, Browsers
from tests.browser.test_narrow import is_whole

PHONE_AGENT = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/26.0 Mobile/15E148 Safari/604.1"
)


def signed_in_with(installation: Installation, who: Someone, agent: str) -> Someone:
    body = {"username": who.username, "password": PASSWORD}
    answer = installation.client().post("/auth/login", json=body, headers={"User-Agent": agent})
    return Someone(answer.json()["user"], installation.client(answer.json()["access_token"]))


def is_signed_out(page: Page) -> None:
    expect(page.get_by_text("You’ve been signed out", exact=False)).to_be_visible()


def test_a_sign_in_on_another_device_is_listed_and_ended(
    browsers: Browsers, installation: Installation, screen: dict[str, Any]
) -> None:
    who = installation.add()
    phone = browsers.open(who=signed_in_with(installation, who, PHONE_AGENT))
    expect(phone.get_by_role("status").filter(has_text="Live")).to_be_visible()
    page = browsers.open("/account", who=who, **screen)
    card = page.get_by_role("region", name="Sign-ins")
    devices = card.get_by_role("listitem")
    expect(devices).to_have_count(2)
    expect(devices.nth(0)).to_contain_text("This device")
    expect(devices.nth(1)).to_contain_text("Safari on iPhone")
    expect(devices.nth(1)).to_contain_text("127.0.0.1 · last used now")
    expect(card.get_by_role("button", name="End all others")).to_be_hidden()
    assert_accessible(page)
    card.get_by_role("button", name="End the sign-in on Safari on iPhone, 127.0.0.1").click()
    expect(devices).to_have_count(1)
    expect(page.get_by_text("Signed out on Safari on iPhone, 127.0.0.1.")).to_be_visible()
    is_signed_out(phone)
    expect(page.get_by_role("banner").get_by_role("status")).to_contain_text("Live")


def test_all_other_sign_ins_are_ended_at_once(browsers: Browsers, installation: Installation) -> None:
    who = installation.add()
    others = [browsers.open(who=installation.sign_in(who.username)) for _ in range(2)]
    page = browsers.open("/account", who=who)
    card = page.get_by_role("region", name="Sign-ins")
    expect(card.get_by_role("listitem")).to_have_count(3)
    card.get_by_role("button", name="End all others").click()
    dialog = page.get_by_role("dialog", name="End all other sign-ins?")
    expect(dialog).to_be_visible()
    assert_accessible(page)
    dialog.get_by_role("button", name="End all others").click()
    expect(dialog).to_be_hidden()
    expect(card.get_by_role("listitem")).to_have_count(1)
    for other in others:
        is_signed_out(other)


def test_the_list_fits_a_phone_in_portuguese(browsers: Browsers, installation: Installation) -> None:
    who = installation.add()
    for agent in (PHONE_AGENT, "a-program-with-a-remarkably-long-name-that-has-nowhere-to-break/1.0"):
        signed_in_with(installation, who, agent)
    page = browsers.open("/account", who=who, locale="pt-PT", viewport=PHONE)
    card = page.get_by_role("region", name="Dispositivos com acesso")
    expect(card.get_by_role("listitem")).to_have_count(3)
    is_whole(card)
    assert_accessible(page)
