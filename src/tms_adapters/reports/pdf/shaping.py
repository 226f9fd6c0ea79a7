"""Text that needs more than letters in a row: other fonts, ligatures, marks, scripts that read from the right.

Widths in here are thousandths of the font size.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from typing import Any, NamedTuple

import uharfbuzz as hb

from tms_adapters.reports.cells import REPLACEMENT
from tms_adapters.reports.pdf import bidi
from tms_adapters.reports.pdf.faces import Face, Faces

IDEOGRAPHS = "\u2e80-\u2fdf\u3041-\u30ff\u3100-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
CLOSING = "\u3001\u3002\u3009\u300b\u300d\u300f\u3011\u3015\uff01\uff09\uff0c\uff0e\uff1a\uff1b\uff1f\uff5d"
ATOM = re.compile(f"[{IDEOGRAPHS}][{CLOSING}]*\\s*|[^\\s{IDEOGRAPHS}]+\\s*|\\s+")
"""What a line break may stand behind: a word, or a sign that is one."""
BY_CHARACTER = 1
"""HarfBuzz's name for keeping apart the characters that glyphs stand for, as far as a script allows."""
ATTACHED = frozenset({"Mn", "Mc", "Me", "Cf"})
SPACE = 0x20
EMOJI_MODIFIERS = range(0x1F3FB, 0x1F400)

Shaped = tuple[str, float, bool]


class Run(NamedTuple):
    """Neighbouring characters of one font and direction."""

    text: str
    face: Face
    level: int


class Glyph(NamedTuple):
    """A glyph with its place, and the text that it stands for."""

    number: int
    advance: float
    right: float
    up: float
    text: str


class Shaper:
    """Breaks, orders and shapes."""

    def __init__(self, faces: Faces) -> None:
        self._faces = faces
        self._width = lru_cache(maxsize=8192)(self._measured)

    def lines(self, text: str, width: float, face: Face, size: float) -> list[Shaped]:
        """Lines of at most ``width``: operators, width, whether it reads from the right."""
        text = self._printable(text, face)
        base = bidi.base_level(bidi.classes(text))
        found = []
        for line in self._broken(text, width, face):
            runs = self._ordered(line, base, face)
            found.append((*_written(runs, size), base == 1))
        return found

    def _printable(self, text: str, face: Face) -> str:
        """Every character that no font has becomes the sign for one."""
        return "".join(
            character
            if self._face_of(character, face) or unicodedata.category(character) == "Cf"
            else REPLACEMENT
            for character in text
        )

    def _broken(self, text: str, width: float, face: Face) -> Iterator[str]:
        line = ""
        for atom in ATOM.findall(text) or [text]:
            for piece in self._fitting(atom, width, face):
                if line and self._width((line + piece).rstrip(), face) > width:
                    yield line.rstrip()
                    line = piece
                else:
                    line += piece
        yield line.rstrip()

    def _fitting(self, atom: str, width: float, face: Face) -> list[str]:
        """An atom, cut where it is wider than a line, but never inside what people take for one character."""
        if self._width(atom.rstrip(), face) <= width:
            return [atom]
        pieces = [""]
        for cluster in _clusters(atom):
            if pieces[-1] and self._width(pieces[-1] + cluster.rstrip(), face) > width:
                pieces.append("")
            pieces[-1] += cluster
        return pieces

    def _measured(self, text: str, face: Face) -> float:
        return sum(glyph.advance for run in self._runs(text, [0] * len(text), face) for glyph in _glyphs(run))

    def _ordered(self, line: str, base: int, face: Face) -> list[Run]:
        """The runs of a line, from left to right."""
        runs = self._runs(line, bidi.levels(bidi.classes(line), base), face)
        return [runs[index] for index in bidi.visual_order([run.level for run in runs])]

    def _runs(self, text: str, levels: list[int], face: Face) -> list[Run]:
        faces: list[Face] = []
        for character in text:
            before = faces[-1] if faces else face
            stays = _attached(character) or (character == " " and before.glyph(SPACE))
            faces.append(before if stays else self._face_of(character, face) or before)
        keyed = zip(text, faces, levels, strict=True)
        return [
            Run("".join(character for character, _, _ in group), found, level)
            for (found, level), group in groupby(keyed, key=lambda one: (one[1], one[2]))
        ]

    def _face_of(self, character: str, face: Face) -> Face | None:
        code = ord(character)
        return face if face.glyph(code) else self._faces.having(code)


