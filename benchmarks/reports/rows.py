"""The rows of a sessions table, the same for every library, generated on the fly and never all in memory."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta

from benchmarks.data import FAMILY_NAMES, GIVEN_NAMES
from benchmarks.organisation import COURSES
from tms_core.reports.model import Report, Row, Section, Table
from tms_core.reports.tables import PAGE_SIZE, SESSION_COLUMNS

START = datetime(2026, 1, 5, 8, tzinfo=UTC)
STATUSES = ("completed", "completed", "completed", "scheduled", "cancelled")
ZONE = "Europe/Lisbon"


def rows(count: int) -> Iterator[Row]:
    """``count`` rows in the form of the product's own report."""
    return (_row(number) for number in range(1, count + 1))


def report(count: int) -> Report:
    """A report with one table and no summary."""
    table = Table(
        section=Section.SESSIONS,
        title="Sessions",
        columns=SESSION_COLUMNS,
        rows=_pages(count),
        pages=-(-count // PAGE_SIZE),
    )
    return Report(
        title="Training report",
        organisation="Benchmark",
        facts=(("Period", "all sessions"),),
        generated_at=START,
        time_zone=ZONE,
        summary=None,
        tables=(table,),
    )


async def _pages(count: int) -> AsyncIterator[list[Row]]:
    page: list[Row] = []
    for row in rows(count):
        page.append(row)
        if len(page) == PAGE_SIZE:
            yield page
            page = []
    yield page


def _row(number: int) -> Row:
    trainees = [_name(number * 7 + place) for place in range(1 + number % 6)]
    came = number % (len(trainees) + 1)
    return (
        number,
        START + timedelta(minutes=number * 30),
        COURSES[number % len(COURSES)][0],
        _name(number % 47),
        ", ".join(trainees),
        ZONE,
        90,
        STATUSES[number % len(STATUSES)],
        len(trainees),
        came,
        came / len(trainees),
        None,
        f"Room {number % 9}",
    )


def _name(number: int) -> str:
    return f"{GIVEN_NAMES[number % len(GIVEN_NAMES)]} {FAMILY_NAMES[number // 3 % len(FAMILY_NAMES)]}"
