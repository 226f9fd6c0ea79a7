from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import asyncmy
import pytest
import redis.asyncio
from sqlalchemy.engine import make_url

from tests.services import MariaDB, Redis
from tests.services.ports import Port
from tests.services.process import Server, ServiceError, find_program, wait_for


async def ask(server: MariaDB, sql: str) -> object:
    connection = await asyncmy.connect(host=server.host, port=server.port, user="root", connect_timeout=5)
    try:
        async with connection.cursor() as cursor:
            await cursor.execute(sql)
            row = await cursor.fetchone()
            return row and row[0]
    finally:
        await connection.ensure_closed()


async def test_mariadb_works_with_the_products_driver(mariadb: MariaDB) -> None:
    assert await ask(mariadb, "SELECT 6 * 7") == 42
    assert mariadb.url("tms") == f"mysql+asyncmy://root@127.0.0.1:{mariadb.port}/tms"


@pytest.mark.services
@pytest.mark.parametrize("end", [MariaDB.stop, MariaDB.kill])
async def test_mariadb_keeps_its_data_over_a_restart(end: Callable[[MariaDB], object]) -> None:
    with MariaDB() as server:
        server.execute("CREATE DATABASE kept; CREATE TABLE kept.t (n INT); INSERT INTO kept.t VALUES (7)")
        port = server.port
        end(server)
        assert not server.running
        server.start()
        assert server.port == port
        assert await ask(server, "SELECT n FROM kept.t") == 7


async def test_fresh_urls_never_name_the_same_database(
    mariadb: MariaDB, fresh_mariadb_url: Callable[[], str]
) -> None:
    names = {make_url(fresh_mariadb_url()).database for _ in range(3)}
    assert len(names) == 3
    existing = set(mariadb.execute("SHOW DATABASES").split())
    assert not names & existing


@pytest.mark.services
async def test_redis_answers_and_is_empty_after_a_restart() -> None:
    with Redis() as server:
        client = redis.asyncio.from_url(server.url(), decode_responses=True)
        try:
            await client.set("key", "value")
            server.flush()
            assert await client.get("key") is None
            await client.set("key", "value")
            assert server.stop() == 0
            server.start()
            await client.connection_pool.disconnect()
            assert await client.get("key") is None
        finally:
            await client.aclose()


class Sleeper(Server):
    name = "sleeper"

    def __init__(self, code: str) -> None:
        super().__init__()
        self.code = code

    def command(self) -> list[str]:
        return [sys.executable, "-S", "-c", self.code]

    def is_ready(self) -> bool:
        return "up" in self.output


def test_a_server_that_ends_at_once_shows_what_it_printed() -> None:
    with (
        pytest.raises(ServiceError, match=r"code 3(.|\n)*no such luck"),
        Sleeper("print('no such luck'); raise SystemExit(3)"),
    ):
        pass


def test_a_server_that_never_answers_is_stopped() -> None:
    sleeper = Sleeper("import time; time.sleep(60)")
    sleeper.start_seconds = 0.3
    with pytest.raises(ServiceError, match="did not answer"), sleeper:
        pass
    assert not sleeper.running
    assert not sleeper.folder.exists()


def test_a_missing_program_says_what_to_install() -> None:
    with pytest.raises(ServiceError, match="apt-get install some-package"):
        find_program("no-such-program", "some-package")


def test_two_ports_at_once_differ_and_lie_below_the_ephemeral_range() -> None:
    ports = [Port() for _ in range(20)]
    assert len({port.number for port in ports}) == 20
    assert all(port.number < 32_768 for port in ports)
    for port in ports:
        port.release()


def test_no_server_outlives_a_killed_test_process(tmp_path: Path) -> None:
    script = """
import sys, time
from tests.services.test_services import Sleeper
with Sleeper("import time; print('up', flush=True); time.sleep(60)") as sleeper:
    print(sleeper.pid, sleeper.folder, flush=True)
    time.sleep(60)
"""
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", script], cwd=root, stdout=subprocess.PIPE, text=True
    ) as tests:
        assert tests.stdout is not None
        pid, folder = tests.stdout.readline().split()
        assert Path(folder).exists()
        tests.send_signal(signal.SIGKILL)
    wait_for(lambda: not Path(folder).exists(), "the folder is removed")
    wait_for(lambda: not _alive(int(pid)), "the server is gone")


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return False
    return state != "Z"
