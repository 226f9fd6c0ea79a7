"""Faults of a running product's SQLite file or disk: 503 with the cause in the log, and recovery afterwards."""

from __future__ import annotations

import json
import resource
import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.blackbox.installation import Installation, refused
from tests.services import RunningProduct
from tms_web.observability.logging import REPEAT_SECONDS

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def installation() -> Iterator[Installation]:
    with RunningProduct() as product:
        installed = Installation(product)
        yield installed
        installed.close()
        assert product.stop() == 0
        assert "unexpected_error" not in product.output
        assert "Traceback" not in product.output


def database(installation: Installation) -> Path:
    return installation.product.data_dir / "tms.db"


@contextmanager
def nothing_can_be_written(pid: int) -> Iterator[None]:
    """No file of the process can grow, including its log."""
    before = resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
    try:
        yield
    finally:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, before)


@contextmanager
def a_table_is_missing(path: Path) -> Iterator[None]:
    with sqlite3.connect(path) as other:
        other.execute("ALTER TABLE users RENAME TO gone")
    try:
        yield
    finally:
        with sqlite3.connect(path) as other:
            other.execute("ALTER TABLE gone RENAME TO users")


@contextmanager
def the_file_is_away(path: Path) -> Iterator[None]:
    path.rename(path.with_name("away"))
    try:
        yield
    finally:
        path.with_name("away").rename(path)


def new_lines(installation: Installation, before: str) -> list[dict[str, Any]]:
    added = installation.product.output.removeprefix(before).splitlines()
    return [line for line in map(json.loads, added) if line["event"] == "unavailable"]


@pytest.mark.parametrize(
    ("trouble", "cause"),
    [
        (a_table_is_missing, "a table is missing (SQLITE_ERROR: no such table: users)"),
        (the_file_is_away, "it was moved or deleted while it was in use (No such file or directory)"),
    ],
)
def test_a_fault_gives_503_with_one_log_line_and_recovers(
    installation: Installation, trouble: Any, cause: str
) -> None:
    path, admin = database(installation), installation.admin
    session, before = installation.session(), installation.product.output
    began = time.monotonic()
    with trouble(path):
        calls = [
            ("GET", "/health/ready", None),
            ("GET", "/health", None),
            ("GET", "/users/", None),
            ("GET", "/analytics/overview?from=2026-01-01T00:00:00Z&to=2026-03-01T00:00:00Z", None),
            ("POST", "/users/", installation.new_user()),
            ("POST", "/auth/login", {"username": "admin", "password": "whatever"}),
            ("GET", "/reports/generate?format=csv", None),
        ] * 4
        with ThreadPoolExecutor(8) as pool:
            for answer in pool.map(lambda call: admin.call(*call), calls):
                refused(answer, 503, "unavailable")
        assert admin.call("GET", "/health/live").status_code == 200
    lines = new_lines(installation, before)
    assert {line["cause"] for line in lines} == {f"{path}: {cause}"}
    assert len(lines) <= 1 + (time.monotonic() - began) / REPEAT_SECONDS
    assert admin.call("GET", "/health/ready").status_code == 200
    assert admin.done("GET", f"/sessions/{session['id']}") == session
    installation.session()


def test_changes_are_refused_on_a_full_disk_even_if_the_log_is_on_it(
    installation: Installation,
) -> None:
    session = installation.session()
    with nothing_can_be_written(installation.product.pid):
        refused(installation.admin.call("POST", "/sessions/", installation.new_session()), 503, "unavailable")
        assert installation.admin.call("GET", f"/sessions/{session['id']}").json() == session
    installation.session()
