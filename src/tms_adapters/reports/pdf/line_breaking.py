"""Where lines end."""

import re
import unicodedata
from collections.abc import Callable, Iterator

IDEOGRAPHS = "\u2e80-\u2fdf\u3041-\u30ff\u3100-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
CLOSING = "\u3001\u3002\u3009\u300b\u300d\u300f\u3011\u3015\uff01\uff09\uff0c\uff0e\uff1a\uff1b\uff1f\uff5d"
ATOM = re.compile(f"[{IDEOGRAPHS}][{CLOSING}]* *|[^ {IDEOGRAPHS}]+ *| +")
"""What a line break may stand behind: a word, or a sign that is one."""
ATTACHED = frozenset({"Mn", "Mc", "Me", "Cf"})
EMOJI_MODIFIERS = range(0x1F3FB, 0x1F400)

Measure = Callable[[str], float]


def broken(text: str, width: float, measure: Measure) -> Iterator[str]:
    """Lines of at most ``width``, without the spaces at their ends; at least one, which may be empty."""
    line, filled = "", 0.0
    for atom in ATOM.findall(text):
        for piece in _fitting(atom, width, measure):
            if line and filled + measure(piece.rstrip(" ")) > width:
                yield line.rstrip(" ")
                line, filled = "", 0.0
            line += piece
            filled += measure(piece)
    yield line.rstrip(" ")


def attached(character: str) -> bool:
    """Whether it belongs to the character before it."""
    return unicodedata.category(character) in ATTACHED or ord(character) in EMOJI_MODIFIERS


def _fitting(atom: str, width: float, measure: Measure) -> Iterator[str]:
    """An atom, cut where it is wider than a line, but never inside what people take for one character."""
    if measure(atom.rstrip(" ")) <= width:
        yield atom
        return
    piece, filled = "", 0.0
    for cluster in _clusters(atom):
        wide = measure(cluster)
        if piece and cluster != " " and filled + wide > width:
            yield piece
            piece, filled = "", 0.0
        piece += cluster
        filled += wide
    yield piece


def _clusters(text: str) -> list[str]:
    clusters: list[str] = []
    for character in text:
        if clusters and (attached(character) or clusters[-1].endswith("\N{ZERO WIDTH JOINER}")):
            clusters[-1] += character
        else:
            clusters.append(character)
    return clusters
