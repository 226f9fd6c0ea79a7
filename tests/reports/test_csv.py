"""CSV that any reader understands and no spreadsheet program executes."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reports.files import NAMES, as_csv, csv_rows, report, sheet
from tests.reports.formulas import FORMULAS, HARMLESS
from tests.reports.roster import ROSTER
from tms_core.reports.model import Column, ColumnType, Row
from tms_core.reports.tables import SESSION_COLUMNS

TWO = (*NAMES, Column(name="role", title="Role"))


def test_it_is_utf_8_with_a_bom_and_crlf_line_endings() -> None:
    content = as_csv(sheet([("Ana", "trainer"), ('B "B", C', "line\nbreak")], TWO))
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig") == (
        '"name","role"\r\n"Ana","trainer"\r\n"B ""B"", C","line\nbreak"\r\n'
    )


def test_the_headings_are_the_field_names_of_the_api() -> None:
    (headings,) = csv_rows(as_csv(sheet([], SESSION_COLUMNS)))
    assert headings[:3] == ["id", "scheduled_date", "title"]


def test_every_name_comes_back() -> None:
    names = [[name] for name in ROSTER.values()]
    assert csv_rows(as_csv(sheet([tuple(name) for name in names])))[1:] == names


def test_numbers_stay_numbers_and_times_carry_their_offset() -> None:
    kinds = (ColumnType.WHOLE, ColumnType.TIME, ColumnType.MINUTES, ColumnType.HOURS, ColumnType.SHARE)
    columns = tuple(Column(name=kind.value, title="", kind=kind) for kind in kinds)
    rows: list[Row] = [(-7, datetime(2026, 7, 1, 9, tzinfo=UTC), 90, 1.5, 2 / 3), (None,) * 5]
    lines = (
        as_csv(sheet(rows, columns), about=report(time_zone="Asia/Kolkata")).decode("utf-8-sig").split("\r\n")
    )
    assert lines[1:] == ['-7,"2026-07-01T14:30:00+05:30",90,1.5,0.6667', '"","","","",""', ""]


@pytest.mark.parametrize("text", FORMULAS)
def test_possible_formulas_are_marked_as_text(text: str) -> None:
    assert csv_rows(as_csv(sheet([(text,)])))[1] == [f"'{text}"]


@pytest.mark.parametrize("text", HARMLESS)
def test_harmless_text_is_left_alone(text: str) -> None:
    assert csv_rows(as_csv(sheet([(text,)])))[1] == [text]


@given(st.lists(st.tuples(st.text(), st.text()), max_size=20))
def test_any_text_comes_back(rows: list[Row]) -> None:
    read = csv_rows(as_csv(sheet(rows, TWO)))[1:]
    assert len(read) == len(rows)
    for row, back in zip(rows, read, strict=True):
        for written, cell in zip(row, back, strict=True):
            assert cell in (written, f"'{written}")


def test_a_lone_surrogate_is_replaced() -> None:
    assert csv_rows(as_csv(sheet([("a\ud800b",)])))[1] == ["a\N{REPLACEMENT CHARACTER}b"]
