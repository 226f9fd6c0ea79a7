"""`tms doctor` reports what is wrong, whatever the state of the installation, and changes nothing."""

from __future__ import annotations

import json
import re
import shutil
import socket
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.shell import Outcome, Shell
from tests.cli.test_terminals import into
from tests.patience import HANGS, check_promise
from tests.services import MariaDB, Redis
from tms_core.errors import Unavailable
from tms_web import doctor
from tms_web.doctor import Finding, Patient, Registered, all_checks, examine, ok, problem

pytestmark = pytest.mark.slow

FOUND = """
from tms_web.doctor import check, ok

@check("outbox", place=75)
def outbox(patient):
    yield ok("nothing waits")
"""


def finding(outcome: Outcome, check: str, words: str) -> dict[str, str]:
    """The only line of a check that contains these words."""
    lines = json.loads(outcome.out)["checks"]
    found = [line for line in lines if line["check"] == check and words in line["text"]]
    assert len(found) == 1, (check, words, [line for line in lines if line["check"] == check])
    return found[0]


def look(shell: Shell, **environment: str) -> Outcome:
    return shell.tms("doctor", "--json", **environment)


def everything_in(folder: Path) -> dict[str, tuple[int, int, bytes]]:
    return {
        str(path): (
            path.stat().st_mode,
            path.stat().st_mtime_ns,
            path.read_bytes() if path.is_file() else b"",
        )
        for path in sorted(folder.rglob("*"))
    }


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    shell = Shell(tmp_path_factory.mktemp("demo"))
    assert shell.tms("demo").status == 0
    return shell.folder / "data"


@pytest.fixture
def installed(demo: Path, shell: Shell) -> Path:
    """Fill the shell's data directory with the demo; returns the database file."""
    shutil.copytree(demo, shell.folder / "data")
    return shell.folder / "data" / "tms.db"


def change(file: Path, sql: str) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(sql)


def test_a_mail_folder_that_takes_no_files_is_told(shell: Shell, installed: Path) -> None:
    (installed.parent / "mail").write_text("a file")
    found = finding(look(shell), "mail", "is no folder that this account can write to")
    assert found["level"] == "problem"


def test_a_healthy_installation_passes_and_is_not_changed(shell: Shell, installed: Path) -> None:
    before = everything_in(shell.folder)
    outcome = look(shell)
    assert everything_in(shell.folder) == before
    assert finding(outcome, "database", "sound")["level"] == "ok"
    for check, words in [
        ("secret", "readable by its owner only"),
        ("data key", "readable by its owner only"),
        ("time zones", "are known"),
        ("data folder", "writable"),
        ("schema", "as this program expects"),
        ("event log", "of at most 1,000,000 events"),
        ("consumers", "none has run here"),
        ("totals", "agree"),
        ("bus", "not used"),
    ]:
        assert finding(outcome, check, words)["level"] == "ok"
    levels = {line["level"] for line in json.loads(outcome.out)["checks"]}
    assert outcome.status == (2 if "problem" in levels else 1 if "warning" in levels else 0)


def test_before_the_first_start_nothing_is_wrong_and_nothing_is_created(shell: Shell) -> None:
    outcome = look(shell)
    assert finding(outcome, "data folder", "will be created")["level"] == "ok"
    assert finding(outcome, "database", "will be created")["level"] == "ok"
    assert not any(line["level"] == "problem" for line in json.loads(outcome.out)["checks"])
    assert list(shell.folder.iterdir()) == []


def test_it_fits_a_small_ascii_terminal(shell: Shell, installed: Path) -> None:
    folder = shell.folder / "dätä 🗂"
    installed.parent.rename(folder)
    outcome = shell.tms("doctor", TMS_DATA_DIR=str(folder), PYTHONIOENCODING="ascii", TMS_DATABSE_URL="x")
    assert outcome.status == 1
    assert outcome.out.isascii()
    lines = outcome.out.splitlines()
    assert max(map(len, lines)) <= 80 + 20, "an escape may be longer than what it stands for"
    assert len(lines) <= 30
    assert "warning  settings     TMS_DATABSE_URL is not a setting" in outcome.out
    assert "-> Did you mean TMS_DATABASE_URL?" in outcome.out
    assert lines[-1].endswith("0 problems, 1 warnings")


def test_no_secret_is_shown(shell: Shell) -> None:
    for form in ([], ["--json"]):
        outcome = shell.tms(
            "doctor",
            *form,
            TMS_DATABASE_URL="mysql+asyncmy://root:hidden-pw@127.0.0.1:1,127.0.0.1:2/tms?x=hidden-pw",
            TMS_BUS_URL="redis://:hidden-pw@127.0.0.1:1/0",
            TMS_SECRET_KEY="hidden-pw" * 5,
        )
        assert outcome.status == 1, outcome.out
        assert "hidden-pw" not in outcome.out + outcome.err
        assert "tms on 127.0.0.1:1" in " ".join(outcome.out.split())


