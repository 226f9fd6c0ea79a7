"""The cover, and the summary that begins on it."""

from tms_adapters.reports.pdf.canvas import ACCENT, INK, MUTED, SHADE, WHITE, Canvas
from tms_adapters.reports.pdf.charts import draw_chart, height_of
from tms_adapters.reports.pdf.pages import MARGIN, TOP, Pages
from tms_adapters.reports.pdf.tables import TableWriter, format_of
from tms_adapters.reports.pdf.text_layout import Style
from tms_core.reports.model import Chart, ColumnType, Metric, MetricGroup, Report, ShortTable, Summary
from tms_core.time_zones import zone_named

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
"""A heading, the column titles and two rows: less of a table is not begun at the foot of a page."""
SECTION = "Summary"


def write_cover(pages: Pages, report: Report) -> None:
    """Write the cover and, where there is one, the summary."""
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
    """One line on the coloured band; what is too long for it ends in an ellipsis."""
    canvas.line_of_text(MARGIN, y, canvas.set(text, width, style), style, WHITE)


class _Summary:
    """Fills pages downwards."""

    def __init__(self, pages: Pages, report: Report) -> None:
        self._pages = pages
        self._report = report
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
        """The page to go on with: the next one where this has no room."""
        if self._y + height > self._pages.canvas.height - MARGIN - 12:
            self._pages.begin(SECTION)
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
            return f"{metric.value:,}"
        return format_of(metric.kind, zone_named(self._report.time_zone))(metric.value) or "–"

    def _chart(self, chart: Chart) -> None:
        height = height_of(chart)
        canvas = self._room_for(height)
        self._pages.bookmark(chart.title, self._y, level=1)
        draw_chart(canvas, chart, MARGIN, self._y, self._width)
        self._y += height + 6

    def _table(self, table: ShortTable) -> None:
        if not table.rows:
            return
        canvas = self._room_for(LEAST_OF_A_TABLE)
        canvas.text(MARGIN, self._y + 12, table.title, HEADING)
        self._pages.bookmark(table.title, self._y, level=1)
        writer = TableWriter(self._pages, SECTION, table.columns, self._report.time_zone, landscape=False)
        self._y = writer.write(table.rows, self._y + 20) + 14
