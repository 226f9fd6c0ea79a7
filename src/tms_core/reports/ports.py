"""Port: turning a report into a file."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Plain rows under plain headings; ``rows`` is read once, in pages, so that it may be long."""

    title: str
    columns: tuple[str, ...]
    rows: AsyncIterator[tuple[object, ...]]


class ReportRenderer(Protocol):
    """One file format."""

    media_type: str
    extension: str

    def render(self, tables: list[Table]) -> AsyncIterator[bytes]:
        """The file, piece by piece."""