def test_an_invalid_setting_is_a_problem(shell: Shell) -> None:
    outcome = look(shell, TMS_TOKEN_MINUTES="soon")
    assert outcome.status == 2
    assert finding(outcome, "settings", "TMS_TOKEN_MINUTES must be")["advice"]


@pytest.mark.parametrize(
    ("sql", "check", "words", "level"),
    [
        ("UPDATE alembic_version SET version_num = '0001'", "schema", "older than", "warning"),
        ("DROP TABLE event_log", "schema", "incomplete: no table event_log", "problem"),
        ("ALTER TABLE event_log DROP COLUMN payload", "schema", "no column event_log.payload", "problem"),
        ("DROP TABLE alembic_version", "schema", "alembic_version is missing", "problem"),
        ("DELETE FROM alembic_version", "schema", "alembic_version is empty", "problem"),
        ("DELETE FROM stream_head", "event log", "stream_head is empty", "problem"),
        ("UPDATE alembic_version SET version_num = '9999'", "schema", "newer than", "problem"),
        (
            "UPDATE alembic_version SET version_num = 'unfinished copy'",
            "schema",
            "unfinished copy",
            "problem",
        ),
        (
            "UPDATE tallies SET count = 1 WHERE value = 'admin'",
            "totals",
            "users admin: 1 counted, 2 rows",
            "problem",
        ),
        ("UPDATE sessions SET time_zone = 'Mars/Olympus'", "time zones", "Mars/Olympus", "problem"),
        (
            "INSERT INTO consumers (name, position, tries, missed) VALUES ('notifications', 0, 3, 0)",
            "consumers",
            "failed 3 times",
            "warning",
        ),
        (
            "INSERT INTO consumers (name, position, tries, missed) SELECT 'notifications', pos, 0, 7 FROM stream_head",
            "consumers",
            "missed 7",
            "warning",
        ),
        ("UPDATE event_log SET at = '2999-01-01 00:00:00.000000'", "event log", "in the future", "warning"),
        ("UPDATE event_log SET at = '2020-01-01 00:00:00.000000'", "event log", "the oldest", "warning"),
    ],
)
def test_faults_in_the_database_are_reported(
    shell: Shell, installed: Path, sql: str, check: str, words: str, level: str
) -> None:
    change(installed, sql)
    outcome = look(shell)
    line = finding(outcome, check, words)
    assert line["level"] == level
    assert line["advice"].endswith(".")
    assert outcome.status == {"warning": 1, "problem": 2}[level]


def test_a_table_missing_on_mariadb_is_reported(
    shell: Shell, mariadb: MariaDB, fresh_mariadb_url: Callable[[], str]
) -> None:
    there = fresh_mariadb_url()
    assert shell.tms("migrate", TMS_DATABASE_URL=there).status == 0
    mariadb.execute(f"USE {there.rpartition('/')[2]}; DROP TABLE event_log, answers")
    outcome = look(shell, TMS_DATABASE_URL=there)
    assert outcome.status == 2
    assert finding(outcome, "schema", "incomplete: no table answers, event_log")["level"] == "problem"
    assert finding(outcome, "event log", "not checked")["level"] == "skipped"


async def test_a_check_skipped_without_a_reason_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    def skipped(_: Patient) -> list[Finding]:
        raise Unavailable("it did not feel like it")

    for name in ("database", "schema"):
        for found, level in ((ok("fine"), "warning"), (problem("bad", "Mend it."), "skipped")):
            checks = [
                Registered(name=name, place=1, function=lambda _, found=found: [found]),
                Registered(name="totals", place=2, function=skipped),
            ]
            monkeypatch.setattr(doctor, "all_checks", lambda checks=checks: checks)
            lines = dict(await examine(None))  # type: ignore[arg-type]
            assert lines["totals"].level == level


@pytest.mark.parametrize("redirection", [">/dev/full", ">&-", "> >(exec <&-)"])
def test_a_result_that_cannot_be_printed_is_an_error(shell: Shell, redirection: str) -> None:
    assert into(shell, redirection, "doctor").status == 2


def test_a_full_disk_is_reported(shell: Shell, installed: Path) -> None:
    limit = ["bash", "-c", 'trap "" XFSZ; ulimit -f 0; exec "$@"', "bash", *shell.command("doctor", "--json")]
    done = subprocess.run(
        limit, check=False, capture_output=True, cwd=shell.folder, env=shell.inherited(), timeout=HANGS
    )
    outcome = Outcome(status=done.returncode, out=done.stdout.decode(), err=done.stderr.decode())
    assert finding(outcome, "file clock", "nothing can be written")["level"] == "problem"
    assert "itself failed" not in outcome.out


