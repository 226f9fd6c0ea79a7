"""CSV as in RFC 4180: one table, CR LF line endings, and UTF-8 with a byte order mark so
that Excel detects the encoding. The separator is the reader's choice."""

import csv
import io
from collections.abc import Callable, Iterator
from datetime import datetime, tzinfo
from functools import lru_cache
from typing import Any, BinaryIO

from tms_adapters.reports.cell_text import encodable, is_formula
from tms_adapters.reports.ipc import Sheet
from tms_core.reports.model import ColumnType, Report
from tms_core.validation import zone_named

Format = Callable[[Any], Any]


def write_csv(report: Report, sheets: Iterator[Sheet], out: BinaryIO) -> None:
    """Write the first table. Times are local with their UTC offset, percentages are
    fractions, missing values are empty."""
    sheet = next(sheets)
    columns = sheet.heading.columns
    formats = [_format(column.kind, zone_named(report.time_zone)) for column in columns]
    out.write(b"\xef\xbb\xbf")
    out.write(_lines([[column.name for column in columns]], report.separator))
    out.flush()
    for page in sheet.pages:
        rows = [[form(cell) for form, cell in zip(formats, row, strict=True)] for row in page]
        out.write(_lines(rows, report.separator))
        out.flush()


def _lines(rows: list[list[Any]], separator: str) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=separator, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerows(rows)
    return text.getvalue().encode()


def _format(kind: ColumnType, zone: tzinfo) -> Format:
    def time(instant: datetime | None) -> str:
        return instant.astimezone(zone).isoformat(timespec="seconds") if instant else ""

    def share(value: float | None) -> float | str:
        return "" if value is None else round(value, 4)

    def number(value: float | None) -> float | str:
        return "" if value is None else value

    special: dict[ColumnType, Format] = {
        ColumnType.TEXT: harmless,
        ColumnType.WORD: harmless,
        ColumnType.TIME: time,
        ColumnType.SHARE: share,
    }
    return special.get(kind, number)


@lru_cache(maxsize=2_000)
def harmless(text: str | None) -> str:
    """The text, prefixed with an apostrophe if a spreadsheet program might evaluate it as a formula."""
    if text is None:
        return ""
    text = encodable(text)
    return f"'{text}" if is_formula(text) else text
