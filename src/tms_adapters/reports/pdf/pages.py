"""The document as a sequence of pages: sizes, header, footer, bookmarks, metadata."""

import zlib
from typing import BinaryIO
from uuid import uuid4

from fpdf import FPDF, Align, ViewerPreferences
from fpdf.line_break import TotalPagesSubstitutionFragment
from fpdf.output import OutputProducer, PDFPage
from fpdf.syntax import Name, PDFContentStream

from tms_adapters.reports.cell_text import encodable
from tms_adapters.reports.pdf.canvas import MUTED, Canvas
from tms_adapters.reports.pdf.shaping import Faces
from tms_adapters.reports.pdf.text_layout import Style, Typesetter
from tms_core.reports.model import Report
from tms_core.validation import zone_named

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
        canvas.text(MARGIN, foot, f"Generated {_shown(report)}", SMALL, MUTED)

    def _number(self, right: float, foot: float) -> None:
        """Write the page number; fpdf2 fills in the total page count at the end."""
        self._pdf.set_font(self.faces.main(bold=False).fontkey, size=SMALL.size)
        self._pdf.set_text_color(MUTED)
        self._pdf.set_xy(right - NUMBER_ROOM, foot - 0.8 * SMALL.size)
        self._pdf.cell(NUMBER_ROOM, SMALL.size, f"Page {self._pdf.page} of {TOTAL}", align=Align.R)

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
    return (
        f"{report.generated_at.astimezone(zone_named(report.time_zone)):%Y-%m-%d %H:%M} ({report.time_zone})"
    )


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
