"""The content of reports, and who may get them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.contracts.test_reports import read
from tests.core.organisation import HOUR, NOW, World, as_actor
from tms_adapters.memory import MemoryStore
from tms_core.actor import SYSTEM, Actor
from tms_core.analytics.overview import RequestedPeriod
from tms_core.analytics.queries import get_overview
from tms_core.errors import Invalid, NotPermitted, TransactionConflict, Unavailable
from tms_core.reports.feature import generate_report
from tms_core.reports.model import ColumnType, Metric, ReportFilter, Section
from tms_core.reports.summary import MAX_SUMMARY_PERIOD
from tms_core.sessions.attendance import mark_attendance
from tms_core.sessions.commands import update_session
from tms_core.sessions.enrolment import AttendanceStatus
from tms_core.sessions.inputs import Attendance
from tms_core.sessions.model import SessionStatus
from tms_core.unit_of_work import ReadUnit
from tms_core.use_cases import query


async def test_nobody_was_there_for_longer_than_the_session(world: World) -> None:
    trainer, (eva, zoe) = await world.trainer(), await world.trainees(2)
    session = await world.session(trainer, eva, zoe, start=NOW - 2 * HOUR, minutes=30)
    present = AttendanceStatus.PRESENT
    records = tuple(
        {"trainee_id": each.id, "status": present, "minutes": minutes}
        for each, minutes in ((eva, 45), (zoe, 20))
    )
    await world.app.run(mark_attendance, SYSTEM, session.id, Attendance(records=records))  # type: ignore[arg-type]  # plain dictionaries
    minutes, _location = -2, -1
    assert [row[minutes] for row in (await read(world)).rows["Attendance"]] == [30, 20]


async def test_only_admins_get_reports(world: World) -> None:
    for somebody in (await world.trainer(), await world.trainee()):
        with pytest.raises(NotPermitted):
            await world.app.read(generate_report, as_actor(somebody), ReportFilter(), world.app)


async def test_an_empty_organisation_gives_an_empty_report(world: World) -> None:
    found = await read(world)
    assert found.rows == {"Users": [], "Sessions": [], "Attendance": []}
    assert found.report.summary is not None


async def test_a_session_row_lists_its_people_and_attendance(world: World) -> None:
    trainer, *trainees = (
        await world.trainer(),
        await world.trainee(),
        await world.trainee(),
        await world.trainee(),
    )
    session = await world.session(trainer, *trainees, start=NOW - HOUR, minutes=90, time_zone="Asia/Tokyo")
    marks = (AttendanceStatus.LATE, AttendanceStatus.ABSENT, AttendanceStatus.EXCUSED)
    records = tuple(
        {"trainee_id": each.id, "status": mark, "note": f"was {mark}"}
        for each, mark in zip(trainees, marks, strict=True)
    )
    await world.app.run(mark_attendance, SYSTEM, session.id, Attendance(records=records))  # type: ignore[arg-type]  # plain dictionaries
    found = await read(world)
    names = ", ".join(each.name for each in trainees)
    begins = NOW - HOUR
    assert found.rows["Sessions"] == [
        (
            session.id,
            begins,
            "Grundlagen",
            trainer.name,
            names,
            "Asia/Tokyo",
            90,
            "scheduled",
            3,
            1,
            0.5,
            None,
            None,
        )
    ]
    assert found.rows["Attendance"] == [
        (
            session.id,
            begins,
            "Grundlagen",
            trainer.name,
            each.id,
            each.name,
            "scheduled",
            mark,
            f"was {mark}",
            None,
            None,
        )
        for each, mark in zip(trainees, marks, strict=True)
    ]


async def test_all_users_are_listed_whatever_the_filters(world: World) -> None:
    trainer = await world.trainer()
    await world.trainee()
    found = await read(world, trainer_id=trainer.id, status=SessionStatus.CANCELLED)
    assert [row[4] for row in found.rows["Users"]] == ["trainer", "trainee"]
    assert found.rows["Sessions"] == []


async def test_a_period_contains_the_sessions_that_begin_in_it(world: World) -> None:
    trainer = await world.trainer()
    for hours in range(4):
        await world.session(trainer, start=NOW + HOUR * hours, minutes=600, title=f"at {hours}")
    found = await read(world, from_=NOW + HOUR, to=NOW + HOUR * 3)
    assert [row[2] for row in found.rows["Sessions"]] == ["at 1", "at 2"]


async def test_the_summary_is_about_the_same_sessions_as_the_tables(world: World) -> None:
    trainer, trainee = await world.trainer(), await world.trainee()
    for hours in (-400, -200, 1):
        session = await world.session(trainer, trainee, start=NOW + HOUR * hours, minutes=90)
        if hours < 0:
            record = {"trainee_id": trainee.id, "status": AttendanceStatus.PRESENT}
            await world.app.run(mark_attendance, SYSTEM, session.id, Attendance(records=(record,)))  # type: ignore[arg-type]  # a plain dictionary
            await world.app.run(update_session, SYSTEM, session.id, {"status": SessionStatus.COMPLETED})
    summary = (await read(world)).report.summary
    assert summary is not None
    people, sessions = summary.groups
    assert [(each.label, each.value) for each in people.metrics] == [
        ("Admins", 0),
        ("Trainers", 1),
        ("Trainees", 1),
    ]
    assert [(each.label, each.value) for each in sessions.metrics] == [
        ("Scheduled", 1),
        ("Completed", 2),
        ("Cancelled", 0),
        ("Hours delivered", 3.0),
        ("Attendance rate", 1.0),
    ]
    weeks, rates, trainers = summary.charts
    assert weeks.categories == ("13 Apr", "20 Apr", "27 Apr", "4 May")
    assert sum(sum(value or 0 for value in series.values) for series in weeks.series) == 3
    assert [value for value in rates.series[0].values if value is not None] == [1.0, 1.0]
    assert (trainers.categories, trainers.series[0].values) == ((trainer.name,), (2,))
    assert [table.rows for table in summary.tables] == [((trainer.name, 2, 3.0, 1.0),)] * 2


async def test_a_summary_of_centuries_covers_the_latest_twenty_years_and_says_so(world: World) -> None:
    trainer = await world.trainer()
    for year in (1950, 2026):
        await world.session(trainer, start=datetime(year, 3, 4, 9, tzinfo=UTC))
    found = await read(world)
    assert len(found.rows["Sessions"]) == 2
    assert found.report.summary is not None
    assert len(found.report.summary.charts[0].categories) <= MAX_SUMMARY_PERIOD / timedelta(days=7) + 2
    assert found.report.facts[-1] == ("Summary", "only sessions from 2006-02-17 09:00 on")
    assert Metric(label="Scheduled", value=1, kind=ColumnType.WHOLE) in found.report.summary.groups[1].metrics


async def test_the_cover_says_what_the_report_is_about() -> None:
    world = World(MemoryStore(), time_zone="Europe/Lisbon", name="Harbour City")
    trainer = await world.trainer(first_name="Ana")
    found = await read(world, trainer_id=trainer.id, status=SessionStatus.COMPLETED, from_=NOW - HOUR, to=NOW)
    assert (found.report.organisation, found.report.time_zone) == ("Harbour City", "Europe/Lisbon")
    assert found.report.facts == (
        ("Period", "sessions that start from 2026-05-04 09:00 to 2026-05-04 10:00"),
        ("Trainer", "Ana Silva"),
        ("Status", "completed"),
        ("Generated", "2026-05-04 10:00 (Europe/Lisbon)"),
    )


async def test_a_single_section_has_no_summary(world: World) -> None:
    report = await world.app.read(generate_report, SYSTEM, ReportFilter(), world.app, Section.USERS)
    assert (report.summary, [table.section for table in report.tables]) == (None, [Section.USERS])


async def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    for to in (NOW, NOW - HOUR):
        with pytest.raises(Invalid) as refused:
            ReportFilter(from_=NOW, to=to)
        assert [error.field for error in refused.value.errors] == ["from"]


async def test_an_unknown_trainer_is_refused(world: World) -> None:
    with pytest.raises(Invalid, match="trainer_id: 99 does not exist"):
        await read(world, trainer_id=99)


async def test_a_read_that_lost_its_connection_is_repeated(world: World) -> None:
    losses = iter([True, True, False, *[True] * 12])

    @query()
    async def look(uow: ReadUnit, actor: Actor) -> str:
        if next(losses):
            raise TransactionConflict
        return "found"

    assert await world.app.read(look, SYSTEM) == "found"
    with pytest.raises(Unavailable):
        await world.app.read(look, SYSTEM)


async def test_a_time_zone_that_this_host_does_not_know_reads_utc_and_says_so() -> None:
    world = World(MemoryStore(), time_zone="Mars/Olympus_Mons")
    view = await world.session(await world.trainer())
    assert view.time_zone == "Mars/Olympus_Mons"
    report = await world.app.read(generate_report, SYSTEM, ReportFilter(), application=world.app)
    assert report.time_zone == "UTC"
    facts = dict(report.facts)
    assert facts["Times"] == "in UTC: this server does not know the time zone Mars/Olympus_Mons"
    assert facts["Generated"].endswith("(UTC)")
    overview = await world.app.read(get_overview, SYSTEM, RequestedPeriod())
    assert overview.time_zone == "UTC"
