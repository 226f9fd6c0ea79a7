"""PDF reports, written with fpdf2: the whole document."""

from collections.abc import Iterator
from typing import BinaryIO

from tms_adapters.reports.ipc import Sheet
from tms_adapters.reports.pdf.pages import MARGIN, MUTED, TOP, Pages
from tms_adapters.reports.pdf.summary_pages import write_cover
from tms_adapters.reports.pdf.tables import BODY, TITLE, TableWriter, by_month, watched
from tms_core.reports.model import ColumnType, Report
from tms_core.reports.words import translated
from tms_core.validation import zone_named

BELOW_TITLE = 26.0


def write_pdf(report: Report, sheets: Iterator[Sheet], out: BinaryIO, paper: str) -> None:
    """Write the whole document. ``paper`` is A4 or Letter."""
    pages = Pages(report, paper)
    write_cover(pages, report)
    for sheet in sheets:
        _write_table(pages, sheet, report)
    pages.finish(out)


def _write_table(pages: Pages, sheet: Sheet, report: Report) -> None:
    title, columns = sheet.heading.title, sheet.heading.columns
    canvas = pages.begin(title, landscape=True)
    canvas.text(MARGIN, TOP + 10, title, TITLE)
    pages.bookmark(title, TOP)
    times = [index for index, column in enumerate(columns) if column.kind is ColumnType.TIME]
    sorted_by_time = times and times[0] < 2
    mark = by_month(pages, times[0], zone_named(report.time_zone)) if sorted_by_time else None
    rows, seen = watched(sheet.rows)
    end = TableWriter(pages, title, columns, report, landscape=True).write(rows, TOP + BELOW_TITLE, mark)
    if not seen():
        nothing = translated("Nothing in this period.", report.language)
        pages.canvas.text(MARGIN, end + 14, nothing, BODY, MUTED)
