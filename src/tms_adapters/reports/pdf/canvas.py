"""One page: shapes beneath, text on top. Coordinates are in points from the top left corner."""

from fpdf import FPDF
from fpdf.drawing_primitives import DeviceRGB

from tms_adapters.reports.pdf.text_layout import Line, Style, Typesetter

Colour = DeviceRGB
INK = Colour(0.12, 0.16, 0.2)
MUTED = Colour(0.38, 0.44, 0.5)
WHITE = Colour(1, 1, 1)
RULE = Colour(0.82, 0.85, 0.88)
SHADE = Colour(0.955, 0.965, 0.975)
ACCENT = Colour(0.12, 0.37, 0.55)
COLOURS = (ACCENT, Colour(0.23, 0.62, 0.47), Colour(0.78, 0.33, 0.24), Colour(0.88, 0.63, 0.19))


class Canvas:
    """Draws on the page that ``pdf`` has just started. Text is collected and
    written when the page is finished."""

    def __init__(self, pdf: FPDF, typesetter: Typesetter) -> None:
        self.width = pdf.w
        self.height = pdf.h
        self.texts: list[str] = []
        self._pdf = pdf
        self._typesetter = typesetter
        self._selected: tuple[Style, Colour] | None = None

    def select(self, style: Style, colour: Colour = INK) -> None:
        """Use this style from now on."""
        if self._selected != (style, colour):
            self.texts.append(f"{self._typesetter.select(style)}{colour.serialize().lower()} ")
            self._selected = (style, colour)

    def text(
        self, x: float, y: float, text: str, style: Style, colour: Colour = INK, align: float = 0.0
    ) -> float:
        """Draw one line of text with its baseline at ``y``; returns its width. ``align`` is the fraction of
        the line that lies to the left of ``x``."""
        line = self._typesetter.line(text, style)
        self.line_of_text(x - align * line.width, y, line, style, colour)
        return line.width

    def set(self, text: str, width: float, style: Style) -> Line:
        """Lay out text as one line of at most ``width`` points, truncated with an ellipsis if necessary."""
        lines = self._typesetter.lines(text, width, style)
        while len(lines) > 1:
            text = text[: max(1, min(len(text) - 1, round(len(text) / len(lines)) + 2))].rstrip("… ") + "…"
            lines = self._typesetter.lines(text, width, style) if len(text) > 2 else lines[:1]
        return lines[0]

    def line_of_text(self, x: float, y: float, line: Line, style: Style, colour: Colour = INK) -> None:
        """Draw a line that has already been laid out."""
        self.select(style, colour)
        self.texts.append(f"1 0 0 1 {x:.2f} {self.height - y:.2f} Tm {line.operators}")

    def box(self, x: float, y: float, width: float, height: float, colour: Colour) -> None:
        """A filled rectangle; ``x`` and ``y`` are its top left corner."""
        self._pdf.set_fill_color(colour)
        self._pdf.rect(x, y, width, height, style="F")

    def rule(self, x: float, y: float, width: float, colour: Colour = RULE, thickness: float = 0.5) -> None:
        """A horizontal line."""
        self.path([(x, y), (x + width, y)], colour, thickness)

    def path(self, points: list[tuple[float, float]], colour: Colour, thickness: float = 1.2) -> None:
        """Straight line segments through the points."""
        self._pdf.set_draw_color(colour)
        self._pdf.set_line_width(thickness)
        self._pdf.polyline(points)

    def finish(self) -> None:
        """Write the collected text."""
        self._pdf._out(
            "".join(["q BT ", *self.texts, "ET Q"])
        )  # raw operators: fpdf2 has no public method for them
