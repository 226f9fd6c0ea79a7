"""What the server tells the rendering process: a report, and then its rows, page by page, over a pipe.

Frames are pickles. Both ends are this program, and the pipe is nobody else's.
"""

import pickle
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

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
