"""Text that needs shaping: fallback fonts, ligatures, combining marks, right-to-left scripts.

fpdf2 does the bidirectional ordering and the shaping. Its own font fallback would separate marks from their
base letters, so fonts are chosen here.
"""

import re
import unicodedata
from functools import cached_property
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from typing import Any, cast

import uharfbuzz as hb
from fpdf import FPDF
from fpdf.bidi import BidiParagraph, auto_detect_base_direction
from fpdf.enums import Align, TextDirection
from fpdf.fonts import TTFFont
from fpdf.graphics_state import GraphicsState
from fpdf.line_break import Fragment, TextLine

from tms_adapters.reports.cell_text import REPLACEMENT

FONTS = Path(str(files("tms_adapters.reports") / "fonts"))
REGULAR, BOLD = "NotoSans-Regular.ttf", "NotoSans-Bold.ttf"
LAST = ("NotoSansCJK-Supplement.ttf", "HangulGothic.ttf", "DroidSansFallback.ttf")
"""The large fonts, for Chinese, Japanese and Korean: tried first for East Asian
characters, last for all others."""
EAST = 0x2E80
ATTACHED = frozenset({"Mn", "Mc", "Me", "Cf"})
EMOJI_MODIFIERS = range(0x1F3FB, 0x1F400)
SPACE = 0x20
PLACE = re.compile(r"1 0 0 1 (-?[\d.]+) (-?[\d.]+) Tm")


class Faces:
    """All fonts of a document. Checking whether a font has a character is cheap; a
    font is loaded only when needed."""

    def __init__(self, pdf: FPDF) -> None:
        self._pdf = pdf
        self._loaded: dict[str, TTFFont] = {}
        self._of_code: dict[int, str | None] = {}

    def main(self, bold: bool) -> TTFFont:
        """The font to try first."""
        return self._load(BOLD if bold else REGULAR)

    def having(self, code: int) -> TTFFont | None:
        """The first fallback font that has this character, or None."""
        if code not in self._of_code:
            asked = self._others[::-1] if code >= EAST else self._others
            self._of_code[code] = next((name for name, font in asked if font.get_nominal_glyph(code)), None)
        name = self._of_code[code]
        return self._load(name) if name else None

    def _load(self, name: str) -> TTFFont:
        if name not in self._loaded:
            family = Path(name).stem
            self._pdf.add_font(family, fname=FONTS / name)
            self._loaded[name] = cast(TTFFont, self._pdf.fonts[family.lower()])
        return self._loaded[name]

    @cached_property
    def _others(self) -> list[tuple[str, hb.Font]]:
        """The fallback fonts, opened with HarfBuzz, which memory-maps the files instead of reading them."""
        small = sorted({path.name for path in FONTS.glob("*.ttf")} - {BOLD, *LAST})
        return [
            (name, hb.Font(hb.Face(hb.Blob.from_file_path(str(FONTS / name))))) for name in (*small, *LAST)
        ]


FEATURES = {"kern": False}
"""No kerning, like unshaped text, so that letters simply follow one another instead of
being positioned individually."""


class Shaper:
    """Orders and shapes text. Sizes and widths are in points; ``main`` is the font to try first."""

    def __init__(self, faces: Faces) -> None:
        self._faces = faces

    def printable(self, text: str, main: TTFFont) -> str:
        """The text with every character that no font has replaced by the replacement character."""
        return "".join(
            character
            if self._font_of(character, main) or unicodedata.category(character) == "Cf"
            else REPLACEMENT
            for character in text
        )

    def width(self, text: str, main: TTFFont, size: float) -> float:
        """The width of a piece of text, whatever its position."""
        return sum(each.get_width() for each in self._fragments(text, main, size))

    def line(self, text: str, main: TTFFont, size: float, base: TextDirection) -> tuple[str, float]:
        """Operators that write a line with base direction ``base`` at the current
        position, and the line's width."""
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
        """Runs of characters in the same font, in logical order."""
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
    """Marks the text with its characters, so that it can be searched when
    glyphs are in a different order."""
    return f"/Span<</ActualText<FEFF{text.encode('utf-16-be').hex()}>>>BDC {shown}EMC "


def _relative(operators: str) -> str:
    """The operators with relative instead of absolute positions, so that the line can be placed anywhere."""
    x, y = 0.0, 0.0

    def move(place: re.Match[str]) -> str:
        nonlocal x, y
        right, up = float(place[1]) - x, float(place[2]) - y
        x, y = float(place[1]), float(place[2])
        return f"{right:.2f} {up:.2f} Td"

    return PLACE.sub(move, operators)


def direction_of(text: str) -> TextDirection:
    """The text's direction, decided by the first character that has one."""
    return auto_detect_base_direction(text)


def attached(character: str) -> bool:
    """Whether a character attaches to the one before it."""
    return unicodedata.category(character) in ATTACHED or ord(character) in EMOJI_MODIFIERS
