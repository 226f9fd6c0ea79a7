"""The program in docs/embedding.md runs as it stands there, and prints what the page says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tms_adapters.embedded import in_memory
from tms_core.actor import SYSTEM, Role
from tms_core.errors import Invalid
from tms_core.unit_of_work import Policy
from tms_core.users.model import NewUser
from tms_core.users.use_cases import create_user

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/embedding.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    """The first fenced block of that language."""
    match = re.search(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    assert match
    return match[1]


def run(program: str) -> tuple[str, str]:
    """What a program prints, and what it complains about."""
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-W", "error", "-c", program],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        check=False,
    )
    return done.stdout, done.stderr


def test_the_program_prints_what_the_page_shows() -> None:
    assert run(block("python")) == (block("text"), "")


def test_the_program_is_short() -> None:
    assert len(block("python").split("\n\n\n")[1].splitlines()) <= 20


def test_the_program_needs_no_web_and_no_database() -> None:
    names = "\nimport sys\nprint(*sorted({name.partition('.')[0] for name in sys.modules}))"
    loaded = run(block("python") + names)[0].splitlines()[-1].split()
    assert "tms_core" in loaded
    assert {"litestar", "sqlalchemy", "asyncmy", "uvicorn", "tms_web"}.isdisjoint(loaded)


async def test_a_policy_of_ones_own_holds() -> None:
    app = in_memory(Policy(password_min_length=20))
    new = NewUser(
        username="ines",
        email="ines@example.org",
        role=Role.TRAINER,
        first_name="Inês",
        last_name="Duarte",
        password="nineteen characters",
    )
    with pytest.raises(Invalid, match="at least 20 characters"):
        await app.run(create_user, SYSTEM, new)
