"""Names that docs/glossary.md retires are not used again."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
TERM = re.compile(r"^\| (\*\*.+?) \|.*\|(?P<retired>[^|]*)\|$", re.MULTILINE)
NAMED = re.compile(r"^\s*(?:async def|def|class) (\w+)", re.MULTILINE)


def test_no_module_class_or_function_has_a_retired_name() -> None:
    page = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
    retired = {name for row in TERM.finditer(page) for name in re.findall(r"`(\w+)`", row["retired"])}
    assert len(retired) > 20
    found = {
        f"{path.relative_to(ROOT)}: {name}"
        for folder in ("src", "tests", "benchmarks", "scripts")
        for path in (ROOT / folder).rglob("*.py")
        for name in (path.stem, *NAMED.findall(path.read_text(encoding="utf-8")))
        if name in retired
    }
    assert found == set()


def test_every_term_is_defined_once() -> None:
    page = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
    terms = [term for row in TERM.finditer(page) for term in re.findall(r"\*\*(.+?)\*\*", row[1])]
    assert len(terms) > 40
    assert sorted(terms) == sorted(set(terms))
