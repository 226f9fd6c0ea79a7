"""`tms copy`: an installation moves completely to another database, and users notice only the address."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import httpx
import pytest
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from tests.cli.shell import Shell
from tests.patience import HANGS
from tests.services import MariaDB, RunningProduct
from tms_adapters.sql import migrate
from tms_adapters.sql.feature import built_in, metadata_of
from tms_adapters.sql.maintenance.copying import CopyRefused, copy_database
from tms_adapters.sql.maintenance.migrations import SchemaMismatch
from tms_core.errors import Unavailable

pytestmark = pytest.mark.slow

SECRET = "a secret that both databases are used with"
NAUGHTY = "Zoë 🧑‍🏫 'quoted' \\ %s \u202e\x00".replace("\x00", "")
INTERRUPTED = """
import asyncio, os, sys
from tms_adapters.sql.maintenance.copying import copy_database
stop = lambda done, total: os._exit(9) if done > 500 else None
asyncio.run(copy_database(*sys.argv[1:], live=False, progress=stop))
"""


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo organisation, of which several pages of rows are left, with values that are often altered in transfer."""
    shell = Shell(tmp_path_factory.mktemp("filled"))
    assert shell.tms("demo").status == 0
    file = shell.folder / "data" / "tms.db"
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("DELETE FROM seats WHERE session_id > 600")
        connection.execute("DELETE FROM sessions WHERE id > 600")
        connection.execute(
            "INSERT INTO answers VALUES (1, 'key', 'f', ?, '2026-01-02 03:04:05.000001')",
            [bytes(range(256)) * 400],
        )
        connection.execute("INSERT INTO answers VALUES (1, 'Key', 'f', x'', '2026-01-02 03:04:05.999999')")
        connection.execute(
            "UPDATE sessions SET title = ?, description = ? WHERE id = 1", [NAUGHTY, "é" * 500]
        )
        connection.execute("UPDATE event_log SET payload = ? WHERE pos = 5", [json.dumps(NAUGHTY * 9000)])
        connection.execute("INSERT INTO revoked_tokens VALUES ('gone', '2030-01-01 00:00:00.000000')")
        # A user who was added and whose row is gone: the id must never be reused.
        connection.execute("UPDATE sqlite_sequence SET seq = 7000 WHERE name = 'users'")
    return file


@pytest.fixture
def original(filled: Path, shell: Shell) -> Path:
    """The same in the shell's `data/tms.db`."""
    file = shell.folder / "data" / "tms.db"
    file.parent.mkdir()
    shutil.copy(filled, file)
    return file


def content(file: Path) -> list[str]:
    """The content of a SQLite file as SQL statements, one per row."""
    with closing(sqlite3.connect(file)) as connection:
        return sorted(line for line in connection.iterdump() if "CREATE" not in line)


def digests(printed: str) -> dict[str, tuple[str, ...]]:
    """The table that `tms copy` prints: source rows, target rows and digest, by table."""
    rows = re.findall(r"^  (\w+) +([\d,]+) +([\d,]+)  ([0-9a-f]{32})$", printed, re.MULTILINE)
    return {name: (source, target, digest) for name, source, target, digest in rows}


def test_everything_survives_copying_between_all_pairs_of_databases(
    shell: Shell, original: Path, fresh_mariadb_url: Callable[[], str]
) -> None:
    stations = [f"sqlite:///{original}", fresh_mariadb_url(), fresh_mariadb_url()]
    stations += [f"sqlite:///{shell.folder / name}.db" for name in ("third", "fourth")]
    told = []
    for here, there in pairwise(stations):
        outcome = shell.tms("copy", "--to", there, TMS_DATABASE_URL=here)
        assert outcome.status == 0, outcome
        assert "Everything arrived" in outcome.out
        told.append(digests(outcome.out))
    assert set(told[0]) == set(metadata_of(built_in()).tables)
    assert all(here == there for here, there, _ in told[0].values())
    assert told[0] == told[1] == told[2] == told[3]
    assert content(shell.folder / "fourth.db") == content(original)
    assert shell.tms("migrate", TMS_DATABASE_URL=stations[1]).status == 0
    assert (shell.folder / "fourth.db").stat().st_mode & 0o077 == 0


def test_ids_continue_after_the_highest_ever_assigned(
    shell: Shell, original: Path, mariadb: MariaDB, fresh_mariadb_url: Callable[[], str]
) -> None:
    there = fresh_mariadb_url()
    assert shell.tms("copy", "--to", there).status == 0
    add = ("create-admin", "--username", "next", "--email", "next@example.org")
    assert shell.tms(*add, TMS_DATABASE_URL=there).status == 0
    database = there.rpartition("/")[2]
    assert mariadb.execute(f"SELECT id FROM {database}.users WHERE username = 'next'") == "7001\n"


