"""Fixtures that every test may use. Those of one feature stand beside its tests."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest
from hypothesis import settings

from tests.services import MariaDB, Redis

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

# How long an example takes says nothing on a busy machine. In CI, Hypothesis's own "ci" profile says the same.
if "CI" not in os.environ:
    settings.register_profile("tms", deadline=None)
    settings.load_profile("tms")


def pytest_xdist_auto_num_workers() -> int | None:
    """`-n auto`: three test processes for two cores, since tests spend about half of their time waiting."""
    if "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ:
        return None
    cores = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    return (3 * cores + 1) // 2


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if SERVICE_FIXTURES.intersection(getattr(item, "fixturenames", ())):
            item.add_marker("services")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show what tests measured, wherever they ran."""
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
    """Takes lines that the test run shows at its end."""
    return lambda line: record_property("figures", line)


@pytest.fixture(scope="session")
def mariadb() -> Iterator[MariaDB]:
    """A MariaDB for this test process. A test that stops or kills one makes its own: `with MariaDB() as …`."""
    with MariaDB() as server:
        yield server


@pytest.fixture(scope="session")
def redis_server() -> Iterator[Redis]:
    """A Redis for this test process. What a test leaves in it, the next one finds: use keys of your own, or flush."""
    with Redis() as server:
        yield server


@pytest.fixture
def fresh_mariadb_url(mariadb: MariaDB) -> Iterator[Callable[[], str]]:
    """Makes addresses of databases that do not exist yet; they are dropped when the test ends."""
    names: list[str] = []

    def fresh() -> str:
        names.append(f"tms_{uuid4().hex[:12]}")
        return mariadb.url(names[-1])

    yield fresh
    mariadb.execute("".join(f"DROP DATABASE IF EXISTS {name};" for name in names))
