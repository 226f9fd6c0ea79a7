"""Whatever the terminal can show, and whether or not anybody reads it: no traceback, and no password that nobody saw."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
from pathlib import Path

import pytest

from tests.cli.shell import Outcome, Shell
from tests.patience import HANGS, patience

pytestmark = pytest.mark.slow

ASCII = {"PYTHONIOENCODING": "ascii"}
POSIX = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
LATIN = {"PYTHONIOENCODING": "iso-8859-1"}
ZOFIE = ("create-admin", "--username", "žofie", "--email", "zofie@example.org")


def usernames(shell: Shell) -> list[str]:
    path = shell.folder / "data" / "tms.db"
    if not path.exists():
        return []
    with sqlite3.connect(path) as connection:
        return [name for (name,) in connection.execute("SELECT username FROM users ORDER BY id")]


def into(shell: Shell, redirection: str, *arguments: str, **environment: str) -> Outcome:
    """Run a command with output redirected by a shell; returns its standard error."""
    done = subprocess.run(
        ["bash", "-c", f'"$@" {redirection}', "bash", *shell.command(*arguments)],
        check=False,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        cwd=shell.folder,
        env=shell.inherited() | environment,
        timeout=patience(60),
    )
    return Outcome(
        status=done.returncode,
        out=done.stdout.decode(errors="replace"),
        err=done.stderr.decode(errors="replace"),
    )


@pytest.mark.parametrize("terminal", [ASCII, LATIN], ids=["ascii", "latin-1"])
def test_the_password_of_a_new_admin_is_shown_on_any_terminal(shell: Shell, terminal: dict[str, str]) -> None:
    outcome = shell.tms(*ZOFIE, **terminal)
    assert (outcome.status, outcome.err) == (0, "")
    assert re.search(r"username  \\u017eofie\n    password  [A-Za-z2-9]{14}\n", outcome.out)
    assert usernames(shell) == ["žofie"]


@pytest.mark.parametrize(
    "terminal", [pytest.param(ASCII, id="ascii"), pytest.param(POSIX, id="posix", marks=pytest.mark.long)]
)
def test_every_command_works_on_an_ascii_terminal(shell: Shell, terminal: dict[str, str]) -> None:
    told = {"TMS_DATA_DIR": "čísla", **terminal}
    for arguments in (
        ("migrate",),
        ("migrate", "--sql"),
        ("demo",),
        ("report", "--format", "csv", "--out", "relatório.csv"),
        ("--help",),
    ):
        outcome = shell.tms(*arguments, **told)
        assert (outcome.status, outcome.err) == (0, ""), arguments
    assert (shell.folder / "relatório.csv").stat().st_size > 1000
    for arguments in (
        ("demo",),
        ("report", "--format", "csv", "--out", "relatório.csv"),
        ("report", "--out", "nikde/ž.pdf"),
        ("create-admin", "--username", "☃", "--email", "☃"),
        ("serve", "--host", "ž..ž"),
    ):
        assert shell.refused(*arguments, **told).isascii()


def test_the_openapi_document_is_utf_8_on_any_terminal(shell: Shell) -> None:
    usual = shell.tms("openapi").out
    assert json.loads(usual)["openapi"]
    assert not usual.isascii()
    for terminal in (ASCII, POSIX, LATIN):
        assert shell.tms("openapi", **terminal).out == usual, terminal


CLOSED, FULL, UNREAD = ">&-", ">/dev/full", "> >(exec <&-)"
DEMO, SERVE = ("demo",), ("serve", "--port", "0")


@pytest.mark.parametrize(
    ("arguments", "redirection"),
    [
        *((ZOFIE, redirection) for redirection in (CLOSED, FULL, UNREAD)),
        (DEMO, FULL),
        (SERVE, UNREAD),
        # All commands show passwords in the same way.
        *(pytest.param(DEMO, redirection, marks=pytest.mark.long) for redirection in (CLOSED, UNREAD)),
        *(pytest.param(SERVE, redirection, marks=pytest.mark.long) for redirection in (CLOSED, FULL)),
    ],
)
def test_an_account_whose_password_cannot_be_shown_is_not_created(
    shell: Shell, arguments: tuple[str, ...], redirection: str
) -> None:
    outcome = into(shell, redirection, *arguments)
    assert outcome.status == 1, outcome
    assert "passwords" in outcome.err
    assert "nothing was added" in outcome.err
    assert len(outcome.err.splitlines()) == 1
    assert usernames(shell) == []
    assert shell.tms(*ZOFIE).status == 0


def test_names_are_utf_8_whatever_the_locale(shell: Shell) -> None:
    admin = ("create-admin", "--username", "é1x", "--first-name", "Zoë", "--email", "e@example.org")
    outcome = shell.tms(*admin, **POSIX)
    assert (outcome.status, outcome.err) == (0, "")
    assert usernames(shell) == ["é1x"]
    assert "There is no folder sp\\xe9cial." in shell.tms("report", "--out", "spécial/r.csv", **POSIX).err
    command = [*map(os.fsencode, shell.command("create-admin", "--email", "x@y.z")), b"--username=\xff"]
    done = subprocess.run(
        command, check=False, capture_output=True, cwd=shell.folder, env=shell.inherited(), timeout=HANGS
    )
    assert done.returncode == 2
    assert b"--username: must be valid UTF-8" in done.stderr


@pytest.mark.parametrize("command", ["report", "openapi"])
def test_an_empty_file_name_is_refused(shell: Shell, command: str) -> None:
    outcome = shell.tms(command, "--out", "")
    assert outcome.status == 2
    assert "--out: must name a file" in outcome.err


def test_a_command_works_without_standard_error(shell: Shell) -> None:
    assert into(shell, "2>&-", "migrate").status == 0
    assert into(shell, "2>&-", "migrate", TMS_TIME_ZONE="nowhere").status == 2
    assert into(shell, "<&- >&- 2>&-", "report", "--format", "csv", "--out", "r.csv").status == 1
    assert (shell.folder / "r.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_failing_to_print_is_reported_with_a_sentence_and_a_status(shell: Shell) -> None:
    for arguments in (("openapi",), ("migrate",), ("--help",)):
        outcome = into(shell, ">/dev/full", *arguments)
        assert outcome.status == 1
        assert outcome.err == "tms: Standard output cannot be written: No space left on device.\n"


@pytest.mark.parametrize("name", [b"\xff.csv", "отчёт 報告.csv".encode(), b"line\nbreak.csv", b"-r.csv"])
def test_a_report_may_have_any_name(shell: Shell, name: bytes) -> None:
    done = subprocess.run(
        [*map(os.fsencode, shell.command("report", "--format", "csv")), b"--out=" + name],
        check=False,
        capture_output=True,
        cwd=shell.folder,
        env=shell.inherited() | ASCII,
        timeout=patience(60),
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.isascii()
    assert len(done.stdout.splitlines()) == 1
    assert os.path.exists(os.path.join(os.fsencode(shell.folder), name))


def test_a_report_name_may_be_as_long_as_the_file_system_allows(shell: Shell) -> None:
    name = "r" * 251 + ".csv"
    assert shell.tms("report", "--format", "csv", "--out", name).status == 0
    assert Path(shell.folder, name).exists()
