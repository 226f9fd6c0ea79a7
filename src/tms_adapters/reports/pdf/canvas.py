"""One page: shapes below, text above. Coordinates are points from the upper left corner."""

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
    """Draws on the page that ``pdf`` has just begun. Text is collected, and written when the page is done."""

    def __init__(self, pdf: FPDF, typesetter: Typesetter) -> None:
        self.width = pdf.w
        self.height = pdf.h
        self.texts: list[str] = []
        self._pdf = pdf
        self._typesetter = typesetter
        self._selected: tuple[Style, Colour] | None = None

    def select(self, style: Style, colour: Colour = INK) -> None:
        """Write in this style from now on."""
        if self._selected != (style, colour):
            self.texts.append(f"{self._typesetter.select(style)}{colour.serialize().lower()} ")
            self._selected = (style, colour)

    def text(
        self, x: float, y: float, text: str, style: Style, colour: Colour = INK, align: float = 0.0
    ) -> float:
        """One line whose foot is at ``y``. ``align`` is the part of it that stands left of ``x``; its width."""
        line = self._typesetter.line(text, style)
        self.line_of_text(x - align * line.width, y, line, style, colour)
        return line.width

    def set(self, text: str, width: float, style: Style) -> Line:
        """Text as one line of at most ``width`` points; an ellipsis stands for what does not fit."""
        lines = self._typesetter.lines(text, width, style)
        while len(lines) > 1:
            text = text[: max(1, min(len(text) - 1, round(len(text) / len(lines)) + 2))].rstrip("… ") + "…"
            lines = self._typesetter.lines(text, width, style) if len(text) > 2 else lines[:1]
        return lines[0]

    def line_of_text(self, x: float, y: float, line: Line, style: Style, colour: Colour = INK) -> None:
        """A line that has been set already."""
        self.select(style, colour)
        self.texts.append(f"1 0 0 1 {x:.2f} {self.height - y:.2f} Tm {line.operators}")

    def box(self, x: float, y: float, width: float, height: float, colour: Colour) -> None:
        """A filled rectangle, from its upper left corner."""
        self._pdf.set_fill_color(colour)
        self._pdf.rect(x, y, width, height, style="F")

    def rule(self, x: float, y: float, width: float, colour: Colour = RULE, thickness: float = 0.5) -> None:
        """A horizontal line."""
        self.path([(x, y), (x + width, y)], colour, thickness)

    def path(self, points: list[tuple[float, float]], colour: Colour, thickness: float = 1.2) -> None:
        """Straight lines from point to point."""
        self._pdf.set_draw_color(colour)
        self._pdf.set_line_width(thickness)
        self._pdf.polyline(points)

    def finish(self) -> None:
        """Write the text."""
        self._pdf._out(
            "".join(["q BT ", *self.texts, "ET Q"])
        )  # ready-made operators: no public way has them
