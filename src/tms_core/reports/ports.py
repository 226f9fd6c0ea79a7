"""Port: turning a report into a file."""

from collections.abc import AsyncGenerator
from typing import Protocol

from tms_core.reports.model import Report


class ReportRenderer(Protocol):
    """One file format."""

    media_type: str
    extension: str

    def render(self, report: Report) -> AsyncGenerator[bytes, None]:
        """The file, piece by piece; each table's rows are read as they are needed.

        Raises what reading the rows raises. Closing the generator early stops all work.
        """
