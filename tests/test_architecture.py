"""The architecture: which layer may import which, and that the documentation names existing files only."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("docs/**/*.md"), *ROOT.glob("*.md")])
NAMED = re.compile(
    r"`((?:src|tests|docs|alembic|benchmarks|client|scripts)/[\w./-]*)`|\]\(((?!https?:)[\w./-]+)\)"
)
MADE_BY_USE = {
    "src/tms_core/certificates/",
    "src/tms_adapters/memory/certificates.py",
    "src/tms_adapters/sql/certificates.py",
    "src/tms_web/routes/certificates.py",
    "tests/core/rules/certificates.py",
}
"""Placeholder paths for files that a reader would add."""


def test_the_layers_import_only_what_they_may() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([program, "--no-logo"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_core_imports_only_the_standard_library() -> None:
    foreign = {
        f"{path}: {name}"
        for path in (ROOT / "src/tms_core").rglob("*.py")
        for name in imported(path)
        if name not in sys.stdlib_module_names and name != "tms_core"
    }
    assert foreign == set()


def imported(path: Path) -> set[str]:
    """The top-level names of all modules that a file imports."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add((node.module or "").partition(".")[0])
    return names


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_path_that_a_page_names_exists(page: Path) -> None:
    missing = []
    for in_code, link in NAMED.findall(page.read_text(encoding="utf-8")):
        target = ROOT / in_code if in_code else page.parent / link
        if not target.exists() and in_code not in MADE_BY_USE:
            missing.append(in_code or link)
    assert missing == []
