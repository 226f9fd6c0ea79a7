"""Every command does what its help says, and reports errors in one sentence."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.shell import Shell

pytestmark = pytest.mark.slow

ALICE = ("create-admin", "--username", "alice", "--email", "alice@example.org")
AWAY = "mysql+asyncmy://root:hidden-pw@127.0.0.1:1/tms"


def users(shell: Shell) -> list[tuple[str, str, bool]]:
    """Username, role and whether the password is temporary."""
    with sqlite3.connect(shell.folder / "data" / "tms.db") as connection:
        rows = connection.execute("SELECT username, role, is_temporary_password FROM users ORDER BY id")
        return [(name, role, bool(temporary)) for name, role, temporary in rows]


@pytest.mark.parametrize(
    "command",
    [
        "",
        "serve",
        "migrate",
        "create-admin",
        "sign-out-everybody",
        "demo",
        "report",
        "openapi",
        "copy",
        "doctor",
    ],
)
def test_help_says_what_each_command_does(shell: Shell, command: str) -> None:
    outcome = shell.tms(*command.split(), "--help")
    assert outcome.status == 0
    assert outcome.out.startswith(f"usage: tms {command}".rstrip())
    assert not (shell.folder / "data").exists()


def test_the_main_help_lists_all_commands_and_where_settings_come_from(shell: Shell) -> None:
    text = shell.tms("--help").out
    assert all(
        re.search(rf"^    {command}\b", text, re.MULTILINE)
        for command in (
            "serve",
            "migrate",
            "create-admin",
            "sign-out-everybody",
            "demo",
            "report",
            "openapi",
            "copy",
            "doctor",
        )
    )
    assert "TMS_DATA_DIR" in text


def test_the_version_is_printed(shell: Shell) -> None:
    assert re.fullmatch(r"tms \d+\.\d+\.\d+\n", shell.tms("--version").out)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ([], "COMMAND"),
        (["serf"], "invalid choice: 'serf'"),
        (
            ["serve", "--port", "99999"],
            "argument --port: must be a whole number from 0 to 65535, not '99999'",
        ),
        (["serve", "--workers", "0"], "argument --workers: must be a whole number from 1 to 256, not '0'"),
        (["create-admin", "--username", "x"], "--email"),
        (
            ["create-admin", "--username", "x", "--email", "x@y.z", "--password", "geheim"],
            "--password geheim",
        ),
    ],
)
def test_wrong_usage_of_a_command_prints_its_usage_with_status_2(
    shell: Shell, arguments: list[str], complaint: str
) -> None:
    outcome = shell.tms(*arguments)
    assert outcome.status == 2
    assert outcome.err.startswith("usage: tms")
    assert complaint in outcome.err


@pytest.mark.parametrize("command", [("serve",), ("migrate",), ("demo",), ALICE])
def test_an_invalid_setting_stops_every_command_with_status_2(shell: Shell, command: tuple[str, ...]) -> None:
    sentence = shell.refused(*command, status=2, TMS_TOKEN_MINUTES="soon")
    assert sentence == "TMS_TOKEN_MINUTES must be a whole number from 1 to 527040, not 'soon'."
    assert not (shell.folder / "data").exists()


@pytest.mark.parametrize("command", [("serve", "--port", "0"), ("migrate",), ("demo",), ALICE])
def test_an_unreachable_database_is_reported_in_one_sentence_without_its_password(
    shell: Shell, command: tuple[str, ...]
) -> None:
    sentence = shell.refused(*command, TMS_DATABASE_URL=AWAY)
    assert "127.0.0.1" in sentence
    assert "hidden-pw" not in sentence


def test_migrate_creates_the_database_and_can_be_repeated(shell: Shell) -> None:
    for _ in range(2):
        outcome = shell.tms("migrate")
        assert (outcome.status, outcome.err) == (0, "")
        assert str(shell.folder / "data" / "tms.db") in outcome.out
    assert users(shell) == []


def test_migrate_prints_a_single_sentence_on_mariadb(
    shell: Shell, fresh_mariadb_url: Callable[[], str]
) -> None:
    url = fresh_mariadb_url()
    for _ in range(2):
        outcome = shell.tms("migrate", TMS_DATABASE_URL=url)
        assert (outcome.status, outcome.err) == (0, "")
        assert re.fullmatch(r"The database is up to date: tms_\w+ on \S+\n", outcome.out)
    added = shell.tms(*ALICE, TMS_DATABASE_URL=url)
    assert (added.status, added.err) == (0, "")


def test_migrate_sql_prints_a_schema_that_sqlite_accepts_and_touches_nothing(shell: Shell) -> None:
    script = shell.tms("migrate", "--sql").out
    assert not (shell.folder / "data").exists()
    with sqlite3.connect(":memory:", isolation_level=None) as connection:
        connection.executescript(script)
        assert connection.execute("SELECT count(*) FROM users").fetchone() == (0,)


def test_migrate_sql_needs_no_server_to_write_for_mariadb(shell: Shell) -> None:
    outcome = shell.tms("migrate", "--sql", TMS_DATABASE_URL=AWAY)
    assert outcome.status == 0
    assert "ENGINE=InnoDB" in outcome.out
    assert "hidden-pw" not in outcome.out


def test_a_database_of_a_newer_version_is_left_alone(shell: Shell) -> None:
    shell.tms("migrate")
    with sqlite3.connect(shell.folder / "data" / "tms.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    for command in (["migrate"], ["demo"], ["serve", "--port", "0"]):
        assert "schema version 9999" in shell.refused(*command)


def test_a_file_that_is_not_a_database_is_left_alone(shell: Shell) -> None:
    (shell.folder / "notes.txt").write_text("Not a database, but somebody's notes." * 100)
    assert "not a database" in shell.refused("migrate", TMS_DATABASE_URL="sqlite:///notes.txt")
    assert (shell.folder / "notes.txt").read_text().startswith("Not a database")


def test_data_and_secret_are_accessible_to_their_owner_only(shell: Shell) -> None:
    shell.tms(*ALICE)
    folder = shell.folder / "data"
    assert {path.name for path in folder.iterdir()} >= {"tms.db", "secret.key"}
    for path in (folder, *folder.iterdir()):
        assert path.stat().st_mode & 0o077 == 0, path


def test_an_admin_without_a_password_gets_a_temporary_one_that_is_shown_once(shell: Shell) -> None:
    outcome = shell.tms(*ALICE)
    assert outcome.status == 0
    assert re.search(r"password  [A-Za-z2-9]{14}\n", outcome.out)
    assert users(shell) == [("alice", "admin", True)]


@pytest.mark.parametrize("given", ["sésame ouvre-toi\n", "sésame ouvre-toi", "sésame ouvre-toi\r\n"])
def test_a_password_from_standard_input_is_stored_and_not_shown(shell: Shell, given: str) -> None:
    outcome = shell.tms(*ALICE, "--password-stdin", stdin=given.encode())
    assert outcome.status == 0
    assert "sésame" not in outcome.out
    assert users(shell) == [("alice", "admin", False)]


@pytest.mark.parametrize(
    ("stdin", "sentence"),
    [
        (b"", "Standard input is empty"),
        (b"\n", "Standard input is empty"),
        (b"short", "password: must be at least 6 characters long"),
        (b"alice@example.org", "password: must not be the username or the e-mail address"),
        (b"\xff\xfe\xfd\xfc\xfb\xfa", "not valid UTF-8"),
        (b"x" * 5000, "password: must be at most 256 characters long"),
    ],
)
def test_an_unacceptable_password_is_refused(shell: Shell, stdin: bytes, sentence: str) -> None:
    assert sentence in shell.refused(*ALICE, "--password-stdin", stdin=stdin)


def test_a_taken_username_or_address_is_refused_whatever_its_case(shell: Shell) -> None:
    shell.tms(*ALICE)
    taken_name = shell.refused("create-admin", "--username", "ALICE", "--email", "other@example.org")
    assert taken_name == "Another user has this username."
    taken_address = shell.refused("create-admin", "--username", "other", "--email", "Alice@Example.org")
    assert "e-mail" in taken_address
    assert users(shell) == [("alice", "admin", True)]


def test_invalid_details_of_an_admin_are_refused_by_field(shell: Shell) -> None:
    sentence = shell.refused("create-admin", "--username", "no spaces", "--email", "nowhere")
    assert "username: " in sentence
    assert "email: " in sentence


def test_the_demo_shows_three_sign_ins_and_refuses_a_database_with_users(shell: Shell) -> None:
    outcome = shell.tms("demo")
    assert outcome.status == 0
    shown = re.findall(r"^ +(admin|trainer|trainee) +(\S+) +([A-Za-z2-9]{14})$", outcome.out, re.MULTILINE)
    assert [role for role, _, _ in shown] == ["admin", "trainer", "trainee"]
    assert len(users(shell)) == 130
    sentence = shell.refused("demo")
    assert "already" in sentence
    assert "TMS_DATABASE_URL" in sentence
    assert len(users(shell)) == 130


def test_the_openapi_document_is_printed_or_written(shell: Shell, tmp_path: Path) -> None:
    printed = shell.tms("openapi")
    assert json.loads(printed.out)["openapi"].startswith("3.")
    assert shell.tms("openapi", "--out", "api.json").out == ""
    assert (tmp_path / "api.json").read_text("utf-8") == printed.out
    assert shell.refused("openapi", "--out", "nowhere/api.json") == "There is no folder nowhere."
