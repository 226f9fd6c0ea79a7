"""Calendars as files that other programs read (RFC 5545)."""

from functools import cache

from tms_core.calendars.model import CalendarWriter
from tms_core.errors import requires_extra


@cache
def calendar_writer() -> CalendarWriter:
    """What writes calendars. The first call takes long, because it imports icalendar, which no start has to wait for."""
    with requires_extra("calendars"):
        from tms_adapters.calendars.writer import IcsWriter
    return IcsWriter()
