"""Finished pages are held packed. fpdf2 would keep them as they are until the end, which takes five times the room."""

import zlib

from fpdf.line_break import TotalPagesSubstitutionFragment
from fpdf.output import OutputProducer, PDFPage
from fpdf.syntax import Name, PDFContentStream

EFFORT = 4
"""Higher levels of compression take several times as long and save a few percent."""


class PackedPages(OutputProducer):
    """Writes pages that are packed already."""

    def _add_pages(self, _slice: slice = slice(0, None)) -> list[PDFPage]:
        pages = super()._add_pages(_slice)
        for page in pages:
            if isinstance(page.contents, PDFContentStream):
                page.contents.filter = Name("FlateDecode")
        return pages


def pack(page: PDFPage) -> None:
    """Pack a page that is done but for the number of all pages."""
    if isinstance(page.contents, bytearray):
        page.contents = bytearray(zlib.compress(page.contents, EFFORT))


def fill_in(page: PDFPage, total: int) -> None:
    """Write the number of all pages on a packed page."""
    if isinstance(page.contents, bytearray):
        page.contents = bytearray(zlib.decompress(page.contents))
        for place in page.get_text_substitutions():
            page.contents = page.contents.replace(*_filled(place, total))
        pack(page)


def _filled(place: TotalPagesSubstitutionFragment, total: int) -> tuple[bytes, bytes]:
    shown = place.render_text_substitution(str(total))
    return place.get_placeholder_string().encode("latin-1"), shown.encode("latin-1")
