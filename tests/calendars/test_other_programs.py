"""Other programs read the feed of a running installation: every session once, at the right time, over both clock
changes, and a session that has moved as the same entry."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import icalendar
import pytest
import recurring_ical_events

from tests.blackbox.installation import Installation, Someone
from tests.patience import HANGS
from tests.services.process import find_program
from tests.services.product import NO_TLS

ZONES = (
    "UTC",
    "Europe/Lisbon",
    "Europe/Berlin",
    "Atlantic/Azores",
    "America/New_York",
    "America/Los_Angeles",
    "America/St_Johns",
    "America/Sao_Paulo",
    "America/Havana",
    "Africa/Casablanca",
    "Africa/Cairo",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Asia/Tokyo",
    "Asia/Beirut",
    "Australia/Lord_Howe",
    "Australia/Sydney",
    "Pacific/Auckland",
    "Pacific/Chatham",
    "Pacific/Kiritimati",
)
CHANGES = (datetime(2031, 3, 30, tzinfo=UTC), datetime(2031, 10, 26, tzinfo=UTC))
"""The nights of Europe's changes; the hours around them are in all zones."""


def starts(*changes: datetime) -> list[datetime]:
    """Every three hours of the day of each change, and of the days before and after."""
    return [change + timedelta(hours=hours) for change in changes or CHANGES for hours in range(-24, 48, 3)]


@pytest.fixture(scope="session")
def trainee(installation: Installation) -> Someone:
    trainee, trainer = installation.add("trainee"), installation.created("trainer")
    for number, start in enumerate(starts()):
        installation.session(
            title=f"Session {number}; with, marks",
            trainer_id=trainer["id"],
            trainee_ids=[trainee.id],
            scheduled_date=start.isoformat(),
            duration_minutes=45,
            location="Room 2, first floor",
            description="Bring:\n- a pen\n- paper",
            time_zone=ZONES[number % len(ZONES)],
        )
    return trainee


@pytest.fixture(scope="session")
def url(trainee: Someone) -> str:
    return str(trainee.done("POST", "/users/me/calendar")["url"])


def fetched(url: str) -> icalendar.Calendar:
    return icalendar.Calendar.from_ical(httpx.get(url, timeout=HANGS, verify=NO_TLS).content)


def run(program: str, *arguments: str, environment: Mapping[str, str]) -> str:
    """Python's own variables would make a program of the system use the packages of the tests."""
    own = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))
    }
    done = subprocess.run(
        [find_program(program, program), *arguments],
        env={**own, "LC_ALL": "C.UTF-8", **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=HANGS,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


class Subscriber:
    """A folder that vdirsyncer keeps like the feed, and khal's view of it."""

    def __init__(self, folder: Path, url: str) -> None:
        self._folder = folder
        (folder / "calendar").mkdir()
        self._config = folder / "vdirsyncer"
        self._config.write_text(
            f"""
[general]
status_path = "{folder}/status/"

[pair training]
a = "here"
b = "feed"
collections = null
conflict_resolution = "b wins"

[storage here]
type = "filesystem"
path = "{folder}/calendar/"
fileext = ".ics"

[storage feed]
type = "http"
url = "{url}"
"""
        )

    def synchronise(self) -> list[icalendar.Event]:
        """The entries in the folder after fetching the feed. vdirsyncer replaces their ids by a hash of the contents."""
        environment = {"VDIRSYNCER_CONFIG": str(self._config), "HOME": str(self._folder)}
        run("vdirsyncer", "discover", environment=environment)
        run("vdirsyncer", "sync", environment=environment)
        files = sorted((self._folder / "calendar").iterdir())
        [*events] = (icalendar.Calendar.from_ical(each.read_bytes()).walk("VEVENT")[0] for each in files)
        return events

    def listed(self, zone: str, first: str, last: str) -> list[str]:
        """khal's lines: when and what, in local time."""
        config = self._folder / f"khal-{zone.replace('/', '-')}"
        config.write_text(
            f"""
[calendars]
[[training]]
path = {self._folder}/calendar/

[locale]
local_timezone = {zone}
default_timezone = {zone}
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M

[sqlite]
path = {config}.db
"""
        )
        line = ["--format", "{start} {title} @ {location}", "--day-format", "", "--once"]
        environment = {"HOME": str(self._folder)}
        found = run("khal", "-c", str(config), "list", *line, first, last, environment=environment)
        return [line for line in found.splitlines() if line.strip()]


@pytest.fixture
def subscriber(tmp_path: Path, url: str) -> Subscriber:
    return Subscriber(tmp_path, url)


def test_a_library_finds_every_session_in_its_hour_in_every_zone(url: str) -> None:
    calendar = fetched(url)
    assert calendar.errors == []
    entries = recurring_ical_events.of(calendar)
    for zone in map(ZoneInfo, ZONES):
        for change in CHANGES:
            noon = change.replace(hour=12, tzinfo=zone)
            found = entries.between(noon - timedelta(days=3), noon + timedelta(days=4))
            assert sorted(event.start for event in found) == starts(change), zone


@pytest.mark.services
def test_calendar_programs_list_every_session_at_its_local_time(subscriber: Subscriber) -> None:
    assert len(subscriber.synchronise()) == len(starts())
    for zone in ("Europe/Lisbon", "America/St_Johns", "Pacific/Chatham"):
        shown = []
        for change in CHANGES:
            first, last = (change + timedelta(days=days) for days in (-3, 4))
            shown += subscriber.listed(zone, f"{first:%Y-%m-%d}", f"{last:%Y-%m-%d}")
        assert sorted(shown) == sorted(
            f"{start.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} Session {number}; with, marks @ Room 2, first floor"
            for number, start in enumerate(starts())
        )


@pytest.mark.services
def test_a_session_that_moves_or_is_cancelled_stays_one_entry(
    installation: Installation, subscriber: Subscriber, trainee: Someone, url: str
) -> None:
    uids = {str(event["SUMMARY"]): str(event["UID"]) for event in fetched(url).walk("VEVENT")}
    before = {str(event["SUMMARY"]): event for event in subscriber.synchronise()}
    [moved, cancelled, *_] = trainee.done("GET", "/sessions/?order=scheduled_date")
    start = datetime(2031, 6, 2, 9, tzinfo=UTC)
    installation.admin.done("PUT", f"/sessions/{moved['id']}", {"scheduled_date": start.isoformat()})
    installation.admin.done("PUT", f"/sessions/{cancelled['id']}", {"status": "cancelled"})
    [*after] = subscriber.synchronise()
    assert sorted(str(event["SUMMARY"]) for event in after) == sorted(before)
    changed = {
        str(event["SUMMARY"]): (event.start, str(event["STATUS"]))
        for event in after
        if event["SEQUENCE"] > before[str(event["SUMMARY"])]["SEQUENCE"]
    }
    assert changed == {
        moved["title"]: (start, "CONFIRMED"),
        cancelled["title"]: (datetime.fromisoformat(cancelled["scheduled_date"]), "CANCELLED"),
    }
    assert {str(event["SUMMARY"]): str(event["UID"]) for event in fetched(url).walk("VEVENT")} == uids
    put_back = {"scheduled_date": moved["scheduled_date"]}
    installation.admin.done("PUT", f"/sessions/{moved['id']}", put_back)
    installation.admin.done("PUT", f"/sessions/{cancelled['id']}", {"status": "scheduled"})
