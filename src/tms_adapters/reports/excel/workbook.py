"""The workbook as a whole."""

import tempfile
from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO

import xlsxwriter

from tms_adapters.reports.cell_text import local
from tms_adapters.reports.excel.formats import Formats
from tms_adapters.reports.excel.sheets import write_sheet
from tms_adapters.reports.excel.summary import write_summary
from tms_adapters.reports.ipc import Sheet
from tms_core.reports.model import Report
from tms_core.time_zones import zone_named

OPTIONS = {
    "constant_memory": True,  # rows are written to a file as soon as the next one begins
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "use_zip64": True,
}
LAST_ROW = 1_048_576
"""A sheet's last row, counted from one; further rows go to another sheet."""


def write_excel(report: Report, sheets: Iterator[Sheet], out: BinaryIO, last_row: int = LAST_ROW) -> None:
    """Write the workbook; the first bytes come when all rows are known."""
    zone = zone_named(report.time_zone)
    book = xlsxwriter.Workbook(out, OPTIONS | {"tmpdir": tempfile.gettempdir()})
    formats = Formats(book)
    book.set_properties(_properties(report, local(report.generated_at, zone)))
    if report.summary is not None:
        write_summary(book, report, report.summary, formats)
    for sheet in sheets:
        write_sheet(book, sheet, report.time_zone, formats, last_row)
    book.close()


def _properties(report: Report, made_at: datetime) -> dict[str, object]:
    facts = "; ".join(f"{name}: {fact}" for name, fact in report.facts)
    return {"title": report.title, "company": report.organisation, "comments": facts, "created": made_at}
