"""Tables that span pages: headings repeat on each page, and a row may be taller than a page."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, tzinfo
from typing import Any

from tms_adapters.reports.cell_text import heading_of, local
from tms_adapters.reports.pdf.pages import ACCENT, INK, MARGIN, SHADE, TOP, WHITE, Canvas, Pages
from tms_adapters.reports.pdf.text_layout import Line, Style, Typesetter
from tms_core.reports.model import Column, ColumnType, Report, Row
from tms_core.reports.words import decimal, translated
from tms_core.validation import zone_named

BODY = Style(bold=False, size=7.5)
HEADING = Style(bold=True, size=7.5)
TITLE = Style(bold=True, size=16)
LEADING = 9.6
PADDING = 3.2
ASCENT = 7.6
ON_THE_RIGHT = frozenset(
    {ColumnType.WHOLE, ColumnType.NUMBER, ColumnType.MINUTES, ColumnType.HOURS, ColumnType.SHARE}
)
Format = Callable[[Any], str]


def format_of(kind: ColumnType, zone: tzinfo, language: str) -> Format:
    """How to format values of this type, including None, in a language."""

    def time(value: datetime | None) -> str:
        return str(local(value, zone))[:16] if value else ""

    def minutes(value: int | None) -> str:
        return "" if value is None else f"{value // 60}:{value % 60:02}"

    def hours(value: float | None) -> str:
        return "" if value is None else decimal(f"{value:,.1f}", language)

    def share(value: float | None) -> str:
        return "" if value is None else f"{value:.0%}"

    def number(value: float | None) -> str:
        return "" if value is None else decimal(f"{value:,.15g}", language)

    def word(value: str | None) -> str:
        return "" if value is None else translated(value, language)

    def plain(value: object) -> str:
        return "" if value is None else str(value)

    special: dict[ColumnType, Format] = {
        ColumnType.TIME: time,
        ColumnType.MINUTES: minutes,
        ColumnType.HOURS: hours,
        ColumnType.SHARE: share,
        ColumnType.NUMBER: number,
        ColumnType.WORD: word,
    }
    return special.get(kind, plain)


class TableWriter:
    """Writes the rows of one table from a given position, on as many pages as it takes."""

    def __init__(
        self, pages: Pages, section: str, columns: tuple[Column, ...], report: Report, landscape: bool
    ) -> None:
        self._pages = pages
        self._section = section
        self._landscape = landscape
        self._typesetter: Typesetter = pages.typesetter
        zone = zone_named(report.time_zone)
        shown = [(index, column) for index, column in enumerate(columns) if column.width]
        self._indexes = [index for index, _ in shown]
        self._formats = [format_of(column.kind, zone, report.language) for _, column in shown]
        self._right = [column.kind in ON_THE_RIGHT for _, column in shown]
        self._headings = [heading_of(column.title, column.kind, report.time_zone) for _, column in shown]
        room = pages.canvas.width - 2 * MARGIN
        unit = room / sum(column.width for _, column in shown)
        self._widths = [column.width * unit - 2 * PADDING for _, column in shown]
        self._lefts: list[float] = []
        left = MARGIN
        for width in self._widths:
            self._lefts.append(left + PADDING)
            left += width + 2 * PADDING
        self._room = room

    def write(
        self, rows: Iterable[Row], y: float, bookmark: Callable[[Row, float], None] | None = None
    ) -> float:
        """Write all rows below ``y``; returns where the last one ends. ``bookmark`` is called
        with each row and its position."""
        y = self._heading(y)
        limit = self._limit
        for shaded, row in enumerate(rows):
            cells = self._cells(row, BODY)
            depth = max(map(len, cells))
            if y + LEADING * min(depth, 3) + 2 * PADDING > limit:
                y = self._turn()
            if bookmark:
                bookmark(row, y)
            first = 0
            while first < depth:
                fitting = max(1, int((limit - y - 2 * PADDING) / LEADING))
                last = min(depth, first + fitting)
                y = self._row(cells, first, last, y, bool(shaded % 2))
                if last < depth:
                    y = self._turn()
                first = last
        return y

    @property
    def _limit(self) -> float:
        return self._pages.canvas.height - MARGIN - 8

    def _turn(self) -> float:
        self._pages.begin(self._section, self._landscape)
        return self._heading(TOP)

    def _heading(self, y: float) -> float:
        cells = [
            self._typesetter.lines(text, width, HEADING)
            for text, width in zip(self._headings, self._widths, strict=True)
        ]
        depth = max(map(len, cells))
        canvas = self._pages.canvas
        canvas.box(MARGIN, y, self._room, depth * LEADING + 2 * PADDING, ACCENT)
        canvas.select(HEADING, WHITE)
        self._place(canvas, cells, 0, depth, y)
        return y + depth * LEADING + 2 * PADDING

    def _cells(self, row: Row, style: Style) -> list[tuple[Line, ...]]:
        lines = self._typesetter.lines
        return [
            lines(form(row[index]), width, style)
            for index, form, width in zip(self._indexes, self._formats, self._widths, strict=True)
        ]

    def _row(self, cells: list[tuple[Line, ...]], first: int, last: int, y: float, shaded: bool) -> float:
        canvas, height = self._pages.canvas, (last - first) * LEADING + 2 * PADDING
        if shaded:
            canvas.box(MARGIN, y, self._room, height, SHADE)
        canvas.select(BODY, INK)
        self._place(canvas, cells, first, last, y)
        return y + height

    def _place(self, canvas: Canvas, cells: list[tuple[Line, ...]], first: int, last: int, y: float) -> None:
        """Draw the lines ``first`` to ``last`` of each cell; numbers and
        right-to-left text are right-aligned."""
        texts, top = canvas.texts, canvas.height - y - PADDING - ASCENT
        for lines, left, width, right in zip(cells, self._lefts, self._widths, self._right, strict=True):
            at = top
            for operators, wide, from_right in lines[first:last]:
                if wide:
                    x = left + width - wide if right or from_right else left
                    texts.append(f"1 0 0 1 {x:.2f} {at:.2f} Tm {operators}")
                at -= LEADING


def by_month(pages: Pages, index: int, zone: tzinfo) -> Callable[[Row, float], None]:
    """Adds a bookmark wherever a new month begins, according to the time in column ``index``."""
    month = ""

    def mark(row: Row, y: float) -> None:
        nonlocal month
        moment = row[index]
        if isinstance(moment, datetime) and (begun := f"{local(moment, zone):%Y-%m}") != month:
            month = begun
            pages.bookmark(month, y, level=1)

    return mark


def watched(rows: Iterator[Row]) -> tuple[Iterator[Row], Callable[[], int]]:
    """The same rows, and a function that returns how many have been read."""
    seen = 0

    def passing() -> Iterator[Row]:
        nonlocal seen
        for row in rows:
            seen += 1
            yield row

    return passing(), lambda: seen
