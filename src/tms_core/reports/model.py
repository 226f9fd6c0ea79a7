"""The contents of a report: figures, series and tables, independent of any file format; and the port that renders it."""

from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from tms_core.errors import Invalid
from tms_core.sessions.model import SessionStatus
from tms_core.validation import Id, InstantUtc, validate

Cell = str | int | float | datetime | None
Row = tuple[Cell, ...]
"""One value for each column of its table."""


class ColumnType(StrEnum):
    """What the values of a column or a figure are, so that each format can write them in its own way."""

    TEXT = "text"
    WHOLE = "whole"
    """A whole number."""
    TIME = "time"
    """An aware ``datetime``, in UTC; shown in the report's time zone."""
    MINUTES = "minutes"
    """A duration, in whole minutes."""
    HOURS = "hours"
    """A duration, in hours with decimals."""
    SHARE = "share"
    """A fraction of one, shown in percent."""


class Format(StrEnum):
    """The file formats."""

    PDF = "pdf"
    CSV = "csv"
    EXCEL = "excel"

    @property
    def media_type(self) -> str:
        """How HTTP names it."""
        return MEDIA_TYPES[self]

    @property
    def extension(self) -> str:
        """How its file names end, without the dot."""
        return "xlsx" if self is Format.EXCEL else self.value


MEDIA_TYPES = {
    Format.PDF: "application/pdf",
    Format.CSV: "text/csv; charset=utf-8",
    Format.EXCEL: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class Section(StrEnum):
    """The tables of a report."""

    USERS = "users"
    SESSIONS = "sessions"
    ATTENDANCE = "attendance"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFilter:
    """What a report is about: sessions that begin from ``from_`` on and before ``to``, perhaps only one trainer's or
    those of one status. People are listed whole."""

    from_: InstantUtc | None = None
    to: InstantUtc | None = None
    trainer_id: Id | None = None
    status: SessionStatus | None = None

    def __post_init__(self) -> None:
        validate(self)
        if self.from_ is not None and self.to is not None and self.from_ >= self.to:
            raise Invalid.field("from", "must be before to")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a table. ``name`` is for programs, ``title`` for people; ``width`` is its share of a sheet of
    paper in relation to the others, 0 where paper has no room for it."""

    name: str
    title: str
    kind: ColumnType = ColumnType.TEXT
    width: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under headings. ``rows`` is read once, in pages, so that it may be long; ``pages`` is how many of these
    there seem to be."""

    section: Section
    title: str
    columns: tuple[Column, ...]
    rows: AsyncIterator[list[Row]]
    pages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One number of the summary, and what it says."""

    label: str
    value: Cell
    kind: ColumnType = ColumnType.WHOLE


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricGroup:
    """Figures that belong together."""

    title: str
    metrics: tuple[Metric, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One line or one colour of a chart; a value for each category, None where there is nothing to say."""

    label: str
    values: tuple[float | None, ...]


class ChartForm(StrEnum):
    """How a chart is drawn."""

    STACKED_COLUMNS = "stacked_columns"
    LINE = "line"
    BARS = "bars"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Series over the same categories; ``kind`` is what their values are."""

    title: str
    form: ChartForm
    heading: str
    """What the categories are."""
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    kind: ColumnType = ColumnType.WHOLE


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortTable:
    """A table that fits into the summary: all rows at hand."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What fits on a few pages."""

    groups: tuple[MetricGroup, ...]
    charts: tuple[Chart, ...]
    tables: tuple[ShortTable, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report. ``facts`` (period, filters, time of making) stand on its cover; times are shown in ``time_zone``."""

    title: str
    organisation: str
    facts: tuple[tuple[str, str], ...]
    generated_at: datetime
    time_zone: str
    summary: Summary | None
    tables: tuple[Table, ...]
    language: str = "en"


class ReportRenderer(Protocol):
    """One file format."""

    media_type: str
    extension: str

    def render(self, report: Report) -> AsyncGenerator[bytes, None]:
        """The file, piece by piece; each table's rows are read as they are needed.

        Raises what reading the rows raises. Closing the generator early stops all work.
        """
