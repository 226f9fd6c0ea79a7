"""Report files, created in this process and read with other programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

import openpyxl
import pypdf

from tms_adapters.reports.csv_writer import write_csv
from tms_adapters.reports.excel import write_excel
from tms_adapters.reports.ipc import Sheet, TableHeading
from tms_adapters.reports.pdf import write_pdf
from tms_core.reports.model import Column, Report, Row, Section, Summary

NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
NAMES = (Column(name="name", title="Name"),)


def report(summary: Summary | None = None, **changes: Any) -> Report:
    """A report without its tables."""
    given: dict[str, Any] = {
        "title": "Training report",
        "organisation": "Harbour City",
        "facts": (("Period", "all sessions"),),
        "generated_at": NOW,
        "time_zone": "Europe/Lisbon",
        "summary": summary,
        "tables": (),
    }
    return Report(**(given | changes))


def sheet(rows: Iterable[Row], columns: tuple[Column, ...] = NAMES, title: str = "People") -> Sheet:
    """A table of these rows, in one page."""
    return Sheet(TableHeading(section=Section.USERS, title=title, columns=columns), iter([list(rows)]))


def as_csv(*sheets: Sheet, about: Report | None = None) -> bytes:
    out = io.BytesIO()
    write_csv(about or report(), iter(sheets), out)
    return out.getvalue()


def as_excel(*sheets: Sheet, about: Report | None = None, **options: Any) -> bytes:
    out = io.BytesIO()
    write_excel(about or report(), iter(sheets), out, **options)
    return out.getvalue()


def as_pdf(*sheets: Sheet, about: Report | None = None, paper: str = "A4") -> bytes:
    out = io.BytesIO()
    write_pdf(about or report(), iter(sheets), out, paper)
    return out.getvalue()


def csv_rows(content: bytes) -> list[list[str]]:
    """The file as Python's csv module reads it."""
    text = content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


def workbook(content: bytes) -> Any:
    """The file as openpyxl reads it; formulas would show up as such."""
    return openpyxl.load_workbook(io.BytesIO(content))


def cells(book: Any) -> Iterator[Any]:
    """Every cell of every sheet."""
    for each in book.worksheets:
        for row in each.iter_rows():
            yield from row


def pdf(content: bytes) -> pypdf.PdfReader:
    """The file as pypdf reads it."""
    return pypdf.PdfReader(io.BytesIO(content), strict=True)
