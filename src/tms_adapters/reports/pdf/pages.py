"""The document as a sequence of pages: sizes, header, footer, bookmarks, metadata, and what is drawn on
each of them."""

import zlib
from typing import BinaryIO
from uuid import uuid4

from fpdf import FPDF, Align, ViewerPreferences
from fpdf.drawing_primitives import DeviceRGB
from fpdf.line_break import TotalPagesSubstitutionFragment
from fpdf.output import OutputProducer, PDFPage
from fpdf.syntax import Name, PDFContentStream

from tms_adapters.reports.cell_text import encodable
from tms_adapters.reports.pdf.shaping import Faces
from tms_adapters.reports.pdf.text_layout import Line, Style, Typesetter
from tms_core.reports.model import Report
from tms_core.reports.words import moment, translated

Colour = DeviceRGB
INK = Colour(0.12, 0.16, 0.2)
MUTED = Colour(0.38, 0.44, 0.5)
WHITE = Colour(1, 1, 1)
RULE = Colour(0.82, 0.85, 0.88)
SHADE = Colour(0.955, 0.965, 0.975)
ACCENT = Colour(0.12, 0.37, 0.55)
COLOURS = (ACCENT, Colour(0.23, 0.62, 0.47), Colour(0.78, 0.33, 0.24), Colour(0.88, 0.63, 0.19))


class Canvas:
    """Draws on the page that ``pdf`` has just started. Text is collected and
    written when the page is finished."""

    def __init__(self, pdf: FPDF, typesetter: Typesetter) -> None:
        self.width = pdf.w
        self.height = pdf.h
        self.texts: list[str] = []
        self._pdf = pdf
        self._typesetter = typesetter
        self._selected: tuple[Style, Colour] | None = None

    def select(self, style: Style, colour: Colour = INK) -> None:
        """Use this style from now on."""
        if self._selected != (style, colour):
            self.texts.append(f"{self._typesetter.select(style)}{colour.serialize().lower()} ")
            self._selected = (style, colour)

    def text(
        self, x: float, y: float, text: str, style: Style, colour: Colour = INK, align: float = 0.0
    ) -> float:
        """Draw one line of text with its baseline at ``y``; returns its width. ``align`` is the fraction of
        the line that lies to the left of ``x``."""
        line = self._typesetter.line(text, style)
        self.line_of_text(x - align * line.width, y, line, style, colour)
        return line.width

    def set(self, text: str, width: float, style: Style) -> Line:
        """Lay out text as one line of at most ``width`` points, truncated with an ellipsis if necessary."""
        lines = self._typesetter.lines(text, width, style)
        while len(lines) > 1:
            text = text[: max(1, min(len(text) - 1, round(len(text) / len(lines)) + 2))].rstrip("… ") + "…"
            lines = self._typesetter.lines(text, width, style) if len(text) > 2 else lines[:1]
        return lines[0]

    def line_of_text(self, x: float, y: float, line: Line, style: Style, colour: Colour = INK) -> None:
        """Draw a line that has already been laid out."""
        self.select(style, colour)
        self.texts.append(f"1 0 0 1 {x:.2f} {self.height - y:.2f} Tm {line.operators}")

    def box(self, x: float, y: float, width: float, height: float, colour: Colour) -> None:
        """A filled rectangle; ``x`` and ``y`` are its top left corner."""
        self._pdf.set_fill_color(colour)
        self._pdf.rect(x, y, width, height, style="F")

    def rule(self, x: float, y: float, width: float, colour: Colour = RULE, thickness: float = 0.5) -> None:
        """A horizontal line."""
        self.path([(x, y), (x + width, y)], colour, thickness)

    def path(self, points: list[tuple[float, float]], colour: Colour, thickness: float = 1.2) -> None:
        """Straight line segments through the points."""
        self._pdf.set_draw_color(colour)
        self._pdf.set_line_width(thickness)
        self._pdf.polyline(points)

    def finish(self) -> None:
        """Write the collected text."""
        self._pdf._out(
            "".join(["q BT ", *self.texts, "ET Q"])
        )  # raw operators: fpdf2 has no public method for them


MARGIN = 42.0
TOP = MARGIN + 22.0
"""Where the content of a page begins, below the header."""
SMALL = Style(bold=False, size=7.5)
NUMBER_ROOM = 120.0
TOTAL = "{all}"
"""The placeholder that fpdf2 replaces with the total page count. Layout reserves
room for that number of digits."""
EFFORT = 4
"""zlib's compression level. Higher levels take several times as long and save only a few percent."""


