"""IANA time zones."""

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


def zone(name: str) -> ZoneInfo:
    """The zone of that IANA name, which must have been checked before."""
    return ZoneInfo(name)


TimeZoneName = Annotated[str, Text(1, 64, check=_time_zone_problem)]
