"""A database that cannot be used is reported in one sentence with the cause, and status 1."""

from __future__ import annotations

import sqlite3

import pytest

from tests.cli.shell import Shell

pytestmark = pytest.mark.slow

COMMANDS = [
    ("serve", "--port", "0"),
    ("migrate",),
    ("create-admin", "--username", "ada", "--email", "ada@example.org"),
    ("demo",),
    ("report", "--out", "r.csv", "--format", "csv"),
]


@pytest.mark.parametrize("arguments", COMMANDS, ids=[command[0] for command in COMMANDS])
def test_a_file_that_is_not_a_database(shell: Shell, arguments: tuple[str, ...]) -> None:
    (shell.folder / "data").mkdir()
    (shell.folder / "data" / "tms.db").write_bytes(b"\xa5" * 20_000)
    assert shell.refused(*arguments) == (
        f"The database cannot be used right now: {shell.folder}/data/tms.db: the file is not a SQLite database, "
        "or is damaged (SQLITE_NOTADB: file is not a database)."
    )
    assert [path.name for path in shell.folder.iterdir()] == ["data"]


@pytest.mark.parametrize("arguments", COMMANDS[:1] + COMMANDS[2:], ids=lambda command: str(command[0]))
def test_damaged_pages(shell: Shell, arguments: tuple[str, ...]) -> None:
    assert shell.tms("migrate").status == 0
    path = shell.folder / "data" / "tms.db"
    with sqlite3.connect(path) as connection:
        pages = connection.execute("SELECT rootpage FROM sqlite_master WHERE tbl_name = 'users'").fetchall()
    with path.open("r+b") as file:
        for (page,) in pages:
            file.seek((page - 1) * 4096)
            file.write(b"\xa5" * 4096)
    sentence = shell.refused(*arguments)
    assert sentence.startswith(f"The database cannot be used right now: {path}: the file is damaged")


@pytest.mark.parametrize("table", ["event_log", "answers"])
@pytest.mark.parametrize("arguments", [COMMANDS[0], COMMANDS[2]], ids=lambda command: str(command[0]))
def test_a_missing_table_is_reported_before_anything_starts(
    shell: Shell, arguments: tuple[str, ...], table: str
) -> None:
    assert shell.tms("migrate").status == 0
    with sqlite3.connect(shell.folder / "data" / "tms.db") as connection:
        connection.execute(f"DROP TABLE {table}")
    outcome = shell.tms(*arguments)
    assert (outcome.status, outcome.out) == (1, "")
    path = shell.folder / "data" / "tms.db"
    assert outcome.err == (
        f"tms: The database cannot be used right now: {path}: a table is missing "
        f"(SQLITE_ERROR: no such table: {table}).\n"
    )


@pytest.mark.parametrize(
    "arguments", [COMMANDS[0], COMMANDS[2], COMMANDS[3]], ids=lambda command: str(command[0])
)
def test_nothing_is_announced_that_is_not_committed(shell: Shell, arguments: tuple[str, ...]) -> None:
    """The database refuses the last statement of every command: no account, password or address is announced."""
    assert shell.tms("migrate").status == 0
    with sqlite3.connect(shell.folder / "data" / "tms.db") as connection:
        connection.execute(
            "CREATE TRIGGER refuse BEFORE INSERT ON event_log BEGIN INSERT INTO nowhere VALUES (1); END"
        )
    outcome = shell.tms(*arguments)
    assert outcome.status == 1
    assert "no such table: main.nowhere" in outcome.err
    assert len(outcome.err.splitlines()) == 1
    for claim in ("Done", "added", "password", "http://", "Sign in"):
        assert claim not in outcome.out


@pytest.mark.parametrize(
    ("name", "text", "status"),
    [
        ("TMS_DATABASE_URL", "sqlite:////etc/passwd/x.db", 2),
        ("TMS_DATABASE_URL", "sqlite:////proc/x/tms.db", 2),
        ("TMS_DATABASE_URL", "sqlite:////sys/tms.db", 1),
        ("TMS_DATA_DIR", "/etc/passwd/x", 2),
        ("TMS_DATA_DIR", "/proc/x", 2),
    ],
)
@pytest.mark.parametrize("arguments", [COMMANDS[0], COMMANDS[4]], ids=lambda command: str(command[0]))
def test_a_folder_that_cannot_exist(
    shell: Shell, name: str, text: str, status: int, arguments: tuple[str, ...]
) -> None:
    sentence = shell.refused(*arguments, status=status, **{name: text})
    assert sentence.startswith(name) is (status == 2)
