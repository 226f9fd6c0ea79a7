"""The steps of CONTRIBUTING.md add the feature to the product: its files in their places, and two lines."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.patience import HANGS

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
PLACES = {
    "core": ("src/tms_core/certificates/feature.py", "tms_core.certificates.feature"),
    "memory": ("src/tms_adapters/memory/certificates.py", "tms_adapters.memory.certificates"),
    "sql": ("src/tms_adapters/sql/certificates.py", "tms_adapters.sql.certificates"),
    "routes": ("src/tms_web/routes/certificates.py", "tms_web.routes.certificates"),
    "rules": ("tests/core/rules/certificates.py", "tests.core.rules.certificates"),
}
CATALOGUE = "src/tms_core/catalogue.py"
FEATURE = """
import asyncio, json
from tms_adapters.database import SYSTEM, NewUser, Role, create_user, open_database
from tms_adapters.in_memory import in_memory
from tms_core.certificates.feature import NewCertificate, issue_certificate, list_certificates
from tms_web.app import openapi_document

async def issue(app):
    names = {"first_name": "Inês", "last_name": "Duarte"}
    new = NewUser(username="ines", email="ines@example.org", role=Role.TRAINER, **names)
    trainer = await app.run(create_user, SYSTEM, new)
    new = NewUser(username="rui", email="rui@example.org", role=Role.TRAINEE, **names)
    trainee = await app.run(create_user, SYSTEM, new)
    await app.run(issue_certificate, trainer.actor, NewCertificate(trainee_id=trainee.id, title="First aid"))
    return len(await app.read(list_certificates, SYSTEM, trainee.id))

async def main():
    async with open_database("sqlite:///tms.db") as app:
        issued = [await issue(in_memory()), await issue(app)]
    print(json.dumps([issued, sorted(path for path in openapi_document()["paths"] if "certificates" in path)]))

asyncio.run(main())
"""


GUARDS = (
    "test_permissions.py",
    "test_features.py",
    "test_embedding.py::test_the_front_door_offers_each_feature_whole_or_not_at_all",
)
"""Tests in ``tests/core`` that find forgotten declarations."""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the product with the feature added as CONTRIBUTING.md describes."""
    for name in ("Makefile", "pyproject.toml", "LICENSE", "README.md"):
        shutil.copy(ROOT / name, tmp_path)
    for name in ("src", "alembic", "tests", "docs"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("static"))
    for name, (place, _) in PLACES.items():
        text = (HERE / f"{name}.py").read_text("utf-8")
        for other, (_, module) in PLACES.items():
            text = text.replace(f"tests.certificates.{other}", module)
        text = text.replace(
            "from tests.certificates import core", "from tms_core.certificates import feature as core"
        )
        (tmp_path / place).parent.mkdir(exist_ok=True)
        (tmp_path / place).write_text(text, "utf-8")
    (tmp_path / PLACES["core"][0]).with_name("__init__.py").write_text('"""Certificates."""\n', "utf-8")
    return tmp_path


def register(checkout: Path) -> None:
    """The two lines."""
    catalogue = checkout / CATALOGUE
    after = "from tms_core.entity import"
    text = catalogue.read_text("utf-8")
    text = text.replace(after, f"from tms_core.certificates.feature import CERTIFICATES\n{after}")
    last = "        REPORTS,\n"
    catalogue.write_text(text.replace(last, f"{last}        CERTIFICATES,\n"), "utf-8")


def run(checkout: Path, *arguments: str) -> str:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("TMS_", "MAKE"))}
    done = subprocess.run(
        arguments,
        cwd=checkout,
        env={**inherited, "PYTHONPATH": str(checkout / "src"), "VENV": sys.prefix},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=2 * HANGS,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.slow
@pytest.mark.first
def test_its_files_and_two_lines_add_it_to_the_product(checkout: Path) -> None:
    before = (checkout / CATALOGUE).read_text("utf-8").splitlines()
    register(checkout)
    after = (checkout / CATALOGUE).read_text("utf-8").splitlines()
    assert len(set(after) - set(before)) == 2
    run(checkout, "make", "--old-file=install", "migration", "NAME=add_certificates")
    issued, paths = json.loads(run(checkout, sys.executable, "-c", FEATURE))
    assert issued == [1, 1]
    assert paths == [
        "/certificates/",
        "/certificates/trainees/{trainee_id}",
        "/certificates/{certificate_id}",
    ]
    guards = [f"tests/core/{name}" for name in GUARDS]
    run(checkout, sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", *guards)


def test_the_page_names_every_file_and_the_registration() -> None:
    steps = (
        (ROOT / "CONTRIBUTING.md").read_text("utf-8").partition("## A new feature")[2].partition("\n## ")[0]
    )
    assert CATALOGUE in steps
    for place, _ in PLACES.values():
        assert place in steps or str(Path(place).parent) in steps
