"""The database becomes unavailable: the product reports it, keeps running, and recovers by itself."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.blackbox.installation import Installation, refused
from tests.patience import HANGS, check_promise
from tests.services import MariaDB, RunningProduct
from tests.services.process import wait_for

pytestmark = [pytest.mark.services, pytest.mark.slow]

REFUSED_SECONDS = 45
"""A transaction is given up after 20."""


@pytest.fixture(scope="module")
def database() -> Iterator[MariaDB]:
    """A database that may be stopped and frozen."""
    with MariaDB() as server:
        yield server


@pytest.fixture(scope="module")
def installation(database: MariaDB) -> Iterator[Installation]:
    with RunningProduct({"TMS_DATABASE_URL": database.url("tms")}) as product:
        installed = Installation(product)
        yield installed
        installed.close()
        assert product.stop() == 0
        assert "unexpected_error" not in product.output


def is_well(installation: Installation) -> bool:
    return installation.admin.call("GET", "/health/ready").status_code == 200


def check_away(installation: Installation) -> None:
    """Reads, writes and sign-ins are refused with 503, and the process is alive."""
    credentials = {"username": "admin", "password": "whatever it is"}
    calls = [
        ("GET", "/sessions/", None),
        ("GET", "/users/1", None),
        ("POST", "/sessions/", installation.new_session()),
        ("POST", "/users/", installation.new_user()),
        ("POST", "/auth/login", credentials),
        ("GET", "/health/ready", None),
        ("GET", "/health", None),
    ]
    began = time.monotonic()
    with ThreadPoolExecutor(len(calls)) as pool:
        answers = list(pool.map(lambda call: installation.admin.call(*call, timeout=HANGS), calls))
    check_promise(REFUSED_SECONDS, time.monotonic() - began)
    for answer in answers:
        refused(answer, 503, "unavailable")
    began = time.monotonic()
    assert installation.admin.call("GET", "/health/live").status_code == 200
    check_promise(1, time.monotonic() - began)


def test_a_stopped_database(installation: Installation, database: MariaDB) -> None:
    session = installation.session()
    database.stop()
    try:
        check_away(installation)
    finally:
        database.start()
    wait_for(lambda: is_well(installation), "ready again", 20)
    assert installation.admin.done("GET", f"/sessions/{session['id']}") == session
    installation.session()


def test_a_killed_database(installation: Installation, database: MariaDB) -> None:
    session = installation.session()
    database.kill()
    database.start()
    wait_for(lambda: is_well(installation), "ready again", 20)
    assert installation.admin.done("GET", f"/sessions/{session['id']}") == session


def test_reads_succeed_although_the_database_dies_during_them(
    installation: Installation, database: MariaDB
) -> None:
    clients = [installation.client(installation.admin.token) for _ in range(8)]
    until = time.monotonic() + 3

    def read_on(client: httpx.Client) -> set[int]:
        statuses = set()
        while time.monotonic() < until:
            statuses |= {client.get(path, timeout=HANGS).status_code for path in ("/users/", "/auth/me")}
        return statuses

    with ThreadPoolExecutor(len(clients)) as pool:
        reading = [pool.submit(read_on, client) for client in clients]
        for _ in range(2):
            time.sleep(0.5)
            database.kill()
            database.start()
        seen = set().union(*(reader.result() for reader in reading))
    assert 200 in seen
    assert seen <= {200, 503}


def test_a_frozen_database_does_not_block_requests_for_ever(
    installation: Installation, database: MariaDB
) -> None:
    clients = [installation.client(installation.admin.token) for _ in range(60)]
    database.pause()
    try:
        with ThreadPoolExecutor(len(clients)) as pool:
            crowd = [pool.submit(client.get, "/users/", timeout=HANGS) for client in clients]
            check_away(installation)
            answers = [call.result() for call in crowd]
    finally:
        database.resume()
    for answer in answers:
        refused(answer, 503, "unavailable")
    wait_for(lambda: is_well(installation), "ready again", 20)
    with ThreadPoolExecutor(len(clients)) as pool:
        statuses = list(pool.map(lambda client: client.get("/users/").status_code, clients))
    assert set(statuses) == {200}
    installation.session()
