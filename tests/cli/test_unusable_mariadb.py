"""A MariaDB that cannot be used is reported in one sentence with host and reason, and status 1."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from contextlib import closing

import asyncmy
import pytest

from tests.cli.shell import Shell
from tests.services import MariaDB

pytestmark = [pytest.mark.slow, pytest.mark.services]

COMMANDS = [("serve", "--port", "0"), ("report", "--out", "r.csv", "--format", "csv")]


@pytest.mark.parametrize("arguments", COMMANDS, ids=["serve", "report"])
def test_a_server_that_is_unreachable_or_frozen(shell: Shell, arguments: tuple[str, ...]) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        port = silent.getsockname()[1]
        url = f"mysql+asyncmy://root@127.0.0.1:{port},127.0.0.1:1/tms"
        sentence = shell.refused(*arguments, TMS_DATABASE_URL=url)
    assert sentence.startswith("The database cannot be used")
    assert f"127.0.0.1:{port}: no answer within 3 seconds" in sentence
    assert "127.0.0.1:1: 2003 Can't connect" in sentence


@pytest.mark.parametrize(
    ("account", "reason"),
    [
        ("nobody:wrong", "Access denied for user 'nobody'"),
        ("guest", "Access denied for user 'guest'"),
        ("limited", "User 'limited' has exceeded the 'max_queries_per_hour' resource"),
    ],
)
def test_a_database_account_without_privileges(
    shell: Shell, mariadb: MariaDB, fresh_mariadb_url: Callable[[], str], account: str, reason: str
) -> None:
    mariadb.execute(
        "CREATE USER IF NOT EXISTS guest; "
        "CREATE OR REPLACE USER limited WITH MAX_QUERIES_PER_HOUR 8; GRANT ALL ON *.* TO limited;"
    )
    url = fresh_mariadb_url().replace("root@", f"{account}@")
    sentence = shell.refused("serve", "--port", "0", TMS_DATABASE_URL=url)
    assert sentence.startswith("The database cannot be used")
    assert f"127.0.0.1:{mariadb.port}: " in sentence
    assert reason in sentence


def test_a_missing_table(shell: Shell, mariadb: MariaDB, fresh_mariadb_url: Callable[[], str]) -> None:
    url = fresh_mariadb_url()
    name = url.rpartition("/")[2]
    assert shell.tms("migrate", TMS_DATABASE_URL=url).status == 0
    mariadb.execute(f"SET foreign_key_checks = 0; DROP TABLE {name}.sessions, {name}.stream_head")
    for arguments in COMMANDS:
        sentence = shell.refused(*arguments, TMS_DATABASE_URL=url)
        assert f"127.0.0.1:{mariadb.port}: 1146 Table '{name}." in sentence


def test_a_read_only_server(shell: Shell) -> None:
    with MariaDB() as server:
        server.execute(
            "CREATE USER tms; GRANT ALL ON tms.* TO tms; CREATE DATABASE tms; SET GLOBAL read_only = 1"
        )
        url = server.url("tms").replace("root@", "tms@")
        sentence = shell.refused("migrate", TMS_DATABASE_URL=url)
    place = f"database host 127.0.0.1:{server.port}"
    assert sentence == (
        f"The database cannot be used: {place} is read-only; use a server that can be written to."
    )


async def test_no_connections_left(shell: Shell) -> None:
    with MariaDB("--max-connections=10") as server:
        server.execute("CREATE USER tms; GRANT ALL ON tms.* TO tms; CREATE DATABASE tms")
        taken = [
            await asyncmy.connect(host="127.0.0.1", port=server.port, user="tms", db="tms") for _ in range(10)
        ]
        url = server.url("tms").replace("root@", "tms@")
        sentence = await asyncio.to_thread(shell.refused, "serve", "--port", "0", TMS_DATABASE_URL=url)
        for connection in taken:
            connection.close()
    assert f"127.0.0.1:{server.port}: 1040 Too many connections" in sentence
