"""Text that needs more than letters in a row: other fonts, ligatures, marks, scripts that read from the right.

fpdf2 orders it and shapes it. Its own way of choosing fonts would part marks from their letters, so that is done here.
"""

import re
import unicodedata
from itertools import groupby
from typing import Any

from fpdf.bidi import BidiParagraph, auto_detect_base_direction
from fpdf.enums import Align, TextDirection
from fpdf.fonts import TTFFont
from fpdf.graphics_state import GraphicsState
from fpdf.line_break import Fragment, TextLine

from tms_adapters.reports.cell_text import REPLACEMENT
from tms_adapters.reports.pdf.fonts import Faces
from tms_adapters.reports.pdf.line_breaking import attached

SPACE = 0x20
PLACE = re.compile(r"1 0 0 1 (-?[\d.]+) (-?[\d.]+) Tm")
FEATURES = {"kern": False}
"""As in plain text, and so that letters follow one another, rather than being placed one by one."""


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

    def line(self, text: str, main: TTFFont, size: float, base: TextDirection) -> tuple[str, float]:
        """Operators that write a line of the direction ``base`` from where the pen is, and its width."""
        fragments = [
            each
            for part, direction in BidiParagraph(text, base, preserve_bn_chars=True).get_bidi_fragments()
            for each in self._fragments(part, main, size, direction, base)
        ]
        operators, pen = "", 0.0
        for each in TextLine(fragments, 0, 0, Align.L, size, None).get_ordered_fragments():
            shown = f"/F{each.font.i} {size:g} Tf {each.render_pdf_text(0, 0, 0, pen, 0, 0)} "
            operators += shown if each.fragment_direction is TextDirection.RTL else _named(shown, each.string)
            pen += each.get_width()
        return _relative(operators), pen

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
            stays = (bool(fonts) and attached(character)) or (character == " " and SPACE in before.cmap)
            fonts.append(before if stays else self._font_of(character, main) or before)
        shaping: dict[str, Any] = {
            "features": FEATURES,
            "fragment_direction": direction,
            "paragraph_direction": base,
        }
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


def _relative(operators: str) -> str:
    """The same with every place told from the one before, so that the line can stand anywhere."""
    x, y = 0.0, 0.0

    def move(place: re.Match[str]) -> str:
        nonlocal x, y
        right, up = float(place[1]) - x, float(place[2]) - y
        x, y = float(place[1]), float(place[2])
        return f"{right:.2f} {up:.2f} Td"

    return PLACE.sub(move, operators)


def direction_of(text: str) -> TextDirection:
    """Which way it reads: the first character with a direction decides."""
    return auto_detect_base_direction(text)
