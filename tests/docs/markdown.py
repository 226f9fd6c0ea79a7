"""Parses Markdown files."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
FENCED = re.compile(
    r"^(?P<indent> *)```(?P<info>[^\n`]*)\n(?P<text>.*?)^(?P=indent)```$", re.MULTILINE | re.DOTALL
)


@dataclass(frozen=True, kw_only=True)
class Block:
    """A fenced block. `info` is the text after its opening fence, such as `sh root`."""

    line: int
    info: str
    text: str


def blocks(document: str) -> list[Block]:
    """All fenced blocks of a document in the repository."""
    content = (ROOT / document).read_text()
    return [
        Block(
            line=content.count("\n", 0, found.start()) + 1,
            info=found["info"],
            text=textwrap.dedent(found["text"]),
        )
        for found in FENCED.finditer(content)
    ]