def test_files_that_others_can_read_are_reported(shell: Shell, installed: Path) -> None:
    installed.with_name("secret.key").chmod(0o644)
    installed.with_name("data.key").write_text(installed.with_name("secret.key").read_text())
    installed.with_name("data.key").chmod(0o604)
    installed.chmod(0o640)
    outcome = look(shell)
    assert finding(outcome, "secret", "mode 0644")["level"] == "problem"
    assert finding(outcome, "data key", "mode 0604")["level"] == "problem"
    assert finding(outcome, "data key", "is the same as the secret")["level"] == "warning"
    assert finding(outcome, "data folder", "mode 0640")["level"] == "warning"
    assert outcome.status == 2


@pytest.mark.parametrize("damage", ["another kind of file", "a page of zeros", "cut in half"])
def test_a_damaged_file_is_reported_and_the_rest_is_checked(
    shell: Shell, installed: Path, damage: str
) -> None:
    content = installed.read_bytes()
    installed.write_bytes(
        {
            "another kind of file": b"Somebody's notes. " * 1000,
            "a page of zeros": content[: 4096 * 40] + b"\0" * 4096 * 200 + content[4096 * 240 :],
            "cut in half": content[: len(content) // 2],
        }[damage]
    )
    outcome = look(shell)
    assert outcome.status == 2
    lines = json.loads(outcome.out)["checks"]
    assert [line["level"] for line in lines if line["check"] == "database"] == ["problem"]
    assert finding(outcome, "disk", "temporary files")
    assert outcome.err == ""


def test_a_running_server_is_checked_without_disturbing_it(shell: Shell, installed: Path) -> None:
    with closing(sqlite3.connect(installed, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("UPDATE users SET version = version + 1")
        outcome = look(shell)
        writer.execute("COMMIT")
    assert finding(outcome, "database", "sound")["level"] == "ok"


@pytest.fixture(scope="module")
def server() -> Iterator[MariaDB]:
    with MariaDB("--max-connections=40", "--init-connect=SET timestamp = UNIX_TIMESTAMP() - 3600") as server:
        server.execute(
            "CREATE USER ana@'127.0.0.1' IDENTIFIED BY 'hidden-pw'; GRANT ALL ON tms.* TO ana@'127.0.0.1'"
        )
        yield server


def test_a_mariadb_is_checked_by_host(
    shell: Shell, server: MariaDB, fresh_mariadb_url: Callable[[], str]
) -> None:
    """It allows few connections, and its clock is an hour slow for everybody but administrators."""
    there = f"mysql+asyncmy://ana:hidden-pw@127.0.0.1:1,127.0.0.1:{server.port}/tms"
    assert shell.tms("migrate", TMS_DATABASE_URL=there).status == 0
    outcome = shell.tms("doctor", "--json", "--workers", "2", TMS_DATABASE_URL=there)
    host = f"127.0.0.1:{server.port}"
    assert "MariaDB" in finding(outcome, "database", f"on {host}, utf8mb4_bin")["text"]
    assert finding(outcome, "database", "127.0.0.1:1")["level"] == "warning"
    assert finding(outcome, "isolation", "READ COMMITTED")["level"] == "ok"
    assert finding(outcome, "connections", f"{host} allows 40")["level"] == "warning"
    # What a busy machine takes to read the clock counts as well.
    assert re.search(r"-3,6\d\d", finding(outcome, "clock", host)["text"])
    assert finding(outcome, "clock", host)["level"] == "problem"
    assert finding(outcome, "cluster", "not part of a Galera cluster")["level"] == "warning"
    assert finding(outcome, "secret", "exists on this host only")["level"] == "warning"
    assert "hidden-pw" not in outcome.out


def test_an_unreachable_or_frozen_database_blocks_nothing(shell: Shell, server: MariaDB) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        for port in (1, silent.getsockname()[1]):
            began = time.monotonic()
            outcome = look(shell, TMS_DATABASE_URL=f"mysql+asyncmy://root@127.0.0.1:{port}/tms")
            check_promise(20, time.monotonic() - began)
            assert outcome.status == 2
            assert finding(outcome, "database", "127.0.0.1")["level"] == "problem"
            assert finding(outcome, "event log", "not checked")["level"] == "skipped"
            assert finding(outcome, "disk", "temporary files")


def test_redis_is_checked(shell: Shell, redis_server: Redis) -> None:
    assert finding(look(shell, TMS_BUS_URL=redis_server.url()), "bus", "responds in")["level"] == "ok"
    assert (
        finding(look(shell, TMS_BUS_URL="redis://127.0.0.1:1/0"), "bus", "does not respond")["level"]
        == "warning"
    )


def test_a_feature_adds_a_check_by_adding_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "outbox.py").write_text(FOUND)
    monkeypatch.setattr(doctor, "__path__", [*doctor.__path__, str(tmp_path)])
    names = [one.name for one in all_checks()]
    assert names.index("event log") < names.index("outbox") < names.index("totals")
    assert all(len(name) <= 12 for name in names)
