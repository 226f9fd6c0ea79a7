"""Writes sessions as iCalendar files (RFC 5545, RFC 7986).

The entries are written line by line, with icalendar's own escaping and folding, because its components take seven times
as long: with them a feed of 1,000 sessions would take a quarter of a second. Nothing in a file depends on when it is
written, so the same sessions give the same bytes.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, vText
from icalendar.parser import Contentline

from tms_core.calendars.model import CalendarContents, CalendarEntry

PRODUCT = "-//Training Management System//Calendar//EN"
REFRESH = timedelta(hours=1)
UNFOLDED = 74
"""Bytes of a line that is not folded."""


class IcsWriter:
    """See ``CalendarWriter``."""

    def feed(self, contents: CalendarContents) -> bytes:
        """See ``CalendarWriter``."""
        calendar = _calendar()
        calendar.add("NAME", contents.name)
        calendar.add("X-WR-CALNAME", contents.name)
        calendar.add("REFRESH-INTERVAL", REFRESH, parameters={"VALUE": "DURATION"})
        calendar.add("X-PUBLISHED-TTL", REFRESH)
        return _file(calendar, contents)

    def file(self, contents: CalendarContents) -> bytes:
        """See ``CalendarWriter``."""
        return _file(_calendar(), contents)


def _calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("PRODID", PRODUCT)
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("METHOD", "PUBLISH")
    return calendar


def _file(calendar: Calendar, contents: CalendarContents) -> bytes:
    head, end, nothing = calendar.to_ical().partition(b"END:VCALENDAR")
    events = (_event(entry, contents.installation_id) for entry in contents.entries)
    return b"".join((head, *events, end, nothing))


def _event(entry: CalendarEntry, installation_id: str) -> bytes:
    return "".join(f"{line}\r\n" for line in _folded(_lines(entry, installation_id))).encode()


def _lines(entry: CalendarEntry, installation_id: str) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:session-{entry.id}@{installation_id}"
    yield f"DTSTART:{_time(entry.scheduled_date)}"
    yield f"DTEND:{_time(entry.ends_at)}"
    yield f"SUMMARY:{_text(entry.title)}"
    if description := "\n\n".join(part for part in (entry.description, entry.class_link) if part):
        # Outlook shows no other property with the link.
        yield f"DESCRIPTION:{_text(description)}"
    if entry.location:
        yield f"LOCATION:{_text(entry.location)}"
    if entry.class_link:
        yield f"URL:{_uri(entry.class_link)}"
        yield f"CONFERENCE;VALUE=URI;FEATURE=VIDEO:{_uri(entry.class_link)}"
    yield f"STATUS:{'CANCELLED' if entry.is_cancelled else 'CONFIRMED'}"
    yield f"TRANSP:{'TRANSPARENT' if entry.is_cancelled else 'OPAQUE'}"
    yield f"SEQUENCE:{entry.sequence}"
    yield f"CREATED:{_time(entry.created_at)}"
    yield f"LAST-MODIFIED:{_time(entry.changed_at)}"
    yield f"DTSTAMP:{_time(entry.changed_at)}"
    yield "END:VEVENT"


def _folded(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        is_short = len(line) <= UNFOLDED and line.isascii()
        yield line if is_short else Contentline(line).to_ical().decode()  # type: ignore[no-untyped-call]  # untyped in the library


def _text(text: str) -> str:
    """Some programs end a line at every character that Python's ``splitlines`` knows."""
    return vText("\n".join(text.splitlines())).to_ical().decode()


def _uri(link: str) -> str:
    return "".join(link.split())


def _time(at: datetime) -> str:
    """``strftime`` takes three times as long, and writes years before 1000 with fewer digits."""
    at = at.astimezone(UTC)
    return f"{at.year:04}{at.month:02}{at.day:02}T{at.hour:02}{at.minute:02}{at.second:02}Z"
