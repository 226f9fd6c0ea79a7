"""The cover page, and the summary that begins on it."""

from collections.abc import Sequence
from datetime import UTC
from math import ceil, floor, log10
from typing import NamedTuple

from tms_adapters.reports.pdf.pages import (
    ACCENT,
    COLOURS,
    INK,
    MARGIN,
    MUTED,
    RULE,
    SHADE,
    TOP,
    WHITE,
    Canvas,
    Pages,
)
from tms_adapters.reports.pdf.tables import TableWriter, format_of
from tms_adapters.reports.pdf.text_layout import Style
from tms_core.reports.model import (
    Chart,
    ChartForm,
    ColumnType,
    Metric,
    MetricGroup,
    Report,
    Series,
    ShortTable,
    Summary,
)
from tms_core.reports.words import decimal, translated
from tms_core.validation import zone_named

BAND = 132.0
TITLE = Style(bold=True, size=26)
ORGANISATION = Style(bold=False, size=14)
FACT = Style(bold=False, size=9.5)
HEADING = Style(bold=True, size=12)
NUMBER = Style(bold=True, size=19)
LABEL = Style(bold=False, size=8.5)
FACT_ROOM = 74.0
LEADING = 14.0
TILE = 54.0
GAP = 8.0
LEAST_OF_A_TABLE = 74.0
"""The height of a heading, the column titles and two rows: a table is not started
at the foot of a page with less."""
CHART_LABEL = Style(bold=False, size=7)
CHART_TITLE = Style(bold=True, size=11)
CHART_HEIGHT = 168.0
BAR = 15.0
MAX_COLUMNS = 110
STEPS = (1, 2, 2.5, 5, 10)
AXIS_ROOM = 30.0
NAME_ROOM = 130.0


def write_cover(pages: Pages, report: Report) -> None:
    """Write the cover and, if there is one, the summary."""
    canvas = pages.begin()
    width = canvas.width - 2 * MARGIN
    canvas.box(0, 0, canvas.width, BAND, ACCENT)
    _fitting(canvas, report.title, 70, width, TITLE)
    _fitting(canvas, report.organisation, 98, width, ORGANISATION)
    pages.bookmark(report.title, 0)
    y = BAND + 26
    for name, fact in report.facts:
        canvas.text(MARGIN, y, name, FACT, MUTED)
        for line in pages.typesetter.lines(fact, width - FACT_ROOM, FACT):
            canvas.line_of_text(MARGIN + FACT_ROOM, y, line, FACT)
            y += LEADING
    if report.summary is not None:
        _Summary(pages, report).write(report.summary, y + 8)


def _fitting(canvas: Canvas, text: str, y: float, width: float, style: Style) -> None:
    """One line on the coloured band, truncated with an ellipsis if too long."""
    canvas.line_of_text(MARGIN, y, canvas.set(text, width, style), style, WHITE)


