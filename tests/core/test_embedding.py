"""The programs in docs/embedding.md run unchanged, and print what the page says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tms_adapters import api
from tms_adapters.in_memory import in_memory
from tms_core.actor import SYSTEM, Role
from tms_core.catalogue import FEATURES
from tms_core.errors import Invalid
from tms_core.unit_of_work import OrganisationSettings
from tms_core.users.model import NewUser
from tms_core.users.use_cases import create_user

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/embedding.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """All fenced blocks of that language."""
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


PROGRAMS = list(zip(blocks("python"), blocks("text"), strict=True))


def run(program: str, folder: Path | None = None) -> tuple[str, str]:
    """A program's standard output and standard error."""
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-W", "error", "-c", program],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        check=False,
        cwd=folder,
    )
    return done.stdout, done.stderr


@pytest.mark.parametrize(("program", "printed"), PROGRAMS)
def test_each_program_prints_what_the_page_shows(program: str, printed: str, tmp_path: Path) -> None:
    assert run(program, tmp_path) == (printed, "")


AT_THE_FRONT_DOOR = {"users", "auth", "sessions", "assignments", "analytics", "reports"}
"""Features that ``tms_adapters.api`` has offered in a release, and keeps offering."""


@pytest.mark.parametrize(("program", "_"), PROGRAMS)
def test_each_program_is_short(program: str, _: str) -> None:
    assert len(program.split("\n\n\n")[1].splitlines()) <= 20


@pytest.mark.parametrize(("program", "_"), PROGRAMS)
def test_each_program_needs_no_web_and_only_the_database_it_names(
    program: str, _: str, tmp_path: Path
) -> None:
    names = "\nimport sys\nprint(*sorted({name.partition('.')[0] for name in sys.modules}))"
    loaded = run(program + names, tmp_path)[0].splitlines()[-1].split()
    assert "tms_core" in loaded
    assert {"litestar", "asyncmy", "uvicorn", "tms_web"}.isdisjoint(loaded)
    assert ("sqlalchemy" in loaded) == ("import database" in program)


def test_the_front_door_offers_each_feature_whole_or_not_at_all() -> None:
    """A new feature may be imported from its own package first."""
    offered = {name for name in api.__all__ if callable(getattr(api, name))}
    missing: set[str] = set()
    for feature in FEATURES:
        existing = {each.__name__ for each in (*feature.commands, *feature.queries)}
        if feature.name in AT_THE_FRONT_DOOR or existing & offered:
            missing |= existing - offered
    assert missing == {"add_admin", "add_first_admin", "admin_change_password"}


async def test_a_custom_policy_is_applied() -> None:
    app = in_memory(OrganisationSettings(password_min_length=20))
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
