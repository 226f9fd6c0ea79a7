"""Each migration test runs on SQLite and MariaDB."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(params=["sqlite", pytest.param("mariadb", marks=pytest.mark.services)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database that does not exist yet."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'new' / 'tms.db'}"
    fresh: str = request.getfixturevalue("fresh_mariadb_url")()
    return fresh
