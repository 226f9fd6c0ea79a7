"""Text into lines that fit, ready to be placed.

Most text is plain: letters that the main font has and that stand one after the other. It is measured by looking widths
up and written by looking glyphs up, both remembered. Everything else is shaped (``shaping.py``).
"""

import re
from functools import lru_cache
from typing import NamedTuple

from tms_adapters.reports.cells import encodable
from tms_adapters.reports.pdf.faces import Face, Faces
from tms_adapters.reports.pdf.shaping import Shaper

PLAIN = re.compile(
    "[ -~\u00a0-\u00ac\u00ae-\u02ff\u0370-\u0482\u048a-\u052f\u1e00-\u1fff\u2010-\u2027\u2030-\u205e\u20a0-\u20bf]*"
)
"""Latin, Greek and Cyrillic, whole letters only."""
REMEMBERED = 2_000  # cells, and as many words


class Style(NamedTuple):
    """How text looks; ``size`` in points."""

    bold: bool
    size: float


class Line(NamedTuple):
    """A line: operators that write it from where the pen is, in a style that is selected and stays so; its width in
    points; whether it reads from the right."""

    operators: str
    width: float
    from_right: bool = False


class _Glyphs(dict[int, str]):
    """Character → its glyph in hexadecimal, looked up at the first use, which is noted."""

    def __init__(self, face: Face) -> None:
        super().__init__()
        self.widths: dict[str, float] = {}
        self._face = face

    def __missing__(self, code: int) -> str:
        glyph = self._face.glyph(code)
        if glyph is None:
            raise _NotPlain
        self._face.use(glyph, chr(code))
        self.widths[chr(code)] = self._face.advance(glyph)
        self[code] = f"{glyph:04X}"
        return self[code]


class _NotPlain(Exception):
    """The main font lacks a letter."""


class Typesetter:
    """Sets text in the bundled fonts, and remembers what it has set."""

    def __init__(self, faces: Faces) -> None:
        self._faces = faces
        self._shaper = Shaper(faces)
        self._glyphs = {False: _Glyphs(faces.regular), True: _Glyphs(faces.bold)}
        self.lines = lru_cache(maxsize=REMEMBERED)(self._lines)
        self._word = lru_cache(maxsize=REMEMBERED)(self._measured)

    def select(self, style: Style) -> str:
        """The operator that selects a style."""
        return f"/{self._face(style).name} {style.size:g} Tf "

    def line(self, text: str, style: Style) -> Line:
        """Text as one line, however long."""
        return self.lines(text, float("inf"), style)[0]

    def _lines(self, text: str, width: float, style: Style) -> tuple[Line, ...]:
        """Text as lines of at most ``width`` points; at least one, which may be empty."""
        found: list[Line] = []
        for part in encodable(text).replace("\t", " ").splitlines() or [""]:
            try:
                if not PLAIN.fullmatch(part):
                    raise _NotPlain
                found += self._plain(part, width, style)
            except _NotPlain:
                found += self._shaped(part, width, style)
        return tuple(found)

    def _plain(self, text: str, width: float, style: Style) -> list[Line]:
        glyphs, whole = self._word(text, style)
        if whole <= width:
            return [Line(f"<{glyphs}>Tj ", whole)]
        space, space_width = self._word(" ", style)
        found: list[Line] = []
        line, filled = "", 0.0
        for piece in self._pieces(text, width, style):
            glyphs, wide = self._word(piece, style)
            if line and filled + space_width + wide > width:
                found.append(Line(f"<{line}>Tj ", filled))
                line, filled = glyphs, wide
            elif line:
                line, filled = line + space + glyphs, filled + space_width + wide
            else:
                line, filled = glyphs, wide
        return [*found, Line(f"<{line}>Tj ", filled)]

    def _pieces(self, text: str, width: float, style: Style) -> list[str]:
        """The words; one that is wider than a line is cut."""
        return [piece for word in text.split(" ") for piece in self._cut(word, width, style)]

    def _cut(self, word: str, width: float, style: Style) -> list[str]:
        pieces, rest = [], word
        while self._word(rest, style)[1] > width and len(rest) > 1:
            end = len(rest) - 1
            while end > 1 and self._word(rest[:end], style)[1] > width:
                end -= 1
            pieces.append(rest[:end])
            rest = rest[end:]
        return [*pieces, rest]

    def _measured(self, word: str, style: Style) -> tuple[str, float]:
        glyphs = self._glyphs[style.bold]
        written = word.translate(glyphs)
        return written, sum(map(glyphs.widths.__getitem__, word)) * style.size / 1000

    def _shaped(self, text: str, width: float, style: Style) -> list[Line]:
        shaped = self._shaper.lines(text, width * 1000 / style.size, self._face(style), style.size)
        select = self.select(style)
        return [
            Line(operators + select, wide * style.size / 1000, from_right)
            for operators, wide, from_right in shaped
        ]

    def _face(self, style: Style) -> Face:
        return self._faces.bold if style.bold else self._faces.regular
