"""Rendering in a process of its own: the server stays responsive, and whatever it took is given back at the end.

The rows are read here, a page at a time and only as fast as the process takes them, and cross a pipe; the file comes
back over another one.
"""

import asyncio
import os
import sys
import tempfile
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress

from tms_adapters.reports.wire import frame, heading, order
from tms_core.reports.model import Format, Report
from tms_core.reports.ports import ReportRenderer

PIECE = 64 * 1024  # bytes
PROGRAM = ("-P", "-m", "tms_adapters.reports.worker")


class RenderingFailed(Exception):
    """The process ended without finishing the file; the message holds what it printed last."""


class ChildRenderer:
    """See ``ReportRenderer``."""

    def __init__(self, format: Format, paper: str) -> None:
        self.media_type = format.media_type
        self.extension = format.extension
        self._format = format
        self._paper = paper

    async def render(self, report: Report) -> AsyncGenerator[bytes, None]:
        """See ``ReportRenderer``. Raises ``RenderingFailed``."""
        async with _process() as process:
            feeding = asyncio.create_task(self._feed(process, report))
            try:
                assert process.stdout is not None
                while piece := await process.stdout.read(PIECE):
                    yield piece
                await feeding
                if await process.wait():
                    raise RenderingFailed(f"the rendering process ended with status {process.returncode}")
            finally:
                feeding.cancel()
                await asyncio.wait([feeding])
                _ = feeding.cancelled() or feeding.exception()  # told above, or of no interest any more

    async def _feed(self, process: Process, report: Report) -> None:
        """Send everything. When reading the rows fails there will be no file, so the process is ended."""
        assert process.stdin is not None
        try:
            process.stdin.write(frame(order(self._format, self._paper, report)))
            for table in report.tables:
                process.stdin.write(frame(heading(table)))
                async for page in table.rows:
                    process.stdin.write(frame(page))
                    await process.stdin.drain()
                process.stdin.write(frame(None))
            process.stdin.write(frame(None))
            await process.stdin.drain()
            process.stdin.close()
        except ConnectionError:
            return  # the process is gone; its exit status says why
        except BaseException:
            _end(process)
            raise


def renderers(paper: str) -> Mapping[Format, ReportRenderer]:
    """A renderer for each format; ``paper`` is A4 or Letter."""
    return {format: ChildRenderer(format, paper) for format in Format}


@asynccontextmanager
async def _process() -> AsyncIterator[Process]:
    """The rendering process; it and its files are gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="tms-report-", ignore_cleanup_errors=True) as folder:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *PROGRAM,
            stdin=PIPE,
            stdout=PIPE,
            stderr=None if sys.stderr else DEVNULL,
            env=os.environ | {"TMPDIR": folder},
        )
        try:
            yield process
        finally:
            _end(process)
            await process.wait()


def _end(process: Process) -> None:
    if process.returncode is None:
        with suppress(ProcessLookupError):
            process.kill()
