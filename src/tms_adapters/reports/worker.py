"""``python -m tms_adapters.reports.worker``: the rendering subprocess. Reads a
request and rows, writes a file."""

import gc
import os
import shutil
import signal
import sys
from typing import BinaryIO, cast

from tms_adapters.reports.ipc import PipeClosed, RenderRequest, read, sheets
from tms_core.reports.model import Format

POLITENESS = 5
"""Niceness: other work on the machine, such as answering requests, takes precedence."""


def main() -> int:
    """Render one report; returns the exit status."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent handles Ctrl+C
    os.nice(POLITENESS)
    try:
        render(sys.stdin.buffer, sys.stdout.buffer)
        sys.stdout.buffer.flush()
    except (PipeClosed, BrokenPipeError):  # the parent is gone, and may have left files to clean up
        shutil.rmtree(os.environ["TMPDIR"], ignore_errors=True)
        os._exit(1)
    return 0


def render(source: BinaryIO, out: BinaryIO) -> None:
    """Render the report that the request at the start of ``source`` describes. Raises ``PipeClosed``."""
    order = cast(RenderRequest, read(source))
    if order.format is Format.CSV:
        from tms_adapters.reports.csv_writer import write_csv

        write_csv(order.report, sheets(source), out)
    elif order.format is Format.EXCEL:
        from tms_adapters.reports.excel import write_excel

        write_excel(order.report, sheets(source), out)
    else:
        gc.disable()  # while loading fpdf2: nothing it allocates is freed
        # Forbids an import that fpdf2 needs only for signing.
        sys.modules["cryptography"] = None  # type: ignore[assignment]  # None forbids it; the stubs do not know
        from tms_adapters.reports.pdf import write_pdf

        gc.freeze()
        gc.enable()
        write_pdf(order.report, sheets(source), out, order.paper)


if __name__ == "__main__":
    sys.exit(main())
