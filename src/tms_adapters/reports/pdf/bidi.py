"""Which way text runs: the Unicode Bidirectional Algorithm (UAX #9) for one line, without explicit embeddings.

Names and titles come without the invisible characters that embed or isolate; where they do not, these are passed over.
"""

import unicodedata
from collections.abc import Sequence
from itertools import groupby

STRONG = frozenset({"L", "R", "AL"})
INVISIBLE = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI", "BN"})
NEUTRAL = frozenset({"B", "S", "WS", "ON"})


def classes(text: str) -> list[str]:
    """The bidirectional class of each character; one that Unicode does not know counts as left to right."""
    return [unicodedata.bidirectional(character) or "L" for character in text]


def base_level(kinds: Sequence[str]) -> int:
    """0 for text that reads from the left, 1 for the right: the first strong character decides (P2, P3)."""
    first = next((kind for kind in kinds if kind in STRONG), "L")
    return 0 if first == "L" else 1


def levels(kinds: Sequence[str], base: int) -> list[int]:
    """The level of each character: even from the left, odd from the right."""
    kept = [index for index, kind in enumerate(kinds) if kind not in INVISIBLE]
    edge = "R" if base else "L"
    resolved = _neutral(_weak([kinds[index] for index in kept], edge), edge)
    found = [base] * len(kinds)
    for index, kind in zip(kept, resolved, strict=True):
        found[index] = _implicit(kind, base)
    _follow(found, kinds, base)
    _reset_spaces(found, kinds, base)
    return found


def visual_order(levels: Sequence[int]) -> list[int]:
    """The indexes from left to right (L2)."""
    order = list(range(len(levels)))
    for level in range(max(levels, default=0), 0, -1):
        start = 0
        for high, group in groupby(order, key=lambda index: levels[index] >= level):
            size = len(list(group))
            if high:
                order[start : start + size] = order[start : start + size][::-1]
            start += size
    return order


def _weak(kinds: list[str], edge: str) -> list[str]:
    """W1 to W7."""
    found, before, strong = list(kinds), edge, edge
    for index, original in enumerate(kinds):
        kind = before if original == "NSM" else original  # W1
        found[index] = "AN" if kind == "EN" and strong == "AL" else kind  # W2
        strong = kind if kind in STRONG else strong
        before = kind
    found = ["R" if kind == "AL" else kind for kind in found]  # W3
    for index in range(1, len(found) - 1):  # W4
        around = found[index - 1]
        if around == found[index + 1] and (
            (around == "EN" and found[index] in ("ES", "CS")) or (around == "AN" and found[index] == "CS")
        ):
            found[index] = around
    _terminators(found)
    strong = edge
    for index, kind in enumerate(found):  # W7
        if kind in STRONG:
            strong = kind
        elif kind == "EN" and strong == "L":
            found[index] = "L"
    return found


def _terminators(found: list[str]) -> None:
    """W5 and W6: signs beside a number belong to it, other separators are neutral."""
    start = 0
    for kind, group in groupby(list(found)):
        end = start + len(list(group))
        if kind == "ET":
            beside = found[start - 1 : start] + found[end : end + 1] if start else found[end : end + 1]
            found[start:end] = ["EN" if "EN" in beside else "ON"] * (end - start)
        elif kind in ("ES", "CS"):
            found[start:end] = ["ON"] * (end - start)
        start = end


def _neutral(kinds: list[str], edge: str) -> list[str]:
    """N1 and N2: what stands between two of one direction goes with them, the rest with the line."""

    def side(kind: str) -> str:
        return "R" if kind in ("R", "EN", "AN") else "L"

    found, start = list(kinds), 0
    for neutral, group in groupby(kinds, key=lambda kind: kind in NEUTRAL):
        end = start + len(list(group))
        if neutral:
            left = side(kinds[start - 1]) if start else edge
            right = side(kinds[end]) if end < len(kinds) else edge
            found[start:end] = [left if left == right else edge] * (end - start)
        start = end
    return found


def _implicit(kind: str, base: int) -> int:
    """I1 and I2."""
    if base == 0:
        return {"R": 1, "AN": 2, "EN": 2}.get(kind, 0)
    return 2 if kind in ("L", "AN", "EN") else 1


def _follow(found: list[int], kinds: Sequence[str], base: int) -> None:
    """Invisible characters go with what stands before them."""
    before = base
    for index, kind in enumerate(kinds):
        if kind in INVISIBLE:
            found[index] = before
        before = found[index]


def _reset_spaces(found: list[int], kinds: Sequence[str], base: int) -> None:
    """L1: separators, and spaces before them or at the end, go with the line."""
    trailing = True
    for index in range(len(kinds) - 1, -1, -1):
        if kinds[index] in ("B", "S"):
            trailing = True
            found[index] = base
        elif trailing and (kinds[index] == "WS" or kinds[index] in INVISIBLE):
            found[index] = base
        else:
            trailing = False
