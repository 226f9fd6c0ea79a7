"""A sheet for each table; a table too long for one goes on in the next."""

from collections.abc import Iterator
from itertools import chain, count, islice
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from tms_adapters.reports.cell_text import heading_of
from tms_adapters.reports.excel.formats import Formats
from tms_adapters.reports.excel.rows import RowStream, cell_writer
from tms_adapters.reports.ipc import Sheet
from tms_core.reports.model import Column, ColumnType, Row
from tms_core.time_zones import zone_named

WIDTHS = {
    ColumnType.WHOLE: 9,
    ColumnType.TIME: 20,
    ColumnType.MINUTES: 10,
    ColumnType.HOURS: 10,
    ColumnType.SHARE: 12,
}
CHARACTERS = 14
"""Width of a text column whose share of paper is 1."""
HEADING_HEIGHT = 32


def write_sheet(book: Any, sheet: Sheet, time_zone: str, formats: Formats, last_row: int) -> None:
    """Write a table on as many sheets as it needs."""
    rows = sheet.rows
    for number in count(1):
        following = next(rows, None)
        if following is None and number > 1:
            return
        title = sheet.heading.title if number == 1 else f"{sheet.heading.title} ({number})"
        part = islice(chain([following] if following else [], rows), last_row - 1)
        _write_part(book.add_worksheet(title), sheet.heading.columns, part, time_zone, formats)


def _write_part(
    sheet: Any, columns: tuple[Column, ...], rows: Iterator[Row], time_zone: str, formats: Formats
) -> None:
    sheet.freeze_panes(1, 0)
    sheet.set_row(0, HEADING_HEIGHT)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    for index, column in enumerate(columns):
        sheet.set_column(index, index, _width(column))
        sheet.write_string(0, index, heading_of(column.title, column.kind, time_zone), formats.heading)
    zone = zone_named(time_zone)
    writes = [
        cell_writer(xl_col_to_name(index), column.kind, formats.of_kind[column.kind]._get_xf_index(), zone)
        for index, column in enumerate(columns)
    ]
    last = RowStream(sheet, writes).write(rows)
    sheet.autofilter(0, 0, last - 1, len(columns) - 1)


def _width(column: Column) -> float:
    return WIDTHS.get(column.kind) or max(12.0, CHARACTERS * column.width)
