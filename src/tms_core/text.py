"""How texts are compared: by a key that ignores case, composition and invisible characters."""

import re
import unicodedata

IGNORABLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
"""What cannot be seen (Unicode's Default_Ignorable_Code_Point) besides the format characters of category Cf."""


def casefold_key(text: str) -> str:
    """The form in which names are compared: NFKC, case-folded, without invisible characters (UTS #39)."""
    if text.isascii():
        return text.lower()
    # Before composing: an invisible character between a letter and its accent would keep them apart.
    seen = "".join(letter for letter in IGNORABLE.sub("", text) if unicodedata.category(letter) != "Cf")
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", seen).casefold())
