"""The bundled fonts: which of them has a character. fpdf2 loads those that are written with, and embeds what was used."""

from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import cast

import uharfbuzz as hb
from fpdf import FPDF
from fpdf.fonts import TTFFont

FONTS = Path(str(files("tms_adapters.reports") / "fonts"))
REGULAR, BOLD = "NotoSans-Regular.ttf", "NotoSans-Bold.ttf"
LAST = ("NotoSansCJK-Supplement.ttf", "HangulGothic.ttf", "DroidSansFallback.ttf")
"""The large ones, for China, Japan and Korea: asked first for what lies there, and last for the rest."""
EAST = 0x2E80


class Faces:
    """All fonts of a document. Asking which has a character costs little; loading one waits until it is needed."""

    def __init__(self, pdf: FPDF) -> None:
        self._pdf = pdf
        self._loaded: dict[str, TTFFont] = {}
        self._of_code: dict[int, str | None] = {}

    def main(self, bold: bool) -> TTFFont:
        """The font that is tried first."""
        return self._load(BOLD if bold else REGULAR)

    def having(self, code: int) -> TTFFont | None:
        """The first of the other fonts that has a character, or None."""
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
        """HarfBuzz maps files instead of reading them."""
        small = sorted({path.name for path in FONTS.glob("*.ttf")} - {BOLD, *LAST})
        return [
            (name, hb.Font(hb.Face(hb.Blob.from_file_path(str(FONTS / name))))) for name in (*small, *LAST)
        ]
