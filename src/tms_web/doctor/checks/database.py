"""The database: there, sound, of the right kind, big enough."""

import sqlite3
from collections.abc import AsyncIterator

from tms_core.errors import Unavailable
from tms_core.extras import MissingExtra
from tms_web.doctor import Database, Finding, Patient, check, ok, problem, warning

CHARACTER_SET, COLLATION = "utf8mb4", "utf8mb4_bin"


@check("database", place=50)
async def database(patient: Patient) -> AsyncIterator[Finding]:
    """Reachable on every host; which version; sound as far as can be told in a few seconds."""
    if patient.database.path is not None:
        async for finding in _sqlite(patient.database):
            yield finding
        return
    for host in patient.database.hosts:
        try:
            rows = await patient.database.rows(
                "SELECT VERSION(), @@character_set_database, @@collation_database, @@read_only", host
            )
        except Unavailable as error:
            level = problem if len(patient.database.hosts) == 1 else warning
            yield level(error.detail, "Start it, or check the network, the account and TMS_DATABASE_URL.")
            continue
        except MissingExtra as error:
            yield problem(error.problem, error.remedy)
            return
        yield _about(host, *rows[0])


async def _sqlite(database: Database) -> AsyncIterator[Finding]:
    assert database.path is not None  # noqa: S101 - SQLite has one
    if not database.path.exists():
        yield ok(f"SQLite {sqlite3.sqlite_version}: {database.path} will be created at the first start")
        return
    try:
        damage = await database.rows("PRAGMA quick_check(1)")
    except Unavailable as error:
        if "not answered" in error.detail:
            yield ok(
                f"SQLite {sqlite3.sqlite_version}, {database.path}: too large to be checked in a few seconds"
            )
            return
        yield problem(
            f"{database.path}: {error.detail}",
            "If it says corrupt, malformed or not a database: docs/operations.md, 'The file is damaged'.",
        )
        return
    if damage != [("ok",)]:
        yield problem(
            f"{database.path} is damaged: {damage[0][0]}", "See docs/operations.md, 'The file is damaged'."
        )
        return
    yield ok(f"SQLite {sqlite3.sqlite_version}, {database.path}, sound")


def _about(host: str, version: str, character_set: str, collation: str, read_only: object) -> Finding:
    text = f"{version} on {host}, {collation}"
    if str(read_only) not in ("0", "OFF"):
        return problem(f"{text}, read-only", "Use a server that can be written to.")
    if (character_set, collation) != (CHARACTER_SET, COLLATION):
        return warning(
            text,
            f"Tables of later versions would inherit this: ALTER DATABASE … CHARACTER SET {CHARACTER_SET} COLLATE {COLLATION}.",
        )
    return ok(text)


@check("schema", place=54)
async def schema(patient: Patient) -> AsyncIterator[Finding]:
    """At the version that this program works with."""
    if patient.database.path is not None and not patient.database.path.exists():
        return
    try:
        rows = await patient.database.rows("SELECT version_num FROM alembic_version")
    except Unavailable as error:
        if "no such table" in error.detail or "doesn't exist" in error.detail:
            yield ok("none yet; it will be created at the first start")
            return
        raise
    found = str(rows[0][0]) if rows else "none"
    if found == patient.database.head:
        yield ok(f"version {found}, as this program expects")
    elif found == "unfinished copy":
        yield problem("an unfinished copy", "Run `tms copy` again; it starts over by itself.")
    elif found < patient.database.head:
        yield warning(
            f"version {found}, older than this program's {patient.database.head}",
            "Back up, stop all processes, and run `tms migrate`, or start: that does it too.",
        )
    else:
        yield problem(
            f"version {found}, newer than this program's {patient.database.head}",
            "Install the newer program, or restore the backup from before the upgrade.",
        )
