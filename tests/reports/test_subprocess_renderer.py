"""The rendering process: it is fed page by page, ends together with its consumer, and leaves nothing behind."""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import aclosing, suppress
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.patience import patience
from tests.reports.files import NAMES, csv_rows, pdf, report, workbook
from tests.reports.summaries import SUMMARY
from tms_adapters.reports.subprocess_renderer import RenderingFailed, renderers
from tms_core.errors import Unavailable
from tms_core.reports.model import Format, Report, Row, Section, Table


def people(rows: AsyncIterator[list[Row]]) -> Report:
    table = Table(section=Section.USERS, title="People", columns=NAMES, rows=rows, pages=1)
    return report(SUMMARY, tables=(table,))


async def pages(
    count: int, asked: list[int] | None = None, under_way: asyncio.Event | None = None
) -> AsyncIterator[list[Row]]:
    for number in range(count):
        if asked is not None:
            asked.append(number)
        if under_way is not None and number == 20:
            under_way.set()
        yield [(f"Person {number}",)] * 100


async def rendered(format: Format, about: Report) -> bytes:
    return b"".join([piece async for piece in renderers("Letter")[format].render(about)])


def children() -> set[int]:
    """The child processes of this process."""
    tasks = Path(f"/proc/{os.getpid()}/task").glob("*/children")
    return {int(pid) for task in tasks for pid in task.read_text().split()}


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A temporary directory, to check what is left in it."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


async def test_every_format_is_returned_over_the_pipe(temporary: Path) -> None:
    found = {format: await rendered(format, people(pages(7))) for format in Format}
    assert len(csv_rows(found[Format.CSV])) == 701
    assert workbook(found[Format.EXCEL])["People"].max_row == 701
    document = pdf(found[Format.PDF])
    assert sum(page.extract_text().count("\nPerson ") for page in document.pages) == 700
    assert float(document.pages[0].mediabox.width) == 612
    assert list(temporary.iterdir()) == []


async def test_an_error_while_reading_rows_reaches_the_consumer() -> None:
    async def away() -> AsyncIterator[list[Row]]:
        yield [("Ana",)]
        raise Unavailable

    before = children()
    for format in Format:
        with pytest.raises(Unavailable):
            await rendered(format, people(away()))
    assert children() == before


async def test_a_process_that_dies_is_not_taken_for_a_finished_file() -> None:
    before = children()
    async with aclosing(renderers("A4")[Format.CSV].render(people(pages(10_000)))) as pieces:
        await anext(pieces)
        for pid in children() - before:
            os.kill(pid, 9)
        with pytest.raises(RenderingFailed, match="status"):
            _ = [piece async for piece in pieces]
    assert children() == before


@pytest.mark.parametrize("format", Format)
async def test_a_consumer_that_stops_waiting_stops_the_work(format: Format, temporary: Path) -> None:
    asked: list[int] = []
    under_way = asyncio.Event()
    before = children()
    waiting = asyncio.create_task(rendered(format, people(pages(1_000_000, asked, under_way))))
    await under_way.wait()
    assert len(children() - before) == 1
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    stopped_at = len(asked)
    await asyncio.sleep(0.1)
    assert len(asked) == stopped_at
    assert children() == before
    assert list(temporary.iterdir()) == []


async def test_rows_are_read_no_faster_than_the_file_is_consumed() -> None:
    asked: list[int] = []
    async with aclosing(renderers("A4")[Format.CSV].render(people(pages(1_000_000, asked)))) as pieces:
        await anext(pieces)
        seen, since = 0, time.monotonic()
        while len(asked) < 10_000 and time.monotonic() - since < patience(0.5):
            await asyncio.sleep(0.05)
            if len(asked) > seen:
                seen, since = len(asked), time.monotonic()
        assert seen < 10_000


@pytest.mark.parametrize("format", list(Format))
async def test_ten_times_the_rows_need_little_more_memory_than_their_file(format: Format) -> None:
    few, many = [await most_held(format, count) for count in (5, 50)]
    assert many.mebibytes - few.mebibytes < 8 + 2 * many.size / MEBIBYTE


MEBIBYTE = 2**20


async def strangers(count: int) -> AsyncIterator[list[Row]]:
    """People with names that have not been typeset before, in two scripts."""
    for page in range(count):
        yield [(f"浩 {page}-{number}",) for number in range(100)]


class Held(NamedTuple):
    """The peak memory of a rendering process, and the size of its file in bytes."""

    mebibytes: float
    size: int


async def most_held(format: Format, count: int) -> Held:
    """For a file of ``count`` hundred rows, as reported by the kernel, polled repeatedly."""
    held, size, before = [0.0], 0, children()

    async def watch() -> None:
        while True:
            held.extend(kib / 1024 for pid in children() - before for kib in peak_of(pid))
            await asyncio.sleep(0.002)

    watching = asyncio.create_task(watch())
    async with aclosing(renderers("A4")[format].render(people(strangers(count)))) as pieces:
        async for piece in pieces:
            size += len(piece)
    watching.cancel()
    assert max(held)
    return Held(max(held), size)


def peak_of(pid: int) -> list[int]:
    """KiB; nothing for a process that has just ended."""
    with suppress(OSError):
        status = Path(f"/proc/{pid}/status").read_text()
        return [int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")]
    return []
