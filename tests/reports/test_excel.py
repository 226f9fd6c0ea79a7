"""A workbook with real times and numbers, native charts, and no formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reports.files import NAMES, NOW, as_excel, cells, report, sheet, workbook
from tests.reports.formulas import FORMULAS
from tests.reports.roster import ROSTER
from tests.reports.summaries import SUMMARY, TRAINERS, WEEKS
from tms_core.reports.model import Column, ColumnType, Row
from tms_core.reports.tables import SESSION_COLUMNS

KINDS = (
    ColumnType.TEXT,
    ColumnType.WHOLE,
    ColumnType.TIME,
    ColumnType.MINUTES,
    ColumnType.HOURS,
    ColumnType.SHARE,
)
COLUMNS = tuple(Column(name=kind.value, title=kind.value.capitalize(), kind=kind) for kind in KINDS)
SESSION: Row = (
    7,
    NOW,
    "First aid",
    "Ana",
    "Tomasz, Mei",
    "Europe/Lisbon",
    90,
    "completed",
    2,
    1,
    0.5,
    None,
    None,
)


def test_each_value_has_its_native_type() -> None:
    row: Row = ("x", 7, datetime(2026, 7, 1, 9, 5, 30, tzinfo=UTC), 90, 1.5, 0.25)
    read = workbook(as_excel(sheet([row], COLUMNS)))["People"][2]
    assert [cell.value for cell in read] == [
        "x",
        7,
        datetime(2026, 7, 1, 10, 5, 30),  # noqa: DTZ001 - workbooks have no time zones
        timedelta(minutes=90),
        1.5,
        0.25,
    ]
    assert [cell.number_format for cell in read] == ["@", "0", "yyyy-mm-dd hh:mm", "[h]:mm", "#,##0.0", "0%"]


def test_missing_values_are_empty_cells() -> None:
    assert [cell.value for cell in workbook(as_excel(sheet([(None,) * 6], COLUMNS)))["People"][2]] == [
        None
    ] * 6


def test_the_heading_row_is_frozen_and_every_column_has_a_filter() -> None:
    page = workbook(as_excel(sheet([SESSION] * 20, SESSION_COLUMNS, "Sessions")))["Sessions"]
    assert page.freeze_panes == "A2"
    assert page.auto_filter.ref == "A1:M21"
    assert page["B1"].value == "Starts (Europe/Lisbon)"
    assert page.column_dimensions["E"].width > page.column_dimensions["A"].width > 5


def test_every_name_comes_back() -> None:
    page = workbook(as_excel(sheet([(name,) for name in ROSTER.values()])))["People"]
    assert [cell.value for (cell,) in page.iter_rows(min_row=2)] == list(ROSTER.values())


def test_the_summary_has_figures_and_native_charts_on_real_numbers() -> None:
    book = workbook(as_excel(sheet([]), about=report(SUMMARY)))
    page = book["Summary"]
    assert book.sheetnames == ["Summary", "People"]
    assert len(page._charts) == 3
    values = [cell.value for cell in cells(book)]
    for metric in ("Harbour City", 118, 1590.2, 0.94, *WEEKS, *TRAINERS):
        assert metric in values
    assert book.properties.title == "Training report"


def test_charts_refer_to_the_numbers_beside_them() -> None:
    book = workbook(as_excel(about=report(SUMMARY)))
    page = book["Summary"]
    bars = page._charts[0]
    values = [series.val.numRef.f for series in bars.series]
    read = [[cell.value for (cell,) in page[place.split("!")[1].replace("$", "")]] for place in values]
    assert read == [list(series.values) for series in SUMMARY.charts[0].series]


def test_libreoffice_opens_it_and_shows_possible_formulas_as_text(
    libreoffice: Callable[[bytes], dict[str, str]],
) -> None:
    texts = [*ROSTER.values(), "=1+1", "@SUM(1+1)", "+2", "-3", "<r></r>"]
    read = libreoffice(as_excel(sheet([(text,) for text in texts]), about=report(SUMMARY)))
    assert [row[0] for row in csv.reader(io.StringIO(read["People"]))] == ["Name", *texts]
    assert "Attendance rate,94%" in read["Summary"].replace("94.00%", "94%")
    assert "2026-W10,0,1" in read["Summary"]


@pytest.mark.parametrize("text", [*FORMULAS, "http://evil.example/", "{=1+1}", "<r></r>", "<r><t>x</t></r>"])
def test_text_is_text_whatever_it_looks_like(text: str) -> None:
    book = workbook(
        as_excel(sheet([(text,)]), about=report(SUMMARY, organisation=text, facts=((text, text),)))
    )
    assert {cell.data_type for cell in cells(book)} <= {"s", "n", "inlineStr"}
    assert not any(cell.hyperlink for cell in cells(book))


def test_rows_beyond_the_limit_of_a_sheet_go_on_another() -> None:
    book = workbook(as_excel(sheet([(f"P{number}",) for number in range(9)]), last_row=5))
    assert book.sheetnames == ["People", "People (2)", "People (3)"]
    assert [page.max_row for page in book.worksheets] == [5, 5, 2]
    assert [page["A1"].value for page in book.worksheets] == ["Name"] * 3
    everyone = [cell.value for page in book.worksheets for (cell,) in page.iter_rows(min_row=2)]
    assert everyone == [f"P{number}" for number in range(9)]


def test_a_sheet_that_is_exactly_full_is_not_followed_by_an_empty_one() -> None:
    assert workbook(as_excel(sheet([("P",)] * 4), last_row=5)).sheetnames == ["People"]


def test_text_too_long_for_a_cell_ends_in_an_ellipsis() -> None:
    value = workbook(as_excel(sheet([("x" * 40_000,)])))["People"]["A2"].value
    assert (len(value), value[-2:]) == (32_767, "x…")


@settings(max_examples=60)
@given(st.lists(st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=50), max_size=20))
def test_any_text_comes_back(texts: list[str]) -> None:
    page = workbook(as_excel(sheet([(text,) for text in texts])))["People"]
    read = [page.cell(row=row, column=1).value or "" for row in range(2, len(texts) + 2)]
    assert read == [text.replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd") for text in texts]


@settings(max_examples=60)
@given(st.lists(st.tuples(st.text(), st.text()), max_size=10))
def test_no_text_corrupts_the_file(rows: list[Row]) -> None:
    about = report(SUMMARY, title=str(rows), facts=tuple(rows))  # type: ignore[arg-type]  # pairs of text
    book = workbook(as_excel(sheet(rows, (*NAMES, *NAMES)), about=about))
    assert book["People"].max_row == len(rows) + 1
