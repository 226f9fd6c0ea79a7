"""The bundled fonts: which of them has a character, and what of them ends up in the file."""

from functools import cached_property
from importlib.resources import files
from pathlib import Path

import uharfbuzz as hb

from tms_adapters.reports.pdf.file import PdfFile

FONTS = Path(str(files("tms_adapters.reports") / "fonts"))
REGULAR, BOLD = "NotoSans-Regular.ttf", "NotoSans-Bold.ttf"
LAST = ("NotoSansCJK-Supplement.ttf", "HangulGothic.ttf", "DroidSansFallback.ttf")
"""The large ones, for China, Japan and Korea: asked first for what lies there, and last for the rest."""
EAST = 0x2E80
KEPT_TABLES = frozenset({"glyf", "loca", "head", "hhea", "hmtx", "maxp"})
BLOCK = 100  # lines of a character map in one block, as the format demands
SYMBOLIC = 4


class Face:
    """One font. ``used`` is what has been written with it: glyph → the text that it stands for."""

    def __init__(self, path: Path, number: int) -> None:
        self.name = f"F{number}"
        self._file_name = path.stem
        self._face = hb.Face(hb.Blob.from_file_path(str(path)))
        self.font = hb.Font(self._face)
        self.scale = 1000 / self._face.upem
        self.used: dict[int, str] = {}
        self._advances: dict[int, float] = {}

    def glyph(self, code: int) -> int | None:
        """The glyph of a character, None where there is none."""
        found: int | None = self.font.get_nominal_glyph(code)
        return found

    def advance(self, glyph: int) -> float:
        """How wide a glyph is, in thousandths of the font size."""
        width = self._advances.get(glyph)
        if width is None:
            width = self._advances[glyph] = round(self.font.get_glyph_h_advance(glyph) * self.scale, 2)
        return width

    def use(self, glyph: int, text: str) -> bool:
        """Note that a glyph stands for ``text`` here; whether that is what it stands for everywhere."""
        return self.used.setdefault(glyph, text) == text

    def embed(self, file: PdfFile, number: int) -> None:
        """Write the font, with no more than the glyphs that were used, as object ``number``."""
        name = f"{_tag(self.used)}+{self._file_name}"
        program = self._subset()
        program_number = file.add_stream(program, f"/Length1 {len(program)}")
        extents = self.font.get_font_extents("ltr")
        ascent, descent = round(extents.ascender * self.scale), round(extents.descender * self.scale)
        descriptor = file.add(
            f"<</Type/FontDescriptor/FontName/{name}/Flags {SYMBOLIC}/FontBBox[-1000 {descent} 2500 {ascent}]"
            f"/ItalicAngle 0/Ascent {ascent}/Descent {descent}/CapHeight 714/StemV 80/FontFile2 {program_number} 0 R>>"
        )
        widths = "".join(f"{glyph}[{self.advance(glyph):g}]" for glyph in sorted(self.used))
        descendant = file.add(
            f"<</Type/Font/Subtype/CIDFontType2/BaseFont/{name}/CIDToGIDMap/Identity/DW 1000/W[{widths}]"
            f"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor {descriptor} 0 R>>"
        )
        unicode_map = file.add_stream(_unicode_map(self.used))
        file.put(
            number,
            f"<</Type/Font/Subtype/Type0/BaseFont/{name}/Encoding/Identity-H"
            f"/DescendantFonts[{descendant} 0 R]/ToUnicode {unicode_map} 0 R>>",
        )

    def _subset(self) -> bytes:
        """The font program. Glyphs keep their numbers, so that pages can be written before this is made."""
        wanted = hb.SubsetInput()
        flags = hb.SubsetFlags
        wanted.flags = flags.RETAIN_GIDS | flags.NO_LAYOUT_CLOSURE | flags.NO_HINTING | flags.NOTDEF_OUTLINE
        wanted.glyph_set.update(self.used)
        wanted.drop_table_tag_set.update(
            _table_number(tag) for tag in self._face.table_tags if tag not in KEPT_TABLES
        )
        return bytes(hb.subset(self._face, wanted).blob.data)


class Faces:
    """All fonts; one is opened when a character is met that none before it has."""

    def __init__(self) -> None:
        self.regular = Face(FONTS / REGULAR, 1)
        self.bold = Face(FONTS / BOLD, 2)
        self._opened = [self.regular, self.bold]
        self._of_code: dict[int, Face | None] = {}

    def having(self, code: int) -> Face | None:
        """The first font that has a character, or None."""
        if code not in self._of_code:
            asked = self._others[::-1] if code >= EAST else self._others
            self._of_code[code] = next((face for face in asked if face.glyph(code)), None)
        return self._of_code[code]

    def used(self) -> list[Face]:
        """The fonts that have left a trace in the file."""
        return [face for face in self._opened if face.used]

    @cached_property
    def _others(self) -> list[Face]:
        known = {path.name for path in FONTS.glob("*.ttf")} - {REGULAR, BOLD, *LAST}
        for name in (*sorted(known), *LAST):
            self._opened.append(Face(FONTS / name, len(self._opened) + 1))
        return [face for face in self._opened if face is not self.bold]


def _table_number(tag: str) -> int:
    return int.from_bytes(tag.encode("latin-1"), "big")


def _tag(used: dict[int, str]) -> str:
    """Six letters that differ where the glyphs do, as the name of a part of a font needs them."""
    number = hash(frozenset(used)) % 26**6
    return "".join(chr(ord("A") + number // 26**place % 26) for place in range(6))


def _unicode_map(used: dict[int, str]) -> bytes:
    """What text the glyphs stand for, so that it can be found and copied (ISO 32000-1, section 9.10.3)."""
    lines = [
        f"<{glyph:04X}><{text.encode('utf-16-be').hex().upper()}>" for glyph, text in sorted(used.items())
    ]
    blocks = [lines[start : start + BLOCK] for start in range(0, len(lines), BLOCK)]
    body = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    return (
        "/CIDInit/ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n"
        "/CMapName/Adobe-Identity-UCS def\n/CMapType 2 def\n"
        f"1 begincodespacerange\n<0000><FFFF>\nendcodespacerange\n{body}\n"
        "endcmap\nCMapName currentdict/CMap defineresource pop\nend\nend"
    ).encode()
