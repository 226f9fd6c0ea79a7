"""Reports of a running product: complete, without blocking others, and cleaned up when a client disconnects."""

from __future__ import annotations

import asyncio
import http.client
import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from benchmarks.data import PASSWORD, fill, username
from benchmarks.organisation import Organisation
from tests.blackbox.installation import Installation, refused
from tests.blackbox.test_sqlite_trouble import a_table_is_missing
from tests.patience import HANGS
from tests.reports.files import csv_rows, pdf, workbook
from tests.services import RunningProduct
from tests.services.process import wait_for

pytestmark = pytest.mark.slow

PATH = "/reports/generate"
SIZE = Organisation(users=60, sessions=20_000)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database with 20,000 sessions."""
    url = f"sqlite:///{tmp_path_factory.mktemp('reports')}/tms.db"
    asyncio.run(fill(url, SIZE))
    return url


@pytest.fixture(scope="module")
def product(database: str) -> Iterator[RunningProduct]:
    """A product with 20,000 sessions that creates one report at a time."""
    with RunningProduct({"TMS_DATABASE_URL": database, "TMS_MAX_REPORTS": "1"}) as running:
        yield running


@pytest.fixture
def admin(product: RunningProduct) -> Iterator[httpx.Client]:
    with signed_in(product) as client:
        yield client


@contextmanager
def signed_in(product: RunningProduct) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=product.base_url, timeout=HANGS) as client:
        attempt = {"username": username(SIZE.admin), "password": PASSWORD}
        token = client.post("/auth/login", json=attempt).json()["access_token"]
        client.headers["Authorization"] = f"Bearer {token}"
        yield client


def renderers_of(product: RunningProduct) -> list[int]:
    """The rendering processes of the server."""
    found: list[int] = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
            command = (stat.parent / "cmdline").read_bytes()
        except OSError:  # the process has just ended
            continue
        if int(fields[1]) == product.pid and b"tms_adapters.reports.worker" in command:
            found.append(int(stat.parent.name))
    return found


def new_renderer(product: RunningProduct, known: list[int]) -> int:
    """The rendering process that has been started since."""
    wait_for(lambda: len(renderers_of(product)) > len(known), "a rendering process")
    return (set(renderers_of(product)) - set(known)).pop()


def no_renderer(product: RunningProduct) -> None:
    wait_for(lambda: not renderers_of(product), "the rendering process ends")


def test_each_role_sees_only_what_it_may(embedded: Installation) -> None:
    for role, status in (("admin", 200), ("trainer", 403), ("trainee", 403)):
        answer = embedded.add(role).call("GET", f"{PATH}?format=csv")
        assert answer.status_code == status
    refused(embedded.client().get(PATH), 401, "not_authenticated")


def test_a_report_contains_all_rows(installation: Installation) -> None:
    planned = [installation.session() for _ in range(3)]
    listed = csv_rows(installation.admin.call("GET", f"{PATH}?format=csv").content)[1:]
    assert {session["id"] for session in planned} <= {int(row[0]) for row in listed}
    book = workbook(installation.admin.call("GET", f"{PATH}?format=excel").content)
    assert book["Sessions"].max_row == len(listed) + 1
    assert len(pdf(installation.admin.call("GET", PATH).content).pages) >= 4


def test_a_report_of_twenty_thousand_sessions_is_complete(admin: httpx.Client) -> None:
    rows = csv_rows(admin.get(f"{PATH}?format=csv").content)[1:]
    assert sorted(int(row[0]) for row in rows) == list(range(1, SIZE.sessions + 1))
    seats = csv_rows(admin.get(f"{PATH}?format=csv&section=attendance").content)[1:]
    assert len(seats) == sum(len(planned.trainee_ids) for planned in SIZE.planned())


def test_a_report_is_refused_with_retry_after_while_all_slots_are_taken(
    product: RunningProduct, admin: httpx.Client
) -> None:
    first = asked(product, admin, "format=pdf")
    (renderer,) = renderers_of(product)
    os.kill(renderer, signal.SIGSTOP)  # otherwise it may finish before the next one arrives
    refused(admin.get(PATH), 429, "too_many_reports")
    os.kill(renderer, signal.SIGCONT)
    first.close()
    no_renderer(product)
    a_place_is_free(admin)


def asked(product: RunningProduct, admin: httpx.Client, query: str) -> http.client.HTTPConnection:
    """A connection on which a report has been requested and is being rendered."""
    connection = http.client.HTTPConnection(product.host, product.port, timeout=HANGS)
    connection.request("GET", f"{PATH}?{query}", headers={"Authorization": admin.headers["Authorization"]})
    wait_for(lambda: len(renderers_of(product)) == 1, "a rendering process")
    return connection


@pytest.mark.parametrize("format", ["csv", "pdf", "excel"])
def test_a_client_that_disconnects_stops_the_rendering(
    product: RunningProduct, admin: httpx.Client, format: str
) -> None:
    query = "format=csv&section=attendance" if format == "csv" else f"format={format}"
    asked(product, admin, query).close()
    no_renderer(product)
    a_place_is_free(admin)


def a_place_is_free(admin: httpx.Client) -> None:
    """The process ends a moment before the server notices."""
    wait_for(
        lambda: admin.get(f"{PATH}?format=csv&section=users").status_code == 200, "the place is free again"
    )


def test_an_aborted_file_does_not_look_complete(product: RunningProduct, admin: httpx.Client) -> None:
    with admin.stream("GET", f"{PATH}?format=csv&section=attendance") as answer:
        pieces = answer.iter_raw()
        next(pieces)
        for pid in renderers_of(product):
            os.kill(pid, signal.SIGKILL)
        with pytest.raises(httpx.RemoteProtocolError):
            list(pieces)
    no_renderer(product)


def test_a_database_failure_during_a_report_aborts_it_and_is_logged_as_unavailable(
    product: RunningProduct, admin: httpx.Client, database: str
) -> None:
    path, before = Path(database.removeprefix("sqlite:///")), product.output
    with admin.stream("GET", f"{PATH}?format=csv&section=attendance") as answer:
        pieces = answer.iter_raw()
        next(pieces)
        (renderer,) = renderers_of(product)
        os.kill(renderer, signal.SIGSTOP)
        with a_table_is_missing(path):
            os.kill(renderer, signal.SIGCONT)
            with pytest.raises(httpx.RemoteProtocolError):
                list(pieces)
    wait_for(lambda: '"unavailable"' in product.output.removeprefix(before), "a line of the log")
    a_place_is_free(admin)
    added = product.output.removeprefix(before)
    assert added.count("a table is missing (SQLITE_ERROR: no such table: users)") == 1
    for noise in ("unexpected_error", "Traceback", "ASGI"):
        assert noise not in added


def test_other_requests_are_served_while_a_report_is_rendered(
    product: RunningProduct, admin: httpx.Client
) -> None:
    with ThreadPoolExecutor(1) as pool:
        making = pool.submit(admin.get, f"{PATH}?format=excel")
        wait_for(lambda: bool(renderers_of(product)), "a rendering process")
        answered = 0
        while not making.done():
            with httpx.Client(base_url=product.base_url, headers=admin.headers, timeout=HANGS) as other:
                assert other.get("/sessions/?limit=50").status_code == 200
            answered += not making.done()
    assert making.result().status_code == 200
    assert answered > 3


@pytest.mark.first
def test_reports_that_cannot_finish_before_shutdown_are_refused_or_aborted(
    database: str, tmp_path: Path
) -> None:
    """The rendering processes are stopped, so that no report can finish in time."""
    environment = {"TMS_DATABASE_URL": database, "TMPDIR": str(tmp_path), "TMS_MAX_REPORTS": "4"}
    with RunningProduct(environment) as running, signed_in(running) as admin, ThreadPoolExecutor(4) as pool:
        with admin.stream("GET", f"{PATH}?format=csv&section=attendance") as begun:
            pieces = begun.iter_raw()
            next(pieces)
            halted = renderers_of(running)
            os.kill(halted[0], signal.SIGSTOP)
            waiting = []
            for format in ("pdf", "excel", "csv"):
                waiting.append(pool.submit(admin.get, f"{PATH}?format={format}"))
                halted.append(new_renderer(running, halted))
                os.kill(halted[-1], signal.SIGSTOP)
            stopping = pool.submit(running.stop)
            for answer in waiting:
                refused(answer.result(), 503, "unavailable")
            with pytest.raises(httpx.RemoteProtocolError):
                list(pieces)
        assert stopping.result() == 0
        assert "Traceback" not in running.output
        assert running.output.count('"stopping"') == 3
        assert '"unavailable"' not in running.output
    assert not [pid for pid in halted if Path(f"/proc/{pid}").exists()]
    assert list(tmp_path.iterdir()) == []
