"""The contents of a report: metrics, series and tables, independent of the file
format; and the port that renders it."""

from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from tms_core.errors import Invalid
from tms_core.organisation.model import Language, Organisation
from tms_core.sessions.model import SessionStatus
from tms_core.validation import Id, InstantUtc, TimeZoneName, known_time_zone, validate

Cell = str | int | float | datetime | None
Row = tuple[Cell, ...]
"""One value for each column of its table."""


class ColumnType(StrEnum):
    """The type of values in a column or metric, which each format renders in its own way."""

    TEXT = "text"
    WORD = "word"
    """A word of the system, such as a status: translated for people, unchanged for programs."""
    WHOLE = "whole"
    """A whole number."""
    NUMBER = "number"
    """Any number."""
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
        """The MIME type."""
        return MEDIA_TYPES[self]

    @property
    def extension(self) -> str:
        """The file name extension, without the dot."""
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


class Contents(StrEnum):
    """What a report contains: its summary, one of its tables, or everything."""

    SUMMARY = "summary"
    SESSIONS = "sessions"
    ATTENDANCE = "attendance"
    ALL = "all"

    @property
    def sections(self) -> tuple[Section, ...]:
        """The tables, in the order in which they appear."""
        everything = (Section.SESSIONS, Section.ATTENDANCE, Section.USERS)
        return tuple(each for each in everything if self in (Contents.ALL, each.value))

    @property
    def has_summary(self) -> bool:
        """Whether there is a summary."""
        return self in (Contents.ALL, Contents.SUMMARY)


class Separator(StrEnum):
    """What stands between the values of a line of CSV."""

    COMMA = "comma"
    SEMICOLON = "semicolon"
    TAB = "tab"

    @property
    def character(self) -> str:
        """The separator itself."""
        return {Separator.COMMA: ",", Separator.SEMICOLON: ";", Separator.TAB: "\t"}[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportOptions:
    """How a report looks. ``time_zone`` and ``language`` are the organisation's by default; ``separator`` is
    for CSV, which contains one table."""

    contents: Contents = Contents.ALL
    time_zone: TimeZoneName | None = None
    language: Language | None = None
    separator: Separator = Separator.COMMA

    def __post_init__(self) -> None:
        validate(self)

    def in_organisation(self, organisation: Organisation) -> "ReportOptions":
        """These options with the organisation's settings as defaults."""
        return replace(
            self,
            time_zone=self.time_zone or known_time_zone(organisation.time_zone),
            language=self.language or organisation.language,
        )


def one_section(format: Format, section: Section | None, options: ReportOptions) -> Section | None:
    """The only table of a CSV file; None for the other formats. Raises ``Invalid`` for what a format cannot contain."""
    if format is not Format.CSV:
        if section is not None:
            raise Invalid.field("section", "can only be used with format=csv: choose contents instead")
        if options.separator is not Separator.COMMA:
            raise Invalid.field("separator", "can only be used with format=csv")
        return None
    if options.contents is Contents.SUMMARY:
        raise Invalid.field("contents", "must not be summary with format=csv: CSV contains one table")
    if options.contents is Contents.ALL:
        return section or Section.SESSIONS
    chosen = Section(options.contents.value)
    if section not in (None, chosen):
        raise Invalid.field("section", f"contradicts contents={options.contents}")
    return chosen


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFilter:
    """The scope of a report: sessions that start from ``from_`` on and before ``to``, optionally only one
    trainer's or those with one status. All people are listed."""

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
    """A column of a table. ``name`` is for programs, ``title`` for people; ``width`` is relative to the
    other columns on paper, 0 to leave the column out. ``own`` columns are the organisation's, which also
    named them."""

    name: str
    title: str
    kind: ColumnType = ColumnType.TEXT
    width: float = 1.0
    own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under column titles. ``rows`` is read only once, and in pages, so it may be long; ``pages``
    is the expected number of pages."""

    section: Section
    title: str
    columns: tuple[Column, ...]
    rows: AsyncIterator[list[Row]]
    pages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """A number in the summary, with its label."""

    label: str
    value: Cell
    kind: ColumnType = ColumnType.WHOLE


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricGroup:
    """Metrics that belong together."""

    title: str
    metrics: tuple[Metric, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A line or colour in a chart; one value per category, None if there is no data."""

    label: str
    values: tuple[float | None, ...]


class ChartForm(StrEnum):
    """The type of a chart."""

    STACKED_COLUMNS = "stacked_columns"
    LINE = "line"
    BARS = "bars"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Series over the same categories; ``kind`` is the type of their values."""

    title: str
    form: ChartForm
    heading: str
    """The title of the category axis."""
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    kind: ColumnType = ColumnType.WHOLE


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortTable:
    """A table small enough for the summary, with all its rows in memory."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The summary: a few pages at most."""

    groups: tuple[MetricGroup, ...]
    charts: tuple[Chart, ...]
    tables: tuple[ShortTable, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report. ``facts`` (period, filters, creation time) appear on its cover;
    times are shown in ``time_zone``."""

    title: str
    organisation: str
    facts: tuple[tuple[str, str], ...]
    generated_at: datetime
    time_zone: str
    summary: Summary | None
    tables: tuple[Table, ...]
    language: str = "en"
    separator: str = ","
    """Between the values of a line, in formats that have one."""


class ReportRenderer(Protocol):
    """Renders reports in one file format."""

    def render(self, report: Report) -> AsyncGenerator[bytes, None]:
        """The file in chunks; the rows of each table are read as needed.

        Raises what reading the rows raises. Closing the generator early stops all work.
        """
