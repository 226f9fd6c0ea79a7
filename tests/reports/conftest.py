"""Programs that read report files."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.patience import HANGS
from tests.services.process import find_program

Reader = Callable[[bytes], str]
EVERY_SHEET = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
"""Comma-separated, double quotes, UTF-8; cells as displayed; all sheets."""


@pytest.fixture(scope="session")
def pdftotext(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """The text that Poppler extracts from a file."""
    path = tmp_path_factory.mktemp("poppler") / "report.pdf"
    return _reader(path, find_program("pdftotext", "poppler-utils"), str(path), "-")


@pytest.fixture(scope="session")
def qpdf(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """qpdf's report on a file; raises if anything is wrong with it."""
    path = tmp_path_factory.mktemp("qpdf") / "report.pdf"
    return _reader(path, find_program("qpdf", "qpdf"), "--check", str(path))


@pytest.fixture(scope="session")
def libreoffice(tmp_path_factory: pytest.TempPathFactory) -> Callable[[bytes], dict[str, str]]:
    """A workbook as LibreOffice reads it: each sheet as CSV, by name."""
    folder = tmp_path_factory.mktemp("libreoffice")
    home = f"-env:UserInstallation=file://{folder}/home"
    command = [
        find_program("soffice", "libreoffice-calc-nogui"),
        home,
        "--headless",
        "--convert-to",
        EVERY_SHEET,
    ]

    def read(content: bytes) -> dict[str, str]:
        (folder / "book.xlsx").write_bytes(content)
        subprocess.run(
            [*command, "--outdir", str(folder), str(folder / "book.xlsx")],
            capture_output=True,
            check=True,
            timeout=HANGS,
        )
        return {path.stem.removeprefix("book-"): path.read_text("utf-8") for path in folder.glob("*.csv")}

    return read


def _reader(path: Path, *command: str) -> Reader:
    def read(content: bytes) -> str:
        path.write_bytes(content)
        return subprocess.run(command, capture_output=True, check=True).stdout.decode()

    return read
