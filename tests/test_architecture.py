"""The architecture: which layer may import which, how large files and folders may be, and that the documentation names
existing files only."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from tms_core.catalogue import FEATURES

ROOT = Path(__file__).parents[1]
SOURCES = [
    path
    for folder, pattern in (("src", "*.py"), ("client/src", "*.ts*"), ("client/src", "*.css"))
    for path in (ROOT / folder).rglob(pattern)
    if ".gen." not in path.name
]
MAX_LINES = 300
MAX_ENTRIES = 20
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


def test_files_are_short_enough_to_read() -> None:
    """Style sheets may be longer, because the class names of a component cannot be divided among several."""
    code = [path for path in SOURCES if path.suffix != ".css"]
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in code}
    assert {str(path): length for path, length in lengths.items() if length > MAX_LINES} == {}


def test_folders_have_few_enough_entries_to_look_through() -> None:
    """Features do not count: whoever looks for one knows its name, and there is one more with each."""
    features = {feature.name for feature in FEATURES}
    entries: dict[Path, set[Path]] = {}
    for path in SOURCES:
        inside = [path, *path.parents]
        for entry, folder in pairwise(inside[: inside.index(ROOT)]):
            if entry.stem not in features:
                entries.setdefault(folder, set()).add(entry)
    assert len(entries) > 50
    assert {str(folder): len(found) for folder, found in entries.items() if len(found) > MAX_ENTRIES} == {}
