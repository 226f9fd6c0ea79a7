"""Where an account is signed in to from, and whether that is new.

A sign-in is new if its device (browser and system, without their versions) or its network has not been seen before for the
account. Networks are wide, so that a router or a phone that gets another address is no news: 65,536 addresses of IPv4, and
for IPv6 what a provider usually has. Programs other than browsers are only new if both are: scripts run on machines that come and go.

The first sign-in of an account is never new, nor is one through a link by mail. What was not used for half a year is
forgotten.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any, Protocol

from tms_core.events import Audience, Event, EventType
from tms_core.unit_of_work import ReadPort

KNOWN_FOR = timedelta(days=183)
MAX_DEVICE = 80
IPV4_BITS = 16
IPV6_BITS = 32

# Checked in this order, because most browsers also name others that they are compatible with.
BROWSERS = (
    (re.compile(r"\bEdg(?:A|iOS)?/"), "Edge"),
    (re.compile(r"\b(?:OPR|OPiOS)/"), "Opera"),
    (re.compile(r"\bSamsungBrowser/"), "Samsung Internet"),
    (re.compile(r"\b(?:Firefox|FxiOS)/"), "Firefox"),
    (re.compile(r"\b(?:Chrome|CriOS)/"), "Chrome"),
    (re.compile(r"\bVersion/[\d.]+.* Safari/"), "Safari"),
)
SYSTEMS = (
    (re.compile(r"\biPhone\b"), "iPhone"),
    (re.compile(r"\biPad\b"), "iPad"),
    (re.compile(r"\bAndroid\b"), "Android"),
    (re.compile(r"\bWindows\b"), "Windows"),
    (re.compile(r"\bCrOS\b"), "ChromeOS"),
    (re.compile(r"\bMac OS X\b|\bMacintosh\b"), "macOS"),
    (re.compile(r"\bLinux\b"), "Linux"),
)
PROGRAM = re.compile(r"[\w.-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """What people call a device: the browser and the system it runs on, or the name of another program. Empty if unknown."""

    browser: str
    system: str

    @property
    def is_program(self) -> bool:
        """Whether it is no browser that we know."""
        return not self.browser or not self.system

    @property
    def key(self) -> str:
        """What is stored of it."""
        return f"{self.browser}/{self.system}"[:MAX_DEVICE]


def device_of(agent: str) -> Device:
    """The device that sent this ``User-Agent``."""
    browser, system = (
        next((name for pattern, name in names if pattern.search(agent)), "") for names in (BROWSERS, SYSTEMS)
    )
    if not browser and not system and (program := PROGRAM.match(agent)):
        browser = program[0]
    return Device(browser=browser, system=system)


def wide_network_of(address: str) -> str:
    """The network around an address; empty for what is no address."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped is None:
            return str(ip_network((int(parsed), IPV6_BITS), strict=False))
        parsed = parsed.ipv4_mapped
    return str(ip_network((int(parsed), IPV4_BITS), strict=False))


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownDevice:
    """A device from which somebody has signed in, and the network it was in. ``device`` is the key of a ``Device``."""

    user_id: int
    device: str
    network: str
    last_seen_at: datetime


class KnownDeviceReader(ReadPort, Protocol):
    """Reads known devices."""

    async def latest(self, user_id: int, limit: int) -> Sequence[KnownDevice]:
        """Those of a user, the one that was used last first, at most ``limit``."""


class KnownDeviceRepository(KnownDeviceReader, Protocol):
    """Stores known devices."""

    async def save(self, known: KnownDevice) -> None:
        """Add a device in a network, or store when it was last seen."""

    async def remove_all_of(self, user_id: int) -> None:
        """Forget all devices of a user."""

    async def forget(self, seen_before: datetime) -> None:
        """Forget those that were last seen before that."""


NEW_SIGN_IN: EventType[Any] = EventType(name="new_sign_in", entity="account")


def new_sign_in(user_id: int, sign_in_id: int) -> Event:
    """Somebody has signed in from where the account was not used before; for its owner alone."""
    data = {"user_id": user_id, "sign_in_id": sign_in_id}
    return NEW_SIGN_IN(user_id, Audience.of(users=[user_id]), data)


def is_new(device: Device, network: str, known: Sequence[KnownDevice]) -> bool:
    """Whether a sign-in is one that the owner of the account should be told of."""
    if not known:
        return False
    is_device_new = all(each.device != device.key for each in known)
    is_network_new = all(each.network != network for each in known)
    if device.is_program:
        return is_device_new and is_network_new
    return is_device_new or is_network_new
