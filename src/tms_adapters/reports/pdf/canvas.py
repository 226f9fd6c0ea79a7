"""One page: shapes below, text above. Coordinates are points from the upper left corner."""

from tms_adapters.reports.pdf.lines import Line, Style, Typesetter

INK = (0.12, 0.16, 0.2)
MUTED = (0.38, 0.44, 0.5)
WHITE = (1.0, 1.0, 1.0)
RULE = (0.82, 0.85, 0.88)
SHADE = (0.955, 0.965, 0.975)
ACCENT = (0.12, 0.37, 0.55)
COLOURS = (ACCENT, (0.23, 0.62, 0.47), (0.78, 0.33, 0.24), (0.88, 0.63, 0.19))
Colour = tuple[float, float, float]


class Canvas:
    """Collects what is drawn on a page of ``width`` by ``height`` points."""

    def __init__(self, typesetter: Typesetter, width: float, height: float) -> None:
        self.width = width
        self.height = height
        self.shapes: list[str] = []
        self.texts: list[str] = []
        self._typesetter = typesetter
        self._selected: tuple[Style, Colour] | None = None

    def select(self, style: Style, colour: Colour = INK) -> None:
        """Write in this style from now on."""
        if self._selected != (style, colour):
            self.texts.append(self._typesetter.select(style) + "{:g} {:g} {:g} rg ".format(*colour))
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
        self.shapes.append(
            "{:g} {:g} {:g} rg ".format(*colour)
            + f"{x:.2f} {self.height - y - height:.2f} {width:.2f} {height:.2f} re f "
        )

    def rule(self, x: float, y: float, width: float, colour: Colour = RULE, thickness: float = 0.5) -> None:
        """A horizontal line."""
        self.path([(x, y), (x + width, y)], colour, thickness)

    def path(self, points: list[tuple[float, float]], colour: Colour, thickness: float = 1.2) -> None:
        """Straight lines from point to point."""
        (x, y), *others = points
        steps = "".join(f"{x:.2f} {self.height - y:.2f} l " for x, y in others)
        self.shapes.append(
            "{:g} {:g} {:g} RG ".format(*colour)
            + f"{thickness:g} w {x:.2f} {self.height - y:.2f} m {steps}S "
        )

    def content(self, last: str = "") -> bytes:
        """The page as operators; ``last`` are more of them."""
        parts = ["1 j 1 J ", *self.shapes, "BT ", *self.texts, "ET ", last]
        return "".join(parts).encode("latin-1")
