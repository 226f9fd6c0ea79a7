"""Weeks, weekdays and hours follow the requested time zone, including on days when its clocks change."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from tests.core.history import at, held, overview
from tests.core.organisation import HOUR, NOW, World, as_actor
from tms_adapters.memory import MemoryStore
from tms_core.actor import SYSTEM
from tms_core.analytics.model import Overview, SessionCounts
from tms_core.analytics.overview import Period, RequestedPeriod
from tms_core.analytics.queries import get_overview
from tms_core.errors import Invalid
from tms_core.sessions.enrolment import AttendanceStatus
from tms_core.sessions.model import SessionStatus
from tms_core.users.use_cases import delete_user

PRESENT, ABSENT = AttendanceStatus.PRESENT, AttendanceStatus.ABSENT


def filled_weeks(seen: Overview) -> list[str]:
    return [week.week for week in seen.weeks if week.sessions != SessionCounts()]


@pytest.mark.parametrize(
    ("start", "zone", "week", "weekday", "hour"),
    [
        ("2026-03-30T00:30", "Europe/Lisbon", "2026-W14", 1, 0),  # the Monday after clocks went forward
        ("2026-03-29T23:30", "Europe/Lisbon", "2026-W13", 7, 23),
        ("2026-10-26T00:30", "Europe/Lisbon", "2026-W44", 1, 0),  # the Monday after they went back
        ("2026-10-25T23:30", "Europe/Lisbon", "2026-W43", 7, 23),
        ("2026-05-04T00:00", "Asia/Kathmandu", "2026-W19", 1, 0),  # 5:45 ahead
        ("2026-05-03T23:45", "Asia/Kathmandu", "2026-W18", 7, 23),
        ("2026-04-06T00:15", "Australia/Lord_Howe", "2026-W15", 1, 0),  # half an hour of summer time
        ("2027-01-03T23:59", "America/St_Johns", "2026-W53", 7, 23),
        ("2024-12-30T00:00", "Pacific/Chatham", "2025-W01", 1, 0),
    ],
)
async def test_a_session_is_counted_in_its_local_week_day_and_hour(
    world: World, start: str, zone: str, week: str, weekday: int, hour: int
) -> None:
    instant = at(start, zone)
    await held(world, await world.trainer(), instant)
    seen = await overview(world, instant - timedelta(days=20), instant + timedelta(days=20), zone)
    assert filled_weeks(seen) == [week]
    assert seen.busiest is not None
    assert (seen.busiest.weekday, seen.busiest.hour, seen.busiest.sessions) == (weekday, hour, 1)
    assert seen.week_grid[weekday - 1][hour] == 1
    assert sum(map(sum, seen.week_grid)) == 1


@pytest.mark.parametrize(
    ("monday", "length"), [("2026-03-23", 167), ("2026-10-19", 169), ("2026-05-04", 168)]
)
async def test_a_week_with_a_clock_change_has_an_hour_less_or_more(
    world: World, monday: str, length: int
) -> None:
    trainer = await world.trainer()
    begins = at(monday, "Europe/Lisbon")
    for hour in range(-1, length + 1):
        await held(world, trainer, begins + HOUR * hour)
    seen = await overview(world, begins - HOUR, begins + HOUR * (length + 1), "Europe/Lisbon")
    assert [week.sessions.completed for week in seen.weeks] == [1, length, 1]


async def test_weeks_without_sessions_are_listed_without_a_rate(world: World) -> None:
    trainer, trainee = await world.trainer(), await world.trainee()
    await held(world, trainer, at("2026-05-04T09:00"), {trainee: PRESENT})
    seen = await overview(world, at("2026-04-20T00:00"), at("2026-05-18T00:00"))
    assert [(week.week, week.starts_on) for week in seen.weeks] == [
        ("2026-W17", date(2026, 4, 20)),
        ("2026-W18", date(2026, 4, 27)),
        ("2026-W19", date(2026, 5, 4)),
        ("2026-W20", date(2026, 5, 11)),
    ]
    assert [week.attendance_rate for week in seen.weeks] == [None, None, 1.0, None]
    nothing = await overview(world, at("2026-04-20T00:00"), at("2026-04-27T00:00"))
    assert (nothing.busiest, nothing.trainers, nothing.no_shows) == (None, [], [])
    assert nothing.totals.attendance_rate is None


async def test_excused_missing_and_cancelled_marks_do_not_count_in_the_rate(
    world: World,
) -> None:
    trainer, (ana, bo, cy, dee, eve) = await world.trainer(), await world.trainees(5)
    late, excused = AttendanceStatus.LATE, AttendanceStatus.EXCUSED
    marks = {ana: PRESENT, bo: late, cy: ABSENT, dee: excused, eve: None}
    await held(world, trainer, NOW, marks)
    await held(world, trainer, NOW, {cy: ABSENT, dee: ABSENT}, status=SessionStatus.CANCELLED)
    seen = await overview(world, NOW - HOUR, NOW + HOUR)
    assert seen.totals.attendance_rate == 0.6667
    assert [(each.trainee, each.absences, each.marked) for each in seen.no_shows] == [(cy.person, 1, 1)]


async def test_the_period_includes_its_start_but_not_its_end(world: World) -> None:
    trainer = await world.trainer()
    for start in (NOW - timedelta.resolution, NOW, NOW + HOUR - timedelta.resolution, NOW + HOUR):
        await held(world, trainer, start)
    assert (await overview(world, NOW, NOW + HOUR)).totals.sessions.completed == 2


async def test_the_default_period_is_twelve_weeks_in_the_organisations_time_zone() -> None:
    world = World(MemoryStore(), time_zone="America/New_York")
    world.now = at("2026-03-29T23:30", "America/New_York")
    seen = await overview(world, None, None)
    assert (seen.time_zone, len(seen.weeks)) == ("America/New_York", 12)
    assert (seen.weeks[0].week, seen.weeks[-1].week) == ("2026-W02", "2026-W13")
    assert seen.starts_at == at("2026-01-05T00:00", "America/New_York")
    assert seen.ends_at == world.now
    in_lisbon = await overview(world, None, None, "Europe/Lisbon")
    assert in_lisbon.weeks[-1].week == "2026-W14"  # already Monday there
    assert in_lisbon.starts_at == at("2026-01-12T00:00", "Europe/Lisbon")
    ended = await overview(world, None, at("2026-03-30T00:00", "America/New_York"))
    assert (len(ended.weeks), ended.weeks[-1].week) == (12, "2026-W13")


@pytest.mark.parametrize(
    ("start", "end", "field"),
    [
        (NOW, NOW, "from"),
        (NOW + HOUR, NOW, "from"),
        (NOW + HOUR, None, "from"),
        (NOW - timedelta(days=1830, seconds=1), NOW, "from"),
    ],
)
async def test_a_period_that_is_empty_or_too_long_is_refused(
    world: World, start: datetime, end: datetime | None, field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        await overview(world, start, end)
    assert [error.field for error in refusal.value.errors] == [field]


async def test_a_period_of_five_years_is_accepted(world: World) -> None:
    assert len((await overview(world, NOW - timedelta(days=1830), NOW)).weeks) == 263


@pytest.mark.parametrize(
    "zone", ["Europe/Lissabon", "europe/lisbon", "+01:00", "", "../etc/passwd", "x" * 65]
)
def test_an_unknown_time_zone_is_refused(zone: str) -> None:
    with pytest.raises(Invalid) as refusal:
        RequestedPeriod(time_zone=zone)
    assert [error.field for error in refusal.value.errors] == ["time_zone"]


def test_a_time_without_an_offset_is_refused() -> None:
    with pytest.raises(Invalid) as refusal:
        RequestedPeriod(from_=datetime(2026, 5, 4), to=NOW)  # noqa: DTZ001 - that is the point
    assert [error.field for error in refusal.value.errors] == ["from_"]


async def test_trainers_see_the_sessions_they_lead_and_nothing_of_others(world: World) -> None:
    ana, rui, (eva, zoe) = await world.trainer(), await world.trainer(), await world.trainees(2)
    await held(world, ana, NOW, {eva: ABSENT}, minutes=90)
    await held(world, rui, NOW, {zoe: ABSENT, eva: PRESENT})
    asked = RequestedPeriod(from_=NOW - HOUR, to=NOW + HOUR)
    world.now = NOW + 2 * HOUR
    seen = await world.app.read(get_overview, as_actor(ana), asked)
    assert seen.totals.sessions == SessionCounts(completed=1)
    assert [(each.trainer, each.hours_delivered) for each in seen.trainers] == [(ana.person, 1.5)]
    assert [(each.trainee, each.absences, each.marked) for each in seen.no_shows] == [(eva.person, 1, 1)]
    whole = await world.app.read(get_overview, as_actor(await world.admin()), asked)
    assert [each.trainer for each in whole.trainers] == [ana.person, rui.person]
    assert [each.trainee for each in whole.no_shows] == [zoe.person, eva.person]


async def test_deleted_people_appear_as_deleted_users(world: World) -> None:
    trainer, trainee = await world.trainer(), await world.trainee()
    await held(world, trainer, NOW, {trainee: ABSENT})
    for user in (trainer, trainee):
        await world.app.run(delete_user, SYSTEM, user.id)
    seen = await overview(world, NOW, NOW + HOUR)
    assert [each.trainer.name for each in seen.trainers] == ["Deleted user"]
    assert [each.trainee.name for each in seen.no_shows] == ["Deleted user"]


@pytest.mark.parametrize(
    ("zone", "around", "length"),
    [
        ("UTC", "2026-05-04", 3600),
        ("Europe/Lisbon", "2026-03-29", 3600),
        ("Asia/Kolkata", "2026-05-04", 3600),
        ("Australia/Lord_Howe", "2026-04-05", 1800),
        ("Asia/Kathmandu", "2026-05-04", 3600),
        ("Pacific/Chatham", "2026-05-31", 3600),
        ("Pacific/Chatham", "2026-04-05", 900),  # the clocks change at a quarter to
        ("America/St_Johns", "2010-11-07", 60),  # the clocks changed at a minute past midnight
        ("Europe/Amsterdam", "1930-06-01", 3600),  # always 19 minutes and 32 seconds ahead
        ("Africa/Monrovia", "1972-01-07", 30),  # 44 minutes and 30 seconds behind until then
    ],
)
def test_no_local_hour_boundary_divides_a_time_bucket(zone: str, around: str, length: int) -> None:
    middle = at(around)
    period = Period(start=middle - timedelta(days=9), end=middle + timedelta(days=9), time_zone=zone)
    assert period.time_buckets.length == length
