"""A summary that contains every kind of element."""

from __future__ import annotations

from tms_core.reports.model import (
    Chart,
    ChartForm,
    Column,
    ColumnType,
    Metric,
    MetricGroup,
    Series,
    ShortTable,
    Summary,
)

WEEKS = tuple(f"2026-W{week:02}" for week in range(10, 22))
TRAINERS = ("Prisca O’Neill", "佐藤 健太", "محمد الأحمد")

SUMMARY = Summary(
    groups=(
        MetricGroup(
            title="People",
            metrics=tuple(
                Metric(label=label, value=value) for label, value in (("Admins", 2), ("Trainees", 118))
            ),
        ),
        MetricGroup(
            title="Sessions",
            metrics=(
                Metric(label="Completed", value=1170),
                Metric(label="Hours delivered", value=1590.2, kind=ColumnType.HOURS),
                Metric(label="Attendance rate", value=0.94, kind=ColumnType.SHARE),
                Metric(label="Nothing known", value=None, kind=ColumnType.SHARE),
            ),
        ),
    ),
    charts=(
        Chart(
            title="Sessions per week",
            form=ChartForm.STACKED_COLUMNS,
            heading="Week",
            categories=WEEKS,
            series=(
                Series(label="Completed", values=tuple(range(12))),
                Series(label="Cancelled", values=(1, 0, 2) * 4),
            ),
        ),
        Chart(
            title="Attendance rate per week",
            form=ChartForm.LINE,
            heading="Week",
            categories=WEEKS,
            series=(Series(label="Attendance rate", values=(0.9, 0.8, None, 1.0) * 3),),
            kind=ColumnType.SHARE,
        ),
        Chart(
            title="Sessions by trainer",
            form=ChartForm.BARS,
            heading="Trainer",
            categories=TRAINERS,
            series=(Series(label="Sessions", values=(30, 20, 10)),),
        ),
    ),
    tables=(
        ShortTable(
            title="Top trainers",
            columns=(
                Column(name="name", title="Trainer"),
                Column(name="n", title="Sessions", kind=ColumnType.WHOLE),
            ),
            rows=tuple(zip(TRAINERS, (30, 20, 10), strict=True)),
        ),
    ),
)
