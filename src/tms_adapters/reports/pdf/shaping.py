"""Text that needs more than letters in a row: other fonts, ligatures, marks, scripts that read from the right.

fpdf2 orders it and shapes it. Its own way of choosing fonts would part marks from their letters, so that is done here.
"""

import unicodedata
from itertools import groupby
from typing import Any, NamedTuple

from fpdf.bidi import BidiParagraph, auto_detect_base_direction
from fpdf.enums import Align, TextDirection
from fpdf.fonts import TTFFont
from fpdf.graphics_state import GraphicsState
from fpdf.line_break import Fragment, TextLine

from tms_adapters.reports.cells import REPLACEMENT
from tms_adapters.reports.pdf.breaking import attached
from tms_adapters.reports.pdf.faces import Faces

SPACE = 0x20
FEATURES = {"kern": False}
"""As in plain text, and so that letters follow one another, rather than being placed one by one."""


class ShapedLine(NamedTuple):
    """A line in pieces, from left to right, each with its width; in all ``width`` points."""

    pieces: list[tuple[Fragment, float]]
    width: float
    from_right: bool

    def at(self, x: float, y: float) -> str:
        """The line there, in points from the lower left corner. It selects its fonts, and leaves the selected one."""
        operators = f"ET q BT 1 0 0 1 {x:.2f} {y:.2f} Tm "
        for piece, width in self.pieces:
            shown = f"/F{piece.font.i} {piece.font_size_pt:g} Tf {piece.render_pdf_text(0, 0, 0, x, 0, y)} "
            operators += shown if piece.fragment_direction is TextDirection.RTL else _named(shown, piece.string)
            x += width
        return f"{operators}ET Q BT "


class Shaper:
    """Orders and shapes. Sizes and widths are points; ``main`` is the font that is tried first."""

    def __init__(self, faces: Faces) -> None:
        self._faces = faces

    def printable(self, text: str, main: TTFFont) -> str:
        """Every character that no font has becomes the sign for one."""
        return "".join(
            character
            if self._font_of(character, main) or unicodedata.category(character) == "Cf"
            else REPLACEMENT
            for character in text
        )

    def width(self, text: str, main: TTFFont, size: float) -> float:
        """How wide a piece of text is, wherever it will stand."""
        return sum(each.get_width() for each in self._fragments(text, main, size))

    def line(self, text: str, main: TTFFont, size: float, base: TextDirection) -> ShapedLine:
        """A line of text that reads in the direction ``base``."""
        fragments = [
            each
            for part, direction in BidiParagraph(text, base, preserve_bn_chars=True).get_bidi_fragments()
            for each in self._fragments(part, main, size, direction, base)
        ]
        ordered = TextLine(fragments, 0, 0, Align.L, size, None).get_ordered_fragments()
        pieces = [(each, each.get_width()) for each in ordered]
        return ShapedLine(pieces, sum(width for _, width in pieces), base is TextDirection.RTL)

    def _fragments(
        self,
        text: str,
        main: TTFFont,
        size: float,
        direction: TextDirection | None = None,
        base: TextDirection | None = None,
    ) -> list[Fragment]:
        """Neighbouring characters of one font, in the order they are read in."""
        fonts: list[TTFFont] = []
        for character in text:
            before = fonts[-1] if fonts else main
            stays = attached(character) or (character == " " and SPACE in before.cmap)
            fonts.append(before if stays else self._font_of(character, main) or before)
        shaping: dict[str, Any] = {"features": FEATURES, "fragment_direction": direction, "paragraph_direction": base}
        return [
            Fragment(
                [character for _, character in group],
                GraphicsState(current_font=font, font_size_pt=size, text_shaping=shaping),
                k=1,
            )
            for font, group in groupby(zip(fonts, text, strict=True), key=lambda pair: pair[0])
        ]

    def _font_of(self, character: str, main: TTFFont) -> TTFFont | None:
        code = ord(character)
        return main if code in main.cmap else self._faces.having(code)


def _named(shown: str, text: str) -> str:
    """Says what stands here, so that it can be found where glyphs are in another order than their characters."""
    return f"/Span<</ActualText<FEFF{text.encode('utf-16-be').hex()}>>>BDC {shown}EMC "


def direction_of(text: str) -> TextDirection:
    """Which way it reads: the first character with a direction decides."""
    return auto_detect_base_direction(text)
