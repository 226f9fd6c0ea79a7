"""Names as people read them."""

from pathlib import Path


def shown_path(path: Path) -> str:
    """A path as one printable line: a name with line breaks or undecodable bytes is quoted and escaped."""
    text = str(path)
    return text if text.isprintable() else repr(text)
