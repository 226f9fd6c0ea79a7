"""Released migrations never change, and one command creates a new one in a fresh checkout."""

from __future__ import annotations

import ast
import io
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic import command

from tests.patience import HANGS
from tests.test_architecture import imported
from tms_adapters.sql.maintenance.migrations import configuration

ROOT = Path(__file__).parents[2]
VERSIONS = sorted((ROOT / "alembic" / "versions").glob("*.py"))
GOLDEN = sorted(Path(__file__).with_name("golden").glob("*.sql"))
OURS = {"tms_core", "tms_adapters", "tms_web", "tms_demo"}

CERTIFICATES = """
from sqlalchemy import Column, ForeignKey, Index, String, Table

from tms_adapters.sql.tables import OPTIONS, metadata, users
from tms_adapters.sql.column_types import BigId, Choice, LongText, UtcDateTime
from tms_core.actor import Role

certificates = Table(
    "certificates",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("session_id", BigId, ForeignKey("sessions.id"), nullable=False),
    Column("kind", Choice(Role), nullable=False),
    Column("issued_at", UtcDateTime, nullable=False),
    Column("text", LongText),
    Index(None, "session_id", "issued_at"),
    **OPTIONS,
)
users.append_column(Column("nickname", String(10)))
"""


@pytest.mark.parametrize("migration", VERSIONS, ids=lambda path: path.stem)
def test_a_migration_imports_no_live_code(migration: Path) -> None:
    assert imported(migration) & OURS == set()


@pytest.mark.parametrize("migration", VERSIONS, ids=lambda path: path.stem)
def test_migrations_are_numbered_and_say_what_they_are_for(migration: Path) -> None:
    assert re.fullmatch(r"\d{4}_[a-z0-9_]+", migration.stem)
    tree = ast.parse(migration.read_text("utf-8"))
    assert f'revision = "{migration.stem[:4]}"' in migration.read_text("utf-8")
    assert (ast.get_docstring(tree) or "").partition("\n")[0].endswith(".")


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda path: path.stem)
def test_a_released_migration_still_creates_exactly_the_same_schema(golden: Path) -> None:
    revision, _, dialect = golden.stem.partition("_")
    printed = io.StringIO()
    config = configuration(dialect=dialect)
    config.output_buffer = printed
    command.upgrade(config, revision, sql=True)
    assert printed.getvalue() == golden.read_text("utf-8")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The parts of the repository that creating a migration needs, with a table and a column that no migration has."""
    for name in ("Makefile", "pyproject.toml", "LICENSE", "README.md"):
        shutil.copy(ROOT / name, tmp_path)
    for name in ("src", "alembic"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("static"))
    adapters = tmp_path / "src" / "tms_adapters" / "sql"
    (adapters / "certificates.py").write_text(CERTIFICATES, "utf-8")
    sessions = adapters / "sessions.py"
    declared = sessions.read_text("utf-8").replace("(sessions, seats)", "(sessions, seats, certificates)")
    extended = "from tms_adapters.sql.certificates import certificates\n" + declared
    sessions.write_text(extended, "utf-8")
    return tmp_path


def run(checkout: Path, *arguments: str, **environment: str) -> str:
    """A command's standard output and standard error in the checkout. It must succeed."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("TMS_", "MAKE"))}
    done = subprocess.run(
        arguments,
        cwd=checkout,
        env={**inherited, "PYTHONPATH": str(checkout / "src"), "VENV": sys.prefix, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        timeout=2 * HANGS,
    )
    assert done.returncode == 0, done.stdout.decode()
    return done.stdout.decode()


def alembic(checkout: Path, *arguments: str, **environment: str) -> str:
    return run(checkout, sys.executable, "-m", "alembic", *arguments, **environment)


@pytest.mark.slow
def test_one_command_creates_a_migration_with_the_real_difference(checkout: Path) -> None:
    run(checkout, "make", "--old-file=install", "migration", "NAME=add_certificates")
    number = len(VERSIONS) + 1
    made = checkout / "alembic" / "versions" / f"{number:04}_add_certificates.py"
    text = made.read_text("utf-8")
    assert text.startswith('"""Add certificates."""')
    assert '"certificates"' in text
    assert 'sa.Column("nickname", sa.String(length=10)' in text
    assert imported(made) & OURS == set()
    run(checkout, sys.executable, "-m", "ruff", "check", "--no-cache", str(made))
    run(checkout, sys.executable, "-m", "ruff", "format", "--no-cache", "--check", str(made))
    assert "No new upgrade operations detected" in alembic(checkout, "check")
    assert not list(checkout.rglob("*.db"))


@pytest.mark.slow
def test_the_created_migration_is_complete_on_mariadb_too(
    checkout: Path, fresh_mariadb_url: Callable[[], str]
) -> None:
    """Checked as CONTRIBUTING.md says; MariaDB refuses to drop an index that a foreign key needs."""
    alembic(checkout, "revision", "--autogenerate", "-m", "add certificates")
    url = fresh_mariadb_url()
    run(checkout, sys.executable, "-m", "tms_web.cli", "migrate", TMS_DATABASE_URL=url)
    assert "No new upgrade operations detected" in alembic(checkout, "check", TMS_DATABASE_URL=url)
    alembic(checkout, "downgrade", "-1", TMS_DATABASE_URL=url)
    alembic(checkout, "upgrade", "head", TMS_DATABASE_URL=url)
    assert "No new upgrade operations detected" in alembic(checkout, "check", TMS_DATABASE_URL=url)


@pytest.mark.slow
def test_alembic_says_what_is_missing(checkout: Path) -> None:
    nowhere = subprocess.run(
        [sys.executable, "-m", "alembic", "upgrade", "head"],
        cwd=checkout,
        env={name: value for name, value in os.environ.items() if not name.startswith("TMS_")},
        capture_output=True,
        check=False,
    )
    assert nowhere.returncode != 0
    assert b"TMS_DATABASE_URL is not set" in nowhere.stdout + nowhere.stderr
