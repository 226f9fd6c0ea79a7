"""Breaks text into lines that fit and prepares them for drawing.

Most text is plain: characters that the main font has, one after the other. Widths and glyphs are then simple
look-ups, and both are cached. Everything else is shaped (``shaping.py``).
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from typing import NamedTuple

from fpdf.enums import TextDirection
from fpdf.fonts import TTFFont

from tms_adapters.reports.cell_text import encodable
from tms_adapters.reports.pdf.shaping import Faces, Shaper, attached, direction_of

IDEOGRAPHS = "\u2e80-\u2fdf\u3041-\u30ff\u3100-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
CLOSING = "\u3001\u3002\u3009\u300b\u300d\u300f\u3011\u3015\uff01\uff09\uff0c\uff0e\uff1a\uff1b\uff1f\uff5d"
ATOM = re.compile(f"[{IDEOGRAPHS}][{CLOSING}]* *|[^ {IDEOGRAPHS}]+ *| +")
"""What a line may be broken after: a word, or a character that counts as one."""

Measure = Callable[[str], float]


PLAIN = re.compile(
    "[ -~\u00a0-\u00ac\u00ae-\u02ff\u0370-\u0482\u048a-\u052f\u1e00-\u1fff\u2010-\u2027\u2030-\u205e\u20a0-\u20bf]*"
)
"""Latin, Greek and Cyrillic, precomposed letters only."""
REMEMBERED = 2_000  # cache size: cells, and as many words


def broken(text: str, width: float, measure: Measure) -> Iterator[str]:
    """Lines of at most ``width``, without trailing spaces; at least one, which may be empty."""
    line, filled = "", 0.0
    for atom in ATOM.findall(text):
        for piece in _fitting(atom, width, measure):
            if line and filled + measure(piece.rstrip(" ")) > width:
                yield line.rstrip(" ")
                line, filled = "", 0.0
            line += piece
            filled += measure(piece)
    yield line.rstrip(" ")


def _fitting(atom: str, width: float, measure: Measure) -> Iterator[str]:
    """An atom, split if it is wider than a line, but never inside a grapheme cluster."""
    if measure(atom.rstrip(" ")) <= width:
        yield atom
        return
    piece, filled = "", 0.0
    for cluster in _clusters(atom):
        wide = measure(cluster)
        if piece and cluster != " " and filled + wide > width:
            yield piece
            piece, filled = "", 0.0
        piece += cluster
        filled += wide
    yield piece


def _clusters(text: str) -> list[str]:
    clusters: list[str] = []
    for character in text:
        if clusters and (attached(character) or clusters[-1].endswith("\N{ZERO WIDTH JOINER}")):
            clusters[-1] += character
        else:
            clusters.append(character)
    return clusters


class Style(NamedTuple):
    """A text style; ``size`` is in points."""

    bold: bool
    size: float


class Line(NamedTuple):
    """A line: operators that write it at the current position, in a style that is already selected and stays
    selected; its width in points; whether it reads right to left."""

    operators: str
    width: float
    from_right: bool = False


class _Codes(dict[int, str]):
    """Character → what fpdf2 writes for it. The first look-up adds the character to the embedded font."""

    def __init__(self, font: TTFFont) -> None:
        super().__init__()
        self._font = font

    def __missing__(self, code: int) -> str:
        found = self._font.subset.pick(code) if code in self._font.cmap else None
        if found is None:
            raise _NotPlain
        self[code] = self._font.escape_text(chr(found))
        return self[code]


class _NotPlain(Exception):
    """The main font lacks a character."""


class Typesetter:
    """Lays out text in the bundled fonts, and caches the results."""

    def __init__(self, faces: Faces) -> None:
        self._faces = faces
        self._shaper = Shaper(faces)
        self._codes = {bold: _Codes(faces.main(bold)) for bold in (False, True)}
        self.lines = lru_cache(maxsize=REMEMBERED)(self._lines)
        self._plain_width = lru_cache(maxsize=REMEMBERED)(self._measured)
        self._shaped_width = lru_cache(maxsize=REMEMBERED)(self._measured_shaped)

    def select(self, style: Style) -> str:
        """The operator that selects a style."""
        return f"/F{self._faces.main(style.bold).i} {style.size:g} Tf "

    def line(self, text: str, style: Style) -> Line:
        """Text as one line, however long."""
        return self.lines(text, float("inf"), style)[0]

    def _lines(self, text: str, width: float, style: Style) -> tuple[Line, ...]:
        """Text broken into lines of at most ``width`` points; at least one, which may be empty."""
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
        codes = self._codes[style.bold]
        written, wide = text.translate(codes), self._measured(text, style)
        if wide <= width:
            return [Line(f"({written})Tj ", wide)]
        measure = partial(self._plain_width, style=style)
        return [
            Line(f"({line.translate(codes)})Tj ", self._measured(line, style))
            for line in broken(text, width, measure)
        ]

    def _shaped(self, text: str, width: float, style: Style) -> Iterator[Line]:
        main = self._faces.main(style.bold)
        text = self._shaper.printable(text, main)
        base = direction_of(text)
        for line in broken(text, width, partial(self._shaped_width, style=style)):
            operators, wide = self._shaper.line(line, main, style.size, base)
            yield Line(operators + self.select(style), wide, base is TextDirection.RTL)

    def _measured(self, text: str, style: Style) -> float:
        return self._faces.main(style.bold).get_text_width(text, style.size, None)[1]

    def _measured_shaped(self, text: str, style: Style) -> float:
        return self._shaper.width(text, self._faces.main(style.bold), style.size)
