"""Fixtures for all tests. Those of one feature are next to its tests."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, settings

from tests.services import MariaDB, Redis, reaper
from tests.services.process import in_memory

Figures = Callable[[str], None]

SERVICE_FIXTURES = {
    "mariadb",
    "two_nodes",
    "three_nodes",
    "redis_server",
    "fresh_mariadb_url",
    "pdftotext",
    "qpdf",
    "libreoffice",
}

# How long examples take, or making them, is meaningless on a busy machine. In CI, Hypothesis's own "ci" profile says the
# same.
if "CI" not in os.environ:
    settings.register_profile("tms", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("tms")


def pytest_xdist_auto_num_workers() -> int | None:
    """`-n auto`: four test processes for two cores, because tests spend half of their time waiting."""
    if "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ:
        return None
    cores = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    return 2 * cores


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Generator[None, None, None]:
    """Mark what needs servers, and let what is marked `first` run first: if one of those tests began last, all other
    processes would wait for it."""
    for item in items:
        if SERVICE_FIXTURES.intersection(getattr(item, "fixturenames", ())):
            item.add_marker("services")
    yield
    items.sort(key=lambda item: item.get_closest_marker("first") is None)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show what tests measured, in whichever process they ran."""
    measured = [
        (report.nodeid, line)
        for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed")
        for name, line in report.user_properties
        if name == "figures"
    ]
    if measured:
        terminalreporter.section("figures")
    for test, line in measured:
        terminalreporter.write_line(f"{test.partition('::')[2]}: {line}")


@pytest.fixture
def figures(record_property: Callable[[str, object], None]) -> Figures:
    """Collects lines to be shown at the end of the test run."""
    return lambda line: record_property("figures", line)


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """In memory, unlike pytest's own: waiting for the disk takes half of the time of tests with SQLite files."""
    with TemporaryDirectory(prefix="tms-test-", dir=in_memory(), ignore_cleanup_errors=True) as folder:
        reaper.watch_folder(folder)
        yield Path(folder)
    reaper.forget_folder(folder)


@pytest.fixture(scope="session")
def mariadb() -> Iterator[MariaDB]:
    """A MariaDB for this test process. A test that stops or kills one starts its own: `with MariaDB() as …`."""
    with MariaDB() as server:
        yield server


@pytest.fixture(scope="session")
def redis_server() -> Iterator[Redis]:
    """A Redis for this test process. Its content is visible to later tests: use unique keys, or flush."""
    with Redis() as server:
        yield server


@pytest.fixture
def fresh_mariadb_url(mariadb: MariaDB) -> Iterator[Callable[[], str]]:
    """Returns URLs of databases that do not exist yet; they are dropped when the test ends."""
    names: list[str] = []

    def fresh() -> str:
        names.append(f"tms_{uuid4().hex[:12]}")
        return mariadb.url(names[-1])

    yield fresh
    mariadb.execute("".join(f"DROP DATABASE IF EXISTS {name};" for name in names))