@pytest.mark.parametrize("live", [False, True])
def test_users_stay_signed_in_and_resume_unless_the_copy_is_another_log(
    shell: Shell, fresh_mariadb_url: Callable[[], str], live: bool
) -> None:
    """A client of the original connects to the copy with its token, position and idempotency key."""
    file, there = shell.folder / "data" / "tms.db", fresh_mariadb_url()
    credentials = {"username": "alice", "password": "battery staple"}
    admin = ("create-admin", "--username", "alice", "--email", "alice@example.org", "--password-stdin")
    assert shell.tms(*admin, stdin=b"battery staple").status == 0
    person = {"email": "x@example.org", "role": "trainee", "first_name": "Zoë", "last_name": "🦊"}
    create = {
        "url": "/users/",
        "json": {"username": "newcomer", **person},
        "headers": {"Idempotency-Key": "once"},
    }
    with (
        RunningProduct({"TMS_DATABASE_URL": f"sqlite:///{file}", "TMS_SECRET_KEY": SECRET}) as product,
        httpx.Client(base_url=product.base_url, timeout=HANGS) as client,
    ):
        token = client.post("/auth/login", json=credentials).json()["access_token"]
        client.headers["Authorization"] = f"Bearer {token}"
        first = client.post(**create)
        assert first.status_code == 201
        position = client.get("/users/?limit=1").headers["X-Event-Position"]
    outcome = shell.tms("copy", "--to", there, *(["--live"] if live else []))
    assert outcome.status == 0, outcome
    with (
        RunningProduct({"TMS_DATABASE_URL": there, "TMS_SECRET_KEY": SECRET}) as product,
        httpx.Client(
            base_url=product.base_url, headers={"Authorization": f"Bearer {token}"}, timeout=HANGS
        ) as client,
    ):
        again = client.post(**create)
        assert (again.status_code, again.json()) == (201, first.json())
        client.put("/users/me", json={"first_name": "Later"})
        hello = {"type": "authenticate", "token": token, "since": position}
        address = f"{product.base_url.replace('http', 'ws')}/ws"
        with connect(address, subprotocols=[Subprotocol("tms.v1")], open_timeout=HANGS) as socket:
            socket.send(json.dumps(hello))
            ready = json.loads(socket.recv(HANGS))
    assert ready["type"] == "ready"
    assert ready["resumed"] is not live


def test_a_target_that_is_not_empty_is_left_alone(
    shell: Shell, original: Path, mariadb: MariaDB, fresh_mariadb_url: Callable[[], str]
) -> None:
    used, foreign, there = shell.folder / "used.db", shell.folder / "foreign.db", fresh_mariadb_url()
    admin = ("create-admin", "--username", "alice", "--email", "alice@example.org")
    for url in (f"sqlite:///{used}", there):
        assert shell.tms(*admin, TMS_DATABASE_URL=url).status == 0
    with sqlite3.connect(foreign) as connection:
        connection.execute("CREATE TABLE wp_posts (id INTEGER PRIMARY KEY)")
    before = used.read_bytes(), foreign.read_bytes()
    (shell.folder / "notes.txt").write_text("Somebody's notes. " * 100)
    for url, words in [
        (f"sqlite:///{used}", "contains an installation with 1 users"),
        (there, "contains an installation with 1 users"),
        (f"sqlite:///{foreign}", "contains the table wp_posts"),
        (
            "sqlite:///notes.txt",
            "notes.txt: the file is not a SQLite database, or is damaged (SQLITE_NOTADB: file is not a database).",
        ),
        ("sqlite:///data/../data/tms.db", "is the database in use"),
        ("mysql+asyncmy://root:hidden-pw@127.0.0.1:1/tms", "The target cannot be used"),
        ("postgresql://u:hidden-pw@h/db", "--to must begin with"),
    ]:
        outcome = shell.tms("copy", "--to", url)
        assert outcome.status == 1, outcome
        assert words in outcome.err, url
        assert "Traceback" not in outcome.err
        assert "hidden-pw" not in outcome.err + outcome.out
    assert (used.read_bytes(), foreign.read_bytes()) == before
    assert (shell.folder / "notes.txt").read_text().startswith("Somebody's")
    assert mariadb.execute(f"SELECT COUNT(*) FROM {there.rpartition('/')[2]}.users") == "1\n"


