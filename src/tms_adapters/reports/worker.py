"""``python -m tms_adapters.reports.worker``: the rendering process. Reads an order and rows, writes a file."""

import gc
import os
import shutil
import signal
import sys
from typing import BinaryIO, cast

from tms_adapters.reports.ipc import PipeClosed, RenderRequest, read, sheets
from tms_core.reports.model import Format

POLITENESS = 5
"""Other work on the machine, such as answering requests, goes first."""


def main() -> int:
    """Render one report; the exit status."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the parent's to handle
    os.nice(POLITENESS)
    try:
        render(sys.stdin.buffer, sys.stdout.buffer)
        sys.stdout.buffer.flush()
    except (PipeClosed, BrokenPipeError):  # nobody waits for the rest, and nobody may be left to clear up
        shutil.rmtree(os.environ["TMPDIR"], ignore_errors=True)
        os._exit(1)
    return 0


def render(source: BinaryIO, out: BinaryIO) -> None:
    """Do as the order at the head of ``source`` says. Raises ``PipeClosed``."""
    order = cast(RenderRequest, read(source))
    if order.format is Format.CSV:
        from tms_adapters.reports.csv_writer import write_csv

        write_csv(order.report, sheets(source), out)
    elif order.format is Format.EXCEL:
        from tms_adapters.reports.excel import write_excel

        write_excel(order.report, sheets(source), out)
    else:
        gc.disable()  # while fpdf2 is loaded, of which nothing is ever free
        sys.modules["cryptography"] = None  # type: ignore[assignment]  # optional to fpdf2: reports are not signed
        from tms_adapters.reports.pdf import write_pdf

        gc.freeze()
        gc.enable()
        write_pdf(order.report, sheets(source), out, order.paper)


if __name__ == "__main__":
    sys.exit(main())
