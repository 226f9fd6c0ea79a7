"""How cells look."""

from typing import Any

from tms_core.reports.model import ColumnType

NUMBER_FORMATS = {
    ColumnType.TEXT: "@",
    ColumnType.WHOLE: "0",
    ColumnType.TIME: "yyyy-mm-dd hh:mm",
    ColumnType.MINUTES: "[h]:mm",
    ColumnType.HOURS: "#,##0.0",
    ColumnType.SHARE: "0%",
}


class Formats:
    """The formats of one workbook."""

    def __init__(self, book: Any) -> None:
        self.title = book.add_format({"bold": True, "font_size": 18})
        self.subtitle = book.add_format({"font_size": 12, "font_color": "#52606d"})
        self.section = book.add_format({"bold": True, "font_size": 13, "font_color": "#1f5f8b"})
        self.label = book.add_format({"font_color": "#52606d"})
        self.heading = book.add_format(
            {
                "bold": True,
                "font_color": "#ffffff",
                "bg_color": "#1f5f8b",
                "text_wrap": True,
                "valign": "vcenter",
            }
        )
        self.of_kind = {
            kind: book.add_format({"num_format": code, "valign": "top", "align": "left"})
            if kind is ColumnType.TIME
            else book.add_format({"num_format": code, "valign": "top"})
            for kind, code in NUMBER_FORMATS.items()
        }