def _attached(character: str) -> bool:
    """Whether it belongs to the character before it."""
    return unicodedata.category(character) in ATTACHED or ord(character) in EMOJI_MODIFIERS


def _clusters(text: str) -> list[str]:
    clusters: list[str] = []
    for character in text:
        if clusters and (_attached(character) or clusters[-1].endswith("\N{ZERO WIDTH JOINER}")):
            clusters[-1] += character
        else:
            clusters.append(character)
    return clusters


def _glyphs(run: Run) -> list[Glyph]:
    """The glyphs of a run, from left to right."""
    buffer = hb.Buffer()
    buffer.cluster_level = BY_CHARACTER
    buffer.add_str(run.text)
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if run.level % 2 else "ltr"
    hb.shape(run.face.font, buffer, {})
    return list(_told(run, buffer.glyph_infos, buffer.glyph_positions))


def _told(run: Run, infos: Any, positions: Any) -> Iterator[Glyph]:
    """Each glyph with its text: that of its cluster, which the first of several glyphs gets."""
    starts = sorted({info.cluster for info in infos})
    ends = dict(zip(starts, [*starts[1:], len(run.text)], strict=True))
    scale, told = run.face.scale, set()
    for info, place in zip(infos, positions, strict=True):
        text = "" if info.cluster in told else run.text[info.cluster : ends[info.cluster]]
        told.add(info.cluster)
        yield Glyph(
            info.codepoint, place.x_advance * scale, place.x_offset * scale, place.y_offset * scale, text
        )


def _written(runs: list[Run], size: float) -> tuple[str, float]:
    """Operators, and how far they move the pen."""
    operators, width = "", 0.0
    for run in runs:
        glyphs = _glyphs(run)
        exact = _noted(run, glyphs)
        shown = f"/{run.face.name} {size:g} Tf {_shown(glyphs, run.face, size)}"
        if not exact and run.level % 2 == 0:
            # Glyphs in another order than their characters, or one for several: say in full what stands here.
            meant = run.text.encode("utf-16-be").hex()
            shown = f"/Span<</ActualText<FEFF{meant}>>>BDC {shown}EMC "
        operators += shown
        width += sum(glyph.advance for glyph in glyphs)
    return operators, width


def _noted(run: Run, glyphs: list[Glyph]) -> bool:
    """Note what the glyphs stand for; whether that says it all: one character each, in a row, the same everywhere."""
    exact = True
    for glyph in glyphs:
        in_a_row = glyph.advance > 0 and not glyph.right and not glyph.up
        exact &= run.face.use(glyph.number, glyph.text) and len(glyph.text) == 1 and in_a_row
    return exact


def _shown(glyphs: list[Glyph], face: Face, size: float) -> str:
    """Glyphs with the distances between them, where these are not the font's own."""
    parts: list[str] = []
    for up, group in groupby(glyphs, key=lambda glyph: glyph.up):
        items, back = "", 0.0
        for glyph in group:
            if abs(back_first := back - glyph.right) > 0.05:
                items += f"{back_first:.1f} "
            items += f"<{glyph.number:04X}>"
            back = face.advance(glyph.number) - glyph.advance + glyph.right
        items += f"{back:.1f}" if abs(back) > 0.05 else ""
        shown = f"[{items}]TJ "
        parts.append(f"{up * size / 1000:.2f} Ts {shown}0 Ts " if up else shown)
    return "".join(parts).replace("><", "")
