"""A database whose file is missing while its write-ahead log exists: no committed data is destroyed."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from tests.cli.shell import Shell
from tests.cli.test_broken_database import COMMANDS
from tests.patience import HANGS
from tests.services import RunningProduct
from tms_adapters.sql import migrate, open_store
from tms_adapters.sql.maintenance.copying import copy_database
from tms_core.errors import Unavailable

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def crashed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data directory of a killed server: its last changes are only in the write-ahead log."""
    kept = tmp_path_factory.mktemp("crashed") / "data"
    with RunningProduct() as product:
        guess = {"username": "nobody", "password": "guessed"}
        httpx.post(f"{product.base_url}/auth/login", json=guess, timeout=HANGS)
        product.kill()
        shutil.copytree(product.data_dir, kept)
    assert (kept / "tms.db-wal").stat().st_size > 0
    return kept


@pytest.fixture
def data(crashed: Path, shell: Shell) -> Path:
    shutil.copytree(crashed, shell.folder / "data")
    return shell.folder / "data"


def moved_away(path: Path) -> None:
    path.rename(path.with_name("elsewhere.db"))


def emptied(path: Path) -> None:
    shutil.copy(path, path.with_name("elsewhere.db"))
    path.write_bytes(b"")


def link_to_a_missing_disk(path: Path) -> None:
    """The database and its log are on another disk; the log's directory exists, and the database file does not."""
    disk = path.parent.parent / "disk"
    path.parent.rename(disk)
    path.parent.mkdir()
    (disk / "tms.db").rename(path.with_name("elsewhere.db"))
    path.symlink_to(disk / "tms.db")


LOSSES = [moved_away, emptied, link_to_a_missing_disk]


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.mark.parametrize(
    ("arguments", "lose"),
    [
        *((command, moved_away) for command in [*COMMANDS, ("copy", "--to", "sqlite:///new.db")]),
        (COMMANDS[0], emptied),
        (COMMANDS[1], link_to_a_missing_disk),
    ],
    ids=lambda each: each[0] if isinstance(each, tuple) else each.__name__,
)
def test_no_command_destroys_the_log_of_a_missing_database(
    shell: Shell, data: Path, arguments: tuple[str, ...], lose: Callable[[Path], None]
) -> None:
    lose(data / "tms.db")
    before = contents(shell.folder)
    sentence = shell.tms(*arguments).err
    assert len(sentence.splitlines()) == 1
    assert "but tms.db-wal beside it holds changes that were committed to it. Put tms.db back" in sentence
    assert contents(shell.folder) == before


@pytest.mark.parametrize("lose", LOSSES, ids=lambda lose: lose.__name__)
def test_doctor_reports_the_log_of_a_missing_database_and_leaves_it_alone(
    shell: Shell, data: Path, lose: Callable[[Path], None]
) -> None:
    lose(data / "tms.db")
    before = contents(shell.folder)
    outcome = shell.tms("doctor", "--json")
    assert contents(shell.folder) == before
    [line] = [line for line in json.loads(outcome.out)["checks"] if line["check"] == "database"]
    assert (line["level"], outcome.status) == ("problem", 2)
    assert line["advice"].startswith("Put tms.db back")


def test_once_the_file_is_restored_everything_is_there(shell: Shell, data: Path) -> None:
    moved_away(data / "tms.db")
    assert shell.tms("serve", "--port", "0").status == 1
    (data / "elsewhere.db").rename(data / "tms.db")
    assert shell.tms("migrate").status == 0
    with closing(sqlite3.connect(data / "tms.db")) as connection:
        assert connection.execute("SELECT username FROM users").fetchall() == [("admin",)]


async def test_a_copy_does_not_destroy_the_log_of_its_target(data: Path, tmp_path: Path) -> None:
    source, target = f"sqlite:///{tmp_path}/other.db", f"sqlite:///{data}/tms.db"
    await migrate(source)
    for lose in (moved_away, emptied):
        lose(data / "tms.db")
        before = contents(data)
        with pytest.raises(Unavailable) as refused:
            await copy_database(source, target, live=False, progress=lambda _done, _total: None)
        assert "tms.db-wal beside it holds changes" in refused.value.cause
        assert contents(data) == before
        (data / "elsewhere.db").rename(data / "tms.db")


async def test_a_rollback_journal_is_kept_as_well(tmp_path: Path) -> None:
    """From a program that does not use write-ahead logging, such as an interrupted manual repair."""
    path = tmp_path / "tms.db"
    await migrate(f"sqlite:///{path}")
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("PRAGMA cache_size = 1")
        connection.execute("BEGIN")
        connection.execute("CREATE TABLE notes (text TEXT)")
        connection.executemany("INSERT INTO notes VALUES (?)", [("x" * 4000,)] * 50)
        journal = path.with_name("tms.db-journal").read_bytes()
    for content in (None, b""):
        path.unlink(missing_ok=True)
        if content is not None:
            path.write_bytes(content)
        path.with_name("tms.db-journal").write_bytes(journal)
        with pytest.raises(Unavailable) as refused:
            await migrate(f"sqlite:///{path}")
        assert "tms.db-journal beside it holds changes" in refused.value.cause
        assert path.with_name("tms.db-journal").read_bytes() == journal


async def test_a_worker_that_is_replaced_creates_no_database(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/tms.db"
    await migrate(url)
    (tmp_path / "tms.db").unlink()
    with pytest.raises(Unavailable):
        await open_store(url)
    assert list(tmp_path.iterdir()) == []


def test_a_secret_without_a_database_is_a_warning(shell: Shell, data: Path) -> None:
    """This is fine if somebody deleted the database on purpose."""
    for path in data.glob("tms.db*"):
        path.unlink()
    doctor = shell.tms("doctor", "--json")
    [line] = [line for line in json.loads(doctor.out)["checks"] if line["check"] == "database"]
    assert (line["level"], doctor.status) == ("warning", 1)
    assert "does not exist, although secret.key does" in line["text"]
    with RunningProduct({"TMS_DATA_DIR": str(data)}) as product:
        assert product.stop() == 0
        warnings = [line for line in product.output.splitlines() if "although" in line]
        assert [json.loads(line)["level"] for line in warnings] == ["warning"]
        assert "created an empty database" in warnings[0]
    assert json.loads(shell.tms("doctor", "--json").out)["level"] == "ok"
