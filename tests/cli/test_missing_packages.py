"""Anything that needs a package of an uninstalled extra says so in one sentence."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.cli.shell import Shell

pytestmark = pytest.mark.slow

URLS = {
    "TMS_DATABASE_URL": "mysql+asyncmy://root@127.0.0.1:1/tms",
    "TMS_BUS_URL": "redis://127.0.0.1:1/0",
}
SENTENCE = "asyncmy is not installed. Install training-management-system[mariadb]."

ENTRY_POINTS = """
import asyncio, sys
from tms_adapters.sql import migrate, open_store
from tms_adapters.sql.maintenance.copying import copy_database
from tms_adapters.sql.maintenance.inspection import Inspection

file, server = sys.argv[1:]

def copied(source, target):
    return copy_database(source, target, live=False, progress=lambda done, total: None)

async def pool_size():
    return Inspection(server).pool_size

async def main():
    await migrate(file)
    for _ in range(2):  # the second time some modules of the driver's package may have been imported
        for entry in (
            lambda: open_store(server),
            lambda: migrate(server),
            lambda: copied(file, server),
            lambda: copied(server, file + "2"),
            lambda: Inspection(server).rows("SELECT 1"),
            lambda: Inspection(server).server_rows("SELECT 1", "127.0.0.1:1"),
            pool_size,
        ):
            try:
                await entry()
            except ImportError as error:
                print(type(error).__name__, error)

asyncio.run(main())
"""


@pytest.fixture
def without_packages(tmp_path: Path) -> dict[str, str]:
    """An environment in which the MariaDB and Redis drivers cannot be imported."""
    program = "import sys\nsys.modules['asyncmy'] = sys.modules['redis'] = None\n"
    (tmp_path / "sitecustomize.py").write_text(program, encoding="utf-8")
    return {"PYTHONPATH": str(tmp_path)}


def test_every_entry_point_names_the_missing_driver(shell: Shell, without_packages: dict[str, str]) -> None:
    urls = [f"sqlite:///{shell.folder}/tms.db", URLS["TMS_DATABASE_URL"]]
    done = subprocess.run(
        [sys.executable, "-c", ENTRY_POINTS, *urls],
        check=True,
        capture_output=True,
        encoding="utf-8",
        env=shell.inherited() | without_packages,
    )
    assert done.stdout.splitlines() == [f"MissingExtra {SENTENCE}"] * 14


@pytest.mark.parametrize(
    "arguments", [["serve", "--port", "0"], ["migrate"], ["copy", "--to", "sqlite:///t.db"]]
)
def test_a_command_names_the_missing_driver(
    shell: Shell, without_packages: dict[str, str], arguments: Sequence[str]
) -> None:
    outcome = shell.tms(*arguments, **URLS, **without_packages)
    assert (outcome.status, outcome.err) == (1, f"tms: {SENTENCE}\n")


def test_the_doctor_names_each_missing_package_once(shell: Shell, without_packages: dict[str, str]) -> None:
    outcome = shell.tms("doctor", "--json", **URLS, **without_packages)
    assert outcome.status == 2
    lines = json.loads(outcome.out)["checks"]
    problems = [(line["check"], line["text"], line["advice"]) for line in lines if line["level"] == "problem"]
    assert problems == [
        ("database", "asyncmy is not installed", "Install training-management-system[mariadb]."),
        ("bus", "redis is not installed", "Install training-management-system[redis]."),
    ]
    assert "Report this as a bug" not in outcome.out
