"""The announced database is the one that is opened, whatever characters its name contains."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.cli.shell import Shell
from tests.patience import patience
from tms_adapters.sql import DatabaseUrl
from tms_web.settings import Settings

pytestmark = pytest.mark.slow

NAMES = [
    "a?x",
    "a?mode=memory",
    "per%20cent",
    "100%",
    "a#b",
    "sp ace",
    "quo'te\"s",
    "ünï 報告",
    ":memory:",
    "file:x",
    "a&b=c;d",
    "back\\slash",
    "$HOME",
    "+",
]


def databases(folder: Path) -> list[Path]:
    return sorted(
        Path(root, name) for root, _, names in os.walk(folder) for name in names if not name.endswith(".key")
    )


@pytest.mark.parametrize("name", NAMES)
def test_the_named_folder_is_the_one_that_is_used(shell: Shell, name: str) -> None:
    outcome = shell.tms("migrate", TMS_DATA_DIR=name)
    path = shell.folder / name / "tms.db"
    assert outcome.out == f"The database is up to date: {path}\n"
    assert databases(shell.folder) == [path]
    assert shell.tms("create-admin", "--username", "ada", "--email", "ada@x.y", TMS_DATA_DIR=name).status == 0
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT username FROM users").fetchall() == [("ada",)]


@pytest.mark.parametrize("name", [b"new\nline", b"\xff\xfe", b"tab\there", b"esc\x1b[1m"])
def test_a_name_that_cannot_be_printed_is_announced_with_escapes(shell: Shell, name: bytes) -> None:
    done = subprocess.run(
        shell.command("migrate"),
        check=False,
        capture_output=True,
        cwd=shell.folder,
        env={os.fsencode(key): os.fsencode(value) for key, value in shell.inherited().items()}
        | {b"TMS_DATA_DIR": name},
        timeout=patience(60),
    )
    assert (done.returncode, done.stderr) == (0, b"")
    path = shell.folder / os.fsdecode(name) / "tms.db"
    shown = re.sub(r"\\udc(..)", r"\\x\1", repr(str(path)))
    assert done.stdout.decode() == f"The database is up to date: {shown}\n"
    assert databases(shell.folder) == [path]


@pytest.mark.parametrize("name", [*NAMES, "q?r%s.db"])
def test_a_url_names_any_file_with_percent_signs(shell: Shell, name: str) -> None:
    for prefix in ("", f"{quote(str(shell.folder))}/absolute-"):
        url = f"sqlite:///{prefix}{quote(name)}"
        path = Path(shell.folder, f"absolute-{name}" if prefix else name)
        assert shell.tms("migrate", TMS_DATABASE_URL=url).out == f"The database is up to date: {path}\n"
        assert path.is_file()


@pytest.mark.parametrize(
    "url", ["sqlite:///a b.db", "sqlite:///%3Amemory%3A", "sqlite:///a%", "sqlite:////x/%zz#y"]
)
def test_settings_and_adapter_parse_a_url_alike(url: str) -> None:
    settings = Settings.from_environment({"TMS_DATABASE_URL": url})
    assert settings.shown_database == str(DatabaseUrl.parse(url).path)


@pytest.mark.parametrize(("name", "former"), [("a?x", "a"), ("per%20cent", "per cent/tms.db")])
def test_a_database_that_an_earlier_version_stored_elsewhere_is_not_ignored(
    shell: Shell, name: str, former: str
) -> None:
    old = shell.folder / former
    assert shell.tms("migrate", TMS_DATABASE_URL=f"sqlite:///{quote(former)}").status == 0
    (shell.folder / name).mkdir(exist_ok=True)
    sentence = shell.refused("migrate", status=2, TMS_DATA_DIR=name)
    assert f"earlier version kept its database in {old}." in sentence
    assert f"TMS_DATABASE_URL=sqlite:///{quote(str(old))}. If" in sentence
    assert not (shell.folder / name / "tms.db").exists()
    old.rename(shell.folder / name / "tms.db")
    assert shell.tms("migrate", TMS_DATA_DIR=name).status == 0


def test_two_folders_that_an_earlier_version_confused_are_distinct(shell: Shell) -> None:
    for name in ("a?x", "a?y"):
        assert (
            shell.tms("create-admin", "--username", "ada", "--email", "a@x.y", TMS_DATA_DIR=name).status == 0
        )
    assert databases(shell.folder) == [shell.folder / name / "tms.db" for name in ("a?x", "a?y")]


def test_another_installation_in_the_former_location_is_not_mistaken_for_the_own_database(
    shell: Shell,
) -> None:
    assert shell.tms("migrate", TMS_DATA_DIR="per cent").status == 0
    (shell.folder / "per%20cent").mkdir()
    (shell.folder / "per%20cent" / "tms.db").touch()
    assert shell.tms("migrate", TMS_DATA_DIR="per%20cent").status == 0
    assert (shell.folder / "per%20cent" / "tms.db").stat().st_size > 0


@pytest.mark.parametrize("variable", ["TMS_DATA_DIR", "TMS_DATABASE_URL"])
@pytest.mark.parametrize("pattern", [" {}", "{} ", "{}\n"])
def test_blanks_around_a_path_are_refused(shell: Shell, variable: str, pattern: str) -> None:
    value = {"TMS_DATA_DIR": "here", "TMS_DATABASE_URL": "sqlite:///here.db"}[variable]
    sentence = shell.refused("migrate", status=2, **{variable: pattern.format(value)})
    assert sentence == f"{variable} must not begin or end with a space or a line break."
