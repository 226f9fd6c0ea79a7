"""What the server sends to the rendering subprocess through a pipe: a report, then its rows, page by page.

Frames are pickled. That is safe because both ends run this program and nobody else can write to the pipe.
"""

import pickle
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

from tms_core.reports.model import Column, Format, Report, Row, Section, Table


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderRequest:
    """What to render, and how; ``paper`` is A4 or Letter. ``report`` contains no tables: they follow."""

    format: Format
    paper: str
    report: Report


@dataclass(frozen=True, slots=True, kw_only=True)
class TableHeading:
    """A table without its rows."""

    section: Section
    title: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as seen by the subprocess. ``pages`` can be read only once, before the next sheet is read."""

    heading: TableHeading
    pages: Iterator[list[Row]]

    @property
    def rows(self) -> Iterator[Row]:
        """All rows, one by one."""
        for page in self.pages:
            yield from page


class PipeClosed(Exception):
    """The other end closed the pipe before the end of the data."""


def render_request(format: Format, paper: str, report: Report) -> RenderRequest:
    """The first frame, from which the report is rendered."""
    return RenderRequest(format=format, paper=paper, report=replace(report, tables=()))


def heading(table: Table) -> TableHeading:
    """The frame that comes before a table's pages."""
    return TableHeading(section=table.section, title=table.title, columns=table.columns)


def frame(content: object) -> bytes:
    """One frame: a request, a table heading, a page of rows, or None, which ends a
    table's pages and finally the report."""
    return pickle.dumps(content, protocol=pickle.HIGHEST_PROTOCOL)


def read(stream: BinaryIO) -> object:
    """The next frame. Raises ``PipeClosed``."""
    try:
        return pickle.load(stream)  # noqa: S301 - from our own parent process
    except EOFError:
        raise PipeClosed from None


def sheets(stream: BinaryIO) -> Iterator[Sheet]:
    """The tables that follow a request, one by one. Raises ``PipeClosed``."""
    while isinstance(found := read(stream), TableHeading):
        yield Sheet(found, _pages(stream))


def _pages(stream: BinaryIO) -> Iterator[list[Row]]:
    while isinstance(page := read(stream), list):
        yield page
