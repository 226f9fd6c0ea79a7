"""``python -m benchmarks.reports.report_process KIND ROWS FILE`` creates one file in a separate process, on request.

It prints ``ready`` once everything is loaded, waits for a line, and then prints the seconds until the file was complete
and until its first byte.
"""

import asyncio
import sys
from collections.abc import Callable
from contextlib import aclosing
from pathlib import Path
from time import perf_counter
from zoneinfo import ZoneInfo

from benchmarks.reports.rows import ZONE, report, rows
from tms_adapters.reports.cell_text import local
from tms_adapters.reports.pdf.shaping import FONTS, REGULAR
from tms_adapters.reports.pdf.tables import format_of
from tms_adapters.reports.subprocess_renderer import SubprocessRenderer
from tms_core.reports.model import ColumnType, Format
from tms_core.reports.tables import SESSION_COLUMNS

Make = Callable[[int, Path], float]
"""Creates a file with that many rows; returns the time of its first byte."""


def ours(format: Format) -> Make:
    """The product's renderer, child process included."""

    async def render(count: int, path: Path) -> float:
        first = 0.0
        with path.open("wb") as out:
            async with aclosing(SubprocessRenderer(format, "A4").render(report(count))) as pieces:
                async for piece in pieces:
                    first = first or perf_counter()
                    out.write(piece)
        return first

    return lambda count, path: asyncio.run(render(count, path))


def reportlab() -> Make:
    """reportlab's platypus table: the same columns as text, without wrapping."""
    from reportlab.lib import colors
    from reportlab.lib.pagesizes import A4, landscape
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import LongTable, SimpleDocTemplate, TableStyle

    pdfmetrics.registerFont(TTFont("Sans", FONTS / REGULAR))
    shown = [(index, column) for index, column in enumerate(SESSION_COLUMNS) if column.width]
    style = TableStyle(
        [
            ("FONT", (0, 0), (-1, -1), "Sans", 7.5),
            ("BACKGROUND", (0, 0), (-1, 0), colors.lightgrey),
            ("ROWBACKGROUNDS", (0, 1), (-1, -1), [colors.white, colors.whitesmoke]),
        ]
    )

    def make(count: int, path: Path) -> float:
        forms = [(index, format_of(column.kind, ZoneInfo(ZONE), "en")) for index, column in shown]
        data = [[column.title for _, column in shown]]
        data += [[form(row[index]) for index, form in forms] for row in rows(count)]
        widths = [28, 66, 130, 80, 190, 62, 40, 52, 30, 50, 52]
        SimpleDocTemplate(str(path), pagesize=landscape(A4)).build(
            [LongTable(data, colWidths=widths, repeatRows=1, style=style)]
        )
        return perf_counter()

    return make


def openpyxl() -> Make:
    """openpyxl, in its write-only mode."""
    from openpyxl import Workbook

    def make(count: int, path: Path) -> float:
        zone = ZoneInfo(ZONE)
        book = Workbook(write_only=True)
        sheet = book.create_sheet("Sessions")
        sheet.append([column.title for column in SESSION_COLUMNS])
        times = [index for index, column in enumerate(SESSION_COLUMNS) if column.kind is ColumnType.TIME]
        for row in rows(count):
            cells = list(row)
            for index in times:
                cells[index] = local(cells[index], zone)  # type: ignore[arg-type]  # a column of times
            sheet.append(cells)
        book.save(path)
        return perf_counter()

    return make


MAKERS: dict[str, Callable[[], Make]] = {
    "pdf": lambda: ours(Format.PDF),
    "excel": lambda: ours(Format.EXCEL),
    "csv": lambda: ours(Format.CSV),
    "reportlab": reportlab,
    "openpyxl": openpyxl,
}


def main(kind: str, count: str, path: str) -> None:
    """Load, wait, create the file."""
    make = MAKERS[kind]()
    print("ready", flush=True)
    sys.stdin.readline()
    began = perf_counter()
    first = make(int(count), Path(path))
    print(perf_counter() - began, first - began, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
