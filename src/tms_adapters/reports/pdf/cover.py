"""The cover and the summary behind it."""

from tms_adapters.reports.pdf.canvas import ACCENT, WHITE
from tms_adapters.reports.pdf.lines import Style
from tms_adapters.reports.pdf.pages import MARGIN, Pages
from tms_core.reports.model import Report


def write_cover(pages: Pages, report: Report) -> None:
    canvas = pages.begin()
    canvas.box(0, 0, canvas.width, 150, ACCENT)
    canvas.text(MARGIN, 80, report.title, Style(True, 26), WHITE)
    pages.bookmark("Cover", 0)