class _Summary:
    """Fills pages from top to bottom."""

    def __init__(self, pages: Pages, report: Report) -> None:
        self._pages = pages
        self._report = report
        self._section = translated("Summary", report.language)
        self._width = pages.canvas.width - 2 * MARGIN
        self._y = 0.0

    def write(self, summary: Summary, y: float) -> None:
        self._y = y
        for group in summary.groups:
            self._group(group)
        for chart in summary.charts:
            self._chart(chart)
        for table in summary.tables:
            self._table(table)

    def _room_for(self, height: float) -> Canvas:
        """The page to continue on: a new one if there is not enough room on this one."""
        if self._y + height > self._pages.canvas.height - MARGIN - 12:
            self._pages.begin(self._section)
            self._y = TOP + 4
        return self._pages.canvas

    def _group(self, group: MetricGroup) -> None:
        canvas = self._room_for(24 + TILE)
        canvas.text(MARGIN, self._y + 12, group.title, HEADING)
        self._pages.bookmark(group.title, self._y, level=1)
        self._y += 20
        width = (self._width - GAP * (len(group.metrics) - 1)) / len(group.metrics)
        for index, metric in enumerate(group.metrics):
            self._tile(canvas, metric, MARGIN + index * (width + GAP), width)
        self._y += TILE + 14

    def _tile(self, canvas: Canvas, metric: Metric, x: float, width: float) -> None:
        canvas.box(x, self._y, width, TILE, SHADE)
        canvas.box(x, self._y, 2.5, TILE, ACCENT)
        canvas.text(x + 11, self._y + 27, self._value(metric), NUMBER, INK)
        canvas.line_of_text(x + 11, self._y + 43, canvas.set(metric.label, width - 14, LABEL), LABEL, MUTED)

    def _value(self, metric: Metric) -> str:
        if metric.kind is ColumnType.WHOLE and isinstance(metric.value, int):
            return decimal(f"{metric.value:,}", self._report.language)
        form = format_of(metric.kind, zone_named(self._report.time_zone), self._report.language)
        return form(metric.value) or "–"

    def _chart(self, chart: Chart) -> None:
        height = height_of(chart)
        canvas = self._room_for(height)
        self._pages.bookmark(chart.title, self._y, level=1)
        draw_chart(canvas, chart, MARGIN, self._y, self._width, self._report.language)
        self._y += height + 6

    def _table(self, table: ShortTable) -> None:
        if not table.rows:
            return
        canvas = self._room_for(LEAST_OF_A_TABLE)
        canvas.text(MARGIN, self._y + 12, table.title, HEADING)
        self._pages.bookmark(table.title, self._y, level=1)
        writer = TableWriter(self._pages, self._section, table.columns, self._report, landscape=False)
        self._y = writer.write(table.rows, self._y + 20) + 14


class Frame(NamedTuple):
    """The area in which a chart's values are drawn, and the largest value that fits."""

    x: float
    y: float
    width: float
    height: float
    top: float

    def level(self, value: float) -> float:
        """The vertical position of a value on the page."""
        return self.y + self.height * (1 - value / self.top)


def height_of(chart: Chart) -> float:
    """The height of a chart, including its title."""
    return 44 + BAR * max(1, len(chart.categories)) if chart.form is ChartForm.BARS else CHART_HEIGHT


def draw_chart(canvas: Canvas, chart: Chart, x: float, y: float, width: float, language: str) -> None:
    """Draw a chart below ``y``, with numbers and remarks in ``language``."""
    canvas.text(x, y + 12, chart.title, CHART_TITLE)
    if not any(value is not None for series in chart.series for value in series.values):
        nothing = translated("Nothing to show in this period.", language)
        canvas.text(x, y + 34, nothing, CHART_LABEL, MUTED)
    elif chart.form is ChartForm.BARS:
        _bars(canvas, chart, x, y + 24, width, language)
    elif chart.form is ChartForm.LINE:
        _lines(canvas, chart, x, y, width, language)
    else:
        _columns(canvas, _merged(chart, language), x, y, width, language)


def _columns(canvas: Canvas, chart: Chart, x: float, y: float, width: float, language: str) -> None:
    stacks = [sum(values) for values in zip(*_filled(chart), strict=True)]
    frame = _axes(canvas, chart, max(stacks), x, y, width, language)
    step = frame.width / len(stacks)
    for index, values in enumerate(zip(*_filled(chart), strict=True)):
        below = 0.0
        for colour, value in zip(COLOURS, values, strict=False):
            if value:
                top, foot = frame.level(below + value), frame.level(below)
                canvas.box(frame.x + (index + 0.14) * step, top, 0.72 * step, foot - top, colour)
            below += value
    _legend(canvas, chart.series, x + width, y + 12)


def _lines(canvas: Canvas, chart: Chart, x: float, y: float, width: float, language: str) -> None:
    values = [value for each in chart.series for value in each.values if value is not None]
    frame = _axes(
        canvas, chart, 1.0 if chart.kind is ColumnType.SHARE else max(values), x, y, width, language
    )
    step = frame.width / len(chart.categories)
    for colour, series in zip(COLOURS, chart.series, strict=False):
        for points in _stretches(series, frame, step):
            if len(points) > 1:
                canvas.path(points, colour)
            if len(points) == 1 or len(chart.categories) <= 60:
                for px, py in points:
                    canvas.box(px - 1.4, py - 1.4, 2.8, 2.8, colour)


