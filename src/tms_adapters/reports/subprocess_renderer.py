"""Renders reports in a subprocess: the server stays responsive, and all memory is released at the end.

The rows are read in this process, a page at a time and only as fast as the subprocess accepts them, and are
sent through a pipe; the file comes back through another one.
"""

import asyncio
import os
import sys
import tempfile
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from time import thread_time
from typing import NamedTuple, cast

from tms_adapters.reports.ipc import frame, heading, render_request
from tms_adapters.temporary import remove_abandoned, temporary_folder
from tms_core.errors import MissingExtra
from tms_core.reports.model import Format, Report, ReportRenderer

CHUNK_BYTES = 64 * 1024  # 64 KiB
PACKAGES = {Format.PDF: ("fpdf", "uharfbuzz"), Format.EXCEL: ("xlsxwriter",), Format.CSV: ()}
FOLDER = "tms-report-"
PROGRAM = ("-P", "-m", "tms_adapters.reports.worker")


class RenderingFailed(Exception):
    """The subprocess exited before the file was complete; the message is the last of its output."""


class SubprocessRenderer:
    """See ``ReportRenderer``."""

    def __init__(self, format: Format, paper: str) -> None:
        self._format = format
        self._paper = paper

    async def render(self, report: Report) -> AsyncGenerator[bytes, None]:
        """See ``ReportRenderer``. Raises ``RenderingFailed``, and
        ``MissingExtra`` before starting any work."""
        for package in PACKAGES[self._format]:
            if find_spec(package) is None:
                raise MissingExtra("reports", package)
        async with _child() as child:
            feeding = asyncio.create_task(self._feed(child, report))
            try:
                while piece := await child.file.read(CHUNK_BYTES):
                    yield piece
                await feeding
                if status := await child.process.wait():
                    raise RenderingFailed(f"the rendering process ended with status {status}")
            finally:
                feeding.cancel()
                await asyncio.wait([feeding])
                _ = feeding.cancelled() or feeding.exception()  # already raised above, or no longer relevant

    async def _feed(self, child: "RenderingProcess", report: Report) -> None:
        """Send the report and its rows. If reading rows fails, kill the
        subprocess: there will be no file."""
        try:
            child.rows.write(frame(render_request(self._format, self._paper, report)))
            for table in report.tables:
                child.rows.write(frame(heading(table)))
                began = thread_time()
                async for page in table.rows:
                    child.rows.write(frame(page))
                    await child.rows.drain()
                    # Leave at least half of the time to other work, even if neither the pipe nor the store
                    # makes us wait.
                    await asyncio.sleep(thread_time() - began)
                    began = thread_time()
                child.rows.write(frame(None))
            child.rows.write(frame(None))
            await child.rows.drain()
            child.rows.close()
        except ConnectionError:
            return  # the subprocess has exited; its exit status says why
        except BaseException:
            child.end()
            raise


def renderers(paper: str) -> Mapping[Format, ReportRenderer]:
    """A renderer for each format; ``paper`` is A4 or Letter. Files left behind
    by killed processes are removed."""
    remove_abandoned(Path(tempfile.gettempdir()), FOLDER)
    return {format: SubprocessRenderer(format, paper) for format in Format}


class RenderingProcess(NamedTuple):
    """The rendering subprocess, the pipe to it and the pipe from it."""

    process: Process
    rows: asyncio.StreamWriter
    file: asyncio.StreamReader

    def end(self) -> None:
        """Kill the subprocess unless it has already exited."""
        if self.process.returncode is None:
            with suppress(ProcessLookupError):
                self.process.kill()


@asynccontextmanager
async def _child() -> AsyncIterator[RenderingProcess]:
    """A rendering subprocess; it is stopped and its files are removed afterwards."""
    with temporary_folder(FOLDER) as folder:
        process = await asyncio.create_subprocess_exec(
            sys.executable, *PROGRAM, stdin=PIPE, stdout=PIPE, env=os.environ | {"TMPDIR": folder}
        )
        child = RenderingProcess(
            process, cast(asyncio.StreamWriter, process.stdin), cast(asyncio.StreamReader, process.stdout)
        )
        try:
            yield child
        finally:
            child.end()
            while await child.file.read(CHUNK_BYTES):  # the process exits once its pipes are drained
                continue
            await process.wait()
