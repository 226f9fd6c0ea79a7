"""``python -m tms_adapters.reports.worker``: the rendering process. Reads an order and rows, writes a file."""

import gc
import os
import pickle
import shutil
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO, cast

from tms_core.reports.model import Column, Format, Report, Row, Section, Table


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderRequest:
    """What to render, and how; ``paper`` is A4 or Letter. ``report`` has no tables: these follow."""

    format: Format
    paper: str
    report: Report


@dataclass(frozen=True, slots=True, kw_only=True)
class TableHeading:
    """A table, but for its rows."""

    section: Section
    title: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as the rendering process sees it: ``pages`` can be read once, before the next sheet is asked for."""

    heading: TableHeading
    pages: Iterator[list[Row]]

    @property
    def rows(self) -> Iterator[Row]:
        """Row after row."""
        for page in self.pages:
            yield from page


class PipeClosed(Exception):
    """The other end went away in the middle."""


def render_request(format: Format, paper: str, report: Report) -> RenderRequest:
    """The first frame."""
    return RenderRequest(format=format, paper=paper, report=replace(report, tables=()))


def heading(table: Table) -> TableHeading:
    """The frame before a table's pages."""
    return TableHeading(section=table.section, title=table.title, columns=table.columns)


def frame(content: object) -> bytes:
    """One frame: an order, a heading, a page of rows, or None, which ends a table's pages and then the report."""
    return pickle.dumps(content, protocol=pickle.HIGHEST_PROTOCOL)


def read(stream: BinaryIO) -> object:
    """The next frame. Raises ``PipeClosed``."""
    try:
        return pickle.load(stream)  # noqa: S301 - from our own parent process
    except EOFError:
        raise PipeClosed from None


def sheets(stream: BinaryIO) -> Iterator[Sheet]:
    """The tables that follow an order, one after the other. Raises ``PipeClosed``."""
    while isinstance(found := read(stream), TableHeading):
        yield Sheet(found, _pages(stream))


def _pages(stream: BinaryIO) -> Iterator[list[Row]]:
    while isinstance(page := read(stream), list):
        yield page


POLITENESS = 5
"""Other work on the machine, such as answering requests, goes first."""


def main() -> int:
    """Render one report; the exit status."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the parent's to handle
    os.nice(POLITENESS)
    try:
        render(sys.stdin.buffer, sys.stdout.buffer)
        sys.stdout.buffer.flush()
    except (PipeClosed, BrokenPipeError):  # nobody waits for the rest, and nobody may be left to clear up
        shutil.rmtree(os.environ["TMPDIR"], ignore_errors=True)
        os._exit(1)
    return 0


def render(source: BinaryIO, out: BinaryIO) -> None:
    """Do as the order at the head of ``source`` says. Raises ``PipeClosed``."""
    order = cast(RenderRequest, read(source))
    if order.format is Format.CSV:
        from tms_adapters.reports.csv_writer import write_csv

        write_csv(order.report, sheets(source), out)
    elif order.format is Format.EXCEL:
        from tms_adapters.reports.excel import write_excel

        write_excel(order.report, sheets(source), out)
    else:
        gc.disable()  # while fpdf2 is loaded, of which nothing is ever free
        sys.modules["cryptography"] = None  # type: ignore[assignment]  # optional to fpdf2: reports are not signed
        from tms_adapters.reports.pdf import write_pdf

        gc.freeze()
        gc.enable()
        write_pdf(order.report, sheets(source), out, order.paper)


if __name__ == "__main__":
    sys.exit(main())
