"""Rows as XML. XlsxWriter can stream rows by itself, but takes twice the time, and trusts text that looks like markup."""

import re
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Any

from tms_adapters.reports.cell_text import REPLACEMENT, encodable, local
from tms_core.reports.model import ColumnType, Row

NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
"""What Excel would read as the code of a character."""
MAX_CELL_LENGTH = 32_767  # characters that a cell holds
EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - times in a workbook have no zone
DAY = timedelta(days=1)
MINUTES_A_DAY = 24 * 60
BATCH = 200  # rows

Write = Callable[[int, Any], str]
"""A cell as XML, from the number of its row and a value that is not None."""


class RowStream:
    """Appends rows to a worksheet that XlsxWriter keeps in a file, below those it has written itself."""

    def __init__(self, sheet: Any, writes: list[Write]) -> None:
        """``sheet`` has its first row and nothing else, in constant memory mode."""
        self._sheet = sheet
        self._writes = writes
        sheet._write_single_row(1)  # the heading goes to the file now, before the rows

    def write(self, rows: Iterable[Row]) -> int:
        """Write all rows; the number of the last one, counted from one."""
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


def cell_writer(letter: str, kind: ColumnType, style: int, zone: tzinfo) -> Write:
    """How the values of a column are written; ``style`` is the index of its format."""
    head = f'<c r="{letter}'
    number_tail, text_tail = f'" s="{style}"><v>', f'" s="{style}" t="inlineStr"><is><t xml:space="preserve">'

    def text(row: int, value: str) -> str:
        return f"{head}{row}{text_tail}{_escaped(value)}</t></is></c>"

    def time(row: int, value: datetime) -> str:
        return f"{head}{row}{number_tail}{(local(value, zone) - EPOCH) / DAY}</v></c>"

    def minutes(row: int, value: int) -> str:
        return f"{head}{row}{number_tail}{value / MINUTES_A_DAY}</v></c>"

    def number(row: int, value: float) -> str:
        return f"{head}{row}{number_tail}{value}</v></c>"

    special: dict[ColumnType, Write] = {
        ColumnType.TEXT: text,
        ColumnType.TIME: time,
        ColumnType.MINUTES: minutes,
    }
    return special.get(kind, number)


@lru_cache(maxsize=4096)
def _escaped(text: str) -> str:
    text = ESCAPED.sub("_x005F_", cell_text(text))
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def cell_text(text: str) -> str:
    """The text as a cell can hold it: no character that XML lacks, and an ellipsis where it is too long."""
    if not text.isprintable():
        text = NO_XML.sub(REPLACEMENT, encodable(text)).replace("\r\n", "\n").replace("\r", "\n")
    return text if len(text) <= MAX_CELL_LENGTH else text[: MAX_CELL_LENGTH - 1] + "…"
