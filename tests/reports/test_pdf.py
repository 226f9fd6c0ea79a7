"""PDFs in which other programs find no faults and all of the content."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime

import pytest
from fpdf import FPDF
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.reports.conftest import Reader
from tests.reports.files import NAMES, as_pdf, pdf, report, sheet
from tests.reports.roster import LEFT_TO_RIGHT, RIGHT_TO_LEFT, ROSTER
from tests.reports.summaries import SUMMARY
from tms_adapters.reports.pdf.shaping import Faces
from tms_core.reports.model import Column, ColumnType, Row
from tms_core.reports.tables import ATTENDANCE_COLUMNS, SESSION_COLUMNS

FACES = Faces(FPDF())
MANY = [(f"Person {number}",) for number in range(1, 301)]
LIGATURE = "لا لأ لإ لآ"
"""Poppler reverses the letters of a lam-alef ligature; pypdf does not."""

REARRANGED = {"Bengali", "Burmese", "Devanagari", "Tamil", "Telugu"}
"""One letter may take several glyphs here. fpdf2 maps a letter's first glyph to the letter; Poppler reads the
``ActualText`` around all of them, pypdf does not, and invents characters for the other glyphs."""


def test_qpdf_finds_nothing_wrong(qpdf: Reader) -> None:
    content = as_pdf(sheet([(name,) for name in ROSTER.values()]), sheet(MANY), about=report(SUMMARY))
    assert "No syntax or stream encoding errors found" in qpdf(content)


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_the_cover_is_portrait_and_tables_are_landscape_on_the_configured_paper(paper: str) -> None:
    cover, table = pdf(as_pdf(sheet(MANY[:3]), paper=paper)).pages
    width, height = {"A4": (595.28, 841.89), "Letter": (612, 792)}[paper]
    assert (float(cover.mediabox.width), float(cover.mediabox.height)) == (width, height)
    assert (float(table.mediabox.width), float(table.mediabox.height)) == (height, width)


def test_pdftotext_finds_every_name(pdftotext: Reader) -> None:
    text = pdftotext(as_pdf(sheet([(name,) for name in ROSTER.values()])))
    missing = {script for script, name in ROSTER.items() if name not in text}
    assert missing == {
        script for script, name in ROSTER.items() if any(pair in name for pair in LIGATURE.split())
    }


def test_pypdf_finds_every_right_to_left_name_and_nearly_all_others() -> None:
    content = as_pdf(sheet([(name,) for name in ROSTER.values()]))
    text = "\n".join(page.extract_text() for page in pdf(content).pages)
    assert [name for name in RIGHT_TO_LEFT.values() if name not in text] == []
    assert {script for script, name in LEFT_TO_RIGHT.items() if name not in text} <= REARRANGED


@pytest.mark.parametrize("text", ["ශ්‍රී ලංකා", "e\u0301a\u0323o", "हिन्दी क्‍ष", "👩‍🚀 👩‍🏫"])
def test_marks_and_joiners_are_shaped_with_their_letters(text: str, pdftotext: Reader) -> None:
    content = as_pdf(sheet([(text,)]))
    assert text in pdftotext(content)
    shaped = re.findall(rb"FEFF([0-9a-f]+)>", drawn(content))
    assert [bytes.fromhex(each.decode()).decode("utf-16-be") for each in shaped] == [text]


def test_arabic_letters_are_shaped_with_their_vowel_signs() -> None:
    assert drawn(as_pdf(sheet([("مُحَمَّد",)]))).count(b"/F3 ") == 1


def test_a_font_is_embedded_only_where_a_character_needs_it() -> None:
    latin, mixed = (pdf(as_pdf(sheet([(name,)]))).pages[1]["/Resources"] for name in ("Ana", "王小明"))
    assert (len(latin["/Font"]), len(mixed["/Font"])) == (2, 3)


def test_every_name_has_a_glyph_in_some_font() -> None:
    text = "".join(
        page.extract_text() for page in pdf(as_pdf(sheet([(each,) for each in ROSTER.values()]))).pages
    )
    assert "\N{REPLACEMENT CHARACTER}" not in text


def test_a_character_without_a_font_is_shown_as_missing() -> None:
    assert "a\N{REPLACEMENT CHARACTER}b" in pdf(as_pdf(sheet([("a\U0003fffdb",)]))).pages[1].extract_text()


def test_every_page_shows_its_number_and_the_total() -> None:
    pages = pdf(as_pdf(sheet(MANY))).pages
    for number, page in enumerate(pages, start=1):
        assert re.search(rf"Page {number} of\s+.*\b{len(pages)}\b", page.extract_text(), re.DOTALL)


def test_headings_are_repeated_on_every_page_and_no_row_is_lost() -> None:
    pages = pdf(as_pdf(sheet(MANY))).pages[1:]
    assert len(pages) > 5
    texts = [page.extract_text() for page in pages]
    assert all("\nName\nPerson" in text for text in texts)
    assert re.findall(r"^Person \d+$", "\n".join(texts), re.MULTILINE) == [name for (name,) in MANY]


def test_a_row_taller_than_a_page_continues_on_the_next() -> None:
    names = [f"Trainee{number}" for number in range(4000)]
    pages = pdf(as_pdf(sheet([(", ".join(names),)]))).pages[1:]
    assert len(pages) > 2
    assert re.findall(r"Trainee\d+", " ".join(page.extract_text() for page in pages)) == names


def test_long_words_are_broken_instead_of_overflowing(pdftotext: Reader) -> None:
    columns = tuple(Column(name=name, title=name) for name in "abcd")
    text = pdftotext(as_pdf(sheet([("x" * 300, "z" * 300, "漢" * 200, "ש" * 300)], columns)))
    assert [text.count(letter) for letter in "xz漢ש"] == [300, 300, 200, 300]


def test_values_are_formatted_for_people() -> None:
    kinds = (ColumnType.WHOLE, ColumnType.TIME, ColumnType.MINUTES, ColumnType.HOURS, ColumnType.SHARE)
    columns = tuple(Column(name=kind.value, title=kind.value, kind=kind) for kind in kinds)
    rows: list[Row] = [(7, datetime(2026, 7, 1, 9, 5, tzinfo=UTC), 95, 1234.25, 0.875), (None,) * 5]
    text = pdf(as_pdf(sheet(rows, columns))).pages[1].extract_text()
    for shown in ("7", "2026-07-01 10:05", "1:35", "1,234.2", "88%", "(Europe/Lisbon)"):
        assert shown in text
    assert "None" not in text


def test_bookmarks_lead_to_the_summary_each_table_and_each_month() -> None:
    rows: list[Row] = [
        (
            number,
            datetime(2026, 1 + number // 40, 5, tzinfo=UTC),
            *["x"] * 3,
            "UTC",
            60,
            "completed",
            0,
            None,
            None,
            None,
            None,
        )
        for number in range(80)
    ]
    document = pdf(as_pdf(sheet(MANY), sheet(rows, SESSION_COLUMNS, "Sessions"), about=report(SUMMARY)))
    flat = [entry.title for entry in document.outline if not isinstance(entry, list)]
    assert flat == ["Training report", "People", "Sessions"]
    below = [[entry.title for entry in level] for level in document.outline if isinstance(level, list)]
    assert below == [
        [
            "People",
            "Sessions",
            "Sessions per week",
            "Attendance rate per week",
            "Sessions by trainer",
            "Top trainers",
        ],
        ["2026-01", "2026-02"],
    ]
    for entry in document.outline:
        if not isinstance(entry, list):
            assert document.get_destination_page_number(entry) is not None


def test_the_document_has_a_title_and_a_language() -> None:
    document = pdf(as_pdf(about=report(organisation="Ακαδημία")))
    assert document.metadata is not None
    assert document.metadata.title == "Training report · Ακαδημία"
    assert document.metadata.author == "Ακαδημία"
    assert document.metadata.creation_date == datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
    assert document.trailer["/Root"]["/Lang"] == "en"


def test_fonts_are_subset_to_the_characters_used() -> None:
    assert len(as_pdf(sheet([("王小明 김민준 محمد",)]))) < 100_000


def test_the_summary_shows_its_figures_charts_and_tables(pdftotext: Reader) -> None:
    text = pdftotext(as_pdf(about=report(SUMMARY)))
    for shown in (
        "Harbour City",
        "all sessions",
        "Trainees",
        "118",
        "1,590.2",
        "94%",
        "2026-W10",
        "Prisca O’Neill",
    ):
        assert shown in text


def test_charts_are_drawn_as_shapes_without_an_image() -> None:
    cover = pdf(as_pdf(about=report(SUMMARY))).pages[0]
    assert not list(cover.images)
    content = cover.get_contents()
    assert content is not None
    assert content.get_data().count(b" re f") > 30


def test_a_table_without_rows_says_so(pdftotext: Reader) -> None:
    assert "Nothing in this period." in pdftotext(as_pdf(sheet([], ATTENDANCE_COLUMNS)))


SEEN = st.characters(exclude_categories=["Cs", "Cc", "Cf", "Cn", "Co", "Zs", "Zl", "Zp"])


# Loading and embedding fonts takes nearly all the time per file, so a few files with many texts test just as much.
@settings(max_examples=5)
@example(["\N{EMOJI MODIFIER FITZPATRICK TYPE-1-2}"])  # a modifier without a base character
@given(st.lists(st.text(SEEN, min_size=1, max_size=30), min_size=20, max_size=80))
def test_every_character_with_a_font_can_be_extracted(
    qpdf: Reader, pdftotext: Reader, texts: list[str]
) -> None:
    columns = (*NAMES, Column(name="other", title="Other", width=0.2))
    content = as_pdf(sheet([(text, text) for text in texts], columns))
    qpdf(content)
    read = letters(pdftotext(content))
    shown = (
        letter
        for letter in "".join(texts)
        if ord(letter) in FACES.main(bold=False).cmap or FACES.having(ord(letter))
    )
    assert letters("".join(shown)) <= read


def drawn(content: bytes) -> bytes:
    """Draws the page of a short table."""
    found = pdf(content).pages[1].get_contents()
    assert found is not None
    return found.get_data()


def letters(text: str) -> set[str]:
    """The visible characters, in normalised form."""
    return set(unicodedata.normalize("NFKD", text)) - {" ", "\n", "\f"}


@settings(max_examples=8)
@given(st.lists(st.tuples(st.text(max_size=200), st.text(max_size=200)), min_size=10, max_size=30))
def test_any_text_gives_a_valid_file(qpdf: Reader, rows: list[Row]) -> None:
    about = report(title=str(rows)[:300], organisation="\ud800")
    qpdf(as_pdf(sheet(rows, (*NAMES, *NAMES)), about=about))
