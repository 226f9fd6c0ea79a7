"""`tms migrate`: what an operator sees."""

from __future__ import annotations

import re
import sqlite3

import pytest
from sqlalchemy import create_engine

from tests.cli.shell import Shell
from tests.migrations.installations import install


@pytest.mark.slow
def test_a_terminal_shows_how_far_a_migration_has_come_and_nothing_if_there_is_none(shell: Shell) -> None:
    assert shell.tms("migrate").status == 0
    database = shell.folder / "data" / "tms.db"
    engine = create_engine(f"sqlite:///{database}")
    with engine.begin() as connection:
        install(connection, "0002")
    engine.dispose()
    shown = shell.on_a_terminal("migrate")
    assert "Migrating the database" in shown
    assert re.findall(r"(\d+)%", shown)[-1] == "100"
    assert shown.endswith("\r\x1b[K")
    assert shell.on_a_terminal("migrate") == ""
    with sqlite3.connect(database) as connection:
        assert connection.execute("SELECT COUNT(*) FROM seats WHERE added_at IS NULL").fetchone() == (0,)
