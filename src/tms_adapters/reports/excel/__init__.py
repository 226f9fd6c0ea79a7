"""Writes the complete workbook."""

import tempfile
from collections.abc import Iterator
from datetime import datetime
from typing import Any, BinaryIO

import xlsxwriter

from tms_adapters.reports.cell_text import heading_of, local
from tms_adapters.reports.excel.sheets import MINUTES_A_DAY, NUMBER_FORMATS, Formats, cell_text, write_sheet
from tms_adapters.reports.ipc import Sheet
from tms_core.reports.model import Cell, Chart, ChartForm, Column, ColumnType, Report, ShortTable, Summary
from tms_core.reports.words import translated
from tms_core.validation import zone_named

OPTIONS = {
    "constant_memory": True,  # rows are flushed to a file when the next one begins
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "use_zip64": True,
}
LAST_ROW = 1_048_576
"""The last row of a sheet, starting from 1; further rows go to another sheet."""
COLOURS = ("#1f5f8b", "#3a9d78", "#c8553d", "#e0a030")
CHART_TYPES = {
    ChartForm.STACKED_COLUMNS: {"type": "column", "subtype": "stacked"},
    ChartForm.LINE: {"type": "line"},
    ChartForm.BARS: {"type": "bar"},
}
CHARTS_FROM = 5
"""The first column used by charts, to the right of all numbers."""
CHART_ROWS = 20
GRID = {"color": "#d5dbe1", "width": 0.5}


def write_excel(report: Report, sheets: Iterator[Sheet], out: BinaryIO, last_row: int = LAST_ROW) -> None:
    """Write the workbook; no bytes are written before all rows have been read."""
    zone = zone_named(report.time_zone)
    book = xlsxwriter.Workbook(out, OPTIONS | {"tmpdir": tempfile.gettempdir()})
    formats = Formats(book)
    book.set_properties(_properties(report, local(report.generated_at, zone)))
    if report.summary is not None:
        write_summary(book, report, report.summary, formats)
    for sheet in sheets:
        write_sheet(book, sheet, report, formats, last_row)
    book.close()


def _properties(report: Report, made_at: datetime) -> dict[str, object]:
    facts = "; ".join(f"{name}: {fact}" for name, fact in report.facts)
    return {"title": report.title, "company": report.organisation, "comments": facts, "created": made_at}


def write_summary(book: Any, report: Report, summary: Summary, formats: Formats) -> None:
    """Write the summary sheet from top to bottom, the only order that constant memory mode allows."""
    page = _Page(book, report, formats)
    page.title(report)
    for group in summary.groups:
        page.section(group.title)
        for metric in group.metrics:
            page.labelled(metric.label, metric.value, metric.kind)
        page.skip()
    for table in summary.tables:
        page.table(table)
    for number, chart in enumerate(summary.charts):
        page.chart(chart, number)


class _Page:
    """A sheet that is filled from top to bottom."""

    def __init__(self, book: Any, report: Report, formats: Formats) -> None:
        self._book = book
        self._name = translated("Summary", report.language)
        self._sheet = book.add_worksheet(self._name)
        self._formats = formats
        self._time_zone = report.time_zone
        self._zone = zone_named(report.time_zone)
        self._row = 0
        self._sheet.set_column(0, 0, 30)
        self._sheet.set_column(1, CHARTS_FROM - 1, 14)
        self._sheet.hide_gridlines(2)
        self._sheet.set_landscape()
        self._sheet.fit_to_pages(1, 0)

    def title(self, report: Report) -> None:
        """The report's title and facts."""
        self._text(0, report.title, self._formats.title)
        if report.organisation:
            self._text(0, report.organisation, self._formats.subtitle)
        for name, fact in report.facts:
            self._sheet.write_string(self._row, 0, name, self._formats.label)
            self._text(1, fact, None)
        self.skip()

    def section(self, title: str) -> None:
        """A heading."""
        self._text(0, title, self._formats.section)

    def skip(self) -> None:
        """An empty row."""
        self._row += 1

    def labelled(self, label: str, value: Cell, kind: ColumnType) -> None:
        """A label with its value."""
        self._sheet.write_string(self._row, 0, cell_text(label), self._formats.label)
        self._cell(1, value, kind)
        self._row += 1

    def table(self, table: ShortTable) -> None:
        """A short table."""
        self.section(table.title)
        self._headings(table.columns)
        for row in table.rows:
            for index, (column, value) in enumerate(zip(table.columns, row, strict=True)):
                self._cell(index, value, column.kind)
            self._row += 1
        self.skip()

    def chart(self, chart: Chart, number: int) -> None:
        """The data of a chart, and the chart itself."""
        self.section(chart.title)
        self._headings(
            (
                Column(name="", title=chart.heading),
                *(Column(name="", title=series.label, kind=chart.kind) for series in chart.series),
            )
        )
        first = self._row
        for index, category in enumerate(chart.categories):
            self._cell(0, category, ColumnType.TEXT)
            for column, series in enumerate(chart.series, start=1):
                self._cell(column, series.values[index], chart.kind)
            self._row += 1
        if chart.categories:
            self._sheet.insert_chart(
                number * CHART_ROWS, CHARTS_FROM, self._drawn(chart, first), {"x_scale": 1.6, "y_scale": 1.25}
            )
        self.skip()

    def _drawn(self, chart: Chart, first: int) -> Any:
        last = first + len(chart.categories) - 1
        drawn = self._book.add_chart(CHART_TYPES[chart.form])
        for column, series in enumerate(chart.series, start=1):
            colour = COLOURS[(column - 1) % len(COLOURS)]
            drawn.add_series(
                {
                    "name": cell_text(series.label),
                    "categories": [self._name, first, 0, last, 0],
                    "values": [self._name, first, column, last, column],
                    "fill": {"color": colour},
                    "line": {"color": colour},
                    "gap": 60,
                }
            )
        drawn.set_title({"name": chart.title, "name_font": {"size": 12}})
        drawn.set_legend({"position": "bottom"} if len(chart.series) > 1 else {"none": True})
        values: dict[str, object] = {
            "num_format": NUMBER_FORMATS[chart.kind],
            "major_gridlines": {"visible": True, "line": GRID},
        }
        if chart.kind is ColumnType.SHARE:
            values |= {"min": 0, "max": 1}
        if chart.form is ChartForm.BARS:
            drawn.set_y_axis({"reverse": True})
            drawn.set_x_axis(values)
        else:
            drawn.set_y_axis(values)
        return drawn

    def _headings(self, columns: tuple[Column, ...]) -> None:
        for index, column in enumerate(columns):
            title = heading_of(column.title, column.kind, self._time_zone)
            self._sheet.write_string(self._row, index, cell_text(title), self._formats.heading)
        self._row += 1

    def _cell(self, column: int, value: Cell, kind: ColumnType) -> None:
        look = self._formats.of_kind[kind]
        if isinstance(value, str):
            self._sheet.write_string(self._row, column, cell_text(value), look)
        elif isinstance(value, datetime):
            self._sheet.write_datetime(self._row, column, local(value, self._zone), look)
        elif value is not None:
            days = value / MINUTES_A_DAY if kind is ColumnType.MINUTES else value
            self._sheet.write_number(self._row, column, days, look)

    def _text(self, column: int, text: str, look: Any) -> None:
        self._sheet.write_string(self._row, column, cell_text(text), look)
        self._row += 1
