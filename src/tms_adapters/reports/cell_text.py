"""What all formats do with a cell."""

import re
import unicodedata
from datetime import datetime, tzinfo

from tms_core.reports.model import ColumnType

SURROGATES = re.compile("[\ud800-\udfff]")
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
FORMULA_SIGNS = frozenset("=+-@")
LINE_SIGNS = ("\t", "\r", "\n")


def encodable(text: str) -> str:
    """The text without lone surrogates, which no encoding can hold."""
    return SURROGATES.sub(REPLACEMENT, text)


def local(instant: datetime, zone: tzinfo) -> datetime:
    """What clocks in the zone show, without the zone."""
    return instant.astimezone(zone).replace(tzinfo=None)


def is_formula(text: str) -> bool:
    """Whether a spreadsheet program might run a cell of this text.

    Programs trim cells, and read full-width and small signs as the plain ones, so what counts is the first visible
    character.
    """
    if text.startswith(LINE_SIGNS):
        return True
    for character in text:
        if character.isspace() or unicodedata.category(character) in ("Cc", "Cf", "Zs"):
            continue
        return unicodedata.normalize("NFKC", character)[:1] in FORMULA_SIGNS
    return False


def heading_of(title: str, kind: ColumnType, time_zone: str) -> str:
    """A column's title, with the zone where it holds times."""
    return f"{title} ({time_zone})" if kind is ColumnType.TIME else title
