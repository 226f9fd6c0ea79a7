"""Installations as earlier versions of the program left them, with data in every table."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from alembic import command
from sqlalchemy import Connection, column, table, text

from tms_adapters.sql.maintenance.migrations import configuration

GOLDEN = Path(__file__).with_name("golden")


def rows_of(revision: str) -> dict[str, list[dict[str, Any]]]:
    """Table → rows, as the program with this schema wrote them: people with names of several scripts, one of them
    deleted; sessions that were held, cancelled and planned; marks, assignments, and the events of all that. 0003 has
    settings, a logo, sign-ins and deleted sessions as well; 0006 notifications, replies, links and mails."""
    rows: dict[str, list[dict[str, Any]]] = json.loads(
        (GOLDEN / f"installation_{revision}.json").read_text("utf-8"), object_hook=_decoded
    )
    return rows


def _decoded(found: dict[str, Any]) -> Any:
    """Bytes are written as ``{"hex": …}``."""
    return bytes.fromhex(found["hex"]) if found.keys() == {"hex"} else found


def install(connection: Connection, revision: str) -> None:
    """Take a new database back to ``revision``, and fill it with the rows of that version."""
    command.downgrade(configuration(connection=connection), revision)
    rows = rows_of(revision)
    for name in rows.keys() & {"stream_head", "tallies", "organisation", "mail_sender"}:
        connection.execute(text(f"DELETE FROM {name}"))
    for name in sorted(rows, key=lambda each: (each != "users", each != "sessions")):
        if rows[name]:
            columns = [column(each) for each in rows[name][0]]
            connection.execute(table(name, *columns).insert(), rows[name])
