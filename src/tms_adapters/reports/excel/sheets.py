"""One sheet per table; a table too long for one sheet continues on the next."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta, tzinfo
from functools import lru_cache
from itertools import chain, count, islice
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from tms_adapters.reports.cell_text import REPLACEMENT, encodable, heading_of, local
from tms_adapters.reports.ipc import Sheet
from tms_core.reports.model import Column, ColumnType, Report, Row
from tms_core.reports.words import translated
from tms_core.validation import zone_named

NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
"""Text that Excel would read as a character escape."""
MAX_CELL_LENGTH = 32_767  # characters, Excel's limit
EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - times in a workbook have no zone
DAY = timedelta(days=1)
MINUTES_A_DAY = 24 * 60
BATCH = 200  # rows

Write = Callable[[int, Any], str]
"""Renders a cell as XML, from its row number and a value that is not None."""
NUMBER_FORMATS = {
    ColumnType.TEXT: "@",
    ColumnType.WORD: "@",
    ColumnType.WHOLE: "0",
    ColumnType.NUMBER: "General",
    ColumnType.TIME: "yyyy-mm-dd hh:mm",
    ColumnType.MINUTES: "[h]:mm",
    ColumnType.HOURS: "#,##0.0",
    ColumnType.SHARE: "0%",
}
WIDTHS = {
    ColumnType.WHOLE: 9,
    ColumnType.TIME: 20,
    ColumnType.MINUTES: 10,
    ColumnType.HOURS: 10,
    ColumnType.SHARE: 12,
}
CHARACTERS = 14
"""Width, in characters, of a text column whose relative width is 1."""
HEADING_HEIGHT = 32


class RowStream:
    """Appends rows to a worksheet that XlsxWriter keeps in a temporary file, below
    the rows that XlsxWriter wrote."""

    def __init__(self, sheet: Any, writes: list[Write]) -> None:
        """``sheet`` is in constant memory mode and has only its first row."""
        self._sheet = sheet
        self._writes = writes
        sheet._write_single_row(1)  # flush the heading to the file before the rows

    def write(self, rows: Iterable[Row]) -> int:
        """Write all rows; returns the number of the last one, starting from 1."""
        number, batch = 1, []
        for number, row in enumerate(rows, start=2):
            cells = [
                write(number, value)
                for write, value in zip(self._writes, row, strict=True)
                if value is not None
            ]
            batch.append(f'<row r="{number}">{"".join(cells)}</row>')
            if len(batch) == BATCH:
                self._sheet.row_data_fh.write("".join(batch))
                batch.clear()
        self._sheet.row_data_fh.write("".join(batch))
        self._sheet.dim_rowmax = number - 1
        return number


def cell_writer(letter: str, kind: ColumnType, style: int, zone: tzinfo, language: str) -> Write:
    """The function that writes the values of a column; ``style`` is the index of its format, and ``language`` that of
    words."""
    head = f'<c r="{letter}'
    number_tail, text_tail = f'" s="{style}"><v>', f'" s="{style}" t="inlineStr"><is><t xml:space="preserve">'

    def text(row: int, value: str) -> str:
        return f"{head}{row}{text_tail}{_escaped(value)}</t></is></c>"

    def word(row: int, value: str) -> str:
        return text(row, translated(value, language))

    def time(row: int, value: datetime) -> str:
        return f"{head}{row}{number_tail}{(local(value, zone) - EPOCH) / DAY}</v></c>"

    def minutes(row: int, value: int) -> str:
        return f"{head}{row}{number_tail}{value / MINUTES_A_DAY}</v></c>"

    def number(row: int, value: float) -> str:
        return f"{head}{row}{number_tail}{value}</v></c>"

    special: dict[ColumnType, Write] = {
        ColumnType.TEXT: text,
        ColumnType.WORD: word,
        ColumnType.TIME: time,
        ColumnType.MINUTES: minutes,
    }
    return special.get(kind, number)


@lru_cache(maxsize=4096)
def _escaped(text: str) -> str:
    text = ESCAPED.sub("_x005F_", cell_text(text))
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def cell_text(text: str) -> str:
    """The text as valid cell content: without characters that XML forbids, and
    truncated with an ellipsis if too long."""
    if not text.isprintable():
        text = NO_XML.sub(REPLACEMENT, encodable(text)).replace("\r\n", "\n").replace("\r", "\n")
    return text if len(text) <= MAX_CELL_LENGTH else text[: MAX_CELL_LENGTH - 1] + "…"


class Formats:
    """The cell formats of one workbook."""

    def __init__(self, book: Any) -> None:
        self.title = book.add_format({"bold": True, "font_size": 18})
        self.subtitle = book.add_format({"font_size": 12, "font_color": "#52606d"})
        self.section = book.add_format({"bold": True, "font_size": 13, "font_color": "#1f5f8b"})
        self.label = book.add_format({"font_color": "#52606d"})
        self.heading = book.add_format(
            {
                "bold": True,
                "font_color": "#ffffff",
                "bg_color": "#1f5f8b",
                "text_wrap": True,
                "valign": "vcenter",
            }
        )
        self.of_kind = {
            kind: book.add_format({"num_format": code, "valign": "top", "align": "left"})
            if kind is ColumnType.TIME
            else book.add_format({"num_format": code, "valign": "top"})
            for kind, code in NUMBER_FORMATS.items()
        }


def write_sheet(book: Any, sheet: Sheet, report: Report, formats: Formats, last_row: int) -> None:
    """Write a table to as many sheets as it needs."""
    rows = sheet.rows
    for number in count(1):
        following = next(rows, None)
        if following is None and number > 1:
            return
        title = sheet.heading.title if number == 1 else f"{sheet.heading.title} ({number})"
        part = islice(chain([following] if following else [], rows), last_row - 1)
        _write_part(book.add_worksheet(title), sheet.heading.columns, part, report, formats)


def _write_part(
    sheet: Any, columns: tuple[Column, ...], rows: Iterator[Row], report: Report, formats: Formats
) -> None:
    sheet.freeze_panes(1, 0)
    sheet.set_row(0, HEADING_HEIGHT)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    for index, column in enumerate(columns):
        sheet.set_column(index, index, _width(column))
        sheet.write_string(0, index, heading_of(column.title, column.kind, report.time_zone), formats.heading)
    zone = zone_named(report.time_zone)
    writes = [
        cell_writer(
            xl_col_to_name(index),
            column.kind,
            formats.of_kind[column.kind]._get_xf_index(),
            zone,
            report.language,
        )
        for index, column in enumerate(columns)
    ]
    last = RowStream(sheet, writes).write(rows)
    sheet.autofilter(0, 0, last - 1, len(columns) - 1)


def _width(column: Column) -> float:
    return WIDTHS.get(column.kind) or max(12.0, CHARACTERS * column.width)
