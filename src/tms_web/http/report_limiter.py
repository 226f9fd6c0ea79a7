"""Where reports are asked for: so many at once, and no more."""

from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import aclosing, contextmanager

from tms_core.actor import Actor
from tms_core.application import Application
from tms_core.errors import Throttled
from tms_core.reports.model import Format, ReportFilter, Section
from tms_core.reports.ports import ReportRenderer
from tms_core.reports.queries import generate_report

RETRY_AFTER_SECONDS = 10  # seconds


class ReportLimiter:
    """Makes reports, ``slots`` of them at once in this process."""

    def __init__(self, renderers: Mapping[Format, ReportRenderer], slots: int) -> None:
        self._renderers = renderers
        self._free = slots

    async def chunks(
        self,
        application: Application,
        actor: Actor,
        format: Format,
        wanted: ReportFilter,
        only: Section | None,
    ) -> AsyncGenerator[bytes, None]:
        """A report as a file, piece by piece. Closing this early stops the work.

        Raises what the use case raises, and ``Throttled`` when all places are taken, before the first piece.
        """
        with self._slot():
            report = await application.read(generate_report, actor, wanted, application, only)
            async with aclosing(self._renderers[format].render(report)) as file:
                async for chunk in file:
                    yield chunk

    @contextmanager
    def _slot(self) -> Iterator[None]:
        if not self._free:
            raise Throttled(
                "too_many_reports",
                "Too many reports are being rendered. Try again shortly.",
                RETRY_AFTER_SECONDS,
            )
        self._free -= 1
        try:
            yield
        finally:
            self._free += 1
