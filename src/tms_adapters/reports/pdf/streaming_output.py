"""Finished pages are held packed, and the file is written as it is put together.

fpdf2 would keep pages as they are until the end, which takes five times the room, and then the whole file as well.
"""

import zlib
from typing import BinaryIO
from uuid import uuid4

from fpdf import FPDF
from fpdf.line_break import TotalPagesSubstitutionFragment
from fpdf.output import OutputProducer, PDFPage
from fpdf.syntax import Name, PDFContentStream

EFFORT = 4
"""Higher levels of compression take several times as long and save a few percent."""


class Document(FPDF):
    """fpdf2's document, which is named by chance: by default a file is named after its whole content."""

    def file_id(self) -> str:
        """The identifier of the file, twice: first made, last changed (ISO 32000, 14.4)."""
        return f"<{uuid4().hex.upper()}>" * 2


class _Written(bytearray):
    """What has been written: its length counts what has gone to the file already."""

    gone = 0

    def __len__(self) -> int:
        return self.gone + super().__len__()


class _PackedPages(OutputProducer):
    """Writes pages that are packed already, and everything at once."""

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
    """Write a document whose pages are all packed and filled in."""
    _PackedPages(document, out).bufferize()


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
