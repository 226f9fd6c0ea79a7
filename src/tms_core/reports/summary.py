"""The summary of a report: counts, hours and attendance, by week and by trainer."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from tms_core.actor import Role
from tms_core.analytics.model import Overview, TrainerNumbers, WeekNumbers
from tms_core.analytics.overview import Period, overview_of
from tms_core.analytics.repository import AnalyticsRepository
from tms_core.entity import PageRequest
from tms_core.reports.model import (
    Chart,
    ChartForm,
    Column,
    ColumnType,
    Metric,
    MetricGroup,
    ReportFilter,
    Series,
    ShortTable,
    Summary,
)
from tms_core.reports.tables import session_filter
from tms_core.reports.words import day
from tms_core.sessions.inputs import SessionFilter
from tms_core.sessions.model import SessionStatus
from tms_core.sessions.repository import SessionReader
from tms_core.unit_of_work import ReadUnit

TOP_TRAINERS = 10
MAX_SUMMARY_PERIOD = timedelta(days=20 * 366)
"""A weekly summary covers the latest twenty years at most."""
FIRST_ITEM = PageRequest(limit=1, count=False)
TRAINER_COLUMNS = (
    Column(name="trainer", title="Trainer", width=3),
    Column(name="sessions", title="Sessions", kind=ColumnType.WHOLE),
    Column(name="hours", title="Hours", kind=ColumnType.HOURS),
    Column(name="attendance_rate", title="Attendance", kind=ColumnType.SHARE),
)


async def period_of(uow: ReadUnit, wanted: ReportFilter, time_zone: str) -> Period:
    """The period of the summary, in weeks of ``time_zone``: as requested, or from the first session to the last."""
    start = wanted.from_ or await _edge(uow, wanted, ascending=True)
    end = wanted.to or await _edge(uow, wanted, ascending=False) + timedelta.resolution
    start = min(max(start, end - MAX_SUMMARY_PERIOD), end - timedelta.resolution)
    return Period(start=start, end=end, time_zone=time_zone)


async def _edge(uow: ReadUnit, wanted: ReportFilter, ascending: bool) -> datetime:
    """The start of the first or last session in the report; now if there is none."""
    asked: SessionFilter = session_filter(wanted, ascending)
    found = (await uow.repository(SessionReader).page(asked, FIRST_ITEM)).items
    return found[0].scheduled_date if found else uow.now


async def summary_of(uow: ReadUnit, wanted: ReportFilter, period: Period, language: str) -> Summary:
    """Metrics, charts and short tables for a period; days are written as in ``language``."""
    people = await uow.repository(AnalyticsRepository).users_by_role()
    overview = await overview_of(uow, period, wanted.trainer_id, wanted.status)
    weeks = tuple(_weeks(overview.weeks, language))
    return Summary(
        groups=(_people(people), _sessions(overview)),
        charts=(
            _sessions_by_week(overview.weeks, weeks),
            _attendance_by_week(overview.weeks, weeks),
            _busiest_trainers(overview),
        ),
        tables=_top_trainers(overview.trainers),
    )


def _people(counts: dict[str, int]) -> MetricGroup:
    metrics = (Metric(label=f"{role.value.capitalize()}s", value=counts.get(role.value, 0)) for role in Role)
    return MetricGroup(title="People", metrics=tuple(metrics))


def _sessions(overview: Overview) -> MetricGroup:
    totals = overview.totals
    counts = (
        Metric(label=status.value.capitalize(), value=getattr(totals.sessions, status.value))
        for status in SessionStatus
    )
    return MetricGroup(
        title="Sessions",
        metrics=(
            *counts,
            Metric(label="Hours delivered", value=totals.hours_delivered, kind=ColumnType.HOURS),
            Metric(label="Attendance rate", value=totals.attendance_rate, kind=ColumnType.SHARE),
        ),
    )


def _weeks(weeks: Sequence[WeekNumbers], language: str) -> Iterator[str]:
    """The first day of each week, with the year only where it is needed."""
    years = {week.starts_on.year for week in weeks}
    for week in weeks:
        yield day(week.starts_on, language, year=len(years) > 1)


def _sessions_by_week(weeks: Sequence[WeekNumbers], labels: tuple[str, ...]) -> Chart:
    return Chart(
        title="Sessions per week",
        form=ChartForm.STACKED_COLUMNS,
        heading="Week of",
        categories=labels,
        series=tuple(
            Series(
                label=status.value.capitalize(),
                values=tuple(getattr(week.sessions, status.value) for week in weeks),
            )
            for status in (SessionStatus.COMPLETED, SessionStatus.SCHEDULED, SessionStatus.CANCELLED)
        ),
    )


def _attendance_by_week(weeks: Sequence[WeekNumbers], labels: tuple[str, ...]) -> Chart:
    return Chart(
        title="Attendance rate per week",
        form=ChartForm.LINE,
        heading="Week of",
        categories=labels,
        series=(Series(label="Attendance rate", values=tuple(week.attendance_rate for week in weeks)),),
        kind=ColumnType.SHARE,
    )


def _busiest_trainers(overview: Overview) -> Chart:
    top = _by_sessions(overview.trainers)
    return Chart(
        title="Sessions delivered by trainer",
        form=ChartForm.BARS,
        heading="Trainer",
        categories=tuple(each.trainer.name for each in top),
        series=(Series(label="Sessions", values=tuple(each.sessions_delivered for each in top)),),
    )


def _top_trainers(trainers: list[TrainerNumbers]) -> tuple[ShortTable, ...]:
    rated = [each for each in trainers if each.attendance_rate is not None]
    rated.sort(key=lambda each: (-(each.attendance_rate or 0), -each.sessions_delivered, each.trainer.id))
    ranked = {
        "Top trainers by sessions": _by_sessions(trainers),
        "Top trainers by attendance": rated[:TOP_TRAINERS],
    }
    return tuple(
        ShortTable(
            title=title,
            columns=TRAINER_COLUMNS,
            rows=tuple(
                (each.trainer.name, each.sessions_delivered, each.hours_delivered, each.attendance_rate)
                for each in top
            ),
        )
        for title, top in ranked.items()
    )


def _by_sessions(trainers: list[TrainerNumbers]) -> list[TrainerNumbers]:
    return sorted(trainers, key=lambda each: (-each.sessions_delivered, each.trainer.id))[:TOP_TRAINERS]
