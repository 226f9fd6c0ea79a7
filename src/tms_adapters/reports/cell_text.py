"""Cell text, as all formats need it."""

import re
import unicodedata
from datetime import datetime, tzinfo

from tms_core.reports.model import ColumnType

SURROGATES = re.compile("[\ud800-\udfff]")
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Characters that set the direction of everything up to their counterpart."""
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
FORMULA_SIGNS = frozenset("=+-@")
LINE_SIGNS = ("\t", "\r", "\n")


def encodable(text: str) -> str:
    """The text with lone surrogates replaced, because no encoding can represent them, and without characters
    that could turn the cells beside it round: names stored by older versions, and descriptions, may have
    them."""
    return SURROGATES.sub(REPLACEMENT, TURNING.sub("", text))


def local(instant: datetime, zone: tzinfo) -> datetime:
    """The local time in ``zone``, as a naive ``datetime``."""
    return instant.astimezone(zone).replace(tzinfo=None)


def is_formula(text: str) -> bool:
    """Whether a spreadsheet program might evaluate a cell with this text.

    Spreadsheet programs trim cells and treat full-width and small signs like the plain ones, so the first
    visible character decides.
    """
    if text.startswith(LINE_SIGNS):
        return True
    for character in text:
        if character.isspace() or unicodedata.category(character) in ("Cc", "Cf", "Zs"):
            continue
        return unicodedata.normalize("NFKC", character)[:1] in FORMULA_SIGNS
    return False


def heading_of(title: str, kind: ColumnType, time_zone: str) -> str:
    """A column's title, with the time zone if the column contains times."""
    return f"{title} ({time_zone})" if kind is ColumnType.TIME else title
