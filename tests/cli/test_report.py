"""`tms report` writes a file, or says in one sentence why not."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.shell import Shell
from tests.reports.files import csv_rows, pdf, workbook

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """A shell with a demo organisation."""
    shell = Shell(tmp_path_factory.mktemp("demo"))
    assert shell.tms("demo").status == 0
    return shell


def test_each_format_is_written_to_its_file(demo: Shell) -> None:
    since = str((datetime.now(UTC) - timedelta(days=45)).date())
    for format, name in (("pdf", "r.pdf"), ("excel", "r.xlsx"), ("csv", "r.csv")):
        options = ("--format", format, "--out", name, "--from", since, "--status", "completed")
        outcome = demo.tms("report", *options, TMS_ORGANISATION="Harbour City")
        assert (outcome.status, outcome.out, outcome.err) == (0, f"The report is in {name}.\n", "")
    assert "Harbour City" in pdf((demo.folder / "r.pdf").read_bytes()).pages[0].extract_text()
    book = workbook((demo.folder / "r.xlsx").read_bytes())
    assert book["Sessions"].max_row == len(csv_rows((demo.folder / "r.csv").read_bytes())) > 30


def test_filters_apply_and_days_begin_in_the_organisations_time_zone(demo: Shell) -> None:
    options = ("--from", "2026-03-02", "--to", "2026-03-03T00:00:00+01:00", "--status", "completed")
    outcome = demo.tms(
        "report", "--format", "csv", "--out", "day.csv", *options, TMS_TIME_ZONE="Europe/Berlin"
    )
    assert outcome.status == 0, outcome.err
    rows = csv_rows((demo.folder / "day.csv").read_bytes())[1:]
    assert all(row[1].startswith("2026-03-02") and row[7] == "completed" for row in rows)


def test_a_report_is_readable_by_its_owner_only(demo: Shell) -> None:
    target = demo.folder / "users.csv"
    assert demo.tms("report", "--format", "csv", "--section", "users", "--out", str(target)).status == 0
    assert csv_rows(target.read_bytes())[0][0] == "id"
    assert target.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--out", "nowhere/r.pdf"), "There is no folder nowhere."),
        (("--out", "."), ". is a folder; --out needs a file."),
        (("--out", "new.pdf", "--section", "users"), "--section can only be used with --format csv"),
        (("--out", "new.pdf", "--from", "2026-02-30"), "--from: there is no day 2026-02-30."),
        (("--out", "new.pdf", "--to", "soon"), "--to: must be a time with an offset"),
        (("--out", "new.pdf", "--from", "2026-03-01", "--to", "2026-02-01"), "from: must be before to"),
        (("--out", "new.pdf", "--trainer-id", "4711"), "trainer_id: 4711 does not exist"),
    ],
)
def test_an_impossible_report_is_refused_in_one_sentence_and_leaves_no_file(
    demo: Shell, options: tuple[str, ...], sentence: str
) -> None:
    before = sorted(demo.folder.iterdir())
    assert demo.refused("report", *options).startswith(sentence)
    assert sorted(demo.folder.iterdir()) == before


def test_a_terminal_shows_a_progress_bar_that_is_erased_at_the_end(demo: Shell, tmp_path: Path) -> None:
    shown = demo.on_a_terminal("report", "--format", "csv", "--out", str(tmp_path / "r.csv"))
    shares = [int(share) for share in re.findall(r"(\d+)%", shown)]
    assert shares[0] == 0
    assert shares[-1] == 100
    assert shares == sorted(shares)
    assert shown.endswith("\r\x1b[K")
