"""IANA time zones."""

from datetime import UTC, tzinfo
from functools import cache
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

from tms_core.validation import Text


def _time_zone_problem(name: str) -> str | None:
    return None if name in time_zone_names() else "must be an IANA time zone, such as Europe/Lisbon"


@cache
def time_zone_names() -> frozenset[str]:
    """The IANA time zones this installation knows."""
    return frozenset(available_timezones())


def zone_named(name: str) -> tzinfo:
    """The zone of that IANA name; UTC where this host does not know it, as ``known_time_zone`` says."""
    return ZoneInfo(name) if name in time_zone_names() else UTC


def known_time_zone(name: str) -> str:
    """``name``, or ``UTC`` where this host does not know it: its database of time zones may be older than a stored name."""
    return name if name in time_zone_names() else "UTC"


TimeZoneName = Annotated[str, Text(1, 64, check=_time_zone_problem)]
