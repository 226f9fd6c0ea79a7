"""The document as a row of pages: sizes, header, footer, bookmarks, and the few objects that hold it together."""

from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from tms_adapters.reports.pdf.canvas import MUTED, Canvas
from tms_adapters.reports.pdf.faces import Faces
from tms_adapters.reports.pdf.file import PdfFile, text_string
from tms_adapters.reports.pdf.lines import Style, Typesetter
from tms_core.reports.model import Report

PAPERS = {"A4": (595.28, 841.89), "Letter": (612.0, 792.0)}
"""Width and height in points, upright."""
MARGIN = 42.0
TOP = MARGIN + 22.0
"""Where the text of a page begins, below the header."""
SMALL = Style(bold=False, size=7.5)
A_NODE = 64
"""Pages below one node of the tree of pages."""
ROOM_FOR_TOTAL = 22.0


@dataclass(slots=True)
class Bookmark:
    """A place worth jumping to, with the places below it. ``page`` is the number of the page's object."""

    title: str
    page: int
    y: float
    below: "list[Bookmark]" = field(default_factory=list)


class Pages:
    """Begins and ends pages. What belongs to all of them is written by ``finish``."""

    def __init__(self, file: PdfFile, report: Report, paper: str) -> None:
        self.faces = Faces()
        self.typesetter = Typesetter(self.faces)
        self.bookmarks: list[Bookmark] = []
        self.count = 0
        self.canvas: Canvas
        self._file = file
        self._report = report
        self._size = PAPERS[paper]
        self._resources, self._total, self._tree = file.reserve(), file.reserve(), file.reserve()
        self._nodes: list[tuple[int, list[int]]] = []

    def begin(self, section: str = "", landscape: bool = False) -> Canvas:
        """A new page; the one before is done. Without a ``section`` it has no header."""
        self.end()
        width, height = self._size[::-1] if landscape else self._size
        self.canvas = Canvas(self.typesetter, width, height)
        self._number = self._file.reserve()
        self.count += 1
        self._margins(self.canvas, section)
        return self.canvas

    def bookmark(self, title: str, y: float, within: Bookmark | None = None) -> Bookmark:
        """Remember a place on this page."""
        made = Bookmark(title, self._number, self.canvas.height - y)
        (within.below if within else self.bookmarks).append(made)
        return made

    def end(self) -> None:
        """Write the page, if there is one."""
        if not self.count:
            return
        canvas = self.canvas
        total = f"q 1 0 0 1 {canvas.width - MARGIN - ROOM_FOR_TOTAL + 2:.2f} {MARGIN - 14:.2f} cm /N Do Q"
        content = self._file.add_stream(canvas.content(total))
        if not self._nodes or len(self._nodes[-1][1]) == A_NODE:
            self._nodes.append((self._file.reserve(), []))
        node, kids = self._nodes[-1]
        kids.append(self._number)
        self._file.put(
            self._number,
            f"<</Type/Page/Parent {node} 0 R/MediaBox[0 0 {canvas.width:g} {canvas.height:g}]"
            f"/Resources {self._resources} 0 R/Contents {content} 0 R>>",
        )

    def finish(self) -> None:
        """Write the last page, the number of pages, the fonts, the bookmarks and the rest."""
        self.end()
        self._write_total()
        fonts = []
        for face in self.faces.used():
            number = self._file.reserve()
            face.embed(self._file, number)
            fonts.append(f"/{face.name} {number} 0 R")
        self._file.put(self._resources, f"<</Font<<{''.join(fonts)}>>/XObject<</N {self._total} 0 R>>>>")
        for node, kids in self._nodes:
            listed = " ".join(f"{kid} 0 R" for kid in kids)
            self._file.put(node, f"<</Type/Pages/Parent {self._tree} 0 R/Count {len(kids)}/Kids[{listed}]>>")
        listed = " ".join(f"{node} 0 R" for node, _ in self._nodes)
        self._file.put(self._tree, f"<</Type/Pages/Count {self.count}/Kids[{listed}]>>")
        self._write_catalogue()

    def _margins(self, canvas: Canvas, section: str) -> None:
        report, right = self._report, canvas.width - MARGIN
        foot = canvas.height - MARGIN + 14
        if section:
            name = f"{report.organisation} · {report.title}" if report.organisation else report.title
            canvas.text(MARGIN, MARGIN, name, SMALL, MUTED)
            canvas.text(right, MARGIN, section, SMALL, MUTED, align=1)
            canvas.rule(MARGIN, MARGIN + 5, right - MARGIN)
        canvas.rule(MARGIN, foot - 11, right - MARGIN)
        canvas.text(MARGIN, foot, f"Generated {_shown(report)}", SMALL, MUTED)
        canvas.text(right - ROOM_FOR_TOTAL, foot, f"Page {self.count} of", SMALL, MUTED, align=1)

    def _write_total(self) -> None:
        """The number of pages, which every page shows, and which is known only now."""
        line = self.typesetter.line(str(self.count), SMALL)
        select, colour = self.typesetter.select(SMALL), "{:g} {:g} {:g} rg".format(*MUTED)
        self._file.put_stream(
            self._total,
            f"BT {select}{colour} {line.operators}ET".encode("latin-1"),
            f"/Type/XObject/Subtype/Form/BBox[0 -3 60 10]/Resources {self._resources} 0 R",
        )

    def _write_catalogue(self) -> None:
        report = self._report
        outline = self._write_outline()
        catalogue = self._file.add(
            f"<</Type/Catalog/Pages {self._tree} 0 R/Outlines {outline} 0 R/PageMode/UseOutlines"
            f"/Lang({report.language})/ViewerPreferences<</DisplayDocTitle true>>>>"
        )
        title = f"{report.title} · {report.organisation}" if report.organisation else report.title
        facts = "; ".join(f"{name}: {fact}" for name, fact in report.facts)
        info = self._file.add(
            f"<</Title{text_string(title)}/Author{text_string(report.organisation)}/Subject{text_string(facts)}"
            f"/Creator(Training Management System)/CreationDate({_pdf_date(report.generated_at)})>>"
        )
        identity = f"{abs(hash((title, facts, report.generated_at, self.count))):032x}"[-32:]
        self._file.finish(catalogue, info, identity)

    def _write_outline(self) -> int:
        root = self._file.reserve()
        first, last = self._write_level(self.bookmarks, root)
        self._file.put(
            root, f"<</Type/Outlines/First {first} 0 R/Last {last} 0 R/Count {len(self.bookmarks)}>>"
        )
        return root

    def _write_level(self, bookmarks: list[Bookmark], parent: int) -> tuple[int, int]:
        numbers = [self._file.reserve() for _ in bookmarks]
        for index, (bookmark, number) in enumerate(zip(bookmarks, numbers, strict=True)):
            entries = f"/Title{text_string(bookmark.title)}/Parent {parent} 0 R"
            entries += f"/Dest[{bookmark.page} 0 R/XYZ 0 {bookmark.y:.0f} 0]"
            entries += f"/Prev {numbers[index - 1]} 0 R" if index else ""
            entries += f"/Next {numbers[index + 1]} 0 R" if index + 1 < len(numbers) else ""
            if bookmark.below:
                first, last = self._write_level(bookmark.below, number)
                entries += f"/First {first} 0 R/Last {last} 0 R/Count -{len(bookmark.below)}"
            self._file.put(number, f"<<{entries}>>")
        return numbers[0], numbers[-1]


def _shown(report: Report) -> str:
    return f"{report.generated_at.astimezone(ZoneInfo(report.time_zone)):%Y-%m-%d %H:%M} ({report.time_zone})"


def _pdf_date(instant: datetime) -> str:
    return f"D:{instant:%Y%m%d%H%M%S}Z"