class Pages:
    """Starts and finishes pages. ``paper`` is A4 or Letter."""

    def __init__(self, report: Report, paper: str) -> None:
        self._pdf = Document(unit="pt", format=paper)
        self._pdf.set_auto_page_break(False)
        self._pdf.set_margin(0)
        self._pdf.c_margin = 0
        self._pdf.set_compression(False)  # pages are compressed here instead
        self._pdf.single_resources_object = True  # all fonts on all pages: text bypasses fpdf2
        self._pdf.alias_nb_pages(TOTAL)
        self._report = report
        self.faces = Faces(self._pdf)
        self.typesetter = Typesetter(self.faces)
        self.canvas: Canvas
        self._describe()

    def begin(self, section: str = "", landscape: bool = False) -> Canvas:
        """Start a new page and finish the current one. Without a ``section`` it has no header."""
        self._end()
        self._pdf.add_page("L" if landscape else "P")
        self.canvas = Canvas(self._pdf, self.typesetter)
        self._margins(self.canvas, section)
        return self.canvas

    def bookmark(self, title: str, y: float, level: int = 0) -> None:
        """Add a bookmark to this position, nested below the last one of a lower level."""
        self._pdf.set_y(y)
        self._pdf.start_section(encodable(title), level)

    def finish(self, out: BinaryIO) -> None:
        """Write the document."""
        self._end()
        for page in self._pdf.pages.values():
            fill_in(page, self._pdf.pages_count)
        write(self._pdf, out)

    def _end(self) -> None:
        if self._pdf.page:
            self.canvas.finish()
            self._number(self.canvas.width - MARGIN, self.canvas.height - MARGIN + 14)
            pack(self._pdf.pages[self._pdf.page])

    def _margins(self, canvas: Canvas, section: str) -> None:
        report, right = self._report, canvas.width - MARGIN
        foot = canvas.height - MARGIN + 14
        if section:
            name = f"{report.organisation} · {report.title}" if report.organisation else report.title
            canvas.text(MARGIN, MARGIN, name, SMALL, MUTED)
            canvas.text(right, MARGIN, section, SMALL, MUTED, align=1)
            canvas.rule(MARGIN, MARGIN + 5, right - MARGIN)
        canvas.rule(MARGIN, foot - 11, right - MARGIN)
        canvas.text(
            MARGIN, foot, f"{translated('Generated', report.language)} {_shown(report)}", SMALL, MUTED
        )

    def _number(self, right: float, foot: float) -> None:
        """Write the page number; fpdf2 fills in the total page count at the end."""
        self._pdf.set_font(self.faces.main(bold=False).fontkey, size=SMALL.size)
        self._pdf.set_text_color(MUTED)
        number = translated("Page {page} of {total}", self._report.language, page=self._pdf.page, total=TOTAL)
        self._pdf.set_xy(right - NUMBER_ROOM, foot - 0.8 * SMALL.size)
        self._pdf.cell(NUMBER_ROOM, SMALL.size, number, align=Align.R)

    def _describe(self) -> None:
        report = self._report
        title = f"{report.title} · {report.organisation}" if report.organisation else report.title
        self._pdf.set_title(encodable(title))
        self._pdf.set_author(encodable(report.organisation))
        self._pdf.set_subject(encodable("; ".join(f"{name}: {fact}" for name, fact in report.facts)))
        self._pdf.set_creator("Training Management System")
        self._pdf.set_creation_date(report.generated_at)
        self._pdf.set_lang(report.language)
        self._pdf.viewer_preferences = ViewerPreferences(display_doc_title=True)
        self._pdf.page_mode = "USE_OUTLINES"


def _shown(report: Report) -> str:
    return f"{moment(report.generated_at, report.time_zone)} ({report.time_zone})"


class Document(FPDF):
    """An fpdf2 document with a random file identifier: by default it is a hash of the whole content."""

    def file_id(self) -> str:
        """The identifier of the file, twice: first made, last changed (ISO 32000, 14.4)."""
        return f"<{uuid4().hex.upper()}>" * 2


class _Written(bytearray):
    """The output buffer. Its length includes the bytes that have already been written to the file."""

    gone = 0

    def __len__(self) -> int:
        return self.gone + super().__len__()


class _PackedPages(OutputProducer):
    """Writes pages that are already compressed, and flushes all output immediately."""

    def __init__(self, document: FPDF, out: BinaryIO) -> None:
        super().__init__(document)
        self._file = out
        self.buffer = self._written = _Written()

    def _out(self, data: bytes | bytearray | str) -> None:
        super()._out(data)
        self._written.gone += self._file.write(self._written)
        self._written.clear()

    def _add_pages(self, _slice: slice = slice(0, None)) -> list[PDFPage]:
        pages = super()._add_pages(_slice)
        for page in pages:
            if isinstance(page.contents, PDFContentStream):
                page.contents.filter = Name("FlateDecode")
        return pages


def write(document: FPDF, out: BinaryIO) -> None:
    """Write a document whose pages are all compressed and complete."""
    _PackedPages(document, out).bufferize()


def pack(page: PDFPage) -> None:
    """Compress a page that is complete except for the total page count."""
    if isinstance(page.contents, bytearray):
        page.contents = bytearray(zlib.compress(page.contents, EFFORT))


def fill_in(page: PDFPage, total: int) -> None:
    """Fill in the total page count on a compressed page."""
    if isinstance(page.contents, bytearray):
        page.contents = bytearray(zlib.decompress(page.contents))
        for place in page.get_text_substitutions():
            page.contents = page.contents.replace(*_filled(place, total))
        pack(page)


def _filled(place: TotalPagesSubstitutionFragment, total: int) -> tuple[bytes, bytes]:
    shown = place.render_text_substitution(str(total))
    return place.get_placeholder_string().encode("latin-1"), shown.encode("latin-1")