def _stretches(series: Series, frame: Frame, step: float) -> list[list[tuple[float, float]]]:
    """The points of a line, split where there is no value."""
    found: list[list[tuple[float, float]]] = [[]]
    for index, value in enumerate(series.values):
        if value is not None:
            found[-1].append((frame.x + (index + 0.5) * step, frame.level(value)))
        elif found[-1]:
            found.append([])
    return [points for points in found if points]


def _bars(canvas: Canvas, chart: Chart, x: float, y: float, width: float, language: str) -> None:
    values = _filled(chart)[0]
    room, most = width - NAME_ROOM - AXIS_ROOM, max(values) or 1
    form = format_of(chart.kind, UTC, language)
    for index, (name, value) in enumerate(zip(chart.categories, values, strict=True)):
        top = y + index * BAR
        line = canvas.set(name, NAME_ROOM - 8, CHART_LABEL)
        canvas.line_of_text(x + NAME_ROOM - 8 - line.width, top + 9, line, CHART_LABEL)
        canvas.box(x + NAME_ROOM, top + 2, room * value / most, BAR - 5, COLOURS[0])
        canvas.text(x + NAME_ROOM + room * value / most + 4, top + 9, form(_tidy(value)), CHART_LABEL, MUTED)


def _axes(
    canvas: Canvas, chart: Chart, most: float, x: float, y: float, width: float, language: str
) -> Frame:
    """Draw the grid, with values on the left and categories below."""
    step = _step(most)
    top = step * max(1, ceil(most / step - 1e-9))
    frame = Frame(x + AXIS_ROOM, y + 26, width - AXIS_ROOM, CHART_HEIGHT - 56, top)
    form = format_of(chart.kind, UTC, language)
    for index in range(round(top / step) + 1):
        level = frame.level(index * step)
        canvas.rule(frame.x, level, frame.width, RULE, 0.4)
        canvas.text(frame.x - 4, level + 2.5, form(_tidy(index * step)), CHART_LABEL, MUTED, align=1)
    every = max(1, ceil(len(chart.categories) * 44 / frame.width))
    for index in range(0, len(chart.categories), every):
        centre = frame.x + (index + 0.5) * frame.width / len(chart.categories)
        canvas.text(
            centre, frame.y + frame.height + 11, chart.categories[index], CHART_LABEL, MUTED, align=0.5
        )
    return frame


def _legend(canvas: Canvas, series: Sequence[Series], right: float, y: float) -> None:
    for colour, each in reversed(list(zip(COLOURS, series, strict=False))):
        width = canvas.text(right, y, each.label, CHART_LABEL, MUTED, align=1)
        canvas.box(right - width - 10, y - 6, 7, 7, colour)
        right -= width + 22


def _step(most: float) -> float:
    """The distance between grid lines: a round number, four or five steps up to ``most``."""
    rough = (most or 1) / 4
    power = 10.0 ** floor(log10(rough))
    step = next(factor * power for factor in STEPS if factor * power >= rough * 0.999)
    return step if most <= 1 else max(1.0, float(ceil(step)))


def _merged(chart: Chart, language: str) -> Chart:
    """The chart with neighbouring columns added up, if there are too many to tell apart."""
    count = ceil(len(chart.categories) / MAX_COLUMNS)
    if count < 2:
        return chart
    starts = range(0, len(chart.categories), count)
    return Chart(
        title=f"{chart.title} {translated('(added up over {count})', language, count=count)}",
        form=chart.form,
        heading=chart.heading,
        categories=tuple(chart.categories[start] for start in starts),
        series=tuple(
            Series(label=each.label, values=tuple(sum(values[start : start + count]) for start in starts))
            for each, values in zip(chart.series, _filled(chart), strict=True)
        ),
        kind=chart.kind,
    )


def _filled(chart: Chart) -> list[list[float]]:
    return [[value or 0 for value in series.values] for series in chart.series]


def _tidy(value: float) -> float:
    return int(value) if value == int(value) else value
