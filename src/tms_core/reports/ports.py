"""Ports: turning a report into a file, and reading page after page of what it holds."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from tms_core.actor import Actor
from tms_core.reports.model import Report
from tms_core.unit_of_work import UnitOfWork

P = ParamSpec("P")
T = TypeVar("T")


class ReportRenderer(Protocol):
    """One file format."""

    media_type: str
    extension: str

    def render(self, report: Report) -> AsyncIterator[bytes]:
        """The file, piece by piece; each table's rows are read as they are needed.

        Raises what reading the rows raises. Closing the iterator early stops all work.
        """


class Reads(Protocol):
    """``Application.read``: each call is a short look of its own."""

    async def __call__(
        self,
        query: Callable[Concatenate[UnitOfWork, Actor, P], Awaitable[T]],
        actor: Actor,
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Answer a query."""
