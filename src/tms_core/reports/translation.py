"""A report in the reader's language: its titles, headings and labels."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from tms_core.reports.model import Chart, Column, MetricGroup, Report, ShortTable, Summary
from tms_core.reports.words import translated

Translate = Callable[[str], str]


def in_language(report: Report) -> Report:
    """The report with everything that the product says in it in the report's language. What people wrote stays as it is,
    and so do the names of columns, which are for programs."""

    def translate(text: str) -> str:
        return translated(text, report.language)

    return replace(
        report,
        title=translate(report.title),
        facts=tuple((translate(name), fact) for name, fact in report.facts),
        summary=None if report.summary is None else _summary(report.summary, translate),
        tables=tuple(
            replace(table, title=translate(table.title), columns=_columns(table.columns, translate))
            for table in report.tables
        ),
    )


def _summary(summary: Summary, translate: Translate) -> Summary:
    return Summary(
        groups=tuple(_group(group, translate) for group in summary.groups),
        charts=tuple(_chart(chart, translate) for chart in summary.charts),
        tables=tuple(_table(table, translate) for table in summary.tables),
    )


def _group(group: MetricGroup, translate: Translate) -> MetricGroup:
    metrics = tuple(replace(metric, label=translate(metric.label)) for metric in group.metrics)
    return MetricGroup(title=translate(group.title), metrics=metrics)


def _chart(chart: Chart, translate: Translate) -> Chart:
    return replace(
        chart,
        title=translate(chart.title),
        heading=translate(chart.heading),
        series=tuple(replace(series, label=translate(series.label)) for series in chart.series),
    )


def _table(table: ShortTable, translate: Translate) -> ShortTable:
    return replace(table, title=translate(table.title), columns=_columns(table.columns, translate))


def _columns(columns: Iterable[Column], translate: Translate) -> tuple[Column, ...]:
    return tuple(
        column if column.own else replace(column, title=translate(column.title)) for column in columns
    )