def test_a_source_that_is_not_ready_is_refused_and_nothing_is_created(shell: Shell) -> None:
    assert "does not exist" in shell.tms("copy", "--to", "sqlite:///new.db").err
    assert not (shell.folder / "data").exists()
    shell.tms("migrate")
    with sqlite3.connect(shell.folder / "data" / "tms.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
    assert "Run `tms migrate` first" in shell.tms("copy", "--to", "sqlite:///new.db").err
    assert not (shell.folder / "new.db").exists()


def test_a_source_of_a_newer_version_is_left_to_that_version(shell: Shell) -> None:
    shell.tms("migrate")
    with sqlite3.connect(shell.folder / "data" / "tms.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    sentence = shell.refused("copy", "--to", "sqlite:///new.db")
    assert "belongs to a newer version" in sentence
    assert "tms migrate" not in sentence


@pytest.mark.parametrize("damage", ["a dropped table", "damaged pages"])
async def test_a_failing_source_is_not_reported_as_the_target(
    damage: str, original: Path, fresh_mariadb_url: Callable[[], str]
) -> None:
    with closing(sqlite3.connect(original)) as connection, connection:
        if damage == "a dropped table":
            connection.execute("DROP TABLE event_log")
        [page] = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'sessions'").fetchone()
    if damage == "damaged pages":
        with original.open("r+b") as file:
            file.seek((page - 1) * 4096)
            file.write(b"\xa5" * 4096)
    here, there = f"sqlite:///{original}", fresh_mariadb_url()
    with pytest.raises(Unavailable) as refused:
        await copy_database(here, there, live=False, progress=lambda _done, _total: None)
    assert refused.value.detail == "The database in use cannot be used."
    assert refused.value.cause.startswith(f"{original}: ")
    assert {"a dropped table": "a table is missing", "damaged pages": "the file is damaged"}[
        damage
    ] in refused.value.cause


def test_the_url_can_be_read_from_standard_input_so_that_no_process_list_shows_it(
    shell: Shell, original: Path
) -> None:
    assert shell.tms("copy", "--to", "-", stdin=b"sqlite:///new.db\n").status == 0
    assert (shell.folder / "new.db").exists()


@pytest.mark.parametrize("kind", ["sqlite", "mariadb"])
def test_an_interrupted_copy_is_refused_by_every_command_and_can_be_restarted(
    kind: str, shell: Shell, original: Path, request: pytest.FixtureRequest
) -> None:
    there = f"sqlite:///{shell.folder / 'there.db'}"
    if kind == "mariadb":
        there = request.getfixturevalue("fresh_mariadb_url")()
    killed = [sys.executable, "-c", INTERRUPTED, f"sqlite:///{original}", there]
    assert subprocess.run(killed, check=False).returncode == 9
    for command in (["serve", "--port", "0"], ["migrate"]):
        refused = shell.tms(*command, TMS_DATABASE_URL=there)
        assert refused.status == 1
        assert "an unfinished copy" in refused.err
    assert "an unfinished copy" in shell.tms("copy", "--to", "sqlite:///x.db", TMS_DATABASE_URL=there).err
    assert shell.tms("copy", "--to", there).status == 0
    assert shell.tms("copy", "--to", "sqlite:///back.db", TMS_DATABASE_URL=there).status == 0
    assert content(shell.folder / "back.db") == content(original)


@pytest.mark.parametrize("kind", ["sqlite", "mariadb"])
async def test_concurrent_writes_make_the_copy_fail_or_are_not_in_it(
    kind: str, shell: Shell, original: Path, request: pytest.FixtureRequest
) -> None:
    here = f"sqlite:///{original}"
    if kind == "mariadb":
        local, here = here, request.getfixturevalue("fresh_mariadb_url")()
        await copy_database(local, here, live=False, progress=lambda _done, _total: None)
    there = f"sqlite:///{shell.folder / 'there.db'}"

    def write_once(done: int, _total: int) -> None:
        """Early: before the tables concerned are reached."""
        if not written:
            written.append(done)
            sql = "INSERT INTO sign_in_failures (subject, at) VALUES ('meanwhile', '2026-01-01 00:00:00.000000')"
            if kind == "mariadb":
                request.getfixturevalue("mariadb").execute(f"USE {here.rpartition('/')[2]}; {sql}")
            else:
                with sqlite3.connect(here.removeprefix("sqlite:///")) as connection:
                    connection.execute(sql)

    written: list[int] = []
    with pytest.raises(CopyRefused, match="Stop all processes"):
        await copy_database(here, there, live=False, progress=write_once)
    with pytest.raises(SchemaMismatch, match="an unfinished copy"):
        await migrate(there)
    written.clear()
    copied = await copy_database(here, there, live=True, progress=write_once)
    failures = next(table for table in copied.tables if table.name == "sign_in_failures")
    assert failures.source == failures.target
    assert failures.source.rows == 1, "the row of the first attempt, not that of the second"
    await migrate(there)
