"""The program in docs/embedding.md runs as it stands there, and prints what the page says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

PAGE = Path("docs/embedding.md").read_text()


def block(language: str) -> str:
    """The first fenced block of that language."""
    match = re.search(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    assert match
    return match[1]


def test_the_program_prints_what_the_page_shows() -> None:
    environment = {**os.environ, "PYTHONPATH": "src", "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-c", block("python")], capture_output=True, text=True, env=environment, check=False
    )
    assert (done.stdout, done.stderr) == (block("text"), "")


def test_the_program_needs_no_web_and_no_database() -> None:
    loaded = (
        f"{block('python')}\nimport sys\nprint(sorted({{name.partition('.')[0] for name in sys.modules}}))"
    )
    environment = {**os.environ, "PYTHONPATH": "src"}
    done = subprocess.run(
        [sys.executable, "-c", loaded], capture_output=True, text=True, env=environment, check=True
    )
    for library in ("litestar", "sqlalchemy", "asyncmy", "uvicorn"):
        assert f"'{library}'" not in done.stdout
